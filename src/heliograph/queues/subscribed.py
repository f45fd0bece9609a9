"""Finds queues among the subscriptions: one of kind `queue` is what makes a queue."""

import msgspec

from heliograph.queues.queue import Queue
from heliograph.sms.queue_name import queue_name
from heliograph.store.records import Record, Records
from heliograph.store.told import SUBSCRIPTION, Kind, subscriber_of

#: Far more than one account makes; with more, those behind it have no queue.
SUBSCRIPTIONS_MAX = 100


class _Subscription(msgspec.Struct, frozen=True):
    """What is read of a subscription's record here."""

    kind: str = ""
    receipts: tuple[Kind, ...] = ()


_decode = msgspec.json.Decoder(_Subscription).decode


class SubscribedQueues:
    """The queues that subscriptions make, read anew for each request: one made or removed counts at once."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def find(self, account: str, name: str) -> Queue | None:
        kind = next((kind for kind in Kind if queue_name(account, kind) == name), None)
        if kind is None:
            return None
        for record in await self._records.records(SUBSCRIPTION, account, limit=SUBSCRIPTIONS_MAX):
            if _makes_queue(record, kind):
                return Queue(name, account, subscriber_of(account, record.key))
        return None


def _makes_queue(record: Record, kind: Kind) -> bool:
    try:
        subscription = _decode(record.body)
    except msgspec.MsgspecError:
        return False
    return subscription.kind == "queue" and subscription.receipts == (kind,)
