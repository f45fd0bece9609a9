"""Figures in memory, as the store keeps them, for tests of what reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from heliograph.sms.roll_up import Counts
from heliograph.store.roll_ups import DayKey, DayRow


@dataclass
class MemoryRollUps:
    """`RollUps` that a test has filled."""

    rows: dict[DayKey, Counts] = field(default_factory=dict)
    reads: int = 0

    async def days(
        self, first: int, last: int, account: str | None = None, *, after: DayKey | None = None, limit: int
    ) -> Sequence[DayRow]:
        self.reads += 1
        found = [
            DayRow(key, self.rows[key])
            for key in sorted(self.rows)
            if first <= key.day <= last and account in (None, key.account) and (after is None or key > after)
        ]
        return found[:limit]
