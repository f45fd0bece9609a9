"""Signs a push, so that a subscriber knows that it is ours, is whole, and is not an old one sent again."""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from heliograph.store.told import Key

TIMESTAMP = "X-Heliograph-Timestamp"
SIGNATURE = "X-Heliograph-Signature"
IDEMPOTENCY_KEY = "Idempotency-Key"


def signature_headers(secret: bytes, body: bytes, now_ms: int) -> tuple[tuple[str, str], ...]:
    """Seconds since 1970, and `v1=` with the HMAC-SHA256 of `timestamp.body` in hex; none without a secret."""
    if not secret:
        return ()
    timestamp = str(now_ms // 1000)
    digest = hmac.new(secret, timestamp.encode() + b"." + body, sha256).hexdigest()
    return (TIMESTAMP, timestamp), (SIGNATURE, f"v1={digest}")


def idempotency_key(keys: Sequence[Key]) -> str:
    """The same for a batch with the same content, another for any other: what a receiver need not read twice."""
    named = "\n".join(f"{key.subscriber} {key.kind} {key.message} {key.revision}" for key in keys)
    return sha256(named.encode()).hexdigest()[:32]
