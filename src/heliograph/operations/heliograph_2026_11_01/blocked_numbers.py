"""What the operations on block lists describe alike, and how the numbers of a call are read."""

import asyncio

import orjson

from heliograph.operations.call import Answer, Call, Reply
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Field, Parameter
from heliograph.operations.ports import Ports
from heliograph.operations.types import JsonTexts, SenderId
from heliograph.sms.block_list import BlockChange

NUMBERS_MAX = 1_000

#: Other requests get their turn after so many numbers: reading a thousand at once would hold them up.
BREATH = 50

SENDER = Parameter(
    "Sender",
    SenderId(),
    "Only for messages from this sender ID, whose case does not count; without one, for all of them.",
    example="Alicloud321",
    refused_as="INVALID_SENDERID",
)

NUMBERS = Parameter(
    "Numbers",
    JsonTexts(NUMBERS_MAX, too_many="MOBILE_COUNT_OVER_LIMIT"),
    "The numbers as a JSON array of strings, each a dialing code and number.",
    required=True,
    example='["4915112345678","85261234567"]',
)

ANSWERS = (
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Field("ChangedCount", "How many numbers were entered that were not there, or removed that were.", "2"),
    Field("FailedList", "The numbers that no numbering plan knows, as the text of a JSON array.", '["123"]'),
    REQUEST_ID,
)

REFUSALS = (
    "MOBILE_COUNT_OVER_LIMIT",
    "INVALID_SENDERID",
    "INVALID_JSON_PARAM",
    "INVALID_PARAMETERS",
)


async def change(call: Call, ports: Ports, blocked: bool) -> Reply:
    """Enter or remove the numbers of the call; those that are no numbers are told and left out.

    OK also where none is one: who brings a long list looks at FailedList, and need not treat its last piece apart.
    """
    known: list[str] = []
    failed: list[str] = []
    for position, text in enumerate(call.texts("Numbers")):
        if position % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        number = ports.numbers.find(text)
        if number is None:
            failed.append(text)
        else:
            known.append(number.digits)
    made = BlockChange(call.account, call.text("Sender"), tuple(known), blocked)
    changed = await ports.blocks.block(made, call.nonce) if known else 0
    fields: dict[str, Answer] = {"ChangedCount": str(changed), "FailedList": orjson.dumps(failed).decode()}
    return Reply(fields=fields)
