"""Tells whether a request to a webhook is the carrier's: by its address and by a secret, compared in constant time."""

import base64
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from heliograph.http.request import Request
from heliograph.sms.push_target import Network

#: How far the clock of a signature may be from ours.
_AGE_MAX_SECONDS: Final = 300

_TIMESTAMP, _SIGNATURE = "x-heliograph-timestamp", "x-heliograph-signature"


class WebhookScheme(StrEnum):
    """How a carrier shows the secret."""

    HEADER = "header"
    BASIC = "basic"
    HMAC_SHA256 = "hmac-sha256"
    HELIOGRAPH = "heliograph"


@dataclass(frozen=True, slots=True)
class WebhookAuth:
    """What one carrier must show. Without a secret nobody is let in."""

    scheme: WebhookScheme
    secret: str = field(repr=False)
    header: str = ""
    """Lower-case name of the header with the secret, or with the HMAC of the body."""
    addresses: tuple[Network, ...] = ()
    """Where it may come from; empty for anywhere."""

    def admits(self, request: Request, now_ms: int) -> bool:
        """Whether the request is the carrier's; `now_ms` is UTC milliseconds."""
        if not self.secret or not _comes_from(request.peer, self.addresses):
            return False
        secret = self.secret.encode()
        match self.scheme:
            case WebhookScheme.HEADER:
                return _same(request.header(self.header), self.secret)
            case WebhookScheme.BASIC:
                return _same(request.header("authorization"), f"Basic {base64.b64encode(secret).decode()}")
            case WebhookScheme.HMAC_SHA256:
                digest = hmac.digest(secret, request.body, "sha256")
                shown = request.header(self.header).removeprefix("sha256=")
                in_hex, in_base64 = _same(shown.lower(), digest.hex()), _same(shown, base64.b64encode(digest).decode())
                return in_hex or in_base64
            case WebhookScheme.HELIOGRAPH:
                return _signed(request, secret, now_ms)


def _signed(request: Request, secret: bytes, now_ms: int) -> bool:
    """As this program signs what it pushes: `v1=` and the HMAC of `timestamp.body`."""
    timestamp = request.header(_TIMESTAMP)
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    digest = hmac.new(secret, timestamp.encode() + b"." + request.body, "sha256").hexdigest()
    young = abs(now_ms // 1000 - int(timestamp)) <= _AGE_MAX_SECONDS
    return _same(request.header(_SIGNATURE), f"v1={digest}") and young


def _same(shown: str, expected: str) -> bool:
    return hmac.compare_digest(shown.encode("utf-8", "replace"), expected.encode())


def _comes_from(peer: str, networks: Sequence[Network]) -> bool:
    if not networks:
        return True
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return any((mapped or address) in network for network in networks)
