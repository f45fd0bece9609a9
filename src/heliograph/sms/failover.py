"""Whether a message goes on to another carrier, and to which: since its own refuses it, does not deliver it, or cannot
take it.

A carrier that was handed any of it is never given it again once it was left; one at which it only waited may be. Hence
no loops. Nothing goes on that has ended, whose time is over, or that a carrier has whole. `moving` makes it go.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from heliograph.sms.events import Effect, Enqueue, Event, Overdue, ReceiptArrived, Reroute, SubmitError, Why
from heliograph.sms.message import FINAL, Life, Message, Segment, State, rounds_of, segment_state
from heliograph.sms.plan import ANY, TEMPORARY, Failover, Plan, PlanLane, Route
from heliograph.sms.segments import count_for

#: Past this many hand-overs of one part, over all carriers, a message stays where it is.
ATTEMPTS_MAX = 16

#: How often a message goes on at most: carriers that are up and down by turns must not keep it on the move.
MOVES_MAX = 16


class Unable(msgspec.Struct, frozen=True, gc=False):
    """Why a carrier takes nothing now, and for how long already."""

    why: Why
    for_ms: int = 0


class Lanes(msgspec.Struct, frozen=True, gc=False):
    """How the carriers stand at this moment."""

    unable: Mapping[str, Unable] = MappingProxyType({})
    """Those that take nothing now."""
    known: frozenset[str] | None = None
    """Those that there are; None where nobody says so, and all of any plan are."""

    def of(self, name: str) -> Unable | None:
        """Why the carrier takes nothing; None where it does."""
        if self.known is not None and name not in self.known:
            return Unable(Why.GONE)
        return self.unable.get(name)


ALL_ABLE = Lanes()


class Reason(NamedTuple):
    """Why a message may go on."""

    why: Why
    code: str = ""
    must: bool = False
    """Whether it ends here otherwise: then it goes on also to a carrier that takes nothing at the moment."""


def failover_of(plan: Plan, text: str, route: Route, parts: int) -> Failover:
    """What is kept with a message of this text, which is handed over in so many parts on `route`."""
    counts = tuple(
        parts if _cut_alike(lane.route, route) else count_for(text, lane.route.alphabet, lane.route.long_messages)
        for lane in plan.lanes
    )
    return Failover(plan) if all(count == parts for count in counts) else Failover(plan, counts)


def _cut_alike(one: Route, other: Route) -> bool:
    return one.long_messages is other.long_messages and one.alphabet is other.alphabet


def present_of(life: Life) -> tuple[Segment, ...]:
    """The message's parts at its present carrier."""
    return life.segments[life.failover.first :] if life.failover is not None else life.segments


def states_of(parts: tuple[Segment, ...]) -> set[State]:
    """The states that there are among these parts."""
    return {segment_state(part) for part in parts}


# --- what the lifecycle asks ------------------------------------------------------------------------------------------


def is_left(life: Life, segment: Segment) -> bool:
    """Whether the segment was for a carrier that the message has left: it is not handed over any more."""
    return life.failover is not None and segment.number <= life.failover.first


def hand_overs(life: Life) -> int:
    """How often the part that was handed over most often was, over all carriers."""
    return sum(max((len(part.attempts) for part in parts), default=0) for _, parts in rounds_of(life))


def is_whole_elsewhere(life: Life) -> bool:
    """Whether a carrier that the message has left has all of it."""
    *past, _ = rounds_of(life)
    return any(states_of(parts) <= _TAKEN for _, parts in past)


def overdue_at(message: Message) -> int:
    """When the first part that its carrier has will have waited too long for its receipt to stay there; 0 for never."""
    failover = message.life.failover
    wait = failover.plan.terms.no_receipt_ms if failover is not None else 0
    if not wait or not message.life.route.receipts:
        return 0
    return min((at + wait for _, _, at in _without_receipt(message.life)), default=0)


def overdue(message: Message, lanes: Lanes, now: int) -> tuple[Event, ...]:
    """The event for a part that is overdue, where the message can go on."""
    due = overdue_at(message)
    if not due or now < due or stays(message, None, now) or next_lane(message, lanes) is None:
        return ()
    segment, attempt, _ = min(_without_receipt(message.life), key=lambda one: one[2])
    return (Overdue(segment, attempt),)


def _without_receipt(life: Life) -> list[tuple[int, int, int]]:
    """Segment, attempt and time of hand-over of what the present carrier has and has given no receipt for."""
    return [
        (segment.number, attempt.number, attempt.handed_at or attempt.claimed_at)
        for segment in present_of(life)
        if segment.work is None
        for attempt in segment.attempts
        if attempt.state is State.SUBMITTED
    ]


# --- whether, and where to --------------------------------------------------------------------------------------------

_TAKEN = frozenset({State.SUBMITTED, State.DELIVERED})
_UNDELIVERED = FINAL - {State.DELIVERED}


def wants_another(life: Life, segment: Segment) -> bool:
    """Whether the segment may be handed over once more: its carrier was not left, it was not ended, and no carrier is
    known to have it."""
    if segment.verdict is not None or any(attempt.state in _TAKEN for attempt in segment.attempts):
        return False
    return not is_left(life, segment)


def may_reroute(message: Message, lanes: Lanes, now: int) -> bool:
    """Whether a message that waits in an outbox goes on now, since its carrier takes nothing."""
    if message.life.failover is None or _unable(message, lanes) is None:
        return False
    waiting = next((s for s in present_of(message.life) if s.work is State.ACCEPTED), None)
    return waiting is not None and not stays(message, waiting, now) and next_lane(message, lanes) is not None


def reroute_in(message: Message, lanes: Lanes) -> int:
    """In how many milliseconds its terms let a message go on whose carrier takes nothing; 0 for never, or already."""
    unable = lanes.of(message.lane)
    bound = _bound(message, unable)
    return max(0, bound - unable.for_ms) if unable is not None and bound is not None else 0


def next_lane(message: Message, lanes: Lanes, must: bool = False) -> PlanLane | None:
    """The next carrier of its plan that takes messages now, with `must` else one that will; None for none."""
    failover = message.life.failover
    if failover is None:
        return None
    tried = {attempt.carrier for segment in message.life.segments for attempt in segment.attempts} | {message.lane}
    others = [(lane, lanes.of(lane.name)) for lane in failover.plan.lanes if lane.name not in tried]
    able = next((lane for lane, unable in others if unable is None), None)
    if able is not None or not must:
        return able
    return next((lane for lane, unable in others if unable is not None and unable.why not in _FOR_GOOD), None)


#: Nothing waits for a carrier to come back that the operator has taken away.
_FOR_GOOD = frozenset({Why.DISABLED, Why.GONE})


def _bound(message: Message, unable: Unable | None) -> int | None:
    """How long the message waits at a carrier that takes nothing for this reason; None for ever."""
    if message.life.failover is None or unable is None or unable.why is Why.PAUSED:
        return None
    if unable.why in _FOR_GOOD:
        return 0
    terms = message.life.failover.plan.terms
    return (terms.throttled_ms if unable.why is Why.THROTTLED else terms.down_ms) or None


def _unable(message: Message, lanes: Lanes) -> Reason | None:
    """That its carrier has taken nothing for longer than its terms let it wait."""
    unable = lanes.of(message.lane)
    bound = _bound(message, unable)
    return Reason(unable.why) if unable is not None and bound is not None and unable.for_ms >= bound else None


def reason_to_go_on(
    message: Message, segment: Segment, event: Event, effects: tuple[Effect, ...], lanes: Lanes
) -> Reason | None:
    """Why the message, as it is after the event, may go on; None where it may not."""
    failover = message.life.failover
    assert failover is not None
    terms = failover.plan.terms
    match event:
        case SubmitError(_, attempt, code):
            if attempt != segment.handed or not wants_another(message.life, segment):
                return None
            over = segment.work is None
            passes = event.passing and TEMPORARY in terms.on
            if code in terms.on or (over and (ANY in terms.on or passes)):
                return Reason(Why.REFUSED, code, must=over)
        case ReceiptArrived(_, _, _, code):
            waits = segment.work is State.ACCEPTED or segment.verdict is not None
            if waits or code not in terms.on_receipt or any(a.state not in _UNDELIVERED for a in segment.attempts):
                return None
            return Reason(Why.RECEIPT, code, must=True)
        case Overdue():
            return Reason(Why.NO_RECEIPT)
        case Reroute():
            return _unable(message, lanes)
    return _unable(message, lanes) if any(isinstance(effect, Enqueue) for effect in effects) else None


def stays(message: Message, segment: Segment | None, now: int) -> bool:
    """Whether the message must not go on, whatever its terms say; `segment` is the one that it goes on for."""
    life = message.life
    failover = life.failover
    return (
        failover is None
        or now >= message.validity_until
        or failover.moves >= MOVES_MAX
        or hand_overs(life) >= ATTEMPTS_MAX
        # A part that is lost for a reason that does not send it on is lost at every carrier.
        or any(segment_state(part) in _UNDELIVERED for part in present_of(life) if part is not segment)
        or is_whole_elsewhere(life)
    )
