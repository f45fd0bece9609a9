"""The last submit_sm that came in, kept in memory for whoever asks what was received."""

from collections import deque
from itertools import islice

from heliograph.simulator.ledger import LedgerLine

#: Lines that are kept: some ten MB.
KEPT_MAX = 10_000


class Received:
    """Ledger lines by their position, 1, 2, …; the oldest are forgotten first."""

    def __init__(self, kept_max: int = KEPT_MAX) -> None:
        self._lines: deque[LedgerLine] = deque(maxlen=kept_max)
        self.total = 0
        """How many came, those that were forgotten included: the position of the last one."""

    def add(self, line: LedgerLine) -> None:
        """One more came."""
        self._lines.append(line)
        self.total += 1

    def after(self, position: int, limit: int) -> list[tuple[int, LedgerLine]]:
        """At most `limit` of those behind `position` that are still kept, the oldest first."""
        first = self.total - len(self._lines) + 1
        skipped = max(0, position + 1 - first)
        return [
            (first + skipped + place, line) for place, line in enumerate(islice(self._lines, skipped, skipped + limit))
        ]

    @property
    def forgotten(self) -> int:
        """The position of the last one that is no more kept; 0 where all are."""
        return self.total - len(self._lines)

    def clear(self) -> None:
        """Forget all, and count from 1 again."""
        self._lines.clear()
        self.total = 0
