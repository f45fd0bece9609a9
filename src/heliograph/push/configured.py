"""Keeps the subscriptions of the configuration file as records, beside those that operations made."""

from collections.abc import Sequence

import msgspec

from heliograph.identity.seal import Seal, bound_to_record
from heliograph.sms.subscription import (
    CONFIGURED_PREFIX,
    Reached,
    Subscription,
    decode_subscription,
    encode_subscription,
)
from heliograph.store.records import Change, Record, Records
from heliograph.store.told import SUBSCRIPTION

_PAGE = 500


class Configured(msgspec.Struct, frozen=True, kw_only=True):
    """One subscription as the file has it."""

    name: str
    url: str
    receipts: tuple[str, ...]
    schedule: str
    batch_size: int
    in_flight: int
    secret: str


async def keep_configured(
    records: Records, seal: Seal, account: str, wanted: Sequence[Configured], now_ms: int
) -> None:
    """Make the account's records those of the file: new and changed ones are written, others of the file's end.

    One that is as it was stays untouched, also paused if somebody paused it. Raises `Unavailable`.
    """
    there = await _kept(records, account)
    changes = [
        Change(SUBSCRIPTION, account, key, None)
        for key in there.keys() - {CONFIGURED_PREFIX + one.name for one in wanted}
    ]
    for one in wanted:
        key = CONFIGURED_PREFIX + one.name
        before = _read(there.get(key))
        made = _made(one, before, now_ms)
        place = bound_to_record(SUBSCRIPTION, account, key)
        if before is not None and _same(before, made) and _secret_of(before, seal, place) == one.secret:
            continue
        sealed = seal.seal(one.secret.encode(), place) if one.secret else b""
        made = msgspec.structs.replace(made, sealed_secret=sealed)
        changes.append(Change(SUBSCRIPTION, account, key, encode_subscription(made)))
    await records.change(changes)


def _made(one: Configured, before: Subscription | None, now_ms: int) -> Subscription:
    return Subscription(
        id=CONFIGURED_PREFIX + one.name,
        kind=Reached.HTTP,
        receipts=one.receipts,
        url=one.url,
        schedule=one.schedule,
        batch_size=one.batch_size,
        in_flight=one.in_flight,
        paused=before.paused if before is not None else False,
        made_at=before.made_at if before is not None else now_ms,
    )


async def _kept(records: Records, account: str) -> dict[str, Record]:
    """The records of the file's subscriptions, by key."""
    found: dict[str, Record] = {}
    after = ""
    while page := await records.records(SUBSCRIPTION, account, after=after, limit=_PAGE):
        found.update((record.key, record) for record in page if record.key.startswith(CONFIGURED_PREFIX))
        after = page[-1].key
    return found


def _read(record: Record | None) -> Subscription | None:
    try:
        return decode_subscription(record.body) if record is not None else None
    except msgspec.MsgspecError:
        return None


def _same(before: Subscription, made: Subscription) -> bool:
    """Whether they are alike but for the secret: sealed twice, it is never the same."""
    return msgspec.structs.replace(before, sealed_secret=b"") == made


def _secret_of(subscription: Subscription, seal: Seal, place: bytes) -> str | None:
    """The secret as it is kept; None where it cannot be opened any more."""
    if not subscription.sealed_secret:
        return ""
    try:
        return seal.open(subscription.sealed_secret, place).decode()
    except ValueError:
        return None
