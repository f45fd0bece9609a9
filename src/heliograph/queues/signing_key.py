"""The key that seals tokens and receipt handles: kept in the store, so that both outlive a restart."""

import secrets
from collections.abc import Callable
from contextlib import suppress

from heliograph.identity.secret_box import SecretBox
from heliograph.store.records import ABSENT, Change, Conflict, Records

KIND = "queue_signing_key"

OCTETS = 32

#: The one place that the key belongs to, for the box that seals it.
_BOUND_TO = KIND.encode()


async def keep_signing_key(
    records: Records, box: SecretBox, draw: Callable[[int], bytes] = secrets.token_bytes
) -> bytes:
    """This server's key; of several processes that make it at the same time, one wins.

    Raises `Unavailable`, and ValueError where the key was sealed by another server's box.
    """
    kept = await records.record(KIND, "", "")
    if kept is None:
        with suppress(Conflict):
            await records.change([Change(KIND, "", "", box.seal(draw(OCTETS), _BOUND_TO), made_from=ABSENT)])
        kept = await records.record(KIND, "", "")
        assert kept is not None
    return box.open(kept.body, _BOUND_TO)
