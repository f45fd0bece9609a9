"""DeleteSmppCredential: ends a credential, its binds, and what it was still to be told."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.smpp_credential_fields import SYSTEM_ID
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.smpp_credentials import ended

DELETE_SMPP_CREDENTIAL = Operation(
    product=PRODUCT,
    version=VERSION,
    name="DeleteSmppCredential",
    says="Ends an SMPP credential. Its binds are closed, and receipts that it has not got yet are dropped.",
    action="heliograph:DeleteSmppCredential",
    access=Access.DELETE,
    calls_per_second=10,
    parameters=(SYSTEM_ID, ACCOUNT),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, REQUEST_ID),
    refusals=("DATA_NOT_EXIST", *REFUSALS),
    source="Heliograph's own",
)


@operation(DELETE_SMPP_CREDENTIAL)
async def delete_smpp_credential(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    credential = ports.smpp.find(call.text("SystemId"))
    if credential is None or credential.account != account:
        return refused("DATA_NOT_EXIST", "The account has no SMPP credential of that SystemId.")
    await ports.records.change(ended(credential), call.nonce)
    ports.smpp.forget(credential.system_id)
    ports.subscribing.changed()
    return Reply()
