"""The port of block lists: the numbers that an account does not send to.

Entries are asked for at every accept, inside its transaction (`Limit.BLOCKED`), so that a message accepted after a
number was blocked never goes there. Durable, idempotent and concurrent as `MessageStore` says.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from heliograph.store.port import Nonce


class Source(StrEnum):
    """Who wants it so. The values are stored."""

    OPERATOR = "operator"
    RECIPIENT = "recipient"
    """By a keyword such as STOP; START takes back only these."""


class Block(msgspec.Struct, frozen=True, gc=False):
    """One number that an account does not send to."""

    account: str
    sender: str
    """The sender ID in lower case; empty for every sender of the account."""
    number: str
    """MSISDN, digits only."""
    source: Source
    at: int
    """When it was entered, UTC milliseconds."""


class BlockChange(msgspec.Struct, frozen=True, gc=False):
    """Enter numbers, or remove them."""

    account: str
    sender: str
    """As in `Block`, in any case."""
    numbers: tuple[str, ...]
    blocked: bool
    source: Source = Source.OPERATOR
    """An entry of the recipient's becomes the operator's where that enters it too, never the other way; a removal by
    the recipient leaves the operator's alone, and reaches the entries for all senders too."""


class Blocks(Protocol):
    """Where block lists are kept."""

    async def block(self, change: BlockChange, nonce: Nonce | None = None) -> int:
        """Make the change; how many numbers were entered that were not there, or removed that were."""
        ...

    async def blocked(
        self, account: str, *, sender: str | None = None, after: tuple[str, str] = ("", ""), limit: int
    ) -> Sequence[Block]:
        """Entries of the account in the order of (sender, number) behind `after`; of one sender where it is named."""
        ...
