"""BatchSendMessageToGlobe: up to 1,000 texts to as many numbers outside the Chinese mainland in one request."""

import asyncio

import orjson

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
from heliograph.operations.dysmsapi_2018_05_01 import PRODUCT, VERSION
from heliograph.operations.dysmsapi_2018_05_01.acceptance import LIMIT_REFUSALS, Composed, Refused, accept, compose
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import (
    CHANNEL_ID,
    FROM,
    TASK_ID,
    TYPE,
    VALIDITY_PERIOD,
)
from heliograph.operations.outcome import ACCEPTED, refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import JsonTexts
from heliograph.sms.segments import TEXT_MAX

NUMBERS_MAX = 1000

#: Other requests get their turn after so many numbers: reading a thousand at once would hold them up.
BREATH = 50

BATCH_SEND_MESSAGE_TO_GLOBE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="BatchSendMessageToGlobe",
    says="Sends up to 1,000 texts to as many numbers outside the Chinese mainland. OK means that at least one of them "
    "is stored and will be sent; FailedList has the numbers that were refused.",
    action="dysms:BatchSendMessageToGlobe",
    access=Access.CREATE,
    calls_per_second=1,
    parameters=(
        Parameter(
            "To",
            JsonTexts(NUMBERS_MAX, too_many="MOBILE_COUNT_OVER_LIMIT"),
            "The recipients as a JSON array of strings, each a dialing code and number.",
            required=True,
            example='["4915112345678","85261234567"]',
        ),
        FROM,
        Parameter(
            "Message",
            JsonTexts(NUMBERS_MAX, too_many="INVALID_PARAMETERS"),
            "The texts as a JSON array of strings: one for each number, in the same order.",
            required=True,
            example='["Hello","Hello again"]',
        ),
        TYPE,
        TASK_ID,
        VALIDITY_PERIOD,
        CHANNEL_ID,
    ),
    answers=(
        RESPONSE_CODE,
        REQUEST_ID,
        Field("FailedList", "The numbers that were refused, as the text of a JSON array.", '["123"]'),
        RESPONSE_DESCRIPTION,
        Field("From", "The sender ID; absent where none was given.", "Alicloud321"),
        Field(
            "MessageIdList",
            "The ids of the messages that were taken, in the order of To, as the text of a JSON array.",
            '["1008030300312345"]',
        ),
        Field("SuccessCount", "How many messages were taken.", "1"),
    ),
    refusals=(
        "MOBILE_NUMBER_ILLEGAL",
        "MOBILE_COUNT_OVER_LIMIT",
        "INVALID_SENDERID",
        "INVALID_JSON_PARAM",
        "PARAM_LENGTH_LIMIT",
        "INVALID_PARAMETERS",
        "NOT_SUPPORTED_COUNTRY",
        *LIMIT_REFUSALS,
    ),
    source="API page BatchSendMessageToGlobe (2025-12-11)",
)


@operation(BATCH_SEND_MESSAGE_TO_GLOBE)
async def batch_send_message_to_globe(call: Call, ports: Ports) -> Reply:
    numbers, texts = call.texts("To"), call.texts("Message")
    if len(texts) != len(numbers):
        return refused(
            "INVALID_PARAMETERS",
            f"Message has {len(texts)} texts for the {len(numbers)} numbers of To; one each is needed.",
        )
    outcomes: list[Composed | Refused] = []
    for position, (number, text) in enumerate(zip(numbers, texts, strict=True)):
        if position % BREATH == BREATH - 1:
            await asyncio.sleep(0)
        outcomes.append(_compose_one(call, ports, number, text))
    composed = [one for one in outcomes if not isinstance(one, Refused)]
    accepted = iter(await accept(call, ports, composed) if composed else ())
    outcomes = [one if isinstance(one, Refused) else next(accepted) for one in outcomes]
    stored = [one for one in outcomes if not isinstance(one, Refused)]
    failed = [number for number, one in zip(numbers, outcomes, strict=True) if isinstance(one, Refused)]
    fields = {
        "FailedList": orjson.dumps(failed).decode(),
        "MessageIdList": orjson.dumps([str(message.id) for message, _ in stored]).decode(),
        "SuccessCount": str(len(stored)),
    }
    if call.text("From"):
        fields["From"] = call.text("From")
    if not stored:
        first = next(one for one in outcomes if isinstance(one, Refused))
        reply = refused(first.code, first.text)
        reply.fields = fields
        return reply
    return Reply(fields=fields, description=ACCEPTED)


def _compose_one(call: Call, ports: Ports, number: str, text: str) -> Composed | Refused:
    found = ports.numbers.find(number)
    if found is None:
        return Refused("MOBILE_NUMBER_ILLEGAL")
    if not text:
        return Refused("INVALID_PARAMETERS", "A text of Message is empty.")
    if len(text) > TEXT_MAX:
        return Refused(
            "PARAM_LENGTH_LIMIT",
            f"A text of Message has {len(text)} characters; at most {TEXT_MAX} are allowed.",
        )
    return compose(call, ports, found, text)
