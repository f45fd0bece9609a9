"""Signature version 3 (ACS3-HMAC-…): over method, path, query, the headers that it names, and the body's hash.

Source: spec api §2.3; with SM3, clients §3: the headers keep their names and every hash is SM3. All strings of a
request hold octets as Latin-1, apart from decoded parameters; so does the canonical request, which is hashed octet for
octet.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from heliograph.signatures.authorization import (
    ALGORITHM,
    ALGORITHM_SM3,
    ALGORITHMS,
    UNSUPPORTED,
    Authorization,
    Malformed,
    parse_authorization,
)
from heliograph.signatures.percent import canonical_query
from heliograph.signatures.sm3 import hmac_sm3, sm3

__all__ = [
    "ALGORITHM",
    "ALGORITHMS",
    "ALGORITHM_SM3",
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


@dataclass(frozen=True, slots=True)
class _Digest:
    """What an algorithm hashes and signs with."""

    hash: Callable[[bytes], str]
    """In lower-case hexadecimal."""
    hmac: Callable[[bytes, bytes], bytes]
    """Of key and message."""
    hash_of_nothing: str


_DIGESTS = {
    ALGORITHM: _Digest(
        lambda octets: sha256(octets).hexdigest(),
        lambda key, octets: hmac.digest(key, octets, "sha256"),
        sha256(b"").hexdigest(),
    ),
    ALGORITHM_SM3: _Digest(lambda octets: sm3(octets).hex(), hmac_sm3, sm3(b"").hex()),
}


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


def payload_hash(body: bytes, algorithm: str = ALGORITHM) -> str:
    """What `x-acs-content-sha256` says of a body: the algorithm's hash in lower-case hexadecimal, SM3 too."""
    digest = _DIGESTS[algorithm]
    return digest.hash(body) if body else digest.hash_of_nothing


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


def string_to_sign(canonical: str, algorithm: str = ALGORITHM) -> str:
    """The algorithm's name and the hash of the canonical request."""
    return f"{algorithm}\n{_DIGESTS[algorithm].hash(canonical.encode('latin-1'))}"


def sign(secret: str, string: str, algorithm: str = ALGORITHM) -> str:
    """The signature of a string to sign, in lower-case hexadecimal."""
    return _DIGESTS[algorithm].hmac(secret.encode(), string.encode()).hex()


def authorize(
    access_key_id: str,
    secret: str,
    method: str,
    path: str,
    query: Mapping[str, str],
    headers: Headers,
    algorithm: str = ALGORITHM,
) -> str:
    """The Authorization header for a request, all of whose `headers` are signed; `algorithm` is one of `ALGORITHMS`.

    They hold `host` and `x-acs-content-sha256` already, and nothing that a transport will change.
    """
    names = sorted(headers)
    payload = headers["x-acs-content-sha256"][0]
    string = string_to_sign(canonical_request(method, path, query, headers, names, payload), algorithm)
    signature = sign(secret, string, algorithm)
    return f"{algorithm} Credential={access_key_id},SignedHeaders={';'.join(names)},Signature={signature}"


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

    The arguments are those of `canonical_request`. The body's own hash counts, and the header that repeats it may be
    missing but may not differ; where it is there it is what was signed, so the body is hashed only once the signature
    holds. `authorization.algorithm` must be one of `ALGORITHMS`: the caller refuses the others.
    """
    signed_headers, algorithm = authorization.signed_headers, authorization.algorithm
    refused = check_coverage(signed_headers, headers, body)
    if refused is not None:
        return refused
    said = headers.get("x-acs-content-sha256", ())
    if len(said) > 1:
        return Refused(Why.BODY)
    payload = said[0] if said else payload_hash(body, algorithm)
    canonical = canonical_request(method, path, query, headers, signed_headers, payload)
    string = string_to_sign(canonical, algorithm)
    if not hmac.compare_digest(sign(secret, string, algorithm).encode(), authorization.signature.encode()):
        return Refused(Why.SIGNATURE, string_to_sign=string, canonical_request=canonical)
    return Refused(Why.BODY) if said and payload != payload_hash(body, algorithm) else None
