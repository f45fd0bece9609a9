"""The nonces that were used, so that a replayed request never acts twice (I9).

A request may be replayed for as long as its own timestamp lies in the window; its nonce is kept exactly so long. Only a
hash of (AccessKey id, nonce) is kept: 84 octets an entry instead of 226 with the two strings (measured), since entries
are what fills the server's memory: 5,000 requests a second make 4.5 million in 15 minutes. Python's string hash has a
secret of the process as its key, so that nobody can look for collisions; by chance, one fresh request in 2^64 / entries
is refused as used.
"""

from collections.abc import Iterable
from enum import Enum, auto

from heliograph.store.port import Nonce

#: Four million are 336 MB, and last for 15 minutes of 4,400 requests a second.
ENTRIES_MAX = 4_000_000


class Burnt(Enum):
    """What became of a nonce that a request brought."""

    FRESH = auto()
    """It was not used before, and now it is."""
    USED = auto()
    """Somebody used it already, or is using it right now."""
    FORGOTTEN = auto()
    """The request is as old as nonces that were dropped already: whether it was used cannot be known any more."""
    FULL = auto()
    """There is no room to remember it."""


class NonceTable:
    """The nonces in use, by second of their expiry.

    Times are UTC milliseconds of the wall clock, the one that request timestamps are compared with. When that clock
    jumps forward and back again, requests whose nonces were dropped meanwhile are refused rather than trusted.
    """

    def __init__(self, entries_max: int = ENTRIES_MAX) -> None:
        self._entries_max = entries_max
        self._used: set[int] = set()
        self._by_second: dict[int, list[int]] = {}
        #: Every nonce that expired before this second was dropped.
        self._dropped_before = 0

    def __len__(self) -> int:
        return len(self._used)

    def load(self, nonces: Iterable[Nonce]) -> None:
        """Take over what the store remembers from before the start. These are kept whatever their number."""
        for nonce in nonces:
            self._keep(hash((nonce.access_key_id, nonce.value)), nonce.expires_at // 1000)

    def burn(self, access_key_id: str, nonce: str, expires_at: int, now: int) -> Burnt:
        """Use the nonce up; only FRESH lets the request go on.

        There is no await between the look and the entry, so of two requests at the same time one is refused.
        """
        self._drop(now // 1000)
        second = expires_at // 1000
        if second < self._dropped_before:
            return Burnt.FORGOTTEN
        entry = hash((access_key_id, nonce))
        if entry in self._used:
            return Burnt.USED
        if len(self._used) >= self._entries_max:
            return Burnt.FULL
        self._keep(entry, second)
        return Burnt.FRESH

    def _keep(self, entry: int, second: int) -> None:
        if entry not in self._used:
            self._used.add(entry)
            self._by_second.setdefault(second, []).append(entry)

    def _drop(self, second: int) -> None:
        """Forget what expired in seconds before this one; a whole second goes at a time."""
        if second <= self._dropped_before:
            return
        gone = range(self._dropped_before, second)
        for passed in gone if len(gone) < len(self._by_second) else [s for s in self._by_second if s < second]:
            self._used.difference_update(self._by_second.pop(passed, ()))
        self._dropped_before = second
