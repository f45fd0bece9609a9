"""SubmitMessage: a text, or octets as they are, to one number, with all that a submit_sm can say."""

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
from heliograph.operations.dysmsapi_2018_05_01.acceptance import LIMIT_REFUSALS, Refused, accept, message_for
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import (
    CHANNEL_ID,
    FROM,
    NUMBER_DETAIL,
    TASK_ID,
    TYPE,
    VALIDITY_PERIOD,
    number_detail,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.given_fields import GIVEN, given_of
from heliograph.operations.outcome import ACCEPTED, refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Msisdn, Pattern, Text
from heliograph.sms.given import Given, ReceiptFor, readable
from heliograph.sms.segments import TEXT_MAX
from heliograph.sms.subscription import smpp_subscription

SUBMIT_MESSAGE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="SubmitMessage",
    says="Sends one text, or octets as they are, to one number, with what a submit_sm of SMPP can say: data coding, "
    "user data header, TLVs. OK means that it is stored and will be sent.",
    action="heliograph:SubmitMessage",
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
        Parameter("Message", Text(TEXT_MAX), "The whole text; or else Octets is given.", example="Hello"),
        *GIVEN,
        TYPE,
        TASK_ID,
        VALIDITY_PERIOD,
        CHANNEL_ID,
        Parameter(
            "SystemId",
            Pattern(r"[A-Za-z0-9._-]{1,15}\Z", "the system_id of an SMPP credential of the account"),
            "The SMPP credential whose binds get the receipt; none does without it.",
            example="shop-1",
        ),
        Parameter(
            "RegisteredDelivery",
            Integer(0, 3),
            "Which receipts that credential gets: 0 none, 1 all (by default), 2 of failures, 3 of deliveries.",
            example="1",
        ),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("MessageId", "The message's id, for QueryMessage and CancelMessage.", "1008030300312345"),
        Field("Segments", "How many segments are billed.", "1"),
        Field("To", "The recipient's number, digits only.", "85261234567"),
        Field("From", "The sender ID; absent where none was given.", "Alicloud321"),
        NUMBER_DETAIL,
        REQUEST_ID,
    ),
    refusals=(
        "MOBILE_NUMBER_ILLEGAL",
        "INVALID_SENDERID",
        "PARAM_LENGTH_LIMIT",
        "INVALID_PARAMETERS",
        "INVALID_JSON_PARAM",
        "NOT_SUPPORTED_COUNTRY",
        *LIMIT_REFUSALS,
    ),
    source="Heliograph's own",
)


@operation(SUBMIT_MESSAGE)
async def submit_message(call: Call, ports: Ports) -> Reply:
    receipt_for = _receipt_for(call, ports)
    if isinstance(receipt_for, Refused):
        return refused(receipt_for.code, receipt_for.text)
    number = call.msisdn("To")
    if number.mainland and not ports.rules.mainland_allowed:
        return refused("NOT_SUPPORTED_COUNTRY", "SubmitMessage does not send to the Chinese mainland.")
    given = given_of(call)
    if isinstance(given, Refused):
        return refused(given.code, given.text)
    composed = message_for(
        call,
        ports,
        number,
        _text(call, given),
        sender=call.text("From"),
        type_=call.text("Type"),
        given=given,
        receipt_for=receipt_for,
    )
    if isinstance(composed, Refused):
        return refused(composed.code, composed.text)
    [taken] = await accept(call, ports, [composed])
    if isinstance(taken, Refused):
        return refused(taken.code, taken.text)
    message, body = taken
    fields: dict[str, Answer] = {
        "MessageId": str(message.id),
        "Segments": str(body.segments),
        "To": message.to,
        "NumberDetail": number_detail(body.country, body.region, body.carrier),
    }
    if body.sender:
        fields["From"] = body.sender
    return Reply(fields=fields, description=ACCEPTED)


def _text(call: Call, given: Given) -> str:
    """What pages show: the text, or what the octets say where their coding is known."""
    return call.text("Message") if given.octets is None else readable(given)


def _receipt_for(call: Call, ports: Ports) -> ReceiptFor | Refused | None:
    system_id = call.text("SystemId")
    if not system_id:
        return None
    credential = ports.smpp.find(system_id)
    if credential is None or credential.account != call.account:
        return Refused("INVALID_PARAMETERS", "SystemId must be the system_id of an SMPP credential of the account.")
    return ReceiptFor(smpp_subscription(system_id), call.number("RegisteredDelivery", 1))
