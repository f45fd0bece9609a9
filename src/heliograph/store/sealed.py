"""Every kind of record that holds something sealed, in one list: where it stands, and what its loss costs.

What is sealed and stands in no record (security tokens, diagnostic messages) ends by itself.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec
import structlog

from heliograph.identity.access_key import AccessKey
from heliograph.identity.seal import CannotOpen, Seal, bound_to_record
from heliograph.sms.subscription import CONFIGURED_PREFIX, decode_subscription, encode_subscription
from heliograph.store.records import Change, Conflict, Record, Records
from heliograph.store.told import SUBSCRIPTION

log = structlog.get_logger(__name__)

#: The kind of the one record with the key of queue tokens; all of its body is sealed.
QUEUE_SIGNING_KEY = "queue_signing_key"

_PAGE = 500


@dataclass(frozen=True, slots=True)
class SealedKind:
    """How one kind of record holds what is sealed."""

    kind: str
    called: str
    """What an operator reads when it is lost."""
    sealed: Callable[[bytes], bytes]
    """What is sealed in a body; empty for a record without a secret. Raises ValueError for what is no such body."""
    with_sealed: Callable[[bytes, bytes], bytes]
    """The body with another sealed value in it."""
    made_anew: Callable[[str], bool] = lambda key: False
    """Whether a start makes what the record of this key lost anew, so that a lost sealing key costs nothing there."""
    given_up: Callable[[bytes], bytes] | None = None
    """The body once the operator has said that the secret is lost for good; None where somebody else sees to that."""


#: Access keys are opened, sealed again and removed by `Identities`, which holds them in memory.
SEALED = (
    SealedKind(
        AccessKey.kind,
        "access keys",
        lambda body: AccessKey.from_body(body).sealed_secret,
        lambda body, sealed: msgspec.structs.replace(AccessKey.from_body(body), sealed_secret=sealed).to_body(),
    ),
    SealedKind(
        SUBSCRIPTION,
        "secrets of subscriptions",
        lambda body: decode_subscription(body).sealed_secret,
        lambda body, sealed: _subscription(body, sealed_secret=sealed),
        # The configuration file has their secrets.
        made_anew=lambda key: key.startswith(CONFIGURED_PREFIX),
        # What waits for the subscriber stays until somebody has decided about it.
        given_up=lambda body: _subscription(body, sealed_secret=b"", paused=True),
    ),
    SealedKind(
        QUEUE_SIGNING_KEY,
        "keys of queues",
        lambda body: body,
        lambda body, sealed: sealed,
        made_anew=lambda key: True,
    ),
)

BESIDE_IDENTITIES = tuple(one for one in SEALED if one.kind != AccessKey.kind)


@dataclass(frozen=True, slots=True)
class Unopened:
    """A record whose secret no key of this server opens."""

    of: SealedKind
    record: Record
    sealed: bytes


async def kinds_sealed(records: Records) -> Sequence[SealedKind]:
    """The kinds of which the store holds a secret that is gone for good with its sealing key. Raises `Unavailable`."""
    found = []
    for of in SEALED:
        async for record, _ in _holding(records, of):
            if not of.made_anew(record.key):
                found.append(of)
                break
    return found


async def unopened(records: Records, seal: Seal) -> Sequence[Unopened]:
    """What is lost beside access keys, without what a start makes anew. Raises `Unavailable`."""
    found = []
    for of in BESIDE_IDENTITIES:
        async for record, sealed in _holding(records, of):
            if not of.made_anew(record.key) and _opened(record, sealed, seal) is None:
                found.append(Unopened(of, record, sealed))
    return found


async def give_up(records: Records, lost: Sequence[Unopened]) -> None:
    """Take the lost secrets out of their records. Raises `Unavailable`, `Conflict`."""
    for one in lost:
        if one.of.given_up is not None:
            await records.change([_change(one.record, one.of.given_up(one.record.body))])


async def reseal(records: Records, seal: Seal) -> int:
    """Seal again, with the newest key, what an older one sealed beside access keys; how many. Raises `Unavailable`.

    What cannot be opened stays as it is, as does a record that another process changes meanwhile: until the next start.
    """
    count = 0
    for of in BESIDE_IDENTITIES:
        async for record, sealed in _holding(records, of):
            secret = None if seal.is_current(sealed) else _opened(record, sealed, seal)
            if secret is None:
                continue
            body = of.with_sealed(record.body, seal.seal(secret, _place(record)))
            with suppress(Conflict):
                await records.change([_change(record, body)])
                count += 1
    return count


async def _holding(records: Records, of: SealedKind) -> AsyncIterator[tuple[Record, bytes]]:
    """The records of the kind that hold something sealed, each with that."""
    async for record in _all(records, of.kind):
        try:
            sealed = of.sealed(record.body)
        except ValueError:
            # Whoever needs the record says that it cannot be read.
            log.debug("sealed_record_unreadable", kind=of.kind)
            continue
        if sealed:
            yield record, sealed


async def _all(records: Records, kind: str) -> AsyncIterator[Record]:
    # One of no account and no key, as there is of the server itself, is on no page: pages begin behind it.
    only = await records.record(kind, "", "")
    if only is not None:
        yield only
    after = ""
    while page := await records.records(kind, after=after, limit=_PAGE):
        for record in page:
            yield record
        after = f"{page[-1].account}/{page[-1].key}"


def _opened(record: Record, sealed: bytes, seal: Seal) -> bytes | None:
    try:
        return seal.open(sealed, _place(record))
    except CannotOpen:
        return None


def _place(record: Record) -> bytes:
    return bound_to_record(record.kind, record.account, record.key)


def _change(record: Record, body: bytes) -> Change:
    return Change(record.kind, record.account, record.key, body, record.revision)


def _subscription(body: bytes, **changed: object) -> bytes:
    return encode_subscription(msgspec.structs.replace(decode_subscription(body), **changed))
