"""Tells whether a carrier without a link of its own may be asked: by how its latest requests went.

It is up until something fails, for there is nothing to bind. Down, it is left alone for a pause that grows; then one
request at a time proves it. No clock here: seconds are passed in.
"""

from enum import Enum
from typing import Final

from heliograph.carriers.reconnect import Reconnect

#: So many requests in a row without a reply, and the carrier is left alone: each of them put a message in doubt.
SILENCES_MAX: Final = 3


class _State(Enum):
    UP = "up"
    DOWN = "down"
    PROVING = "proving"


class Reach:
    """One carrier's. A call that brings it down returns the pause in seconds, after which `prove` is to be called."""

    def __init__(self, reconnect: Reconnect, now: float) -> None:
        self.last_error = ""
        """Why it is, or was, down; empty once it works."""
        self._reconnect = reconnect
        self._state = _State.UP
        self._up_since = now
        self._silences = 0

    @property
    def up(self) -> bool:
        return self._state is not _State.DOWN

    def room(self, window: int) -> int:
        """How many requests may be under way."""
        if self._state is _State.PROVING:
            return 1
        return window if self._state is _State.UP else 0

    def worked(self, now: float) -> bool:
        """A reply came; whether that makes room that was not there."""
        self._silences = 0
        if self._state is not _State.PROVING:
            return False
        self._state = _State.UP
        self._up_since = now
        self.last_error = ""
        return True

    def failed(self, says: str, now: float) -> float | None:
        """No connection. None where it is down already: requests that fail together fail once."""
        if self._state is _State.DOWN:
            return None
        stood = now - self._up_since if self._state is _State.UP else 0.0
        return self._down(says, self._reconnect.after_fall(stood))

    def silent(self, says: str, now: float) -> float | None:
        """A request went out and nothing came back."""
        self._silences += 1
        if self._silences < SILENCES_MAX and self._state is _State.UP:
            return None
        return self.failed(says, now)

    def shut_out(self, says: str) -> float | None:
        """The carrier does not know us, or will not: only a person can help, and carriers lock those who go on."""
        if self._state is _State.DOWN:
            return None
        return self._down(says, self._reconnect.after_refusal())

    def prove(self) -> None:
        """The pause is over."""
        if self._state is _State.DOWN:
            self._state = _State.PROVING

    def _down(self, says: str, pause: float) -> float:
        self._state = _State.DOWN
        self._silences = 0
        self.last_error = says
        return pause
