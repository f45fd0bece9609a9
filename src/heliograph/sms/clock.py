"""The clock as a port: every room that needs the time is given one of these; none reads the machine's."""

from typing import Protocol


class Clock(Protocol):
    """Two readings of now, both in UTC milliseconds."""

    def utc_ms(self) -> int:
        """The wall clock: may jump. For what people and signatures read."""
        ...

    def steady_ms(self) -> int:
        """The wall clock as of the start, moved on by a monotonic one: never jumps. For leases, due times, expiry."""
        ...
