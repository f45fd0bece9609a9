"""If these fail, an order to a carrier is forgotten over a restart, or read as another."""

from heliograph.store.desired import FREE, Desired, Kept, Order, change_of, read_order, read_orders
from memory_records import MemoryRecords

PAUSED = Desired(Order.PAUSE, "ann", 5, "their NOC asks", 30)


async def test_an_order_is_read_as_it_was_written() -> None:
    records = MemoryRecords()
    assert await read_order(records, "one") == FREE == Kept(Desired(Order.RUN), 0)
    [revision] = await records.change([change_of("one", PAUSED)])
    assert await read_order(records, "one") == Kept(PAUSED, revision)


async def test_all_orders_are_read_however_many_there_are() -> None:
    records = MemoryRecords()
    await records.change([change_of(f"net-{n}", PAUSED) for n in range(1_001)])
    assert await read_orders(records) == {f"net-{n}": Kept(PAUSED, 1) for n in range(1_001)}


def test_only_a_carrier_that_runs_or_pauses_takes_messages() -> None:
    assert [order for order in Order if Desired(order).takes_messages] == [Order.RUN, Order.PAUSE]
