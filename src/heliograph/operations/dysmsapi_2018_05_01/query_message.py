"""QueryMessage: what became of one message."""

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
)
from heliograph.operations.dysmsapi_2018_05_01 import PRODUCT, VERSION
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import NUMBER_DETAIL, number_detail
from heliograph.operations.outcome import ACCEPTED, error_code, refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import MessageId
from heliograph.sms.message import summarise

MESSAGE_ID = Parameter(
    "MessageId",
    MessageId(),
    "The id that the send operation returned.",
    required=True,
    example="1008030300312345",
)

QUERY_MESSAGE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="QueryMessage",
    says="Tells what became of one message: whether it is on its way, was delivered or failed, and why.",
    action="dysms:QueryMessage",
    access=Access.GET,
    calls_per_second=300,
    parameters=(MESSAGE_ID,),
    answers=(
        Field("Status", "1 sent, 2 failed, 3 on its way.", "1"),
        Field("ErrorDescription", "What ErrorCode means; absent until the message has ended.", "success"),
        RESPONSE_CODE,
        Field(
            "ReceiveDate", "When the carrier's receipt arrived; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"
        ),
        NUMBER_DETAIL,
        Field("Message", "The text.", "Hello!"),
        RESPONSE_DESCRIPTION,
        Field("ErrorCode", "The delivery status code; absent until the message has ended.", "DELIVERED"),
        Field("SendDate", "When it was handed to the carrier; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"),
        Field("To", "The recipient's number, digits only.", "6581234810"),
        Field("MessageId", "The message's id.", "1008030300312345"),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS"),
    source="API page QueryMessage (2025-12-11)",
)


@operation(QUERY_MESSAGE)
async def query_message(call: Call, ports: Ports) -> Reply:
    stored = await ports.store.get(call.account, call.number("MessageId"))
    if stored is None:
        return refused("DATA_NOT_EXIST")
    message, body = stored.message, stored.body
    summary = summarise(message)
    fields: dict[str, Answer] = {
        "Status": str(summary.status),
        "NumberDetail": number_detail(body.country, body.region, body.carrier),
        "Message": body.text,
        "To": message.to,
        "MessageId": str(message.id),
    }
    if summary.final:
        fields["ErrorCode"], fields["ErrorDescription"] = error_code(summary)
    if summary.sent_at:
        fields["SendDate"] = api_date(summary.sent_at, ports.rules.offset_minutes)
    if summary.received_at:
        fields["ReceiveDate"] = api_date(summary.received_at, ports.rules.offset_minutes)
    return Reply(fields=fields, description=ACCEPTED)
