"""Finds out who asks a queue: the key, its token, the time, the signature, the body's digest.

In this order, so that a request without a right signature costs one key look-up (I7). MNS has no nonce: within the 15
minutes a request may come again, also from somebody who overheard it. What he gets by that is a message that comes
again after its visibility time, or a deletion that was wanted anyway; TLS keeps him from overhearing.
"""

import hmac
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from heliograph.gateway.authenticate import WINDOW_MS
from heliograph.gateway.faults import Fault
from heliograph.http.request import Request
from heliograph.identity import Credential, Credentials, TokenMint
from heliograph.identity.token import TokenRefused
from heliograph.queues.faults import fault
from heliograph.signatures import mns

TOKEN_HEADER = "security-token"  # noqa: S105, the name of a header

#: The one form that HTTP lets a client write (RFC 9110 §5.6.7).
_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, and how far that reaches."""

    credential: Credential
    queue: str = ""
    """The one queue that may be read, of a token for a queue; empty with a credential of the account."""


def authenticate(request: Request, credentials: Credentials, tokens: TokenMint, now: int) -> Reader | Fault:
    """Whose request it is; `now` is UTC milliseconds of the wall clock."""
    twice = mns.ambiguous_header(request.headers)
    if twice:
        return fault("InvalidArgument", f"The header {twice} is given twice; it may be given once.")
    header = request.header("authorization")
    if not header:
        return fault("MissingAuthorizationHeader")
    authorization = mns.parse_authorization(header)
    if authorization is None:
        return fault("InvalidAuthorizationHeader")
    reader = _reader(request, authorization.access_key_id, credentials, tokens, now)
    if isinstance(reader, Fault):
        return reader
    late = _check_date(request.header("date"), now)
    if late is not None:
        return late
    string = mns.string_to_sign(request.method, request.target, request.headers)
    if not mns.verify(reader.credential.secret, string, authorization.signature):
        return fault("SignatureDoesNotMatch")
    credentials.used(authorization.access_key_id, now)
    digest = request.header("content-md5")
    if digest and not mns.body_matches(digest, request.body):
        return fault("InvalidDegist")
    return reader


def _reader(
    request: Request, access_key_id: str, credentials: Credentials, tokens: TokenMint, now: int
) -> Reader | Fault:
    """The credential behind the id: one that is known, or one that its token brings along."""
    sent = request.header(TOKEN_HEADER)
    credential = credentials.find(access_key_id)
    if credential is None:
        return _of_token(access_key_id, sent, credentials, tokens, now)
    if not credential.active:
        return fault("InvalidAccessKeyId", "The AccessKey Id you provided is disabled.")
    # The header is signed by nothing, so that it belongs to this key has to be seen here.
    if not hmac.compare_digest(credential.security_token.encode(), sent.encode()):
        return fault("InvalidSecurityToken.MismatchWithAccessKey" if sent else "MissingSecurityToken")
    return Reader(credential)


def _of_token(access_key_id: str, sent: str, credentials: Credentials, tokens: TokenMint, now: int) -> Reader | Fault:
    """What the token brings along: the right to one queue, or the session of a role."""
    if not sent:
        return fault("InvalidAccessKeyId")
    token = tokens.open(sent)
    if token is None:
        session = credentials.find_session(access_key_id, sent, now)
        if session is TokenRefused.ENDED:
            return fault("InvalidAccessKeyId")
        return fault(session) if isinstance(session, TokenRefused) else Reader(session)
    if not hmac.compare_digest(token.credential.access_key_id.encode(), access_key_id.encode()):
        return fault("InvalidSecurityToken.MismatchWithAccessKey")
    if now >= token.expires_at:
        return fault("InvalidSecurityToken.Expired")
    return Reader(token.credential, token.queue)


def _check_date(text: str, now: int) -> Fault | None:
    """The Date header is at most 15 minutes off, either way. A signed `x-mns-date` beside it only says it again."""
    if not text:
        return fault("MissingDateHeader")
    if _DATE.fullmatch(text) is None:
        return fault("InvalidDateHeader")
    try:
        sent_at = int(parsedate_to_datetime(text).timestamp()) * 1000
    except ValueError:
        return fault("InvalidDateHeader")
    return fault("TimeExpired") if abs(now - sent_at) > WINDOW_MS else None
