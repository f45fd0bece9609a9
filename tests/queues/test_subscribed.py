"""If this fails, a subscription makes no queue, or somebody else's."""

from heliograph.queues.queue import Queue
from heliograph.queues.subscribed import SubscribedQueues
from heliograph.store.records import Change
from memory_records import MemoryRecords
from queues.conftest import ACCOUNT, INBOUND, OTHER_ACCOUNT, OTHERS, REPORTS


async def queues(*subscriptions: tuple[str, str]) -> SubscribedQueues:
    records = MemoryRecords()
    await records.change([Change("subscription", *place, b"{}") for place in subscriptions])
    return SubscribedQueues(records)


async def test_a_subscription_of_kind_queue_makes_the_queue_of_its_type() -> None:
    found = await queues((ACCOUNT, "sub-5f0c2a1b9d3e4f60"), (ACCOUNT, "queue-SmsReport"))
    assert await found.find(ACCOUNT, REPORTS) == Queue(REPORTS, ACCOUNT, f"{ACCOUNT}/queue-SmsReport")
    assert await found.find(ACCOUNT, INBOUND) is None


async def test_a_queue_is_found_by_its_own_account_only() -> None:
    found = await queues((OTHER_ACCOUNT, "queue-SmsReport"))
    assert await found.find(OTHER_ACCOUNT, OTHERS) is not None
    assert await found.find(ACCOUNT, OTHERS) is None
    assert await found.find(ACCOUNT, REPORTS) is None
    assert await found.find(OTHER_ACCOUNT, "") is None
