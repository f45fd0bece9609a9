"""Keeps the requests that wait for their response, and gives out their sequence numbers.

At most `window_max` wait at once. One whose time is up leaves the window but stays known for a while, so that a late
response is still told for what it is: a fact about that request. No sequence number is used again while it is known.
"""

from typing import Any, Final, NamedTuple

#: The highest sequence_number of a request (SMPP 3.4 §3.2).
SEQUENCE_MAX: Final = 0x7FFFFFFF

#: How long a request that timed out stays known: longer than any SMSC was seen to be late.
LATE_MS: Final = 600_000

#: How many stay known at most.
LATE_MAX: Final = 10_000


class Waiting(NamedTuple):
    """A request under way."""

    command_id: int
    handle: Any
    """What the caller gave with the request; it comes back with the answer."""
    due: int
    """When its response is late."""


class Window:
    """The requests of one link that wait for a response, oldest first."""

    def __init__(self, window_max: int, last_sequence: int = 0) -> None:
        self.window_max = window_max
        self.waiting: dict[int, Waiting] = {}
        self._late: dict[int, Waiting] = {}
        self._last = last_sequence

    def free(self) -> int:
        """How many requests may be opened now."""
        return self.window_max - len(self.waiting)

    def next_sequence(self) -> int:
        """A sequence number that no known request has: 1, 2, … 0x7FFFFFFF, then 1 again."""
        sequence = self._last
        while True:
            sequence = sequence + 1 if sequence < SEQUENCE_MAX else 1
            if sequence not in self.waiting and sequence not in self._late:
                self._last = sequence
                return sequence

    def open(self, sequence: int, command_id: int, handle: Any, due: int) -> None:
        """Let a request wait. One whose `due` is before that of an earlier one is found late no sooner than that."""
        self.waiting[sequence] = Waiting(command_id, handle, due)

    def answer(self, sequence: int, command_id: int | None) -> tuple[Waiting, bool] | None:
        """Take out the request that a response names, and whether it was late; None where none is known.

        `command_id` is the request's that the response is for; None for generic_nack, which fits any.
        """
        for known, late in ((self.waiting, False), (self._late, True)):
            request = known.get(sequence)
            if request is not None and (command_id is None or command_id == request.command_id):
                del known[sequence]
                return request, late
        return None

    def expire(self, now: int) -> list[tuple[int, Waiting]]:
        """The requests whose response is late by now; they stay known for `LATE_MS`."""
        expired: list[tuple[int, Waiting]] = []
        for sequence, request in self.waiting.items():
            if request.due > now:
                break
            expired.append((sequence, request))
        for sequence, request in expired:
            del self.waiting[sequence]
            self._late[sequence] = request
        while self._late:
            sequence = next(iter(self._late))
            if self._late[sequence].due + LATE_MS > now and len(self._late) <= LATE_MAX:
                break
            del self._late[sequence]
        return expired

    def forget(self, sequence: int) -> None:
        """Drop a request that timed out before it was written: no response to it can come."""
        self._late.pop(sequence, None)

    def next_due(self) -> int | None:
        """When the oldest request's response is late; None when none waits."""
        for request in self.waiting.values():
            return request.due
        return None
