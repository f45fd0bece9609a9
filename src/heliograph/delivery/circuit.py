"""Takes a carrier out that fails again and again, and lets a few messages find out whether it works again.

Knows no clock and draws nothing. The latest outcomes are kept as bits: half of them failures, and the circuit opens.
It stays open for a while, longer each time in a row; then some segments probe it, and when all of them are taken it
closes.
"""

from typing import Final

from heliograph.carriers.port import Circuit

#: Segments that probe an open circuit, together or one after another.
PROBES: Final = 3

#: It stays open for at most so many times as long as the first time.
LONGEST: Final = 16


class Breaker:
    """The circuit of one carrier. All times are milliseconds of one steady clock."""

    __slots__ = ("_failures_max", "_first_ms", "_history", "_mask", "_openings", "_passed", "_state", "_until")

    def __init__(self, failures_max: int = 10, first_ms: int = 5_000) -> None:
        """Opens at `failures_max` failures among the latest outcomes, twice as many; at 0 it never does."""
        self._failures_max = failures_max
        self._first_ms = first_ms
        self._mask = (1 << 2 * failures_max) - 1
        self._history = 0
        self._openings = 0
        self._state = Circuit.CLOSED
        self._until = 0
        self._passed = 0

    def state(self, now: int) -> Circuit:
        """How it stands; one that was open for its time is probed."""
        if self._state is Circuit.OPEN and now >= self._until:
            self._state, self._passed = Circuit.PROBING, 0
        return self._state

    def is_open(self, now: int) -> bool:
        """Whether it gets nothing now. Changes nothing, so that anybody may ask."""
        return self._state is Circuit.OPEN and now < self._until

    def room(self, now: int, under_way: int) -> int | None:
        """How many more segments may be handed over with so many unanswered; None without bounds."""
        if self._state is Circuit.CLOSED:
            return None
        return max(0, PROBES - self._passed - under_way) if self.state(now) is Circuit.PROBING else 0

    def opens_at(self) -> int | None:
        """When it may be probed; None unless it is open."""
        return self._until if self._state is Circuit.OPEN else None

    def failed(self, now: int) -> None:
        """A system error, a response that never came, or a link that could not be had."""
        if not self._failures_max:
            return
        state = self.state(now)
        self._history = (self._history << 1 | 1) & self._mask
        if state is Circuit.PROBING or (state is Circuit.CLOSED and self._history.bit_count() >= self._failures_max):
            self._state = Circuit.OPEN
            self._until = now + self._first_ms * min(1 << min(self._openings, 16), LONGEST)
            self._openings += 1

    def worked(self) -> None:
        """The carrier answered as one that works: it took a segment, or refused it for a reason of the segment's."""
        self._history = self._history << 1 & self._mask
        if self._state is Circuit.PROBING:
            self._passed += 1
            if self._passed >= PROBES:
                self._state, self._history, self._openings = Circuit.CLOSED, 0, 0

    def bound(self) -> None:
        """A link is there where there was none: what made the circuit open may be over, so it is probed at once."""
        if self._state is Circuit.OPEN:
            self._until = 0
