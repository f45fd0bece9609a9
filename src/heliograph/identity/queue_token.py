"""Temporary credentials for reading one queue: self-contained, so that no table of them has to be kept.

QueryTokenForMnsQueue hands one out; the queue door opens it again from nothing but the security token that the client
sends. The token holds who asked for it, for which queue and until when; its MAC shows that this server made it. The
secret is not inside: it is computed anew from the token, so a token alone signs nothing.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from heliograph.identity.credential import Credential

#: As long as the cloud's session tokens by default. A client asks for the next one before it ends.
LIFE_MS = 3_600_000

#: Ours have about 200 characters; what is longer is none, and is not worth decoding.
TOKEN_LENGTH_MAX = 1_024

_MAC_OCTETS = 32


@dataclass(frozen=True, slots=True)
class QueueToken:
    """A credential that reads one queue of its account and does nothing else."""

    credential: Credential
    queue: str
    """`Alicom-Queue-<account>-SmsReport`."""
    made_at: int
    """UTC milliseconds of the wall clock, as is `expires_at`."""
    expires_at: int


class TokenMint(Protocol):
    """Where tokens for queues come from, and where they are recognised."""

    def issue(self, account: str, principal: str, queue: str, now: int) -> QueueToken:
        """A new token for `principal` of this account; `now` is UTC milliseconds of the wall clock."""
        ...

    def open(self, security_token: str) -> QueueToken | None:
        """The token that this text is, expired or not; None for one that was not made here. Never waits."""
        ...


class _Claims(msgspec.Struct, frozen=True, array_like=True):
    """What is inside a token."""

    access_key_id: str
    account: str
    principal: str
    queue: str
    made_at: int
    expires_at: int


class HmacTokenMint:
    """Tokens under an HMAC-SHA256 of this server's key.

    Whoever has the key can make tokens for any account, and with another key every token is void.
    """

    def __init__(self, key: bytes, life_ms: int = LIFE_MS, draw: Callable[[int], str] = secrets.token_urlsafe) -> None:
        """`key` has 32 octets that nobody can guess; `draw` makes the random part of an AccessKey id."""
        self._mac_key = hmac.digest(key, b"queue token: mac", "sha256")
        self._secret_key = hmac.digest(key, b"queue token: secret", "sha256")
        self._life_ms = life_ms
        self._draw = draw

    def issue(self, account: str, principal: str, queue: str, now: int) -> QueueToken:
        claims = _Claims(f"STS.{self._draw(18)}", account, principal, queue, now, now + self._life_ms)
        return self._token(claims, msgspec.msgpack.encode(claims))

    def open(self, security_token: str) -> QueueToken | None:
        if len(security_token) > TOKEN_LENGTH_MAX:
            return None
        try:
            octets = urlsafe_b64decode(security_token.encode("ascii"))
        except (NotBase64, ValueError):
            return None
        mac, packed = octets[:_MAC_OCTETS], octets[_MAC_OCTETS:]
        if not hmac.compare_digest(mac, self._mac(packed)):
            return None
        token = self._token(msgspec.msgpack.decode(packed, type=_Claims), packed)
        # Base64 can be written in several ways; only the one that was handed out is the token.
        return token if token.credential.security_token == security_token else None

    def _mac(self, packed: bytes) -> bytes:
        return hmac.digest(self._mac_key, packed, "sha256")

    def _token(self, claims: _Claims, packed: bytes) -> QueueToken:
        secret = urlsafe_b64encode(hmac.digest(self._secret_key, packed, "sha256")).decode().rstrip("=")
        credential = Credential(
            claims.access_key_id,
            secret,
            claims.account,
            claims.principal,
            urlsafe_b64encode(self._mac(packed) + packed).decode(),
        )
        return QueueToken(credential, claims.queue, claims.made_at, claims.expires_at)


def passing_mint() -> HmacTokenMint:
    """A mint whose key is known to this process only: its tokens end with it."""
    return HmacTokenMint(secrets.token_bytes(32))
