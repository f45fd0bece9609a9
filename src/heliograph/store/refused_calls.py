"""The port of calls that were refused: kept on disk for whoever looks why, and the oldest forgotten.

They are no facts that a client was told of: a call that is refused while the disk is full is not kept, and nobody waits
until one is. What is kept was masked before (`heliograph.gateway.call_log`); this port does not look inside.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from heliograph.sms.search.calls import has_code
from heliograph.sms.search.grammar import Term

#: About 200 MB at the most, with 2 KiB each.
KEPT_MAX = 100_000

#: Enough for a request and a reply, each cut short.
BODY_OCTETS_MAX = 16_384


class RefusedCall(msgspec.Struct, frozen=True, gc=False):
    """One call as it is stored."""

    request_id: str
    at: int
    """UTC milliseconds when it was received."""
    account: str
    """Empty where nobody has proven to be the caller."""
    action: str
    code: str
    body: bytes
    """What else is known of it, of its keeper's making."""
    number: int = 0
    """Its place in the order of keeping, given by the store."""


class Place(NamedTuple):
    """Where a page of calls ends."""

    at: int
    number: int


class Sought(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Which calls are meant, refused or not."""

    since: int = 0
    """UTC milliseconds: only those received then or later."""
    until: int = 2**62
    """Only those received before."""
    action: str = ""
    code: str = ""
    codes: tuple[Term, ...] = ()
    """Terms of `code:`, each of which must hold."""
    before: Place | None = None
    """Only those behind this place."""

    def has(self, code: str) -> bool:
        """Whether calls that ended with this code are meant."""
        return self.code in ("", code) and has_code(self.codes, code)


class RefusedCalls(Protocol):
    """Where they are kept."""

    async def keep_refused(self, calls: Sequence[RefusedCall]) -> None:
        """Keep them, and forget the oldest beyond `KEPT_MAX`. Raises `Unavailable`, and ValueError for a body above
        `BODY_OCTETS_MAX`."""
        ...

    async def refused_calls(self, account: str, sought: Sought, limit: int) -> Sequence[RefusedCall]:
        """Those of one account that are meant, newest first."""
        ...

    async def refused_call(self, request_id: str) -> RefusedCall | None:
        """One of them."""
        ...


class NoRefusedCalls:
    """`RefusedCalls` where none are kept."""

    async def keep_refused(self, calls: Sequence[RefusedCall]) -> None:
        return None

    async def refused_calls(self, account: str, sought: Sought, limit: int) -> Sequence[RefusedCall]:
        return ()

    async def refused_call(self, request_id: str) -> RefusedCall | None:
        return None
