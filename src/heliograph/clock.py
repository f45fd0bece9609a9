"""The machine's clock, for the processes that pass one in (`server`, `simulator`, `cli`)."""

import time


class SystemClock:
    """The machine's wall clock and its monotonic one, anchored to each other when this is made."""

    def __init__(self) -> None:
        self._anchor_ns = time.time_ns() - time.monotonic_ns()

    def utc_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def steady_ms(self) -> int:
        return (self._anchor_ns + time.monotonic_ns()) // 1_000_000
