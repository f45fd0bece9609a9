"""RedriveDeadLetters: has what was given up told again."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_ID, find, subscriber
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, MessageId
from heliograph.store.told import Key, Kind

ITEMS_MAX = 1_000

_REVISIONS = (1, 2)

REDRIVE_DEAD_LETTERS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="RedriveDeadLetters",
    says="Has dead letters of a subscriber told again, from the first attempt on: one message's, or the oldest.",
    action="heliograph:RedriveDeadLetters",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(
        SUBSCRIPTION_ID,
        Parameter("MessageId", MessageId(), "Only what is of this message.", example="1008030300312345"),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_MAX} by default.", example="1000"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Redriven", "How many are told again.", "12"),
        Field("DeadLetters", "How many are left.", "0"),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(REDRIVE_DEAD_LETTERS)
async def redrive_dead_letters(call: Call, ports: Ports) -> Reply:
    if await find(call, ports) is None:
        return refused("DATA_NOT_EXIST")
    told, name = ports.subscribing.told, subscriber(call)
    keys = None
    if message := call.number("MessageId"):
        keys = [Key(name, kind, message, revision) for kind in Kind for revision in _REVISIONS]
    await ports.records.change([], call.nonce)
    redriven = await told.redrive(name, keys, limit=call.number("MaxItems", ITEMS_MAX))
    left = await told.waiting(name)
    return Reply(fields={"Redriven": str(redriven), "DeadLetters": str(left.dead)})
