"""If this fails, a subscription makes no queue, or somebody else's."""

from heliograph.queues.queue import Queue
from heliograph.queues.subscribed import SubscribedQueues
from heliograph.store.records import Change
from memory_records import MemoryRecords
from queues.conftest import ACCOUNT, INBOUND, OTHER_ACCOUNT, OTHERS, REPORTS


async def queues(*subscriptions: tuple[str, str, bytes]) -> SubscribedQueues:
    records = MemoryRecords()
    await records.change([Change("subscription", *subscription) for subscription in subscriptions])
    return SubscribedQueues(records)


async def test_a_subscription_of_kind_queue_makes_the_queue_of_its_type() -> None:
    found = await queues(
        (ACCOUNT, "a", b'{"kind":"http","url":"http://shop","receipts":["SmsReport"]}'),
        (ACCOUNT, "b", b"no JSON at all"),
        (ACCOUNT, "c", b'{"kind":"queue","receipts":["SmsReport"],"made_at":1}'),
    )
    assert await found.find(ACCOUNT, REPORTS) == Queue(REPORTS, ACCOUNT, f"{ACCOUNT}/c")
    assert await found.find(ACCOUNT, INBOUND) is None


async def test_a_queue_is_found_by_its_own_account_only() -> None:
    found = await queues((OTHER_ACCOUNT, "c", b'{"kind":"queue","receipts":["SmsReport"]}'))
    assert await found.find(OTHER_ACCOUNT, OTHERS) is not None
    assert await found.find(ACCOUNT, OTHERS) is None
    assert await found.find(ACCOUNT, REPORTS) is None
    assert await found.find(OTHER_ACCOUNT, "") is None
