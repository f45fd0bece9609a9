"""An asyncio event loop whose time passes only when nothing is left to do: hours run in seconds, and a seed replays.

There are no sockets and no threads in it: the selector never waits, it moves the clock to the next timer instead.
"""

import asyncio
import selectors
from typing import Any


class Deadlock(Exception):
    """Nothing is ready and no timer is set: every task waits for something that will never come."""


class _TimePasses(selectors.SelectSelector):
    """A selector that answers every wait by letting the loop's own clock move on."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Deadlock("no task is ready and no timer is set")
        self.seconds += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time, starting at zero."""

    def __init__(self) -> None:
        self._passing = _TimePasses()
        super().__init__(self._passing)
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self._passing.seconds


class VirtualClock:
    """The two readings of the clock port, both from a virtual loop; `base_ms` is UTC milliseconds at its zero."""

    def __init__(self, loop: VirtualLoop, base_ms: int = 1_795_000_000_000) -> None:
        self._loop = loop
        self._base_ms = base_ms

    def utc_ms(self) -> int:
        return self._base_ms + int(self._loop.time() * 1000)

    def steady_ms(self) -> int:
        return self.utc_ms()
