"""What is to be done when: actions by the time at which they are due, taken out in order."""

import heapq
from collections.abc import Callable, Iterator
from typing import TypeAlias

Action: TypeAlias = Callable[[], None]


class Schedule:
    """Actions and their times, in milliseconds of the owner's clock. Those of one time keep their order."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Action]] = []
        self._count = 0

    def add(self, at: int, action: Action) -> None:
        """Have `action` done at `at`."""
        self._count += 1
        heapq.heappush(self._heap, (at, self._count, action))

    def due(self, now: int) -> Iterator[Action]:
        """Takes out the actions whose time has come, the earliest first, those added meanwhile included."""
        while self._heap and self._heap[0][0] <= now:
            yield heapq.heappop(self._heap)[2]

    def forget(self) -> None:
        """Have nothing done any more."""
        self._heap.clear()

    def next_at(self) -> int | None:
        """When the next action is due, or None."""
        return self._heap[0][0] if self._heap else None
