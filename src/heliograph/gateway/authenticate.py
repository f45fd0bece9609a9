"""Finds out who calls: the common parameters, the key, the security token, the time, the signature, the nonce.

In this order, so that a request without a right signature costs one key look-up and burns no nonce (I7, I9).
"""

import hmac
import re
from datetime import datetime
from functools import lru_cache

from heliograph.gateway.exchange import Exchange, Scheme
from heliograph.gateway.faults import Fault, fault, invalid, missing
from heliograph.gateway.parts import Parts
from heliograph.gateway.replay import Burnt
from heliograph.identity.ids import SESSION_PREFIX
from heliograph.identity.token import TokenRefused
from heliograph.signatures import v1, v3

#: How far a request's timestamp may be from our clock, either way (spec: api §2.5).
WINDOW_MS = 900_000

#: SDKs send 32 or 64 characters; the rest is kept as a hash, so this only bounds what is hashed and stored.
NONCE_LENGTH_MAX = 256

_MISMATCH = "Specified signature is not matched with our calculation. server string to sign is"

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)

#: Asked first, so that no stranger has long texts remembered below.
_TIMESTAMP_LENGTH = 20

_HEADER_NAME = re.compile("[a-z0-9-]{1,64}", re.ASCII)


def require_common_parameters(exchange: Exchange, parts: Parts) -> Fault | None:
    """Everything that a signature needs is there, and is of the kind that we serve."""
    wanted = exchange.parameters.get("Format", "").upper()
    if wanted not in ("", "JSON", "XML"):
        return fault("InvalidParameter.Format")
    if exchange.parameters.get("SignatureType", ""):
        return fault("UnsupportedSignatureType", "SignatureType must be blank: requests are signed with an AccessKey.")
    found = _require_v3(exchange) if exchange.common.scheme is Scheme.V3 else _require_v1(exchange)
    if found is None and len(exchange.common.nonce) > NONCE_LENGTH_MAX:
        return invalid("SignatureNonce", f"At most {NONCE_LENGTH_MAX} characters are allowed.")
    return found


def _require_v1(exchange: Exchange) -> Fault | None:
    parameters = exchange.parameters
    for name in ("AccessKeyId", "Timestamp", "SignatureNonce", "SignatureVersion", "Signature"):
        if not parameters.get(name):
            return missing(name)
    # Alibaba Cloud's gateway does without SignatureMethod, so a client that leaves it out means the only one.
    if parameters.get("SignatureMethod", "").upper() not in ("", v1.METHOD):
        return fault("InvalidSignatureMethod")
    if parameters["SignatureVersion"] != v1.VERSION:
        return invalid("SignatureVersion", f"It must be {v1.VERSION}.")
    return None


def _require_v3(exchange: Exchange) -> Fault | None:
    request, common = exchange.request, exchange.common
    sent = request.headers.get("authorization", ())
    if not sent:
        return missing("Authorization", "The header Authorization")
    if len(sent) > 1:
        return fault("IncompleteSignature", "The header Authorization is given twice; it may be given once.")
    authorization = v3.parse_authorization(sent[0])
    if isinstance(authorization, v3.Malformed):
        return fault("IncompleteSignature", authorization.why)
    if authorization.algorithm not in v3.ALGORITHMS:
        allowed = " or ".join(v3.ALGORITHMS)
        return fault("InvalidSignatureMethod", f"Specified signature method is not valid; use {allowed}.")
    if not common.timestamp:
        return missing("Timestamp", "The header x-acs-date")
    if not common.nonce:
        return missing("SignatureNonce", "The header x-acs-signature-nonce")
    common.access_key_id = authorization.access_key_id
    exchange.authorization = authorization
    return None


def find_credential(exchange: Exchange, parts: Parts) -> Fault | None:
    """The one look-up that an unauthenticated request costs; for a session's key, its token is opened instead."""
    common = exchange.common
    credential = parts.credentials.find(common.access_key_id)
    if credential is None and common.access_key_id.startswith(SESSION_PREFIX):
        found = parts.credentials.find_session(common.access_key_id, common.security_token, exchange.received_at)
        if isinstance(found, TokenRefused):
            return fault(found)
        credential = found
    if credential is None:
        return fault("InvalidAccessKeyId.NotFound")
    if not credential.active:
        return fault("InvalidAccessKeyId.Inactive")
    exchange.credential = credential
    return None


def check_security_token(exchange: Exchange, parts: Parts) -> Fault | None:
    """A temporary credential comes with its token, and no other credential with any."""
    expected, sent = exchange.caller.security_token, exchange.common.security_token
    if expected and not sent:
        return fault("MissingSecurityToken")
    if (expected or sent) and not hmac.compare_digest(expected.encode(), sent.encode()):
        return fault("InvalidSecurityToken.MismatchWithAccessKey")
    return None


def check_timestamp(exchange: Exchange, parts: Parts) -> Fault | None:
    """The request is at most 15 minutes old, or early by our clock."""
    text = exchange.common.timestamp
    sent_at = _utc_ms(text) if len(text) == _TIMESTAMP_LENGTH else None
    if sent_at is None:
        return fault("InvalidTimeStamp.Format")
    if abs(exchange.received_at - sent_at) > WINDOW_MS:
        return fault("InvalidTimeStamp.Expired")
    exchange.expires_at = sent_at + WINDOW_MS
    return None


#: Requests of one second carry the same timestamp; reading one takes 0.6 µs.
@lru_cache(maxsize=1024)
def _utc_ms(timestamp: str) -> int | None:
    """UTC milliseconds of a timestamp as the API wants it; None for any other text."""
    if _TIMESTAMP.fullmatch(timestamp) is None:
        return None
    try:
        return int(datetime.fromisoformat(timestamp).timestamp()) * 1000
    except ValueError:
        return None


def verify_signature(exchange: Exchange, parts: Parts) -> Fault | None:
    """The signature is the one that the key's secret makes of what arrived; compared in constant time."""
    request, secret = exchange.request, exchange.caller.secret
    if exchange.authorization is None:
        string_to_sign = v1.string_to_sign(request.method, exchange.parameters)
        return (
            None if v1.verify(secret, string_to_sign, exchange.parameters[v1.SIGNATURE]) else _mismatch(string_to_sign)
        )
    refused = v3.verify(
        secret, exchange.authorization, request.method, request.path, exchange.query, request.headers, request.body
    )
    return None if refused is None else _incomplete_or_mismatch(refused)


def _incomplete_or_mismatch(refused: v3.Refused) -> Fault:
    match refused.why:
        case v3.Why.UNSIGNED_HEADER:
            return fault("IncompleteSignature", f"The header {_shown(refused.header)} must be among SignedHeaders.")
        case v3.Why.ABSENT_HEADER:
            return fault("IncompleteSignature", f"The header {_shown(refused.header)} is needed and was not sent.")
        case v3.Why.BODY:
            return _mismatch("x-acs-content-sha256 is not the hash of the body")
        case v3.Why.SIGNATURE:
            return _mismatch(refused.string_to_sign)


def _mismatch(string_to_sign: str) -> Fault:
    """With exactly one colon: sdk-core compares what follows it with its own string to sign (spec: clients §4)."""
    return fault("SignatureDoesNotMatch", f"{_MISMATCH}:{string_to_sign}")


def _shown(header: str) -> str:
    """A header's name for a text, unless it is none: it may be anything that stood in SignedHeaders."""
    return header if _HEADER_NAME.fullmatch(header) else "that is named"


def burn_nonce(exchange: Exchange, parts: Parts) -> Fault | None:
    """Use the nonce up, now that the signature holds: a stranger cannot use up somebody's nonces.

    From here on the request was seen, whatever becomes of it; another one with its nonce is refused at once, also while
    this one is still at work.
    """
    exchange.proven = True
    common = exchange.common
    match parts.nonces.burn(common.access_key_id, common.nonce, exchange.expires_at, exchange.received_at):
        case Burnt.FRESH:
            parts.credentials.used(common.access_key_id, exchange.received_at)
            return None
        case Burnt.USED:
            return fault("SignatureNonceUsed")
        case Burnt.FORGOTTEN:
            return fault("InvalidTimeStamp.Expired")
        case Burnt.FULL:
            return fault("ServiceUnavailable")
