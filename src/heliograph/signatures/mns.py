"""The signature of Message Service (MNS) requests: HMAC-SHA1 over method, a few headers and the raw request target.

Source: spec clients, "MNS / SMQ", and the captures of both SDKs. Unlike in V1 and V3, nothing is decoded and encoded
again: the target is signed as it was sent, `?ReceiptHandle=1-ODU4==` with bare equals signs. All strings hold octets as
Latin-1. A `security-token` header is not covered; whoever verifies must compare it with the key himself.
"""

import hmac
from binascii import b2a_base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5

SCHEME = "MNS"

#: What begins the names of the headers that are signed, beside Content-MD5, Content-Type and Date.
SIGNED_PREFIX = "x-mns-"

#: Lower-case name → the values in the order sent, outer blanks stripped.
Headers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the Authorization header says."""

    access_key_id: str
    signature: str
    """Base64, if the client is honest."""


def parse_authorization(value: str) -> Authorization | None:
    """`MNS <AccessKeyId>:<signature>`; None for anything else."""
    scheme, _, rest = value.partition(" ")
    access_key_id, _, signature = rest.strip(" ").partition(":")
    if scheme != SCHEME or not access_key_id or not signature:
        return None
    return Authorization(access_key_id, signature)


def ambiguous_header(headers: Headers) -> str:
    """The name of a signed header that was sent twice, or "". Which of its values was signed cannot be known."""
    for name, values in headers.items():
        signed = name.startswith(SIGNED_PREFIX) or name in ("content-md5", "content-type", "date", "authorization")
        if signed and len(values) > 1:
            return name
    return ""


def string_to_sign(method: str, target: str, headers: Headers) -> str:
    """What is signed. An absent header counts as empty; `x-mns-…` headers follow sorted by name, one line each."""
    lines = [method, _value(headers, "content-md5"), _value(headers, "content-type"), _value(headers, "date")]
    lines += [f"{name}:{headers[name][0]}" for name in sorted(headers) if name.startswith(SIGNED_PREFIX)]
    lines.append(target)
    return "\n".join(lines)


def sign(secret: str, string: str) -> str:
    """The signature in base64. The key is the secret itself, without the `&` that V1 appends."""
    digest = hmac.digest(secret.encode(), string.encode("latin-1"), "sha1")
    return b2a_base64(digest, newline=False).decode()


def verify(secret: str, string: str, signature: str) -> bool:
    """Whether `signature` is that of `string`; compared in constant time."""
    return hmac.compare_digest(sign(secret, string).encode(), signature.encode("latin-1"))


def body_matches(content_md5: str, body: bytes) -> bool:
    """Whether a Content-MD5 is that of the body.

    Both SDKs send the base64 of the *hexadecimal* digest; HTTP says base64 of its 16 octets (RFC 1864). Both hold. The
    signature covers the header and not the body, so this is what ties the two together.
    """
    digest = md5(body, usedforsecurity=False)
    forms = (digest.hexdigest().encode(), digest.digest())
    return any(b2a_base64(form, newline=False).decode() == content_md5 for form in forms)


def _value(headers: Headers, name: str) -> str:
    values = headers.get(name)
    return values[0] if values else ""
