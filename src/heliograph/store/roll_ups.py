"""The port of the figures: what messages came to, kept with every change and read without counting a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from heliograph.sms.roll_up import DAY_MINUTES, Counts
from heliograph.sms.statistics import OutcomeRow, Step, TimeRow

#: Minutes are kept for a week, hours for 31 days and those before them; days for ever.
MINUTES_KEPT = 7 * DAY_MINUTES
HOURS_KEPT = 63 * DAY_MINUTES // 60

#: After so long minutes are folded into their hours: nearly all receipts have come, and the few later changes are
#: written twice. Until then hours are read by their minutes, so that it is not longer.
FINE_MINUTES = 30


class DayKey(NamedTuple):
    """What a row of a day is about, in the order in which rows are read."""

    day: int
    """From 1970-01-01, where the operator counted when the message was accepted."""
    account: str
    country: str
    carrier: str
    state: str
    code: str
    currency: str


class DayRow(NamedTuple):
    """What the messages accepted on a day came to."""

    key: DayKey
    counts: Counts


@dataclass(frozen=True, slots=True)
class Span:
    """Whose messages, of which time. Whoever asks bounds it: it is read at once."""

    step: Step
    first: int
    """Number of the first step, `Step.at`."""
    last: int
    """That of the last one."""
    account: str | None = None
    """None for those of all accounts."""
    country: str | None = None
    """ISO 3166, or empty for numbers whose country is not known; None for all."""
    carrier: str | None = None


class Undone(NamedTuple):
    """What is to be done just now."""

    waiting: int
    """Segments that wait to be handed over, due or not."""
    in_flight: int
    """Segments handed over whose carrier has not answered."""
    waiting_since: int
    """When the first of those that wait is due, UTC milliseconds of the store's clock; 0 where none waits."""


class RollUps(Protocol):
    """What reports and dashboards read."""

    async def days(
        self, first: int, last: int, account: str | None = None, *, after: DayKey | None = None, limit: int
    ) -> Sequence[DayRow]:
        """Rows of the days from `first` to `last` by their keys, those after `after`; of one account, or of all.

        A row whose messages have all moved on is left out. Raises `Unavailable`.
        """
        ...

    async def outcomes(self, span: Span) -> Sequence[OutcomeRow]:
        """How the messages of a span stand, in any order. A place may come in several rows, which add up, some of them
        below 0. Minutes and hours from before what is kept are absent.

        Raises `Unavailable`.
        """
        ...

    async def times(self, span: Span, *, apart: bool = True) -> Sequence[TimeRow]:
        """How long they took; likewise. Not `apart`, the rows are of any step, and of no country and carrier."""
        ...

    async def undone(self, account: str | None = None, carrier: str | None = None) -> Undone:
        """What is to be done for an account, over a carrier; None for all of them. Raises `Unavailable`."""
        ...
