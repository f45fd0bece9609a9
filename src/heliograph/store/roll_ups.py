"""The port of the figures: what messages came to, kept with every change and read without counting a message."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from heliograph.sms.roll_up import Counts


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


class RollUps(Protocol):
    """What reports read."""

    async def days(
        self, first: int, last: int, account: str | None = None, *, after: DayKey | None = None, limit: int
    ) -> Sequence[DayRow]:
        """Rows of the days from `first` to `last` by their keys, those after `after`; of one account, or of all.

        A row whose messages have all moved on is left out. Raises `Unavailable`.
        """
        ...
