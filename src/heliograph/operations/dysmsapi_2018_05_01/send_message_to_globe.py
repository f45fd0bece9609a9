"""SendMessageToGlobe: one text to one number outside the Chinese mainland."""

from heliograph.operations.call import Answer, Call, Reply, operation
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
from heliograph.operations.dysmsapi_2018_05_01.acceptance import LIMIT_REFUSALS, Refused, accept, compose
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import (
    CHANNEL_ID,
    FROM,
    MESSAGE,
    NUMBER_DETAIL,
    TASK_ID,
    TYPE,
    VALIDITY_PERIOD,
    number_detail,
)
from heliograph.operations.outcome import ACCEPTED, refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Msisdn

SEND_MESSAGE_TO_GLOBE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="SendMessageToGlobe",
    says="Sends one text to one number outside the Chinese mainland. OK means that it is stored and will be sent.",
    action="dysms:SendMessageToGlobe",
    access=Access.CREATE,
    calls_per_second=2000,
    parameters=(
        Parameter(
            "To",
            Msisdn(),
            "The recipient: dialing code and number, digits only. A leading + or 00 is dropped.",
            required=True,
            example="85261234567",
            refused_as="MOBILE_NUMBER_ILLEGAL",
        ),
        FROM,
        MESSAGE,
        TYPE,
        TASK_ID,
        VALIDITY_PERIOD,
        CHANNEL_ID,
    ),
    answers=(
        RESPONSE_CODE,
        NUMBER_DETAIL,
        REQUEST_ID,
        Field("Segments", "How many segments are billed.", "1"),
        RESPONSE_DESCRIPTION,
        Field("From", "The sender ID; absent where none was given.", "Alicloud321"),
        Field("To", "The recipient's number, digits only.", "85261234567"),
        Field("MessageId", "The message's id, for QueryMessage.", "1008030300312345"),
    ),
    refusals=(
        "MOBILE_NUMBER_ILLEGAL",
        "INVALID_SENDERID",
        "PARAM_LENGTH_LIMIT",
        "INVALID_PARAMETERS",
        "NOT_SUPPORTED_COUNTRY",
        *LIMIT_REFUSALS,
    ),
    source="API page SendMessageToGlobe (2025-12-23)",
)


@operation(SEND_MESSAGE_TO_GLOBE)
async def send_message_to_globe(call: Call, ports: Ports) -> Reply:
    composed = compose(call, ports, call.msisdn("To"), call.text("Message"))
    if isinstance(composed, Refused):
        return refused(composed.code, composed.text)
    [taken] = await accept(call, ports, [composed])
    if isinstance(taken, Refused):
        return refused(taken.code, taken.text)
    message, body = taken
    fields: dict[str, Answer] = {
        "NumberDetail": number_detail(body.country, body.region, body.carrier),
        "Segments": str(body.segments),
        "To": message.to,
        "MessageId": str(message.id),
    }
    if body.sender:
        fields["From"] = body.sender
    return Reply(fields=fields, description=ACCEPTED)
