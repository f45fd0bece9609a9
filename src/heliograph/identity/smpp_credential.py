"""An SMPP credential: what a customer's program binds with, a system_id and a password that is kept as a hash."""

import hashlib
import hmac
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TypeAlias

import msgspec

from heliograph.identity.ids import LETTERS_AND_DIGITS, Choose

#: The field has 16 octets with its NUL (SMPP 3.4 §5.2.1).
SYSTEM_ID_PATTERN = r"[A-Za-z0-9._-]{1,15}\Z"
SYSTEM_ID_SAYS = "1 to 15 letters, digits, points, hyphens and underscores"

#: What SMPP 3.4 has room for (§5.2.2), and what our own reading of a bind allows.
PASSWORD_LENGTH, PASSWORD_LENGTH_MAX = 8, 63

ADDRESSES_MAX = 16

#: scrypt with 16 MB, some 40 ms of one core: a bind is rare, and eight characters are not many for whoever has the
#: store's file.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1

Network: TypeAlias = IPv4Network | IPv6Network


class SmppCredential(msgspec.Struct, frozen=True, kw_only=True):
    """What its record holds, as JSON. New fields need a default."""

    system_id: str
    account: str
    user: str = ""
    """The id of the RAM user whose policies hold for its binds; empty for the account itself."""
    salt: bytes
    password_hash: bytes
    created: int
    """UTC milliseconds."""
    long_messages: str = "pass-through"
    """What becomes of the parts of a long message: `pass-through` or `reassemble`."""
    addresses: tuple[str, ...] = ()
    """The networks that it may bind from; empty for any."""
    binds_max: int = 0
    """How many binds it may have at once, and the next three alike; 0 for what the server allows each."""
    window: int = 0
    submits_per_second: int = 0
    """Of one bind."""

    def __repr__(self) -> str:
        return f"SmppCredential({self.system_id!r}, account={self.account!r})"

    def may_bind_from(self, peer: str) -> bool:
        """Whether binds may come from this address. One that is no address (a socket without one) may not, where any
        networks are named."""
        if not self.addresses:
            return True
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in ip_network(network) for network in self.addresses)


def hash_password(password: str, salt: bytes) -> bytes:
    """Takes some 40 ms: not for the event loop."""
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32)


def new_password(choose: Choose, length: int = PASSWORD_LENGTH) -> str:
    """Letters and digits; eight of them are 46 bits."""
    return "".join(choose(LETTERS_AND_DIGITS) for _ in range(length))


def new_system_id(choose: Choose) -> str:
    """`h` and nine letters and digits."""
    return "h" + new_password(choose, 9)


def is_password(password: str, credential: SmppCredential | None) -> bool:
    """Whether it is the credential's password. Of no credential it takes as long to say no.

    Takes some 40 ms: not for the event loop.
    """
    salt = credential.salt if credential is not None else b"nobody's salt"
    made = hash_password(password, salt)
    return credential is not None and hmac.compare_digest(made, credential.password_hash)
