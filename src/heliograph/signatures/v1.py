"""Signature version 1.0 of RPC requests: HMAC-SHA1 over all parameters of query and form.

Source: spec api §2.2. Headers and path are not covered; the path counts as `/`.
"""

import hmac
from binascii import b2a_base64
from collections.abc import Mapping

from heliograph.signatures.percent import canonical_query

METHOD = "HMAC-SHA1"
VERSION = "1.0"

#: The one parameter that is not signed.
SIGNATURE = "Signature"


def string_to_sign(method: str, parameters: Mapping[str, str]) -> str:
    """What is signed: the method in upper case and the decoded parameters of query and form together.

    `Signature` is left out if it is there; blank values count. A mapping, because a name given twice was refused
    before. Holds no colon: sdk-core takes it from an error text by its colon.
    """
    query = canonical_query([pair for pair in parameters.items() if pair[0] != SIGNATURE])
    # The query is encoded once more; of what must be escaped it can hold only these three.
    twice = query.replace("%", "%25").replace("=", "%3D").replace("&", "%26")
    return f"{method.upper()}&%2F&{twice}"


def sign(secret: str, string: str) -> str:
    """The signature in base64; still to be percent-encoded where it goes into a query."""
    digest = hmac.digest(f"{secret}&".encode(), string.encode(), "sha1")
    return b2a_base64(digest, newline=False).decode()


def verify(secret: str, string: str, signature: str) -> bool:
    """Whether `signature`, as decoded from the request, is that of `string`; compared in constant time."""
    return hmac.compare_digest(sign(secret, string).encode(), signature.encode())
