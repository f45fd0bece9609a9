"""SendMessageWithTemplate: one text to one number of the Chinese mainland, by an approved template and signature."""

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
from heliograph.operations.dysmsapi_2018_05_01.acceptance import Refused, accept, message_for
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import (
    CHANNEL_ID,
    NUMBER_DETAIL,
    VALIDITY_PERIOD,
    number_detail,
)
from heliograph.operations.outcome import ACCEPTED, refused
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import SIGNATURES, TEMPLATES, Kept
from heliograph.operations.types import Digits, JsonObject, Msisdn, Text
from heliograph.sms.approval import Approval, MessageTemplate, Signature
from heliograph.sms.sender_id import DIGITS_MAX
from heliograph.sms.template import Misfit, fill, parse_template, signed

#: Names and values of a template that has no text but variables, all escaped: more would be no fill of any template.
TEMPLATE_PARAM_MAX = 32_768

SEND_MESSAGE_WITH_TEMPLATE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="SendMessageWithTemplate",
    says="Sends one text to one number of the Chinese mainland: an approved signature in its brackets, then an "
    "approved template with its variables filled. OK means that it is stored and will be sent.",
    action="dysms:SendMessageWithTemplate",
    access=Access.CREATE,
    calls_per_second=1500,
    parameters=(
        Parameter(
            "To",
            Msisdn(),
            "The recipient: 86 and the number, digits only. A leading + or 00 is dropped.",
            required=True,
            example="8615012345678",
            refused_as="MOBILE_NUMBER_ILLEGAL",
        ),
        Parameter(
            "From",
            Text(length_max=64),
            "The name of an approved signature, without its brackets.",
            required=True,
            example="Alicloud321",
        ),
        Parameter(
            "TemplateCode",
            Text(length_max=64),
            "The code of an approved template.",
            required=True,
            example="SMS_153055065",
        ),
        Parameter(
            "TemplateParam",
            JsonObject(TEMPLATE_PARAM_MAX),
            "The values of the template's variables as a JSON object of strings: each variable once and nothing else. "
            "Needed where the template has variables.",
            example='{"code":"1234","product":"ytx"}',
        ),
        Parameter(
            "SmsUpExtendCode",
            Digits(DIGITS_MAX),
            "The extension that replies are to carry, in digits; the message goes out under it as its sender.",
            example="90999",
        ),
        VALIDITY_PERIOD,
        CHANNEL_ID,
    ),
    answers=(
        RESPONSE_CODE,
        NUMBER_DETAIL,
        RESPONSE_DESCRIPTION,
        Field("Segments", "How many segments are billed, the signature counted.", "1"),
        Field("To", "The recipient's number, digits only.", "8615012345678"),
        Field("MessageId", "The message's id, for QueryMessage.", "1008030300312345"),
        REQUEST_ID,
    ),
    refusals=(
        "MOBILE_NUMBER_ILLEGAL",
        "NOT_SUPPORTED_COUNTRY",
        "SMS_SIGN_NAME_ILLEGAL",
        "SMS_CONTENT_CODE_ILLEGAL",
        "CONTENT_MISSING_PARAMETERS",
        "INVALID_JSON_PARAM",
        "SMS_CONTENT_ILLEGAL",
        "PARAM_LENGTH_LIMIT",
        "INVALID_PARAMETERS",
    ),
    source="API page SendMessageWithTemplate (2025-12-11)",
)


@operation(SEND_MESSAGE_WITH_TEMPLATE)
async def send_message_with_template(call: Call, ports: Ports) -> Reply:
    number = call.msisdn("To")
    if not number.mainland:
        return refused("NOT_SUPPORTED_COUNTRY", "SendMessageWithTemplate sends to the Chinese mainland only.")
    signature = await SIGNATURES.find(ports, call.account, call.text("From"))
    if signature is None or signature.item.state is not Approval.APPROVED:
        return refused("SMS_SIGN_NAME_ILLEGAL", _why(signature, "From names", "signature"))
    template = await TEMPLATES.find(ports, call.account, call.text("TemplateCode"))
    if template is None or template.item.state is not Approval.APPROVED:
        return refused("SMS_CONTENT_CODE_ILLEGAL", _why(template, "TemplateCode names", "template"))
    text = _text_of(signature.item, template.item, call.pairs("TemplateParam"))
    if isinstance(text, Misfit):
        return refused(text.code, text.text)
    composed = message_for(call, ports, number, text, sender=call.text("SmsUpExtendCode"), type_=template.item.type)
    if isinstance(composed, Refused):
        return refused(composed.code, composed.text)
    [(message, body)] = await accept(call, ports, [composed])
    fields: dict[str, Answer] = {
        "NumberDetail": number_detail(body.country, body.region, body.carrier),
        "Segments": str(body.segments),
        "To": message.to,
        "MessageId": str(message.id),
    }
    return Reply(fields=fields, description=ACCEPTED)


def _why(found: Kept[MessageTemplate] | Kept[Signature] | None, names: str, noun: str) -> str:
    """Why it cannot be used."""
    if found is None:
        return f"{names} no {noun} of this account; case counts."
    if found.item.state is Approval.PENDING:
        return f"{names} a {noun} that is not approved yet."
    return f"{names} a {noun} that was rejected."


def _text_of(signature: Signature, template: MessageTemplate, values: dict[str, str]) -> str | Misfit:
    """What goes out, or why the values do not make it."""
    read = parse_template(template.content)
    if read is None:
        return Misfit("SMS_CONTENT_CODE_ILLEGAL", "The template that TemplateCode names cannot be read.")
    filled = fill(read, values)
    return filled if isinstance(filled, Misfit) else signed(signature.name, filled)
