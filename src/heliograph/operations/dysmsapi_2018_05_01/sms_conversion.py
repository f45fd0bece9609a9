"""SmsConversion: whether the recipient of one message did what it asked for."""

from heliograph.operations.call import OK, Call, Reply, operation
from heliograph.operations.dates import day_of
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Operation,
    Parameter,
)
from heliograph.operations.dysmsapi_2018_05_01 import PRODUCT, VERSION
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean, Integer, MessageId, Msisdn
from heliograph.sms.message import Message
from heliograph.store.conversions import Conversion

#: Clients that count in whole seconds name one that began before the message was sent, and clocks differ a little.
SLACK_MS = 1_000

#: The last millisecond that a date of the API can say: the year 9999.
MOMENT_MAX = 253_402_300_799_999

SMS_CONVERSION = Operation(
    product=PRODUCT,
    version=VERSION,
    name="SmsConversion",
    says="Reports whether the recipient of one message did what it asked for, such as entering the code. Said again, "
    "the last word holds.",
    action="dysms:SmsConversion",
    access=Access.UPDATE,
    calls_per_second=500,
    parameters=(
        Parameter(
            "MessageId",
            MessageId(),
            "The id that the send operation returned. Without it, the latest message to To is meant.",
            example="1008030300312345",
        ),
        Parameter("Delivered", Boolean(), "true when the recipient did it.", required=True, example="true"),
        Parameter(
            "ConversionTime",
            Integer(0, MOMENT_MAX),
            "When, in milliseconds since 1970: between the send and now, which it is when absent.",
            example="1349055900000",
        ),
        Parameter(
            "To",
            Msisdn(),
            "The recipient's number: dialing code and number, digits only.",
            example="85261234567",
            refused_as="MOBILE_NUMBER_ILLEGAL",
        ),
    ),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, REQUEST_ID),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "MOBILE_NUMBER_ILLEGAL"),
    source="API page SmsConversion (2025-12-11); To since the SDKs' change of 2024-12-10",
)


@operation(SMS_CONVERSION)
async def sms_conversion(call: Call, ports: Ports) -> Reply:
    if "MessageId" not in call.values and "To" not in call.values:
        return refused("INVALID_PARAMETERS", "MessageId or To must name the message; neither was sent.")
    message = await _message(call, ports)
    if message is None:
        return refused("DATA_NOT_EXIST")
    now = ports.clock.utc_ms()
    moment = call.number("ConversionTime", now)
    if not message.accepted_at - SLACK_MS <= moment <= now + SLACK_MS and "ConversionTime" in call.values:
        return refused("INVALID_PARAMETERS", "ConversionTime must be after the message was sent, and not after now.")
    conversion = Conversion(
        message_id=message.id,
        account=call.account,
        day=day_of(message.accepted_at, ports.rules.offset_minutes),
        delivered=call.flag("Delivered"),
        converted_at=moment,
        reported_at=now,
    )
    await ports.conversions.convert(conversion, call.nonce)
    return Reply(OK, OK)


async def _message(call: Call, ports: Ports) -> Message | None:
    """The account's message that is meant; None for none, for another account's, and for one to another number."""
    to = call.msisdn("To").digits if "To" in call.values else ""
    if "MessageId" not in call.values:
        found = await ports.store.find(call.account, to=to, limit=1)
        return found[0].message if found else None
    stored = await ports.store.get(call.account, call.number("MessageId"))
    if stored is None or (to and stored.message.to != to):
        return None
    return stored.message
