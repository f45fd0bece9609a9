"""The port of sealing: how a secret lies on disk and travels, read by this server only and altered by nobody."""

from typing import Protocol

import msgspec

#: What a seal may add to what it seals, in octets; whoever has to fit a sealed value somewhere counts with it.
OVERHEAD_OCTETS_MAX = 128


class CannotOpen(ValueError):
    """Octets that no key of this server sealed, or sealed for another place, or that were altered since."""


class Seal(Protocol):
    """Encrypts and authenticates octets with a key that lies outside the data folder.

    Every adapter promises: what `seal` returned is opened by `open` with the same `bound_to` and by nothing else, as
    long as the key it was sealed with is still known; a change of any bit is noticed; two calls never return the same.
    """

    def seal(self, octets: bytes, bound_to: bytes = b"") -> bytes:
        """The octets sealed, at most OVERHEAD_OCTETS_MAX longer. `bound_to` is no secret, and no part of the result."""
        ...

    def open(self, sealed: bytes, bound_to: bytes = b"") -> bytes:
        """What `seal` was given. Raises `CannotOpen`."""
        ...

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it; else it should be sealed again before its key is retired."""
        ...


def bound_to_record(kind: str, account: str, key: str) -> bytes:
    """What binds a sealed value to the one record it stands in: copied into another it does not open.

    Sealed values without a record, such as security tokens, are bound to a purpose that is no such list.
    """
    return msgspec.json.encode((kind, account, key))
