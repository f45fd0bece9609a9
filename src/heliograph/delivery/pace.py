"""Paces one carrier in segments a second, and learns its rate from what it throttles. Knows no clock.

A bucket fills at the rate that holds just now, and each segment takes from it; a message that the carrier cuts itself
takes as many as its parts. A carrier that throttles is halved at once, once for all that was under way together, and
then grows back: straight to just below what it last took, within `RECOVERY_SECONDS`; then past it, slowly at first and
faster the longer nothing is throttled, up to the operator's limit. Without a limit nothing bounds a carrier that never
throttled, nor one that has long stopped to.
"""

import math
from typing import Final

#: What is left of the rate when the carrier throttles.
_LEFT: Final = 0.5

#: Where growth slows down: just below what the carrier took when it throttled, so that it is not throttled again soon.
_SAFE: Final = 0.9

#: From the slow-down back to the safe rate.
RECOVERY_SECONDS: Final = 10.0

#: Past the safe rate it grows by a tenth within so long, and by the square of the time from there.
_PROBE_SECONDS: Final = 10.0
_PROBE_GROWTH: Final = 0.1

#: The rate never falls below one segment in so many seconds; pauses, which grow, do the rest.
RATE_MIN: Final = 1.0

#: Segments taken within a second that tell what the carrier takes; with fewer, it may be one recipient's full queue.
_TELLING: Final = 5

#: Where nothing tells, and nothing was set: segments a second to head for.
_GUESS: Final = 10.0

#: A learnt rate above this bounds nothing any more.
_UNBOUNDED: Final = 100_000.0

#: What may leave at once after a silence, in seconds of the rate: enough that a loop wakes seldom, too little for a
#: carrier that counts by the second to notice.
_BURST_SECONDS: Final = 0.1

#: What the bucket may lack by rounding.
_CRUMB: Final = 1e-6

#: How many segments may go where nothing bounds them.
NO_BOUND: Final = 1 << 30


class Pace:
    """The pace of one carrier. All times are milliseconds of one steady clock, and never go back."""

    __slots__ = (
        "_filled_at",
        "_from",
        "_limit",
        "_now",
        "_safe",
        "_since",
        "_slowed_at",
        "_taken",
        "_tokens",
        "rounds",
    )

    def __init__(self, limit: float | None = None) -> None:
        """`limit` is the operator's: segments a second, above 0; None for no other than what is learnt."""
        self._limit = math.inf if limit is None else limit
        self._from = self._safe = (
            self._limit
        )  # the rate right after the latest slow-down, and the one that it heads for
        self._since: int | None = None  # when it began to grow back; None where nothing was ever throttled
        self._slowed_at = 0
        self.rounds = 0
        """Slow-downs in a row without a segment taken in between that was handed over after the one before."""
        self._tokens = self._burst(self._limit)
        self._filled_at: int | None = None
        self._taken = _Tally()

    # --- the bucket ---

    def rate(self, now: int) -> float:
        """Segments a second; infinite where nothing bounds it."""
        if self._since is None:
            return self._limit
        seconds = (now - self._since) / 1000
        if seconds <= 0:
            return self._from
        if seconds < RECOVERY_SECONDS:
            return self._from + (self._safe - self._from) * seconds / RECOVERY_SECONDS
        past = (seconds - RECOVERY_SECONDS) / _PROBE_SECONDS
        grown = self._safe * (1 + _PROBE_GROWTH * past * past)
        return min(self._limit, grown) if grown < _UNBOUNDED else self._limit

    def room(self, now: int) -> int:
        """How many segments may leave now."""
        self._fill(now)
        return NO_BOUND if math.isinf(self._tokens) else max(0, int(self._tokens + _CRUMB))

    def take(self, segments: int) -> None:
        """So many leave now. A message of more segments than there is room for leaves a debt, paid before the next."""
        self._tokens -= segments

    def opens_at(self, now: int) -> int:
        """When it is worth looking again: a part of the bucket has filled, so that segments leave some at a time."""
        rate = self.rate(now)
        if math.isinf(rate):
            return now
        wanted = max(1.0, self._burst(rate) / 2)
        self._fill(now)
        return now + max(1, math.ceil((wanted - self._tokens) / rate * 1000))

    def _fill(self, now: int) -> None:
        rate = self.rate(now)
        burst = self._burst(rate)
        if math.isinf(burst):
            self._tokens = burst
        else:
            passed = 0 if self._filled_at is None else max(0, now - self._filled_at)
            self._tokens = min(burst, self._tokens + rate * passed / 1000)
        self._filled_at = now if self._filled_at is None else max(now, self._filled_at)

    @staticmethod
    def _burst(rate: float) -> float:
        return max(1.0, rate * _BURST_SECONDS)

    # --- what the carrier says ---

    def accepted(self, segments: int, handed_at: int, now: int) -> None:
        """The carrier took so many."""
        self._taken.add(segments, now)
        if self.rounds and handed_at > self._slowed_at:
            self.rounds = 0

    def throttled(self, handed_at: int, now: int) -> bool:
        """The carrier throttled what was handed over at `handed_at`; whether that slows it down.

        What was under way before the latest slow-down says nothing about the pace since.
        """
        if self._since is not None and handed_at <= self._slowed_at:
            return False
        rate, taken = self.rate(now), self._taken.last_second(now)
        lowest = min(RATE_MIN, self._limit)
        self._safe = max(lowest, self._safe_rate(rate, taken, now))
        self._from = min(self._safe, max(lowest, _LEFT * min(rate, max(taken, RATE_MIN))))
        self._fill(now)
        self._tokens = min(self._tokens, 1.0)
        self._since = self._slowed_at = now
        self.rounds += 1
        return True

    def _safe_rate(self, rate: float, taken: float, now: int) -> float:
        """What it probably takes: what it took just now, where that was enough to tell."""
        if taken >= _TELLING:
            return _SAFE * min(rate, taken)
        if self._since is not None and now - self._since < RECOVERY_SECONDS * 1000:
            return _SAFE * min(rate, self._safe)  # it was headed too high
        return _GUESS if math.isinf(self._safe) else self._safe

    def paused_until(self, at: int) -> None:
        """Nothing leaves before `at`; the rate grows from then on."""
        if self._since is not None:
            self._since = max(self._since, at)
        self._filled_at = max(at, self._filled_at or 0)


class _Tally:
    """How many came within about the last second: two counts of a second each, the older one faded out."""

    __slots__ = ("_before", "_count", "_second")

    def __init__(self) -> None:
        self._second = self._count = self._before = 0

    def add(self, count: int, now: int) -> None:
        self._turn(now)
        self._count += count

    def last_second(self, now: int) -> float:
        self._turn(now)
        return self._count + self._before * (1 - now % 1000 / 1000)

    def _turn(self, now: int) -> None:
        second = now // 1000
        if second != self._second:
            self._before = self._count if second == self._second + 1 else 0
            self._second, self._count = second, 0
