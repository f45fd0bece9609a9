"""Moves a message from carrier to carrier after an event: its parts, its lane, its route and what waits in outboxes.

`failover` says whether it goes on, and where to. It goes on with all its parts, cut anew for the next carrier: parts of
one text that came over two carriers could not be joined. What the carrier that it leaves has under way stays there, and
whatever comes of that is still applied.
"""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from heliograph.sms.events import Dequeue, Effect, Enqueue, Event, FailedOver, Overdue, Resent, Stray, Why
from heliograph.sms.failover import (
    Lanes,
    Reason,
    is_left,
    is_whole_elsewhere,
    next_lane,
    present_of,
    reason_to_go_on,
    states_of,
    stays,
)
from heliograph.sms.message import Message, Segment, State, decision, rounds_of
from heliograph.sms.plan import Failover, PlanLane, Round

#: The code of a part that was withdrawn before its hand-over.
WITHDRAWN = "DELETED"

#: An attempt in one of these states is with its carrier, or may be.
_OUT = frozenset({State.SUBMITTING, State.SUBMITTED, State.IN_DOUBT, State.DELIVERED})

#: A message after an event, and what must be done about it.
Outcome: TypeAlias = tuple[Message, tuple[Effect, ...]]


def follow(
    before: Message, after: Message, event: Event, effects: tuple[Effect, ...], lanes: Lanes, now: int
) -> Outcome:
    """The message after an event that a rule has answered, at the carrier where it belongs then.

    `before` and `after` are the message around the rule, `effects` the rule's; the result has them all, put right for
    the carrier that the message is with.
    """
    failover = after.life.failover
    if failover is None or any(isinstance(effect, Stray) for effect in effects):
        return after, effects
    segment = after.life.segments[event.segment - 1]
    if is_left(after.life, segment):
        after = _with_segments(after, {segment.number: _closed(segment)})
        if not any(part.attempts for part in present_of(after.life)) and is_whole_elsewhere(after.life):
            return _gone_back(before, after, segment.number, effects)
        return _withdrawn(before, after, effects)
    reason = reason_to_go_on(after, segment, event, effects, lanes)
    if reason is not None and not decision(before.life).final and not stays(after, segment, now):
        lane = next_lane(after, lanes, reason.must)
        if lane is not None:
            return _gone_on(before, after, event, effects, lane, reason, now)
    return _withdrawn(before, after, effects)


def _gone_on(
    before: Message,
    after: Message,
    event: Event,
    effects: tuple[Effect, ...],
    lane: PlanLane,
    reason: Reason,
    now: int,
) -> Outcome:
    """The message with all its parts anew at `lane`, in their place in the queue where none has been handed over."""
    life, failover = after.life, after.life.failover
    assert failover is not None
    present = present_of(life)
    waiting = _waiting(before)
    due = min([now, *(part.due for part in waiting)])
    out = sum(any(attempt.state in _OUT for attempt in part.attempts) for part in present)
    if any(part.attempts for part in present):
        kept = (*life.segments[: failover.first], *map(_closed, present))
        left = Round(after.lane, life.route, life.reference, failover.first)
        moved = msgspec.structs.replace(failover, past=(*failover.past, left), first=len(kept))
    else:
        kept = life.segments[: failover.first]
        moved = msgspec.structs.replace(failover, handed=_handed(failover, present))
    count = failover.parts[failover.plan.lanes.index(lane)] if failover.parts else len(present)
    parts = tuple(Segment(len(kept) + n + 1, due=due, handed=moved.handed) for n in range(count))
    life = msgspec.structs.replace(
        life,
        segments=(*kept, *parts),
        route=lane.route,
        reference=(life.reference + 1) & 0xFF,
        failover=msgspec.structs.replace(moved, moves=moved.moves + 1),
    )
    again = (Resent(event.segment, event.attempt),) if isinstance(event, Overdue) else ()
    return msgspec.structs.replace(after, lane=lane.name, life=life), (
        *_without_enqueue(effects),
        *_dequeued(waiting, effects),
        *(Enqueue(part.number, due) for part in parts),
        *again,
        FailedOver(event.segment, before.lane, lane.name, reason.why, reason.code, out),
    )


def _gone_back(before: Message, after: Message, number: int, effects: tuple[Effect, ...]) -> Outcome:
    """The message at the carrier before the present one, which was given none of it: one has it whole after all."""
    life, failover = after.life, after.life.failover
    assert failover is not None
    *past, last = failover.past
    back = msgspec.structs.replace(
        failover, past=tuple(past), first=last.first, handed=_handed(failover, present_of(life))
    )
    life = msgspec.structs.replace(
        life,
        segments=life.segments[: failover.first],
        route=last.route,
        reference=last.reference,
        failover=back,
    )
    return msgspec.structs.replace(after, lane=last.lane, life=life), (
        *effects,
        *_dequeued(_waiting(before), effects),
        FailedOver(number, before.lane, last.lane, Why.TAKEN),
    )


def _withdrawn(before: Message, after: Message, effects: tuple[Effect, ...]) -> Outcome:
    """The message without what waits, where a carrier that it has left has delivered all of it."""
    *past, (_, present) = rounds_of(after.life)
    if not any(states_of(parts) == {State.DELIVERED} for _, parts in past):
        return after, effects
    ended = {part.number: _closed(part) for part in present if part.work is State.ACCEPTED}
    waiting = [part for part in _waiting(before) if part.number in ended]
    return _with_segments(after, ended), (*_without_enqueue(effects), *_dequeued(waiting, effects))


def _closed(segment: Segment) -> Segment:
    """The segment as it stays with a carrier that was left: what is under way ends there, what waits goes nowhere."""
    if segment.work is State.ACCEPTED:
        segment = msgspec.structs.replace(segment, work=None)
    if segment.work is None and segment.verdict is None and not segment.attempts:
        segment = msgspec.structs.replace(segment, verdict=State.CANCELLED, code=WITHDRAWN)
    return segment


def _waiting(before: Message) -> list[Segment]:
    """What stands in the outbox of the lane that the message had."""
    return [part for part in present_of(before.life) if part.work is State.ACCEPTED]


def _dequeued(waiting: list[Segment], effects: tuple[Effect, ...]) -> list[Dequeue]:
    """Takes those out of the outbox that the rule has not taken out."""
    gone = {effect.segment for effect in effects if isinstance(effect, Dequeue)}
    return [Dequeue(part.number) for part in waiting if part.number not in gone]


def _without_enqueue(effects: tuple[Effect, ...]) -> list[Effect]:
    return [effect for effect in effects if not isinstance(effect, Enqueue)]


def _handed(failover: Failover, parts: tuple[Segment, ...]) -> int:
    return max([failover.handed, *(part.handed for part in parts)])


def _with_segments(message: Message, changed: Mapping[int, Segment]) -> Message:
    segments = tuple(changed.get(segment.number, segment) for segment in message.life.segments)
    return msgspec.structs.replace(message, life=msgspec.structs.replace(message.life, segments=segments))
