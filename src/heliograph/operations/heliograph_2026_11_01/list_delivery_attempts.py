"""ListDeliveryAttempts: the last tries to push to a subscriber, and what came back."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.attempt_fields import CAME_OF_IT, WHEN, attempt_row
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_ID, find, subscriber
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer
from heliograph.store.told import ATTEMPTS_KEPT, Attempt

ITEMS_DEFAULT = 20

_ATTEMPT = (
    Field("Number", "1, 2, … of this subscription.", "17"),
    *WHEN,
    Field("Receipts", "SmsReport or SmsUp.", "SmsReport"),
    Field("Count", "How many it carried.", "25"),
    Field("MessageId", "The first message in it.", "1008030300312345"),
    *CAME_OF_IT,
)

LIST_DELIVERY_ATTEMPTS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListDeliveryAttempts",
    says=f"Lists the last pushes to a subscriber, the newest first; {ATTEMPTS_KEPT} are kept.",
    action="heliograph:ListDeliveryAttempts",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        SUBSCRIPTION_ID,
        Parameter(
            "MaxItems", Integer(1, ATTEMPTS_KEPT), f"How many at most; {ITEMS_DEFAULT} by default.", example="20"
        ),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Attempts", "The attempts, the newest first.", shape=Shape.LIST, fields=_ATTEMPT),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(LIST_DELIVERY_ATTEMPTS)
async def list_delivery_attempts(call: Call, ports: Ports) -> Reply:
    if await find(call, ports) is None:
        return refused("DATA_NOT_EXIST")
    attempts = await ports.subscribing.told.attempts(subscriber(call), call.number("MaxItems", ITEMS_DEFAULT))
    return Reply(fields={"Attempts": [_shown(attempt, ports.rules.offset_minutes) for attempt in attempts]})


def _shown(attempt: Attempt, offset_minutes: int) -> dict[str, Answer]:
    return {
        "Number": str(attempt.number),
        "Receipts": str(attempt.kind),
        "MessageId": str(attempt.first),
        **attempt_row(attempt, offset_minutes),
    }
