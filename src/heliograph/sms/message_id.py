"""Makes message ids: 63-bit integers that sort by time and name their partition (DESIGN §6).

From the top: 41 bits of milliseconds since 2026-01-01 UTC (until 2095), 10 of partition, 12 of sequence.
"""

import re

from heliograph.sms.clock import Clock

#: 2026-01-01T00:00:00Z in UTC milliseconds.
EPOCH_MS = 1_767_225_600_000

PARTITIONS = 1 << 10

#: Ids of one partition in one millisecond.
PER_MS = 1 << 12

#: Ids in one `take`; it bounds how far one call can run ahead of the clock: by one millisecond.
TAKE_MAX = PER_MS

ID_MAX = (1 << 63) - 1

_MS_MAX = (1 << 41) - 1
_DECIMAL = re.compile(r"[0-9]{1,19}", re.ASCII)


class IdsExhausted(Exception):
    """No id is left above the floor: the floor is wrong, or it is the year 2095."""


class MessageIds:
    """Where the ids of one partition come from: strictly increasing, above `floor`, whatever the clock does.

    A clock that stands still or goes back only makes ids run ahead of it: each `take` moves at most one millisecond
    further, so an excess of n ids over 4,096 a millisecond is caught up n / 4,096 milliseconds later. Not for threads.
    """

    def __init__(self, clock: Clock, partition: int = 0, floor: int = 0) -> None:
        """`floor` is the highest id ever handed out here, 0 for none; it may be of another partition."""
        if not 0 <= partition < PARTITIONS:
            raise ValueError(f"Partition {partition} is not between 0 and {PARTITIONS - 1}.")
        if not 0 <= floor <= ID_MAX:
            raise ValueError(f"Floor {floor} is not between 0 and {ID_MAX}.")
        self._clock = clock
        self._partition = partition
        self._last = _tick(floor)
        if partition_of(floor) != partition:
            self._last |= PER_MS - 1

    def take(self, count: int) -> list[int]:
        """The next `count` ids, at most TAKE_MAX. Raises IdsExhausted, and then has taken none."""
        if not 0 < count <= TAKE_MAX:
            raise ValueError(f"{count} ids at once; between 1 and {TAKE_MAX} can be taken.")
        first = max(self._last + 1, (self._clock.steady_ms() - EPOCH_MS) * PER_MS)
        last = first + count - 1
        if last // PER_MS > _MS_MAX:
            raise IdsExhausted("No message id is left above the floor.")
        self._last = last
        return [self._id(tick) for tick in range(first, last + 1)]

    def next(self) -> int:
        """The next id. Raises IdsExhausted."""
        return self.take(1)[0]

    def _id(self, tick: int) -> int:
        return (tick // PER_MS) << 22 | self._partition << 12 | tick % PER_MS


def time_of(message_id: int) -> int:
    """The UTC milliseconds in the id: when it was made, or a little later where ids ran ahead of the clock."""
    return EPOCH_MS + (message_id >> 22)


def partition_of(message_id: int) -> int:
    return message_id >> 12 & (PARTITIONS - 1)


def first_of(utc_ms: int) -> int:
    """The lowest id that any partition can make at that time, clamped to the ids there are: to cut lists by date."""
    return min(max(utc_ms - EPOCH_MS, 0), _MS_MAX) << 22


def parse(text: str) -> int | None:
    """The id in decimal digits; None for anything that no id can be."""
    if _DECIMAL.fullmatch(text) is None:
        return None
    message_id = int(text)
    return message_id if 0 < message_id <= ID_MAX else None


def _tick(message_id: int) -> int:
    """Milliseconds and sequence of an id as one number, without its partition."""
    return (message_id >> 22) * PER_MS | message_id % PER_MS


def first_id_at(utc_ms: int) -> int:
    """The lowest id that can have been made at a moment; 0 for one before there were any."""
    return max(utc_ms - EPOCH_MS, 0) * PARTITIONS * PER_MS
