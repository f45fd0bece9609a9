"""The key that seals tokens and receipt handles: kept in the store, so that both outlive a restart."""

import secrets
from collections.abc import Callable
from contextlib import suppress

import structlog

from heliograph.identity.secret_box import SecretBox
from heliograph.store.records import ABSENT, Change, Conflict, Record, Records

log = structlog.get_logger(__name__)

KIND = "queue_signing_key"

OCTETS = 32

#: The one place that the key belongs to, for the box that seals it.
_BOUND_TO = KIND.encode()


async def keep_signing_key(
    records: Records, box: SecretBox, draw: Callable[[int], bytes] = secrets.token_bytes
) -> bytes:
    """This server's key; of several processes that make it at the same time, one wins. Raises `Unavailable`.

    One that was sealed under a sealing key that is lost is made anew: what it costs is that tokens have to be asked for
    again, and that messages which are out come again.
    """
    kept = await records.record(KIND, "", "")
    key = draw(OCTETS) if kept is None else _opened(kept, box) or draw(OCTETS)
    # Also one that was opened: a sealing key that was rotated out is needed for one more start and no longer.
    change = Change(KIND, "", "", box.seal(key, _BOUND_TO), made_from=ABSENT if kept is None else kept.revision)
    with suppress(Conflict):
        await records.change([change])
        return key
    kept = await records.record(KIND, "", "")
    assert kept is not None
    return box.open(kept.body, _BOUND_TO)


def _opened(kept: Record, box: SecretBox) -> bytes | None:
    try:
        return box.open(kept.body, _BOUND_TO)
    except ValueError:
        log.warning("queue_signing_key_made_anew", why="it was sealed under a key that is not there")
        return None
