"""What may flow to one carrier just now: its pace, its pauses and its circuit, all by what it answers.

Throttling slows the whole carrier down; the segment that was throttled keeps its place in the queue, so that the parts
of a message stay together and in order. One that is throttled again and again while others are taken is its
recipient's affair: it waits alone.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from heliograph.carriers.port import Accepted, Answer, Circuit, HandOver, Lost, RefusedByCarrier
from heliograph.delivery.circuit import Breaker
from heliograph.delivery.pace import Pace
from heliograph.sms.command_status import StatusClass

#: How often a segment may be throttled before it waits behind the others.
KEEPS_PLACE: Final = 2

#: What one that was throttled more often makes the others wait for at most: it may be the only one that is.
_PAUSE_AGAIN_MS: Final = 2_000

#: Throttled segments whose count is kept; of more, the oldest are forgotten.
_COUNTED_MAX: Final = 10_000


@dataclass(frozen=True, slots=True)
class FlowTerms:
    """What the operator says about a carrier's flow."""

    rate: float | None = None
    """Segments a second, above 0; None for no limit but what is learnt."""
    circuit_failures: int = 10
    """So many failures among the latest outcomes, twice as many, open the circuit; 0 never does."""
    circuit_ms: int = 5_000
    """For how long the first time."""


#: Told what has changed, for logs and counters: "slowed", "open", "probing" or "closed".
Notice: TypeAlias = Callable[[str], None]


class Flow:
    """All times are milliseconds of the store's clock."""

    def __init__(self, terms: FlowTerms | None = None, notice: Notice = lambda what: None) -> None:
        self.resume_at = 0
        """Until then the carrier asked for silence."""
        self.throttled_since = 0
        """When it began to answer nothing else; 0 where it does not."""
        self.failing_since = 0
        """When its circuit opened that has not closed since; 0 where it is closed."""
        self._notice = notice
        self._throttled: dict[tuple[int, int], int] = {}
        self._circuit = Circuit.CLOSED
        self._down = False
        self._worked_at = 0
        self.set_terms(terms or FlowTerms())

    def set_terms(self, terms: FlowTerms) -> None:
        """Go by these from now on; what was learnt under others is forgotten."""
        self._pace = Pace(terms.rate)
        self._breaker = Breaker(terms.circuit_failures, terms.circuit_ms)

    # --- what may go ---

    def room(self, now: int, under_way: int) -> int:
        """How many segments may be handed over with so many unanswered."""
        if now < self.resume_at:
            return 0
        probes = self._breaker.room(now, under_way)
        room = self._pace.room(now)
        return room if probes is None else min(room, probes)

    def left(self, segments: int) -> None:
        """So many are handed over now."""
        self._pace.take(segments)

    def shut(self, now: int) -> bool:
        """Whether nothing may go for a while, so that nothing is to be held for it."""
        return now < self.resume_at or self.circuit(now) is Circuit.OPEN

    def opens_at(self, now: int) -> int | None:
        """When more may go than now, as far as time alone decides; None where it does not."""
        if now < self.resume_at:
            return self.resume_at
        at = self._breaker.opens_at()
        if at is not None:
            return at
        return None if self._pace.room(now) else self._pace.opens_at(now)

    @property
    def closed(self) -> bool:
        """Whether the circuit is, so that routes may lead here."""
        return self._circuit is Circuit.CLOSED

    def wants_probe(self, now: int, under_way: int) -> bool:
        """Whether routes may lead here for a probe of the circuit."""
        return self._breaker.room(now, under_way) != 0

    # --- how it stands ---

    def circuit(self, now: int) -> Circuit:
        state = self._breaker.state(now)
        if state is not self._circuit:
            self._circuit = state
            self.failing_since = 0 if state is Circuit.CLOSED else self.failing_since or now
            self._notice(state.value)
        return state

    def open_for_ms(self, now: int) -> int | None:
        """Since how long the carrier fails, while its circuit is open; else None. Changes nothing."""
        return now - self.failing_since if self._breaker.is_open(now) else None

    def rate(self, now: int) -> float | None:
        """Segments a second at most; None without bounds."""
        rate = self._pace.rate(now)
        return None if math.isinf(rate) else rate

    # --- what the carrier says ---

    def throttles(self, answer: Answer) -> int:
        """How many throttling answers came in a row, this one included, for the carrier or for the segment."""
        return max(self._pace.rounds + 1, self._throttled.get(_key(answer.handover), 0) + 1)

    def heard(self, answer: Answer, slowed_ms: int, now: int) -> bool:
        """Learn from an answer that asks for a pause of `slowed_ms`, 0 for none.

        Returns whether the segment keeps its place in the queue, rather than wait by itself.
        """
        if slowed_ms and isinstance(answer, RefusedByCarrier):
            return self._heard_throttling(answer, slowed_ms, now)
        if self._throttled:
            self._throttled.pop(_key(answer.handover), None)
        if self.throttled_since and isinstance(answer, Accepted | RefusedByCarrier):
            self.throttled_since = 0
        if isinstance(answer, Accepted):
            self._pace.accepted(answer.handover.segments, answer.handed_at, now)
            self._worked(now)
        elif isinstance(answer, RefusedByCarrier):
            if answer.refusal.status_class is StatusClass.RETRY:
                self._failed(now)
            else:
                self._worked(now)
        elif isinstance(answer, Lost) and not answer.link_fell and 2 * self._worked_at < answer.handed_at + now:
            # Nothing else was answered for half of the time that it was waited for: it is not this session alone.
            self._failed(now)
        return False

    def _worked(self, now: int) -> None:
        self._worked_at = now
        self._breaker.worked()
        self.circuit(now)

    def _failed(self, now: int) -> None:
        self._breaker.failed(now)
        self.circuit(now)

    def _heard_throttling(self, answer: RefusedByCarrier, slowed_ms: int, now: int) -> bool:
        again = self._count(answer.handover) > KEEPS_PLACE
        if again and not self._pace.rounds:
            return False
        self.throttled_since = self.throttled_since or now
        if self._pace.throttled(answer.handed_at, now):
            pause_ms = min(slowed_ms, _PAUSE_AGAIN_MS) if again else slowed_ms
            self.resume_at = max(self.resume_at, now + pause_ms)
            self._pace.paused_until(self.resume_at)
            self._notice("slowed")
        return not again

    def _count(self, handover: HandOver) -> int:
        key = _key(handover)
        times = self._throttled.pop(key, 0) + 1
        self._throttled[key] = times
        if len(self._throttled) > _COUNTED_MAX:
            del self._throttled[next(iter(self._throttled))]
        return times

    def link_lost(self, now: int, window: int) -> None:
        """A link could not be had, or fell; `window` is what is left. Others that stand speak for the carrier."""
        if not window:
            self._down = True
            self._failed(now)

    def links_fell_under_way(self, now: int) -> None:
        """Hand-overs went down with their link: one failure, however many they were."""
        self._failed(now)

    def link_there(self, window: int) -> None:
        """Slots are free; where none was bound before, one is now."""
        if self._down and window:
            self._down = False
            self._breaker.bound()


def _key(handover: HandOver) -> tuple[int, int]:
    return handover.message_id, handover.segment
