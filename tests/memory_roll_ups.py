"""Figures in memory, as the store keeps them, for tests of what reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from heliograph.sms.roll_up import Counts
from heliograph.sms.statistics import OutcomeRow, TimeRow
from heliograph.store.roll_ups import DayKey, DayRow, Span, Undone


@dataclass
class MemoryRollUps:
    """`RollUps` that a test has filled."""

    rows: dict[DayKey, Counts] = field(default_factory=dict)
    reads: int = 0
    outcome_rows: list[tuple[str, str, OutcomeRow]] = field(default_factory=list)
    """By the step and the account."""
    time_rows: list[tuple[str, str, TimeRow]] = field(default_factory=list)
    to_be_done: Undone = field(default_factory=lambda: Undone(0, 0, 0))
    spans: list[Span] = field(default_factory=list)
    asked_undone: list[tuple[str | None, str | None]] = field(default_factory=list)

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

    async def outcomes(self, span: Span) -> Sequence[OutcomeRow]:
        self.spans.append(span)
        return [row for step, account, row in self.outcome_rows if _is_in(span, step, account, row)]

    async def times(self, span: Span, *, apart: bool = True) -> Sequence[TimeRow]:
        return [row for step, account, row in self.time_rows if _is_in(span, step, account, row)]

    async def undone(self, account: str | None = None, carrier: str | None = None) -> Undone:
        self.asked_undone.append((account, carrier))
        return self.to_be_done


def _is_in(span: Span, step: str, account: str, row: OutcomeRow | TimeRow) -> bool:
    narrow = (span.account, account), (span.country, row[1]), (span.carrier, row[2])
    return (
        span.step == step
        and span.first <= row[0] <= span.last
        and all(wanted in (None, found) for wanted, found in narrow)
    )
