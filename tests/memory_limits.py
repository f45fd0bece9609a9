"""`Blocks`, `Usage` and `Balances` in memory, for tests of what uses them; the store has a contract suite."""

from collections.abc import Sequence

from heliograph.sms.block_list import Block, BlockChange, Source
from heliograph.store.holds import Limit
from heliograph.store.port import Nonce


class MemoryLimits:
    """Keeps what it is given; `counts` and `left` are what a test says is used and left."""

    def __init__(self, now: int = 0) -> None:
        self.now = now
        self.entries: dict[tuple[str, str, str], Block] = {}
        self.burnt: list[Nonce] = []
        self.raises: list[Exception] = []
        self.counts: dict[tuple[str, Limit, str], int] = {}
        self.left: dict[str, int] = {}
        self._entered: set[tuple[str, str]] = set()

    async def block(self, change: BlockChange, nonce: Nonce | None = None) -> int:
        if self.raises:
            raise self.raises.pop(0)
        if nonce is not None:
            self.burnt.append(nonce)
        changed = 0
        for number in change.numbers:
            key = (change.account, change.sender.lower(), number)
            changed += (key in self.entries) != change.blocked
            self.entries.pop(key, None)
            if change.blocked:
                self.entries[key] = Block(*key, Source(change.source), self.now)
        return changed

    async def blocked(
        self, account: str, *, sender: str | None = None, after: tuple[str, str] = ("", ""), limit: int
    ) -> Sequence[Block]:
        found = [block for key, block in sorted(self.entries.items()) if key[0] == account and key[1:] > after]
        return [block for block in found if sender is None or block.sender == sender.lower()][:limit]

    async def used(self, account: str, limit: Limit, subject: str = "") -> int:
        return self.counts.get((account, limit, subject), 0)

    def prepaid(self, account: str) -> bool:
        return account in self.left

    async def balance(self, account: str) -> int | None:
        return self.left.get(account)

    async def add_balance(self, account: str, micro: int, entry: str, nonce: Nonce | None = None) -> int:
        if nonce is not None:
            self.burnt.append(nonce)
        if (account, entry) not in self._entered:
            self._entered.add((account, entry))
            self.left[account] = self.left.get(account, 0) + micro
        return self.left[account]
