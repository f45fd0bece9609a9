"""What a lane has claimed and not handed over: the higher priority goes out first, within one what came first."""

from collections import deque
from collections.abc import Iterable, Iterator

from heliograph.carriers.port import HandOver
from heliograph.sms.fair_share import PRIORITY_MAX


class Held:
    """Hand-overs that wait for a free slot; so few that a lane never holds more than its window and one refill."""

    __slots__ = ("_by_priority",)

    def __init__(self) -> None:
        self._by_priority: tuple[deque[HandOver], ...] = tuple(deque() for _ in range(PRIORITY_MAX + 1))

    def append(self, handover: HandOver) -> None:
        self._by_priority[handover.priority].append(handover)

    def extend(self, handovers: Iterable[HandOver]) -> None:
        for handover in handovers:
            self.append(handover)

    def popleft(self) -> HandOver:
        """Take the next. Raises IndexError where there is none."""
        for waiting in self._by_priority:
            if waiting:
                return waiting.popleft()
        raise IndexError("nothing is held")

    def clear(self) -> None:
        for waiting in self._by_priority:
            waiting.clear()

    def __len__(self) -> int:
        return sum(map(len, self._by_priority))

    def __iter__(self) -> Iterator[HandOver]:
        for waiting in self._by_priority:
            yield from waiting
