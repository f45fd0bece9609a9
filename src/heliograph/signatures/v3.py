"""Signature version 3 (ACS3-HMAC-SHA256): over method, path, query, the headers that it names, and the body's hash.

Source: spec api §2.3. All strings of a request hold octets as Latin-1, apart from decoded parameters; so does the
canonical request, which is hashed octet for octet.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from heliograph.signatures.authorization import (
    ALGORITHM,
    UNSUPPORTED,
    Authorization,
    Malformed,
    parse_authorization,
)
from heliograph.signatures.percent import canonical_query

__all__ = [
    "ALGORITHM",
    "UNSUPPORTED",
    "Authorization",
    "Headers",
    "Malformed",
    "Refused",
    "Why",
    "authorize",
    "canonical_request",
    "check_coverage",
    "parse_authorization",
    "payload_hash",
    "sign",
    "string_to_sign",
    "verify",
]

#: Lower-case name → the values in the order sent, outer blanks stripped.
Headers = Mapping[str, tuple[str, ...]]

_HASH_OF_NOTHING = sha256(b"").hexdigest()


class Why(Enum):
    """What is wrong with a signature."""

    UNSIGNED_HEADER = "a header that must be signed is not"
    ABSENT_HEADER = "a header that is said to be signed is not there"
    BODY = "x-acs-content-sha256 is not the hash of the body"
    SIGNATURE = "the signature is not that of the request"


@dataclass(frozen=True, slots=True)
class Refused:
    """A signature that does not hold."""

    why: Why
    header: str = ""
    """The header concerned; empty with BODY and SIGNATURE."""

    string_to_sign: str = ""
    """With SIGNATURE only: the server's own."""

    canonical_request: str = ""
    """With SIGNATURE only: what that string holds the hash of. It repeats the request, token and text included."""


def payload_hash(body: bytes) -> str:
    """What `x-acs-content-sha256` says of a body: SHA-256 in lower-case hexadecimal."""
    return sha256(body).hexdigest() if body else _HASH_OF_NOTHING


def canonical_request(
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Headers,
    signed_headers: Sequence[str],
    payload: str,
) -> str:
    """The request in the one form that both sides sign.

    `path` is the raw one, `/` for RPC; `query` the decoded parameters of the query string alone, without the form's;
    `payload` the body's hash. Header lines follow `signed_headers`, which clients sort. A repeated header is one line:
    its values sorted and joined by commas. Raises KeyError for a signed header that is not there.
    """
    lines = [method, path, canonical_query(list(query.items()))]
    for name in signed_headers:
        values = headers[name]
        lines.append(f"{name}:{values[0] if len(values) == 1 else ','.join(sorted(values))}")
    lines.append("")
    lines.append(";".join(signed_headers))
    lines.append(payload)
    return "\n".join(lines)


def string_to_sign(canonical: str) -> str:
    """The algorithm's name and the hash of the canonical request."""
    return f"{ALGORITHM}\n{sha256(canonical.encode('latin-1')).hexdigest()}"


def sign(secret: str, string: str) -> str:
    """The signature of a string to sign, in lower-case hexadecimal."""
    return hmac.digest(secret.encode(), string.encode(), "sha256").hex()


def authorize(
    access_key_id: str,
    secret: str,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Headers,
) -> str:
    """The Authorization header for a request, all of whose `headers` are signed.

    They hold `host` and `x-acs-content-sha256` already, and nothing that a transport will change.
    """
    names = sorted(headers)
    payload = headers["x-acs-content-sha256"][0]
    signature = sign(secret, string_to_sign(canonical_request(method, path, query, headers, names, payload)))
    return f"{ALGORITHM} Credential={access_key_id},SignedHeaders={';'.join(names)},Signature={signature}"


def check_coverage(signed_headers: Sequence[str], headers: Headers, body: bytes) -> Refused | None:
    """Whether the headers that decide what the request means are signed, and those said to be signed are there.

    They are `host`, every `x-acs-*`, and `content-type` where there is a body, since it says how the body is read.
    Without a body it is a transport's own addition (aiohttp sends octet-stream, unsigned: spec clients §3).
    """
    for name in signed_headers:
        if name not in headers:
            return Refused(Why.ABSENT_HEADER, name)
    for name in headers:
        if name not in signed_headers and (
            name.startswith("x-acs-") or name == "host" or (name == "content-type" and body)
        ):
            return Refused(Why.UNSIGNED_HEADER, name)
    return None if "host" in headers else Refused(Why.ABSENT_HEADER, "host")


def verify(
    secret: str,
    authorization: Authorization,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Headers,
    body: bytes,
) -> Refused | None:
    """None when the signature holds for this request, else what is wrong; compared in constant time.

    The arguments are those of `canonical_request`. The hash that counts is the body's own; the header that repeats it
    may be missing, but may not differ. `authorization.algorithm` must be `ALGORITHM`: the caller refuses the others.
    """
    signed_headers = authorization.signed_headers
    refused = check_coverage(signed_headers, headers, body)
    if refused is not None:
        return refused
    payload = payload_hash(body)
    if headers.get("x-acs-content-sha256", (payload,)) != (payload,):
        return Refused(Why.BODY)
    canonical = canonical_request(method, path, query, headers, signed_headers, payload)
    string = string_to_sign(canonical)
    if hmac.compare_digest(sign(secret, string).encode(), authorization.signature.encode()):
        return None
    return Refused(Why.SIGNATURE, string_to_sign=string, canonical_request=canonical)
