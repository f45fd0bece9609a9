"""Makes the messages that a send operation stores, and stores those that their account's limits let through."""

from collections.abc import Sequence
from functools import partial

import msgspec

from heliograph.identity import SendLimits
from heliograph.operations.call import Call
from heliograph.operations.dysmsapi_2018_05_01.send_limits import LIMIT_REFUSALS, REFUSED_AS, Refused, holds_of
from heliograph.operations.ports import Ports
from heliograph.sms.failover import failover_of
from heliograph.sms.given import Given, ReceiptFor, stored_given
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import Body, Life, Message, Segment
from heliograph.sms.msisdn import Number
from heliograph.sms.roll_up import DAY_MINUTES, MINUTE_MS
from heliograph.sms.route import NoRoute
from heliograph.sms.segments import count_segments
from heliograph.store.holds import Hold
from heliograph.store.port import IdTaken

__all__ = ["LIMIT_REFUSALS", "Composed", "Refused", "accept", "compose"]

#: OTP before notices before promotions; a message without a Type is a notice.
PRIORITY = {"OTP": 0, "NOTIFY": 1, "MKT": 2}
PRIORITY_DEFAULT = 1

#: Ids are taken twice only after the machine's clock and the store's floor were both lost; more tries would not help.
ID_TRIES = 3

Composed = tuple[Message, Body]

NO_LIMITS = SendLimits()


def compose(call: Call, ports: Ports, number: Number, text: str) -> Composed | Refused:
    """The message for one recipient outside the Chinese mainland, as `message_for` makes it; or why there is none."""
    if number.mainland and not ports.rules.mainland_allowed:
        return Refused("NOT_SUPPORTED_COUNTRY", "SendMessageToGlobe does not send to the Chinese mainland.")
    return message_for(call, ports, number, text, sender=call.text("From"), type_=call.text("Type"))


def message_for(
    call: Call,
    ports: Ports,
    number: Number,
    text: str,
    *,
    sender: str,
    type_: str,
    given: Given | None = None,
    receipt_for: ReceiptFor | None = None,
) -> Composed | Refused:
    """The message for one recipient with its lane, ready for the store; or why it cannot be sent.

    `sender` is the source address that it goes out under; routes are chosen by what the client gave as From.
    `given` has what goes with the text, or in its place as one segment; `receipt_for` who else is told how it ends.
    Reads the clock once, takes an id and draws a concatenation reference; changes nothing.
    """
    if not ports.limits.send(call.account).takes(number.region_code):
        return _hit(call, ports, Refused("NOT_SUPPORTED_COUNTRY", "The account may not send to this number's country."))
    if _owes(ports, call.account):
        return _hit(call, ports, Refused("AMOUNT_NOT_ENOUGH", "The account pays in advance and has no balance yet."))
    lane = ports.lanes.choose(number, sender=call.text("From"), account=call.account, type_=type_)
    if isinstance(lane, NoRoute):
        return Refused(lane.code, lane.text)
    way = lane.route.long_messages
    in_one_piece = given is not None and given.octets is not None
    segments = 1 if in_one_piece else count_segments(text, lane.route.alphabet, way.header_octets)
    in_pieces = "" if in_one_piece else text
    handed_over = 1 if way is LongMessages.PAYLOAD else segments
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
            segments=tuple(Segment(n + 1, due=now) for n in range(handed_over)),
            route=lane.route,
            reference=ports.reference(),
            failover=failover_of(lane.plan, in_pieces, lane.route, handed_over) if lane.plan is not None else None,
            receipt_for=receipt_for,
            country=number.region_code,
            billed=segments,
            day=(now // MINUTE_MS + ports.rules.offset_minutes) // DAY_MINUTES,
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
        given=stored_given(given) if given is not None else b"",
    )
    return message, body


def _owes(ports: Ports, account: str) -> bool:
    """Whether the account pays in advance and nothing was ever paid in."""
    found = ports.identities.directory.accounts.get(account)
    return found is not None and found.prepaid and not ports.balances.prepaid(account)


async def accept(call: Call, ports: Ports, composed: Sequence[Composed]) -> Sequence[Composed | Refused]:
    """Store the messages with the call's nonce in one write; whoever owns their lanes hears of it from the store.

    Returns, in their order, each as stored (under a new id when its own was taken) or why a limit of the account
    refuses it; one that is refused keeps none of the others. Raises `Unavailable`, and `IdTaken` when id after id is
    taken.
    """
    holds = _holds(call.account, ports, composed)
    for last_try in (*(False,) * (ID_TRIES - 1), True):
        try:
            refused = await ports.store.accept(composed, call.nonce, holds)
        except IdTaken:
            if last_try:
                raise
            composed = [(msgspec.structs.replace(m, id=ports.ids.next()), body) for m, body in composed]
        else:
            break
    if not refused:
        return composed
    return [_hit(call, ports, REFUSED_AS[refused[n]]) if n in refused else pair for n, pair in enumerate(composed)]


def _hit(call: Call, ports: Ports, refused: Refused) -> Refused:
    """Count it as one that a limit of the account refused."""
    ports.hits.hit(call.account, refused.code, ports.clock.utc_ms(), ports.rules.offset_minutes)
    return refused


def _holds(account: str, ports: Ports, composed: Sequence[Composed]) -> Sequence[Sequence[Hold]]:
    """What each message takes from the account's limits; empty where none takes anything."""
    limits, prepaid = ports.limits.send(account), ports.balances.prepaid(account)
    if limits == NO_LIMITS:
        return ()

    def country_of(message: Message) -> str:
        found = ports.numbers.find(message.to)
        return found.region_code if found is not None else ""

    holds = [
        holds_of(
            limits,
            message,
            body,
            country=partial(country_of, message),
            prepaid=prepaid,
            offset_minutes=ports.rules.offset_minutes,
        )
        for message, body in composed
    ]
    return holds if any(holds) else ()
