"""The life of a message: which state follows which event, and what must be done about it.

In: a Message, an Event, the time. Out: the next Message and a tuple of Effects, performed by the store in the same
write. Everything that decides a state is in this file; the state diagram in the documentation is drawn from its tables.

Two tables, because an event speaks either of one hand-over or of a segment's undone work:
`ATTEMPT_RULES` by the state of the attempt named, `SEGMENT_RULES` by the state of the segment. A pair that is absent is
a stray: counted, kept in the timeline, state unchanged. `step` is total and never raises.

What the rules keep (DESIGN §4, §5):
- a final state stays, except that proof of delivery replaces any other, and nothing replaces `delivered` (I2);
- each attempt is handed over once; a further one follows a known refusal, or a doubt on a route that resends (I4);
- facts are applied to the attempt they name whoever brings them and however late (I10).

A message whose rule names several carriers may go on to another of them after an event; `failover` decides that.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from heliograph.sms.events import (
    Cancelled,
    Claimed,
    DeadlinePassed,
    Dequeue,
    Doubted,
    Effect,
    Enqueue,
    Event,
    Leave,
    Overdue,
    Query,
    QueryDue,
    QueryRefused,
    ReceiptArrived,
    Refer,
    Refused,
    Released,
    Reroute,
    Resent,
    Resolve,
    SegmentEvent,
    Stray,
    SubmitError,
    SubmitLost,
    SubmitOk,
    ValidityOver,
)
from heliograph.sms.failover import (
    ALL_ABLE,
    ATTEMPTS_MAX,
    Lanes,
    hand_overs,
    is_left,
    overdue,
    overdue_at,
    wants_another,
)
from heliograph.sms.inquiry import next_query, queries
from heliograph.sms.message import (
    FINAL,
    Attempt,
    Life,
    Message,
    OnUnknown,
    Route,
    Segment,
    State,
    decision,
    route_of,
    segment_state,
)
from heliograph.sms.moving import follow

#: How often a doubt is looked at again while receipts have come for some parts of its message and not for all. Parts
#: are delivered within seconds of each other; longer would keep a part that never left from its recipient.
LOOKS_MAX = 4

#: A doubt that nobody resends is looked at again after its wait, then after twice as long each time; never sooner than
#: after this, though the route waits for nothing.
HELD_LOOK_MS = 1_000

#: A message whose time is over but whose hand-over is still under way is looked at again after this long.
LOOK_AGAIN_MS = 60_000

#: What a rule returns: the segment after the event, and the effects.
Outcome: TypeAlias = tuple[Segment, tuple[Effect, ...]]

# --- rules for events that name an attempt -------------------------------------------------------------------------


def _with(segment: Segment, attempt: Attempt, **changes: object) -> Segment:
    """The segment with one attempt changed."""
    changed = msgspec.structs.replace(attempt, **changes)
    attempts = tuple(changed if a.number == attempt.number else a for a in segment.attempts)
    return msgspec.structs.replace(segment, attempts=attempts)


def _without(segment: Segment, attempt: Attempt) -> Segment:
    """The segment without one attempt; its number stays used, so that a late word about it is a stray."""
    attempts = tuple(a for a in segment.attempts if a.number != attempt.number)
    return msgspec.structs.replace(segment, attempts=attempts)


def _hand_over_done(segment: Segment, attempt: Attempt) -> Outcome:
    """The segment without the undone work that this attempt was; unchanged where the work is another attempt's."""
    if segment.work is State.SUBMITTING and segment.handed == attempt.number:
        return msgspec.structs.replace(segment, work=None), (Leave(segment.number, attempt.number),)
    return segment, ()


def _nothing_left_to_do(segment: Segment) -> Outcome:
    """The segment without a resend that waits: what it waited for has come by another way."""
    if segment.work is State.ACCEPTED:
        return msgspec.structs.replace(segment, work=None, doubt_due=0), (Dequeue(segment.number),)
    return msgspec.structs.replace(segment, doubt_due=0), ()


def _submitted(message: Message, segment: Segment, attempt: Attempt, event: SubmitOk, now: int) -> Outcome:
    segment, left = _hand_over_done(segment, attempt)
    segment = _with(
        segment,
        attempt,
        state=State.SUBMITTED,
        taken=True,
        carrier_message_id=event.carrier_message_id,
        handed_at=event.handed_at or attempt.handed_at,
    )
    segment, done = _nothing_left_to_do(segment)
    return segment, (*left, *done, _refer(segment, attempt, event))


def _late_response(message: Message, segment: Segment, attempt: Attempt, event: SubmitOk, now: int) -> Outcome:
    """A receipt overtook the response, or came after the deadline: only the id is news (I5)."""
    segment, left = _hand_over_done(segment, attempt)
    segment = _with(
        segment,
        attempt,
        carrier_message_id=event.carrier_message_id,
        handed_at=event.handed_at or attempt.handed_at,
    )
    return segment, (*left, _refer(segment, attempt, event))


def _refer(segment: Segment, attempt: Attempt, event: SubmitOk) -> Refer:
    return Refer(segment.number, attempt.number, attempt.carrier, event.key or event.carrier_message_id)


def _refused(message: Message, segment: Segment, attempt: Attempt, event: SubmitError, now: int) -> Outcome:
    """Throttle and retry classes wait for `retry_at`; permanent ones, and those past the validity, end the attempt.

    A throttled attempt leaves no trace but its timeline entry: a carrier may throttle for hours.
    """
    latest = segment.handed == attempt.number
    segment, left = _hand_over_done(segment, attempt)
    retries = bool(event.retry_at) and event.retry_at < message.validity_until
    if retries and not event.counted:
        segment = _without(segment, attempt)
    else:
        segment = _with(segment, attempt, state=State.REJECTED, code=event.code, handed_at=event.handed_at)
    if not latest or (retries and segment.work is State.ACCEPTED):
        return segment, left
    if not retries or not wants_another(message.life, segment):
        segment, done = _nothing_left_to_do(segment)
        return segment, (*left, *done)
    segment = msgspec.structs.replace(
        segment,
        work=State.ACCEPTED,
        due=event.retry_at,
        doubt_due=0,
        refusals=segment.refusals + event.counted,
    )
    return segment, (*left, Enqueue(segment.number, event.retry_at))


def _late_refusal(message: Message, segment: Segment, attempt: Attempt, event: SubmitError, now: int) -> Outcome:
    """An error response for an attempt that a receipt has settled: the receipt stands, the hand-over is over."""
    segment, left = _hand_over_done(segment, attempt)
    return segment, (*left, Stray(event))


def _released(message: Message, segment: Segment, attempt: Attempt, event: Released, now: int) -> Outcome:
    """Never handed over, so no attempt. It waits again, unless an earlier attempt has reached the carrier meanwhile."""
    segment, left = _hand_over_done(_without(segment, attempt), attempt)
    if not wants_another(message.life, segment):
        return segment, left
    segment = msgspec.structs.replace(segment, work=State.ACCEPTED, due=event.due)
    return segment, (*left, Enqueue(segment.number, event.due))


def _late_release(message: Message, segment: Segment, attempt: Attempt, event: Released, now: int) -> Outcome:
    """Released though a receipt speaks of it: the receipt stands, the hand-over is over."""
    segment, left = _hand_over_done(segment, attempt)
    return segment, (*left, Stray(event))


def _doubted(message: Message, segment: Segment, attempt: Attempt, event: SubmitLost, now: int) -> Outcome:
    segment, left = _hand_over_done(segment, attempt)
    handed_at = event.handed_at or attempt.claimed_at
    segment = _with(segment, attempt, state=State.IN_DOUBT, handed_at=handed_at)
    segment = msgspec.structs.replace(segment, doubt_due=now + _route(message, segment).doubt_wait_ms, looks=0)
    return segment, (*left, Doubted(segment.number, attempt.number))


def _settled_already(message: Message, segment: Segment, attempt: Attempt, event: SubmitLost, now: int) -> Outcome:
    """The response is lost but a receipt has said what became of it: no doubt."""
    return _hand_over_done(segment, attempt)


def _by_on_unknown(message: Message, segment: Segment, attempt: Attempt, event: Resolve, now: int) -> Outcome:
    route = _route(message, segment)
    if event.incomplete and segment.looks < LOOKS_MAX:
        return _to_look_at(segment, now + route.doubt_wait_ms), ()
    if event.candidates and not event.incomplete:
        return msgspec.structs.replace(segment, doubt_due=0), ()
    resend = route.on_unknown is OnUnknown.RESEND and hand_overs(message.life) < ATTEMPTS_MAX
    idle = segment.work is None and segment.handed == attempt.number and now < message.validity_until
    if not resend or not idle or not wants_another(message.life, segment):
        # The receipt may come hours later, and without the id that a response would have named.
        wait = max(route.doubt_wait_ms, HELD_LOOK_MS)
        return _to_look_at(segment, now + wait * 2 ** (segment.looks + 1)), ()
    segment = msgspec.structs.replace(segment, work=State.ACCEPTED, due=now, doubt_due=0)
    return segment, (Enqueue(segment.number, now), Resent(segment.number, attempt.number))


def _to_look_at(segment: Segment, at: int) -> Segment:
    """The segment whose doubt was looked at, and is again then."""
    return msgspec.structs.replace(segment, doubt_due=at, looks=segment.looks + 1)


def _by_receipt(message: Message, segment: Segment, attempt: Attempt, event: ReceiptArrived, now: int) -> Outcome:
    """A verdict settles the attempt; anything else proves that the carrier has it."""
    carrier_message_id = attempt.carrier_message_id or event.carrier_message_id
    if event.state not in FINAL:
        segment = _with(
            segment,
            attempt,
            state=State.SUBMITTED,
            carrier_message_id=carrier_message_id,
            words=event.words,
            taken=True,
        )
        return _nothing_left_to_do(segment)
    segment = _with(
        segment,
        attempt,
        state=event.state,
        code=event.code,
        received_at=event.received_at,
        carrier_message_id=carrier_message_id,
        handed_at=attempt.handed_at or attempt.claimed_at,
        words=event.words,
        taken=True,
    )
    return _nothing_left_to_do(segment) if event.state is State.DELIVERED else (segment, ())


def _receipt_after_response(
    message: Message, segment: Segment, attempt: Attempt, event: ReceiptArrived, now: int
) -> Outcome:
    """On a route that never gives receipts `submitted` is final: if one comes all the same, only proof replaces it."""
    rule = _by_receipt if _route(message, segment).receipts else _proof_of_delivery
    return rule(message, segment, attempt, event, now)


def _early_receipt(message: Message, segment: Segment, attempt: Attempt, event: ReceiptArrived, now: int) -> Outcome:
    """deliver_sm overtook submit_sm_resp: its verdict is kept, the response still has to end the hand-over (I5)."""
    if event.state not in FINAL:
        return segment, ()
    return _by_receipt(message, segment, attempt, event, now)


def _proof_of_delivery(
    message: Message, segment: Segment, attempt: Attempt, event: ReceiptArrived, now: int
) -> Outcome:
    """A final state gives way to `delivered` only (I2)."""
    if event.state is not State.DELIVERED:
        return segment, (Stray(event),)
    return _by_receipt(message, segment, attempt, event, now)


def _no_receipt(message: Message, segment: Segment, attempt: Attempt, event: DeadlinePassed, now: int) -> Outcome:
    if attempt.state is State.SUBMITTED and not _route(message, segment).receipts:
        return segment, (Stray(event),)
    return _with(segment, attempt, state=State.UNKNOWN, code="UNKNOWN"), ()


def _queried(message: Message, segment: Segment, attempt: Attempt, event: QueryDue, now: int) -> Outcome:
    asked = _with(segment, attempt, queries=attempt.queries + 1)
    return asked, (Query(segment.number, attempt.number),)


def _not_told(message: Message, segment: Segment, attempt: Attempt, event: QueryRefused, now: int) -> Outcome:
    """That a carrier does not know a message proves nothing: many forget one as soon as its receipt has gone out."""
    return segment, ()


def _no_receipt_in_time(message: Message, segment: Segment, attempt: Attempt, event: Overdue, now: int) -> Outcome:
    """It is still waited for; `failover` lets the message go on meanwhile."""
    return segment, ()


AttemptRule: TypeAlias = Callable[..., Outcome]

#: By the state of the attempt that the event names.
ATTEMPT_RULES: Mapping[tuple[State, type], AttemptRule] = {
    (State.SUBMITTING, SubmitOk): _submitted,
    (State.SUBMITTING, SubmitError): _refused,
    (State.SUBMITTING, SubmitLost): _doubted,
    (State.SUBMITTING, Released): _released,
    (State.SUBMITTING, ReceiptArrived): _early_receipt,
    (State.IN_DOUBT, SubmitOk): _submitted,
    (State.IN_DOUBT, SubmitError): _refused,
    (State.IN_DOUBT, Resolve): _by_on_unknown,
    (State.IN_DOUBT, ReceiptArrived): _by_receipt,
    (State.IN_DOUBT, DeadlinePassed): _no_receipt,
    (State.SUBMITTED, ReceiptArrived): _receipt_after_response,
    (State.SUBMITTED, DeadlinePassed): _no_receipt,
    (State.SUBMITTED, Overdue): _no_receipt_in_time,
    (State.SUBMITTED, QueryDue): _queried,
    **{(state, QueryRefused): _not_told for state in (State.SUBMITTED, *FINAL)},
    (State.DELIVERED, SubmitOk): _late_response,
    (State.DELIVERED, SubmitError): _late_refusal,
    (State.DELIVERED, SubmitLost): _settled_already,
    (State.DELIVERED, Released): _late_release,
    (State.FAILED, SubmitOk): _late_response,
    (State.FAILED, SubmitError): _late_refusal,
    (State.FAILED, SubmitLost): _settled_already,
    (State.FAILED, Released): _late_release,
    (State.FAILED, ReceiptArrived): _proof_of_delivery,
    (State.REJECTED, SubmitOk): _late_response,
    (State.REJECTED, SubmitError): _late_refusal,
    (State.REJECTED, SubmitLost): _settled_already,
    (State.REJECTED, Released): _late_release,
    (State.REJECTED, ReceiptArrived): _proof_of_delivery,
    (State.EXPIRED, SubmitOk): _late_response,
    (State.EXPIRED, SubmitError): _late_refusal,
    (State.EXPIRED, SubmitLost): _settled_already,
    (State.EXPIRED, Released): _late_release,
    (State.EXPIRED, ReceiptArrived): _proof_of_delivery,
    (State.CANCELLED, SubmitOk): _late_response,
    (State.CANCELLED, SubmitError): _late_refusal,
    (State.CANCELLED, SubmitLost): _settled_already,
    (State.CANCELLED, Released): _late_release,
    (State.CANCELLED, ReceiptArrived): _proof_of_delivery,
    (State.UNKNOWN, SubmitOk): _late_response,
    (State.UNKNOWN, SubmitError): _late_refusal,
    (State.UNKNOWN, SubmitLost): _settled_already,
    (State.UNKNOWN, Released): _late_release,
    (State.UNKNOWN, ReceiptArrived): _proof_of_delivery,
}

# --- rules for events that name a segment's undone work ---------------------------------------------------------------


def _claimed(message: Message, segment: Segment, event: Claimed, now: int) -> Outcome:
    number = segment.handed + 1
    attempt = Attempt(number, event.carrier, claimed_at=now, price=event.price, currency=event.currency)
    return msgspec.structs.replace(
        segment, work=State.SUBMITTING, handed=number, attempts=(*segment.attempts, attempt)
    ), ()


def _validity_over(message: Message, segment: Segment, event: ValidityOver, now: int) -> Outcome:
    return _ended(segment, State.EXPIRED, "EXPIRED")


def _cancelled(message: Message, segment: Segment, event: Cancelled, now: int) -> Outcome:
    return _ended(segment, State.CANCELLED, "DELETED")


def _no_carrier(message: Message, segment: Segment, event: Refused, now: int) -> Outcome:
    return _ended(segment, State.REJECTED, event.code)


def _elsewhere(message: Message, segment: Segment, event: Reroute, now: int) -> Outcome:
    """It waits on; `failover` lets the message go on where there is another carrier."""
    return segment, ()


def _ended(segment: Segment, verdict: State, code: str) -> Outcome:
    ended = msgspec.structs.replace(segment, work=None, verdict=verdict, code=code, doubt_due=0)
    return ended, (Dequeue(segment.number),)


SegmentRule: TypeAlias = Callable[..., Outcome]

#: By the state of the segment's undone work: only what waits in the outbox can be claimed, cancelled or expire.
SEGMENT_RULES: Mapping[tuple[State, type], SegmentRule] = {
    (State.ACCEPTED, Claimed): _claimed,
    (State.ACCEPTED, ValidityOver): _validity_over,
    (State.ACCEPTED, Cancelled): _cancelled,
    (State.ACCEPTED, Refused): _no_carrier,
    (State.ACCEPTED, Reroute): _elsewhere,
}

# --- the door -----------------------------------------------------------------------------------------------------


def step(message: Message, event: Event, now: int, lanes: Lanes = ALL_ABLE) -> tuple[Message, tuple[Effect, ...]]:
    """The message after `event`, and what must be done about it.

    Total: never raises for any pair; an illegal one returns the message unchanged and `(Stray(event),)`.
    `now` is UTC milliseconds of the store's clock; no rule reads another. `lanes` tells how the carriers stand, for a
    message that may go on to another.
    """
    segment = _segment(message, event.segment)
    if segment is None:
        return message, (Stray(event),)
    if isinstance(event, SegmentEvent):
        segment_rule = SEGMENT_RULES.get((segment_state(segment), type(event)))
        if segment_rule is None:
            return message, (Stray(event),)
        changed, effects = segment_rule(message, segment, event, now)
    else:
        attempt = _attempt(segment, event.attempt)
        attempt_rule = ATTEMPT_RULES.get((attempt.state, type(event))) if attempt is not None else None
        if attempt_rule is None:
            return message, (Stray(event),)
        changed, effects = attempt_rule(message, segment, attempt, event, now)
    after = _replaced(message, _without_idle_doubt(message.life, changed))
    if after.life.failover is not None:
        after, effects = follow(message, after, event, effects, lanes, now)
    return _with_wake(after, now), effects


def events_due(message: Message, now: int, lanes: Lanes = ALL_ABLE) -> tuple[Event, ...]:
    """What time alone has brought: doubts to resolve, validity over, receipts that will not come any more.

    The store asks this of the messages whose `wake_at` has come. A doubt is resolved before its deadline is read.
    """
    events: list[Event] = [*overdue(message, lanes, now)]
    deadline = receipt_deadline(message)
    if now < deadline:
        events += queries(message, now)
    for segment in message.life.segments:
        state = segment_state(segment)
        if state is State.ACCEPTED and now >= message.validity_until:
            events.append(ValidityOver(segment.number))
        if segment.doubt_due and now >= segment.doubt_due:
            events.extend(
                Resolve(segment.number, a.number)
                for a in segment.attempts
                if a.state is State.IN_DOUBT and a.number == segment.handed
            )
        if now >= deadline:
            events.extend(
                DeadlinePassed(segment.number, a.number)
                for a in segment.attempts
                if a.state is State.IN_DOUBT or (a.state is State.SUBMITTED and _route(message, segment).receipts)
            )
    return tuple(events)


def receipt_deadline(message: Message) -> int:
    """UTC milliseconds after which a receipt is not waited for any more (one that comes all the same still counts)."""
    return message.validity_until + message.life.route.receipt_grace_ms


def wake_at(message: Message, now: int) -> int:
    """When the message must be looked at next though nothing happens; 0 once it is final.

    The validity comes first and the receipt's deadline only after it, so that the usual message keeps one value, and
    its index one entry, from accept to receipt.
    """
    if decision(message.life).final:
        return 0
    doubts = [segment.doubt_due for segment in message.life.segments if segment.doubt_due]
    end = message.validity_until if now < message.validity_until else receipt_deadline(message)
    return min([end if end > now else now + LOOK_AGAIN_MS, *doubts, *_overdue(message, now), *next_query(message)])


def _overdue(message: Message, now: int) -> tuple[int, ...]:
    """When a receipt is overdue; one that is so already is looked at again while another carrier may yet come up."""
    if message.life.failover is None:
        return ()
    at = overdue_at(message)
    if not at or now >= message.validity_until:
        return ()
    return (at if at > now else now + LOOK_AGAIN_MS,)


def _with_wake(message: Message, now: int) -> Message:
    life = message.life
    if life.failover is not None and life.failover.past and not life.failover.ended and decision(life).final:
        failover = msgspec.structs.replace(life.failover, ended=True)
        message = msgspec.structs.replace(message, life=msgspec.structs.replace(life, failover=failover))
    return msgspec.structs.replace(message, wake_at=wake_at(message, now))


def _without_idle_doubt(life: Life, segment: Segment) -> Segment:
    """The segment with `doubt_due` only while a doubt can still be resolved: else it would be looked at for ever."""
    if not segment.doubt_due:
        return segment
    latest = _attempt(segment, segment.handed)
    open_doubt = latest is not None and latest.state is State.IN_DOUBT and segment.work is None
    if open_doubt and (wants_another(life, segment) or is_left(life, segment)):
        return segment
    return msgspec.structs.replace(segment, doubt_due=0)


def _route(message: Message, segment: Segment) -> Route:
    """The route of the carrier that the segment is for."""
    return route_of(message.life, segment.number)


def _segment(message: Message, number: int) -> Segment | None:
    segments = message.life.segments
    return segments[number - 1] if 0 < number <= len(segments) else None


def _attempt(segment: Segment, number: int) -> Attempt | None:
    for attempt in segment.attempts:
        if attempt.number == number:
            return attempt
    return None


def _replaced(message: Message, changed: Segment) -> Message:
    segments = message.life.segments
    position = changed.number - 1
    segments = (*segments[:position], changed, *segments[position + 1 :])
    return msgspec.structs.replace(message, life=msgspec.structs.replace(message.life, segments=segments))
