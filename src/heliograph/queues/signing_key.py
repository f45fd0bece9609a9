"""The key that seals tokens and receipt handles: made once, kept in the store, so that both outlive a restart."""

import secrets
from collections.abc import Callable
from contextlib import suppress

from heliograph.store.records import ABSENT, Change, Conflict, Records

KIND = "queue_signing_key"

OCTETS = 32


async def keep_signing_key(records: Records, draw: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """This server's key; of several processes that make it at the same time, one wins. Raises `Unavailable`."""
    kept = await records.record(KIND, "", "")
    if kept is None:
        with suppress(Conflict):
            await records.change([Change(KIND, "", "", draw(OCTETS), made_from=ABSENT)])
        kept = await records.record(KIND, "", "")
        assert kept is not None
    return kept.body
