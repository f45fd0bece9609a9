"""Finds queues among the subscriptions: one of kind `queue` is what makes a queue, and its id says of what."""

from heliograph.queues.queue import Queue
from heliograph.sms.queue_name import MESSAGE_TYPES, queue_name
from heliograph.sms.subscription import queue_subscription
from heliograph.store.records import Records
from heliograph.store.told import SUBSCRIPTION, subscriber_of


class SubscribedQueues:
    """The queues that subscriptions make, looked up for each request: one made or removed counts at once."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def find(self, account: str, name: str) -> Queue | None:
        message_type = next((type_ for type_ in MESSAGE_TYPES if queue_name(account, type_) == name), None)
        if message_type is None:
            return None
        key = queue_subscription(message_type)
        if await self._records.record(SUBSCRIPTION, account, key) is None:
            return None
        return Queue(name, account, subscriber_of(account, key))
