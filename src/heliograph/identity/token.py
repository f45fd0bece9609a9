"""Self-contained security tokens: a role's session, sealed, with the secret it signs with.

Nothing is kept here of a session: its token is all there is. Any process that has the sealing key knows it, and an
unauthenticated request with a wrong one costs no look-up in a store.
"""

import base64
import binascii
from enum import StrEnum

import msgspec

from heliograph.identity.credential import Credential
from heliograph.identity.ids import Choose, new_session_key_id, new_session_secret
from heliograph.identity.role import session_arn
from heliograph.identity.seal import OVERHEAD_OCTETS_MAX, CannotOpen, Seal
from heliograph.identity.session import Session

#: What a token is bound to, so that nothing else the same key sealed is taken for one.
_PURPOSE = b"security token"

#: A session policy of 2,048 characters has at most so many octets; the rest of the session is far below 2,048.
_SESSION_OCTETS_MAX = 4 * 2048 + 2048
#: No longer text is looked at.
TOKEN_LENGTH_MAX = -(-(_SESSION_OCTETS_MAX + OVERHEAD_OCTETS_MAX) * 4 // 3)


class TokenRefused(StrEnum):
    """Why a session's credential is refused, as the gateway's codes."""

    MISSING = "MissingSecurityToken"
    MALFORMED = "InvalidSecurityToken.Malformed"
    """This server did not issue it, or the key that sealed it is gone, or it was altered."""
    MISMATCH = "InvalidSecurityToken.MismatchWithAccessKey"
    """It is the token of another AccessKey."""
    EXPIRED = "InvalidSecurityToken.Expired"
    ENDED = "InvalidAccessKeyId.NotFound"
    """The role was deleted, and its sessions with it."""


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What lies in a token."""

    access_key_id: str
    secret: str
    session: Session


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Sealed)


def issue_token(session: Session, *, seal: Seal, choose: Choose) -> Credential:
    """New credentials of the session. All three parts of them are shown to whoever assumed the role, once.

    Raises ValueError for a session that no token has room for: its policy is above 2,048 characters.
    """
    access_key_id, secret = new_session_key_id(choose), new_session_secret(choose)
    octets = _ENCODER.encode(_Sealed(access_key_id, secret, session))
    if len(octets) > _SESSION_OCTETS_MAX:
        raise ValueError(f"A session of {len(octets)} octets is above {_SESSION_OCTETS_MAX}.")
    return _credential(access_key_id, secret, session, _text(seal.seal(octets, _PURPOSE)))


def open_token(access_key_id: str, security_token: str, *, seal: Seal, now: int) -> Credential | TokenRefused:
    """The credential that was issued with the token. Whether its role still exists is not known here."""
    if not security_token:
        return TokenRefused.MISSING
    sealed = _octets(security_token)
    try:
        if sealed is None:
            return TokenRefused.MALFORMED
        found = _DECODER.decode(seal.open(sealed, _PURPOSE))
    except (CannotOpen, msgspec.DecodeError):
        return TokenRefused.MALFORMED
    if found.access_key_id != access_key_id:
        return TokenRefused.MISMATCH
    if now >= found.session.expires:
        return TokenRefused.EXPIRED
    return _credential(access_key_id, found.secret, found.session, security_token)


def _credential(access_key_id: str, secret: str, session: Session, token: str) -> Credential:
    principal = session_arn(session.account, session.role, session.name)
    return Credential(access_key_id, secret, session.account, principal, token, session=session)


def _text(octets: bytes) -> str:
    """Base64 with the alphabet for URLs and without padding: V1 clients percent-encode a token twice, and nothing here
    needs it."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _octets(text: str) -> bytes | None:
    """What `_text` was given; None for any text that it does not make, even one that decodes to the same octets."""
    if len(text) > TOKEN_LENGTH_MAX:
        return None
    try:
        octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
    return octets if _text(octets) == text else None
