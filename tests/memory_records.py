"""`Records` in a dictionary, for tests of what reads and changes them; the store has a contract suite of its own."""

from collections.abc import Sequence

from heliograph.store.port import Nonce
from heliograph.store.records import Change, Conflict, Record


class MemoryRecords:
    """Keeps what it is given; `raises` has errors for the next changes, `burnt` the nonces that came with them."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], Record] = {}
        self.burnt: list[Nonce] = []
        self.raises: list[Exception] = []

    async def record(self, kind: str, account: str, key: str) -> Record | None:
        return self.kept.get((kind, account, key))

    async def records(self, kind: str, account: str | None = None, *, after: str = "", limit: int) -> Sequence[Record]:
        found = [self.kept[key] for key in sorted(self.kept) if key[0] == kind]
        if account is not None:
            found = [record for record in found if record.account == account and record.key > after]
        else:
            of, _, key = after.partition("/")
            found = [record for record in found if (record.account, record.key) > (of, key)]
        return found[:limit]

    async def change(self, changes: Sequence[Change], nonce: Nonce | None = None) -> Sequence[int]:
        if self.raises:
            raise self.raises.pop(0)
        for one in changes:
            there = self.kept.get((one.kind, one.account, one.key))
            if one.made_from not in (None, there.revision if there is not None else 0):
                raise Conflict(one.kind, one.account, one.key)
        if nonce is not None:
            self.burnt.append(nonce)
        return [self._write(one) for one in changes]

    def _write(self, one: Change) -> int:
        key = (one.kind, one.account, one.key)
        there = self.kept.pop(key, None)
        if one.body is None:
            return 0
        revision = (there.revision if there is not None else 0) + 1
        self.kept[key] = Record(*key, one.body, revision)
        return revision
