"""DeleteSubscription: ends a subscription, with all that it has not got yet."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_ID, find, place
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.sms.subscription import Reached
from heliograph.store.records import Change

DELETE_SUBSCRIPTION = Operation(
    product=PRODUCT,
    version=VERSION,
    name="DeleteSubscription",
    says="Ends a subscription. What it has not got yet, its dead letters and its attempts are dropped.",
    action="heliograph:DeleteSubscription",
    access=Access.DELETE,
    calls_per_second=10,
    parameters=(SUBSCRIPTION_ID,),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, REQUEST_ID),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(DELETE_SUBSCRIPTION)
async def delete_subscription(call: Call, ports: Ports) -> Reply:
    found = await find(call, ports)
    if found is None:
        return refused("DATA_NOT_EXIST")
    record, subscription = found
    if subscription.kind is Reached.SMPP:
        return refused("INVALID_PARAMETERS", "It belongs to an SMPP credential and ends with it: DeleteSmppCredential.")
    await ports.records.change([Change(*place(record), None)], call.nonce)
    ports.subscribing.changed()
    return Reply()
