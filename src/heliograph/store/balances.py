"""The port of prepaid balances: what an account may still spend, in millionths of a currency unit.

An account without a balance pays later and is never refused for money. Messages are paid in the transaction that
accepts them (`Limit.BALANCE`); what is withdrawn is paid back. Durable and concurrent as `MessageStore` says.
"""

from typing import Protocol

from heliograph.store.port import Nonce


class Balances(Protocol):
    """Where balances are kept."""

    def prepaid(self, account: str) -> bool:
        """Whether the account has a balance. One look-up in memory."""
        ...

    async def balance(self, account: str) -> int | None:
        """What is left; None for an account that pays later."""
        ...

    async def add_balance(self, account: str, micro: int, entry: str, nonce: Nonce | None = None) -> int:
        """Pay in, or with a negative number take out; makes the account a prepaid one. Returns what is left then.

        `entry` is the payer's own reference: the same one of the same account counts once, however often it is called.
        """
        ...
