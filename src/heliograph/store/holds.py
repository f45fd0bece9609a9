"""What a message takes from its account's limits, reserved in the transaction that accepts it.

The store counts and compares; which limits there are, how much they allow and when their windows end is told with each
message, by holds. Nothing here knows settings or prices.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, TypeAlias

import msgspec


class Limit(StrEnum):
    """What refuses a message at its accept. The values are stored: never change one."""

    BLOCKED = "blocked"
    """The recipient's number is on the account's block list, for this sender or for all."""
    RECIPIENT_MINUTE = "recipient_minute"
    RECIPIENT_HOUR = "recipient_hour"
    RECIPIENT_DAY = "recipient_day"
    DAY = "day"
    MONTH = "month"
    COUNTRY_DAY = "country_day"
    COUNTRY_MONTH = "country_month"
    BALANCE = "balance"


class Hold(msgspec.Struct, frozen=True, gc=False):
    """One limit that a message counts for."""

    limit: Limit
    subject: str
    """What the limit counts by, within the account: a recipient, a country, or empty for everything."""
    most: int
    """How much may be used in one window; of a balance it is not asked."""
    ends_at: int
    """When a window that begins with this message ends, UTC milliseconds; 0 for a balance, which has no windows."""
    amount: int = 1
    """What the message takes: one, or of a balance its price in millionths."""


#: By position among the messages of one accept, what refused each of those that were not stored.
Refusals: TypeAlias = Mapping[int, Limit]


class Usage(Protocol):
    """Where it is counted how much of each limit is used."""

    async def used(self, account: str, limit: Limit, subject: str = "") -> int:
        """How much of the limit is used in the window that runs now; not of a balance."""
        ...
