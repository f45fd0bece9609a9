"""Where templates and signatures are kept: first those of the configuration, then the account's own records.

The send path reads by key, one record at most and never a list. Nothing is remembered between calls, so that a template
that was rejected a moment ago, by whichever process, is not used any more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

import msgspec

from heliograph.operations.ports import Ports
from heliograph.operations.standing import Standing
from heliograph.sms.approval import MessageTemplate, Signature, Wording
from heliograph.store.port import Nonce
from heliograph.store.records import ABSENT, Change, Record

#: The revision of what stands in the configuration.
STANDING = 0


@dataclass(frozen=True, slots=True)
class Kept(Generic[Wording]):
    """One of them as it is kept."""

    item: Wording
    revision: int
    """1 and more for a record, `STANDING` for one of the configuration, which is read-only."""

    @property
    def read_only(self) -> bool:
        return self.revision == STANDING


class Shelf(Generic[Wording]):
    """All of one kind."""

    def __init__(self, kind: str, holds: type[Wording], standing: Callable[[Standing], Mapping[str, Wording]]) -> None:
        self._kind = kind
        self._standing: Callable[[Standing], Mapping[str, Wording]] = standing
        self._decode: Callable[[bytes], Wording] = msgspec.json.Decoder(holds).decode
        self._encode = msgspec.json.Encoder().encode

    async def find(self, ports: Ports, account: str, key: str) -> Kept[Wording] | None:
        """The one that `account` may use under this key."""
        standing = self._standing(ports.standing).get(key)
        if standing is not None:
            return Kept(standing, STANDING)
        record = await ports.records.record(self._kind, account, key)
        return self._kept(record) if record is not None else None

    async def page(self, ports: Ports, account: str, after: str, limit: int) -> Sequence[Kept[Wording]]:
        """At most `limit` of them in the order of their keys, beginning behind `after`."""
        standing = self._standing(ports.standing)
        found = {key: Kept(item, STANDING) for key, item in standing.items() if key > after}
        # As many more as the configuration may hide, so that a page is never short of what there is.
        records = await ports.records.records(self._kind, account, after=after, limit=limit + len(found))
        for record in records:
            found.setdefault(record.key, self._kept(record))
        return [found[key] for key in sorted(found)[:limit]]

    async def add(self, ports: Ports, account: str, item: Wording, nonce: Nonce | None) -> Kept[Wording]:
        """Keep a new one. Raises `Conflict` where there is one of its key."""
        return await self._write(ports, account, item, ABSENT, nonce)

    async def put(
        self, ports: Ports, account: str, kept: Kept[Wording], item: Wording, nonce: Nonce | None
    ) -> Kept[Wording]:
        """Replace `kept`, which is no standing one, by `item`. Raises `Conflict` where it was changed meanwhile."""
        return await self._write(ports, account, item, kept.revision, nonce)

    async def remove(self, ports: Ports, account: str, kept: Kept[Wording], nonce: Nonce | None) -> None:
        """Remove `kept`, which is no standing one. Raises `Conflict` where it was changed meanwhile."""
        await ports.records.change([Change(self._kind, account, kept.item.key, None, kept.revision)], nonce)

    async def _write(
        self, ports: Ports, account: str, item: Wording, made_from: int, nonce: Nonce | None
    ) -> Kept[Wording]:
        change = Change(self._kind, account, item.key, self._encode(item), made_from)
        [revision] = await ports.records.change([change], nonce)
        return Kept(item, revision)

    def _kept(self, record: Record) -> Kept[Wording]:
        return Kept(self._decode(record.body), record.revision)


TEMPLATES: Shelf[MessageTemplate] = Shelf("template", MessageTemplate, lambda standing: standing.templates)
SIGNATURES: Shelf[Signature] = Shelf("signature", Signature, lambda standing: standing.signatures)
