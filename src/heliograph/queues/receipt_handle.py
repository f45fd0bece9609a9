"""Receipt handles: which message a consumer took and until when it is his, sealed so that nobody can make one up.

A handle is self-contained: it needs no table, and outlives a restart of the server. It is good in the queue that it
came from, for the lease that it names: when the message was taken again since, or hidden for another time, an older
handle is nobody's any more. Its letters need no escape in an address, since the SDKs write none.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

import msgspec

from heliograph.store.told import Key, Kind

#: Ours have about 60 characters.
LENGTH_MAX = 256

_PREFIX = "1-"
_MAC_OCTETS = 16


class _Content(msgspec.Struct, frozen=True, array_like=True):
    """What is inside a handle, beside the queue, which its address says."""

    kind: Kind
    message: int
    revision: int
    lease_end: int


class ReceiptHandles:
    """Seals and opens handles with this server's key."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"receipt handle", "sha256")

    def seal(self, key: Key) -> str:
        """The handle of a telling that was taken."""
        packed = msgspec.msgpack.encode(_Content(key.kind, key.message, key.revision, key.lease_end))
        return _PREFIX + _encoded(self._mac(key.subscriber, packed) + packed)

    def open(self, subscriber: str, handle: str) -> Key | None:
        """The telling and its lease; None for what is no handle of this subscriber's queue."""
        text = handle.removeprefix(_PREFIX)
        if text == handle or len(handle) > LENGTH_MAX:
            return None
        try:
            octets = urlsafe_b64decode((text + "=" * (-len(text) % 4)).encode("ascii"))
        except (NotBase64, ValueError):
            return None
        mac, packed = octets[:_MAC_OCTETS], octets[_MAC_OCTETS:]
        # Base64 can be written in several ways; only the one that was handed out is the handle.
        if _encoded(octets) != text or not hmac.compare_digest(mac, self._mac(subscriber, packed)):
            return None
        content = msgspec.msgpack.decode(packed, type=_Content)
        return Key(subscriber, content.kind, content.message, content.revision, content.lease_end)

    def _mac(self, subscriber: str, packed: bytes) -> bytes:
        return hmac.digest(self._key, b"%b\0%b" % (subscriber.encode(), packed), "sha256")[:_MAC_OCTETS]


def _encoded(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")
