"""The port of receipts that match no message: listed for people, looked through for one message, and in the end
forgotten. They are matched again by the message store itself, at each response and each doubt (I5)."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State
from heliograph.sms.orphan_guess import Handed


class Place(NamedTuple):
    """Where a page of the list ends."""

    received_at: int
    carrier: str
    key: str
    generation: int


class Orphan(msgspec.Struct, frozen=True, gc=False):
    """A receipt that waits for its message; of several under one id the latest."""

    place: Place
    to: str
    """MSISDN that it speaks of; empty where it does not say."""
    state: State
    code: str
    words: CarrierWords
    raw: bytes

    @property
    def carrier_message_id(self) -> str:
        """The id as the carrier wrote it."""
        return self.words.named or self.place.key


class Orphans(Protocol):
    """Where they wait."""

    async def orphans(self, *, before: Place | None = None, limit: int) -> Sequence[Orphan]:
        """The newest first, from `before` on where one is given."""
        ...

    async def orphans_of(self, carrier: str, to: str, since: int, limit: int) -> Sequence[Orphan]:
        """Those of one carrier and recipient received from `since` on, the oldest first; `to` may be empty."""
        ...

    async def handed(self, keys: Sequence[tuple[str, str]]) -> Sequence[Handed]:
        """The hand-overs that are known under these (carrier, id as it is kept), in no order."""
        ...

    async def forget_orphans(self, before: int, limit: int) -> int:
        """Forget at most `limit` that came before that time, the oldest first; return how many."""
        ...


class NoOrphans:
    """`Orphans` where none are kept."""

    async def orphans(self, *, before: Place | None = None, limit: int) -> Sequence[Orphan]:
        return ()

    async def orphans_of(self, carrier: str, to: str, since: int, limit: int) -> Sequence[Orphan]:
        return ()

    async def handed(self, keys: Sequence[tuple[str, str]]) -> Sequence[Handed]:
        return ()

    async def forget_orphans(self, before: int, limit: int) -> int:
        return 0
