"""The port of administrative records: what people and programs configure while the server runs.

Accounts, users, keys, policies, templates, subscriptions: few, small, read into memory or by their key, and changed now
and then. A record is a document of its owner's making under (kind, account, key); this port does not look inside.

- **Durable.** `change` returns after its commit is synced; it raises `Unavailable` when that cannot be had; then the
  change may have happened: read before it is made again.
- **All or nothing.** The changes of one call are one transaction, together with the nonce of the request (I9).
- **No lost update.** A change may name the revision it was made from; `Conflict` when another came first.
- **Concurrent.** Calls may be made together from one event loop.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from heliograph.store.port import Nonce

#: Enough for the longest policy with all that is around it; a record is no place for bulk.
BODY_OCTETS_MAX = 65_536

#: A change's revision when the record must not be there yet.
ABSENT = 0


class Conflict(Exception):
    """A record was not at the revision that its change was made from. Nothing of the call has happened."""

    def __init__(self, kind: str, account: str, key: str) -> None:
        super().__init__(f"The {kind} was changed by somebody else meanwhile.")
        self.kind, self.account, self.key = kind, account, key


class Record(msgspec.Struct, frozen=True, gc=False):
    """One document as it is stored."""

    kind: str
    account: str
    """Empty for what belongs to the whole server."""
    key: str
    body: bytes
    revision: int
    """1 when it was made, one more with every change."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """Write one record, or remove it."""

    kind: str
    account: str
    key: str
    body: bytes | None
    """None removes the record; removing what is not there is no fault."""
    made_from: int | None = None
    """The revision it was made from, `ABSENT` for a new one; None to write whatever is there."""


class Records(Protocol):
    """Where administrative records are kept."""

    async def record(self, kind: str, account: str, key: str) -> Record | None:
        """One record; None where there is none."""
        ...

    async def records(self, kind: str, account: str | None = None, *, after: str = "", limit: int) -> Sequence[Record]:
        """Records of a kind in the order of (account, key), at most `limit`.

        Of one account those with a key above `after`; with `account=None` those of all accounts, and `after` is
        "account/key" of the last one known.
        """
        ...

    async def change(self, changes: Sequence[Change], nonce: Nonce | None = None) -> Sequence[int]:
        """Make all changes or none; returns each record's new revision, 0 for one that is gone.

        No changes and a nonce burn the nonce, for an operation that writes elsewhere right after.

        Raises `Conflict`, `Unavailable`, and ValueError for a body above `BODY_OCTETS_MAX`.
        """
        ...
