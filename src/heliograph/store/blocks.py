"""The port of block lists: the numbers that an account does not send to.

Entries are asked for at every accept, inside its transaction (`Limit.BLOCKED`), so that a message accepted after a
number was blocked never goes there. Durable, idempotent and concurrent as `MessageStore` says.
"""

from collections.abc import Sequence
from typing import Protocol

from heliograph.sms.block_list import Block, BlockChange
from heliograph.store.port import Nonce


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
