"""ListDeadLetters: what was given up to tell a subscriber, and is kept."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.dates import api_date
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
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_ID, find, subscriber
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Text
from heliograph.store.told import Dead

ITEMS_DEFAULT = 50
ITEMS_MAX = 200

_DEAD_LETTER = (
    Field("MessageId", "The message, or for SmsUp the sequence_id.", "1008030300312345"),
    Field("Receipts", "SmsReport or SmsUp.", "SmsReport"),
    Field("Revision", "1, or 2 for the correction of an earlier report.", "1"),
    Field("Attempts", "How often it was tried.", "3"),
    Field("CreateDate", "When there was something to tell.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("GivenUpDate", "When it was given up.", "Mon, 24 Dec 2018 17:04:22 +0800"),
)

LIST_DEAD_LETTERS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListDeadLetters",
    says="Lists what was given up to tell a subscriber, in the order it was given up. It is kept until "
    "RedriveDeadLetters, or until the subscription ends.",
    action="heliograph:ListDeadLetters",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        SUBSCRIPTION_ID,
        Parameter("After", Text(64), "NextAfter of the page before.", example="1795521600000-1008030300312345"),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="50"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("DeadLetters", "The dead letters.", shape=Shape.LIST, fields=_DEAD_LETTER),
        Field("NextAfter", "After for the next page; absent at the end.", "1795521600000-1008030300312345"),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(LIST_DEAD_LETTERS)
async def list_dead_letters(call: Call, ports: Ports) -> Reply:
    if await find(call, ports) is None:
        return refused("DATA_NOT_EXIST")
    after = _place(call.text("After"))
    if after is None:
        return refused("INVALID_PARAMETERS", "After must be the NextAfter of a page before.")
    items_max = call.number("MaxItems", ITEMS_DEFAULT)
    found = await ports.subscribing.told.dead(subscriber(call), after=after, limit=items_max + 1)
    page = found[:items_max]
    fields: dict[str, Answer] = {"DeadLetters": [_shown(dead, ports.rules.offset_minutes) for dead in page]}
    if len(found) > items_max:
        fields["NextAfter"] = f"{page[-1].buried_at}-{page[-1].telling.key.message}"
    return Reply(fields=fields)


def _place(text: str) -> tuple[int, int] | None:
    """Where the page begins; None where the text is no place."""
    if not text:
        return 0, 0
    buried_at, _, message = text.partition("-")
    sound = all(part.isascii() and part.isdigit() and len(part) < 20 for part in (buried_at, message))
    return (int(buried_at), min(int(message), 2**63 - 1)) if sound else None


def _shown(dead: Dead, offset_minutes: int) -> dict[str, Answer]:
    key = dead.telling.key
    return {
        "MessageId": str(key.message),
        "Receipts": str(key.kind),
        "Revision": str(key.revision),
        "Attempts": str(dead.telling.attempts),
        "CreateDate": api_date(dead.telling.made_at, offset_minutes),
        "GivenUpDate": api_date(dead.buried_at, offset_minutes),
    }
