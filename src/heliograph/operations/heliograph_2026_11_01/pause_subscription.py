"""PauseSubscription: stops pushing to a subscriber, and keeps what happens meanwhile."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_ID, change, paused
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports

PAUSE_SUBSCRIPTION = Operation(
    product=PRODUCT,
    version=VERSION,
    name="PauseSubscription",
    says="Stops pushing to a subscriber until ResumeSubscription. What happens meanwhile is kept and pushed then.",
    action="heliograph:PauseSubscription",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(SUBSCRIPTION_ID,),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, REQUEST_ID),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(PAUSE_SUBSCRIPTION)
async def pause_subscription(call: Call, ports: Ports) -> Reply:
    changed = await change(call, ports, lambda subscription: paused(subscription, True))
    return refused("DATA_NOT_EXIST") if changed is None else Reply()
