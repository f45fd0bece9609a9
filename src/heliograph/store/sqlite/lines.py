"""Who waits in the outbox: the turns of each lane in memory, and what is read from the table along its key.

The table has an account's rows of one lane and priority side by side, in the order of due time and id. Who has any is
known in memory as a bound, see `sms.fair_share`: the table is asked only for the rows of those whose turn it is.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from heliograph.sms.fair_share import PRIORITY_MAX, Turns

#: The rows of one account in a lane: (lane, priority, account).
Queue: TypeAlias = tuple[str, int, str]

_FIRST_OF_ALL = (
    "SELECT lane, priority, account, due FROM outbox WHERE partition = ? ORDER BY lane, priority, account, due LIMIT 1"
)
_NEXT = (
    "SELECT lane, priority, account, due FROM outbox WHERE partition = ? AND (lane, priority, account) > (?, ?, ?) "
    "ORDER BY lane, priority, account, due LIMIT 1"
)

_FIRST = "SELECT due FROM outbox WHERE partition = ? AND lane = ? AND priority = ? AND account = ? ORDER BY due LIMIT 1"


def alike(account: str) -> int:
    """The weight of every account where none is set."""
    return 1


class Lines:
    """The turns of every lane that ever had a segment."""

    def __init__(self, weight: Callable[[str], int] = alike) -> None:
        self._weight = weight
        self._turns: dict[str, Turns] = {}

    def of(self, lane: str) -> Turns:
        """The turns of a lane."""
        turns = self._turns.get(lane)
        if turns is None:
            turns = self._turns[lane] = Turns(self._weight)
        return turns

    def read(self, connection: sqlite3.Connection, partition: int) -> None:
        """Take who waits from the table: at a start, and where something that was told has not happened."""
        offers: dict[str, list[tuple[int, str, int]]] = {lane: [] for lane in self._turns}
        for lane, priority, account, due in _queues(connection, partition):
            offers.setdefault(lane, []).append((priority, account, due))
        for lane, found in offers.items():
            self.of(lane).renew(found)

    def next_due_of(self, connection: sqlite3.Connection, partition: int, lane: str, account: str) -> int | None:
        """When the account's next segment in a lane is due; None where none waits."""
        found = [
            connection.execute(_FIRST, (partition, lane, priority, account)).fetchone()
            for priority in range(PRIORITY_MAX + 1)
        ]
        return min((row[0] for row in found if row is not None), default=None)

    def next_due(self, connection: sqlite3.Connection, partition: int, lane: str) -> int | None:
        """When the next segment of a lane is due by the table; None where nothing waits."""
        earliest: int | None = None
        for bound, priority, account in self.of(lane).waiting():
            if earliest is not None and bound >= earliest:
                break
            row = connection.execute(_FIRST, (partition, lane, priority, account)).fetchone()
            if row is not None and (earliest is None or row[0] < earliest):
                earliest = row[0]
        return earliest


def _queues(connection: sqlite3.Connection, partition: int) -> Iterator[tuple[str, int, str, int]]:
    """Every (lane, priority, account) that has rows, with the first due time: a search for each, never a scan."""
    row = connection.execute(_FIRST_OF_ALL, (partition,)).fetchone()
    while row is not None:
        yield row
        row = connection.execute(_NEXT, (partition, *row[:3])).fetchone()


class Backlog:
    """How many segments wait, counted in memory as transactions become durable."""

    def __init__(self, queues: Mapping[Queue, int] | None = None) -> None:
        self.queues: Counter[Queue] = Counter()
        self.by_lane: Counter[str] = Counter()
        self._rows: Counter[tuple[str, int]] = Counter()
        self._accounts: Counter[tuple[str, int]] = Counter()
        self._own: Counter[tuple[str, str]] = Counter()
        if queues:
            self.add(queues)

    def add(self, queues: Mapping[Queue, int]) -> None:
        """So many more, or fewer, wait in these queues."""
        for queue, number in queues.items():
            lane, priority, account = queue
            before = self.queues[queue]
            self.queues[queue] = before + number
            if before + number == 0:
                del self.queues[queue]
            self._accounts[lane, priority] += (before + number > 0) - (before > 0)
            self._rows[lane, priority] += number
            self.by_lane[lane] += number
            self._own[lane, account] += number
            if not self._own[lane, account]:
                del self._own[lane, account]

    def of_account(self, lane: str, account: str) -> int:
        """How many segments of the account wait in the lane."""
        return self._own[lane, account]

    def ahead_of(self, lane: str, priority: int, account: str) -> int:
        """About how many segments go out before a new one of the account, where accounts take turns."""
        higher = sum(self._rows[lane, above] for above in range(priority))
        own = self.queues[lane, priority, account]
        others = self._accounts[lane, priority] + (own == 0)
        return higher + min(self._rows[lane, priority], own * others)


def count_waiting(connection: sqlite3.Connection, partition: int) -> dict[Queue, int]:
    """How many segments wait in each queue of the outbox, from the table."""
    counted = (
        "SELECT lane, priority, account, count(*) FROM outbox WHERE partition = ? GROUP BY lane, priority, account"
    )
    return {
        (lane, priority, account): count for lane, priority, account, count in connection.execute(counted, (partition,))
    }
