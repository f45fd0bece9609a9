"""The ways to sign a request, as OpenAPI's security schemes: one of them is enough. There are no bearer tokens."""

from typing import Any

_V3 = """\
V3: `Authorization: ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`. Signed are the method, the path, the
query, the headers host and x-acs-* (x-acs-action, x-acs-version, x-acs-date, x-acs-signature-nonce,
x-acs-content-sha256; x-acs-security-token with a temporary key) and the hash of the body."""

_V1 = """\
V1: the query carries AccessKeyId, Timestamp, SignatureNonce, SignatureMethod=HMAC-SHA1, SignatureVersion=1.0
(SecurityToken with a temporary key) and Signature, which is over the method and all parameters of query and form."""

#: By name; a request satisfies one.
SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "V3": {"type": "http", "scheme": "ACS3-HMAC-SHA256", "description": _V3},
    "V1": {"type": "apiKey", "in": "query", "name": "Signature", "description": _V1},
}
