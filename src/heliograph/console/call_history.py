"""The last calls that people made from the explorer, in memory, each session for itself.

What was answered is not kept: an answer may hold a secret that is shown once.
"""

from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heliograph.operations.description import Operation

CALLS_MAX = 20

#: Sessions whose calls are kept; of more, those go that called longest ago.
SESSIONS_MAX = 64

#: Characters of one call's values; a call with more is kept without them.
VALUES_LENGTH_MAX = 8_000


@dataclass(frozen=True, slots=True)
class PastCall:
    """One call."""

    operation: Operation
    values: Mapping[str, str]
    """Without secrets."""
    at_ms: int
    """UTC milliseconds."""
    took_ms: int
    status: int
    code: str
    request_id: str
    message_ids: tuple[str, ...]


class CallHistory:
    """The last calls of each session, by a word that only the session has."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, deque[PastCall]] = OrderedDict()

    def add(self, session: str, call: PastCall) -> None:
        """Keep a call, the latest of its session."""
        self._calls.setdefault(session, deque(maxlen=CALLS_MAX)).appendleft(call)
        self._calls.move_to_end(session)
        while len(self._calls) > SESSIONS_MAX:
            self._calls.popitem(last=False)

    def of(self, session: str) -> Sequence[PastCall]:
        """The session's calls, latest first."""
        return tuple(self._calls.get(session, ()))

    def forget(self, session: str) -> None:
        """The session is over."""
        self._calls.pop(session, None)


def kept_values(values: Mapping[str, str]) -> Mapping[str, str]:
    """What is kept of a call's values: all of them, or none where they are too long."""
    return values if sum(map(len, values.values())) <= VALUES_LENGTH_MAX else {}
