"""ResendMessage: the same text once more to the same number, as a message of its own."""

from dataclasses import replace

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
)
from heliograph.operations.dysmsapi_2018_05_01.acceptance import LIMIT_REFUSALS, Refused, accept, message_for
from heliograph.operations.dysmsapi_2018_05_01.query_message import MESSAGE_ID
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.outcome import ACCEPTED, refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Value
from heliograph.sms.given import read_given
from heliograph.store.port import Stored

#: By template is the one way to the Chinese mainland: what went there so may go there again.
_BY_TEMPLATE = "SendMessageWithTemplate"

RESEND_MESSAGE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ResendMessage",
    says="Sends what a message said once more to the same number, from the same sender, as a message of its own. It is "
    "routed, limited and billed like any new one.",
    action="heliograph:ResendMessage",
    access=Access.CREATE,
    calls_per_second=100,
    parameters=(MESSAGE_ID,),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("MessageId", "The new message's id.", "1008030300312346"),
        Field("Segments", "How many segments are billed.", "1"),
        REQUEST_ID,
    ),
    refusals=(
        "DATA_NOT_EXIST",
        "INVALID_PARAMETERS",
        "MOBILE_NUMBER_ILLEGAL",
        "NOT_SUPPORTED_COUNTRY",
        *LIMIT_REFUSALS,
    ),
    source="Heliograph's own",
)


@operation(RESEND_MESSAGE)
async def resend_message(call: Call, ports: Ports) -> Reply:
    stored = await ports.store.get(call.account, call.number("MessageId"))
    if stored is None:
        return refused("DATA_NOT_EXIST")
    message, body = stored.message, stored.body
    number = ports.numbers.find(message.to)
    if number is None:
        return refused("MOBILE_NUMBER_ILLEGAL", "The number is none by today's numbering plans.")
    if number.mainland and not ports.rules.mainland_allowed and body.action != _BY_TEMPLATE:
        return refused("NOT_SUPPORTED_COUNTRY", "ResendMessage does not send to the Chinese mainland.")
    composed = message_for(
        replace(call, values=_values(stored)),
        ports,
        number,
        body.text,
        sender=body.sender,
        type_=body.type,
        given=read_given(body.given) if body.given else None,
    )
    if isinstance(composed, Refused):
        return refused(composed.code, composed.text)
    [taken] = await accept(call, ports, [composed])
    if isinstance(taken, Refused):
        return refused(taken.code, taken.text)
    made, made_body = taken
    return Reply(fields={"MessageId": str(made.id), "Segments": str(made_body.segments)}, description=ACCEPTED)


def _values(stored: Stored) -> dict[str, Value]:
    """What the call that brought the message had beside number and text."""
    body = stored.body
    given = {"From": body.sender, "Type": body.type, "TaskId": body.task_id, "ChannelId": body.channel_id}
    return {name: value for name, value in given.items() if value}
