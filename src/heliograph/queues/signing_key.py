"""The key that seals tokens and receipt handles: kept in the store, so that both outlive a restart."""

import secrets
from collections.abc import Callable
from contextlib import suppress

import structlog

from heliograph.identity.seal import CannotOpen, Seal, bound_to_record
from heliograph.store.records import ABSENT, Change, Conflict, Record, Records
from heliograph.store.sealed import QUEUE_SIGNING_KEY

log = structlog.get_logger(__name__)

KIND = QUEUE_SIGNING_KEY

OCTETS = 32

_PLACE = bound_to_record(KIND, "", "")


async def keep_signing_key(records: Records, seal: Seal, draw: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """This server's key; of several processes that make it at the same time, one wins. Raises `Unavailable`.

    One that was sealed under a sealing key that is lost is made anew: what it costs is that tokens have to be asked for
    again, and that messages which are out come again. One that was sealed under a former key is sealed again.
    """
    kept = await records.record(KIND, "", "")
    key = None if kept is None else _opened(kept, seal)
    if kept is not None and key is not None and seal.is_current(kept.body):
        return key
    key = key or draw(OCTETS)
    made_from = ABSENT if kept is None else kept.revision
    with suppress(Conflict):
        await records.change([Change(KIND, "", "", seal.seal(key, _PLACE), made_from=made_from)])
        return key
    kept = await records.record(KIND, "", "")
    assert kept is not None
    return seal.open(kept.body, _PLACE)


def _opened(kept: Record, seal: Seal) -> bytes | None:
    try:
        return seal.open(kept.body, _PLACE)
    except CannotOpen:
        log.warning("queue_signing_key_made_anew", why="it was sealed under a key that is not there")
        return None
