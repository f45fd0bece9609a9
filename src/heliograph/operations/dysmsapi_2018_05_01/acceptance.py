"""Makes the messages that a send operation stores, and stores them."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from heliograph.operations.call import Call
from heliograph.operations.ports import Ports
from heliograph.sms.message import Body, Life, Message, Segment
from heliograph.sms.msisdn import Number
from heliograph.sms.segments import count_segments
from heliograph.store.port import IdTaken

#: OTP before notices before promotions; a message without a Type is a notice.
PRIORITY = {"OTP": 0, "NOTIFY": 1, "MKT": 2}
PRIORITY_DEFAULT = 1

#: Ids are taken twice only after the machine's clock and the store's floor were both lost; more tries would not help.
ID_TRIES = 3

Composed = tuple[Message, Body]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a message is not taken: the ResponseCode and, where the catalogue's words are not enough, the text."""

    code: str
    text: str = ""


def compose(call: Call, ports: Ports, number: Number, text: str) -> Composed | Refused:
    """The message for one recipient outside the Chinese mainland, as `message_for` makes it; or why there is none."""
    if number.mainland and not ports.rules.mainland_allowed:
        return Refused("NOT_SUPPORTED_COUNTRY", "SendMessageToGlobe does not send to the Chinese mainland.")
    return message_for(call, ports, number, text, sender=call.text("From"), type_=call.text("Type"))


def message_for(call: Call, ports: Ports, number: Number, text: str, *, sender: str, type_: str) -> Composed | Refused:
    """The message for one recipient with its lane, ready for the store; or why it cannot be sent.

    `sender` is the source address that it goes out under; routes are chosen by what the client gave as From.
    Reads the clock once, takes an id and draws a concatenation reference; changes nothing.
    """
    lane = ports.lanes.choose(number, sender=call.text("From"), account=call.account, type_=type_)
    if lane is None:
        return Refused("NOT_SUPPORTED_COUNTRY", "No route leads to this number's country.")
    segments = count_segments(text)
    now = ports.clock.steady_ms()
    validity_ms = 1000 * call.number("ValidityPeriod", ports.rules.validity_seconds)
    message = Message(
        id=ports.ids.next(),
        account=call.account,
        request_id=call.request_id,
        to=number.digits,
        lane=lane.name,
        priority=PRIORITY.get(type_, PRIORITY_DEFAULT),
        accepted_at=now,
        validity_until=now + validity_ms,
        life=Life(
            segments=tuple(Segment(n + 1, due=now) for n in range(segments)),
            route=lane.route,
            reference=ports.reference(),
        ),
        wake_at=now + validity_ms,
    )
    body = Body(
        text=text,
        sender=sender,
        type=type_,
        task_id=call.text("TaskId"),
        channel_id=call.text("ChannelId"),
        country=number.country,
        region=number.region,
        carrier=number.carrier,
        segments=segments,
        action=call.operation.name,
    )
    return message, body


async def accept(call: Call, ports: Ports, composed: Sequence[Composed]) -> Sequence[Composed]:
    """Store the messages with the call's nonce, all or nothing, and hint to delivery that there is work.

    Returns them as stored: under new ids when theirs were taken. Raises `Unavailable`, and `IdTaken` when id after id
    is taken.
    """
    for last_try in (*(False,) * (ID_TRIES - 1), True):
        try:
            await ports.store.accept(composed, call.nonce)
        except IdTaken:
            if last_try:
                raise
            composed = [(msgspec.structs.replace(m, id=ports.ids.next()), body) for m, body in composed]
        else:
            break
    for lane in {message.lane for message, _ in composed}:
        ports.work(lane)
    return composed
