"""The port of conversions: what a client reports back about its messages, by message and as a rate.

- **Durable.** A call returns after its commit is synced, with the nonce of its request burnt in the same write (I9). It
  raises `Unavailable` when that cannot be had; then it may have happened, and may be repeated.
- **Last word wins.** A second report about a message, or a second rate for one moment, replaces the first. Repeating a
  call changes nothing more.
- **Counted as it is written.** Figures by day are rows of their own; reading them never counts messages.

A day is counted from 1970-01-01 in the offset of the caller, which fixes it with the first report about a message.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from heliograph.store.port import Nonce


class Conversion(msgspec.Struct, frozen=True, gc=False):
    """What a client says of one of its messages: did the recipient do what it asked for?"""

    message_id: int
    account: str
    day: int
    """When the message was accepted."""
    delivered: bool
    converted_at: int
    """UTC milliseconds, as the client says."""
    reported_at: int


class ConversionRate(msgspec.Struct, frozen=True, gc=False):
    """The share of conversions that a client has found for itself."""

    account: str
    day: int
    """Of `at`."""
    at: int
    """UTC milliseconds of the moment it is true of, as the client says."""
    rate: float
    """From 0 to 1."""
    reported_at: int


class ConversionDay(msgspec.Struct, frozen=True, gc=False):
    """One day of an account."""

    day: int
    reported: int
    """Messages accepted on this day that anything was reported about."""
    converted: int
    """Of those, the ones whose last word is that they converted."""
    rate: float | None = None
    """The rate reported for the latest moment of the day; None where none was."""


class Conversions(Protocol):
    """Where reports of conversions are kept."""

    async def convert(self, conversion: Conversion, nonce: Nonce | None = None) -> None:
        """Keep what is said of one message."""
        ...

    async def convert_rate(self, rate: ConversionRate, nonce: Nonce | None = None) -> None:
        """Keep a rate."""
        ...

    async def conversion_days(self, account: str, *, before: int = 0, limit: int) -> Sequence[ConversionDay]:
        """The account's days with any report, newest first: those before the day `before` (0: from the newest)."""
        ...
