"""Reads the URL that reports are pushed to, and says which addresses may be behind it (DESIGN §9).

A customer writes the URL and the server connects to it, so it must not lead inside: to loopback, private and link-local
networks, to the metadata services of clouds, or to any of these in the clothes of an IPv6 address.
"""

import ipaddress
from collections.abc import Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

import msgspec

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

URL_MAX = 2_048

_PORTS = {"http": 80, "https": 443}

#: Public addresses that lead inside all the same: Azure's wire server.
_INSIDE = frozenset({ipaddress.ip_address("168.63.129.16")})

#: IPv6 forms that carry an IPv4 address, and how far from the right it stands: NAT64 (RFC 6052), 6to4 (RFC 3056),
#: IPv4-compatible (RFC 4291 §2.5.5.1). Mapped ones and Teredo the library takes apart.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.ip_network("::/96")
#: Protocol assignments, some clouds' metadata among them; older lists of the library have only parts of it.
_ASSIGNMENTS = ipaddress.ip_network("192.0.0.0/24")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")


class PushUrl(msgspec.Struct, frozen=True):
    """A URL taken apart."""

    text: str
    secure: bool
    host: str
    """A name in ASCII, or an address without brackets."""
    port: int
    target: str
    """Path and query, as they go into the request line."""

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == _PORTS["https" if self.secure else "http"]
        return host if usual else f"{host}:{self.port}"


class Unfit(msgspec.Struct, frozen=True):
    """Why it is no URL to push to, as the rest of a sentence that begins with the parameter's name."""

    allowed: str


def read_push_url(text: str) -> PushUrl | Unfit:
    """The URL, if reports can be pushed to it: http or https, a host, no user and no fragment. Never repeats it."""
    if len(text) > URL_MAX:
        return Unfit(f"has {len(text)} characters; at most {URL_MAX} are allowed")
    if not text.isascii() or any(c <= " " or c == "\x7f" for c in text):
        return Unfit("must be a URL in ASCII without blanks; other characters are percent-encoded")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return Unfit("must be a URL with a sound host and port")
    if parts.scheme not in _PORTS:
        return Unfit("must begin with https:// or http://")
    if parts.username is not None or parts.password is not None:
        return Unfit("must not carry a user or password; they would be sent with every report")
    if not parts.hostname or port == 0:
        return Unfit("must have a host, and a port from 1 to 65535 where one is given")
    if parts.fragment:
        return Unfit("must not have a fragment (#); it is never sent")
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    return PushUrl(text, parts.scheme == "https", parts.hostname, port or _PORTS[parts.scheme], target)


def read_networks(text: str) -> tuple[Network, ...]:
    """The networks of an allow-list, `127.0.0.0/8, ::1`. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def leads_inside(address: Address, allowed: Sequence[Network] = ()) -> str:
    """Why nothing may be pushed to this address, in words; empty where it may. `allowed` opens networks."""
    for form in _forms(address):
        if any(form.version == network.version and form in network for network in allowed):
            return ""
    for form in _forms(address):
        reason = _inside(form)
        if reason:
            return reason
    return ""


def names_inside(url: PushUrl, allowed: Sequence[Network] = ()) -> str:
    """Why the host by its very name or address leads inside, in words; empty where only its look-up can tell."""
    if url.host == "localhost" or url.host.endswith(".localhost"):
        return leads_inside(ipaddress.IPv4Address("127.0.0.1"), allowed)
    try:
        return leads_inside(ipaddress.ip_address(url.host), allowed)
    except ValueError:
        return ""


def _forms(address: Address) -> tuple[Address, ...]:
    """The address and the IPv4 address inside it: a router or the system may take the one for the other."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    number = int(address)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address, address.sixtofour)
    if address.teredo is not None:
        return (address, *address.teredo)
    if address in _NAT64 or address in _NAT64_LOCAL or (address in _COMPATIBLE and number > 0xFFFF):
        return (address, ipaddress.IPv4Address(number & 0xFFFF_FFFF))
    return (address,)


def _inside(address: Address) -> str:
    if address in _INSIDE:
        return "belongs to a cloud's inner services"
    if address.is_loopback:
        return "is a loopback address"
    if address.is_link_local:
        return "is a link-local address, where clouds keep their metadata"
    if address.is_multicast:
        return "is a multicast address"
    if address.is_unspecified or address.is_reserved:
        return "is a reserved address"
    if address in _ASSIGNMENTS or address in _SITE_LOCAL or address in _NAT64_LOCAL:
        return "is a private address"
    if not address.is_global:
        return "is a private or shared address"
    return ""
