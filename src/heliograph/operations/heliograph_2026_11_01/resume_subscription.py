"""ResumeSubscription: goes on pushing to a subscriber that was paused."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_ID, change, paused
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports

RESUME_SUBSCRIPTION = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ResumeSubscription",
    says="Goes on pushing to a subscriber after PauseSubscription.",
    action="heliograph:ResumeSubscription",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(SUBSCRIPTION_ID,),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, REQUEST_ID),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(RESUME_SUBSCRIPTION)
async def resume_subscription(call: Call, ports: Ports) -> Reply:
    changed = await change(call, ports, lambda subscription: paused(subscription, False))
    return refused("DATA_NOT_EXIST") if changed is None else Reply()
