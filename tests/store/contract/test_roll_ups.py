"""If this fails, a report or a bill does not say what the messages came to."""

import pytest

from heliograph.sms.events import Cancelled
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import Life, Route, Segment, State
from heliograph.sms.prices import Price
from heliograph.sms.roll_up import Counts
from recount import misses

ACCOUNT = "1000000000000001"
OTHER_ACCOUNT = "2000000000000002"


@pytest.fixture(autouse=True)
def right_to_the_last(world):
    """Whatever a test has done, the figures are those of the messages."""
    yield
    assert misses(world.store._file.reading()) == []


def life(world, parts=1, *, country="HK", billed=0, day=20_000, route=None):
    segments = tuple(Segment(n + 1, due=world.clock.now) for n in range(parts))
    return Life(segments, route or Route(), 7, country=country, billed=billed or parts, day=day)


async def rows(world, account=None):
    found = await world.store.days(0, 30_000, account, limit=1_000)
    return {(row.key.carrier, row.key.state, row.key.code, row.key.currency): row.counts for row in found}


async def test_a_message_counts_where_it_is_now(world):
    world.prices["net-one"] = Price(7_500, "EUR")
    message = await world.accepted(life=life(world, 2))
    assert await rows(world) == {("net-one", "accepted", "", ""): Counts(1, 2, 0, 0)}
    await world.claim()
    assert await rows(world) == {("net-one", "accepted", "", ""): Counts(1, 2, 0, 0)}
    await world.settle(message, world.ok("a", 1), world.ok("b", 2))
    assert await rows(world) == {("net-one", "submitted", "", "EUR"): Counts(1, 2, 2, 15_000)}
    await world.store.receipts([world.receipt("a"), world.receipt("b", State.FAILED, "UNDELIV")])
    assert await rows(world) == {("net-one", "failed", "UNDELIV", "EUR"): Counts(1, 2, 2, 15_000)}


async def test_many_messages_of_one_kind_are_one_row(world, together):
    messages = [world.message(life=life(world)) for _ in range(50)]
    await together(*(world.accept(message) for message in messages))
    await world.claim(100)
    await together(*(world.settle(m, world.ok(f"{m.id:x}")) for m in messages))
    assert await rows(world) == {("net-one", "submitted", "", ""): Counts(50, 50, 50, 0)}


async def test_what_the_carrier_refuses_costs_nothing_and_a_second_try_once(world):
    world.prices["net-one"] = Price(10, "EUR")
    refused = await world.accepted(life=life(world))
    await world.claim()
    await world.settle(refused, world.refused())
    again = await world.accepted(life=life(world))
    await world.claim()
    await world.settle(again, world.refused(retry_in=1_000))
    world.advance(1_000)
    await world.claim()
    await world.settle(again, world.ok("x", attempt=2))
    assert await rows(world) == {
        ("net-one", "rejected", "ESME_RSYSERR", ""): Counts(1, 1, 0, 0),
        ("net-one", "submitted", "", "EUR"): Counts(1, 1, 1, 10),
    }


async def test_a_doubt_that_a_receipt_settles_was_taken_and_costs(world):
    world.prices["net-one"] = Price(10, "EUR")
    message = await world.doubted(life=life(world))
    assert await rows(world) == {("net-one", "in_doubt", "", ""): Counts(1, 1, 0, 0)}
    await world.settle(message, world.ok("late"))
    await world.store.receipts([world.receipt("late")])
    assert await rows(world) == {("net-one", "delivered", "DELIVRD", "EUR"): Counts(1, 1, 1, 10)}


async def test_a_text_in_one_payload_costs_as_many_segments_as_it_is_billed(world):
    world.prices["net-one"] = Price(10, "EUR")
    route = Route(long_messages=LongMessages.PAYLOAD)
    message = await world.accepted(life=life(world, billed=3, route=route))
    await world.claim()
    await world.settle(message, world.ok("x"))
    assert await rows(world) == {("net-one", "submitted", "", "EUR"): Counts(1, 3, 3, 30)}


async def test_a_price_list_that_changes_changes_no_old_message(world):
    world.prices["net-one"] = Price(10, "EUR")
    first = await world.submitted("a", life=life(world))
    world.prices["net-one"] = Price(20, "USD")
    await world.submitted("b", life=life(world))
    await world.store.receipts([world.receipt("a")])
    assert (await world.segment(first)).attempts[0].price == 10
    assert {key[1:]: counts.cost for key, counts in (await rows(world)).items()} == {
        ("delivered", "DELIVRD", "EUR"): 10,
        ("submitted", "", "USD"): 20,
    }


async def test_accounts_days_and_countries_are_apart_and_read_page_by_page(world):
    for number in range(12):
        account = OTHER_ACCOUNT if number % 2 else ACCOUNT
        await world.accepted(
            account=account, life=life(world, country="HKDESG"[number % 3 * 2 :][:2], day=20_000 + number % 4)
        )
    everything = await world.store.days(20_000, 20_003, limit=100)
    assert len(everything) == 12
    assert [row.key for row in everything] == sorted(row.key for row in everything)
    paged, after = [], None
    while page := await world.store.days(20_000, 20_003, after=after, limit=5):
        paged += page
        after = page[-1].key
    assert paged == list(everything)
    own = await world.store.days(20_001, 20_003, OTHER_ACCOUNT, limit=100)
    assert {row.key.account for row in own} == {OTHER_ACCOUNT}
    assert {row.key.day for row in own} == {20_001, 20_003}
    assert [await world.store.days(20_001, 20_003, OTHER_ACCOUNT, after=own[2].key, limit=2)] == [own[3:5]]


async def test_what_has_moved_on_leaves_no_row_behind(world):
    message = await world.accepted(life=life(world))
    await world.settle(message, Cancelled(1))
    assert list(await rows(world)) == [("net-one", "cancelled", "DELETED", "")]


async def test_a_restart_puts_doubts_where_they_belong(world):
    await world.accepted(life=life(world))
    await world.claim()
    await world.restart()
    assert await rows(world) == {("net-one", "in_doubt", "", ""): Counts(1, 1, 0, 0)}


async def test_proof_of_delivery_moves_what_had_ended(world):
    message = await world.submitted("a", life=life(world), validity_until=world.clock.now + 1_000)
    world.advance(3_700_000)
    await world.store.wake(10)
    assert [key[1] for key in await rows(world)] == ["unknown"]
    await world.store.receipts([world.receipt("a")])
    assert [key[1] for key in await rows(world)] == ["delivered"]
    assert await world.state(message) is State.DELIVERED


@pytest.mark.parametrize("step", ["accept", "claim", "settle", "receipts", "commit", "committed"])
async def test_what_did_not_happen_is_not_counted(world, together, step):
    failures = [step]

    def fail(at):
        if failures and at == failures[0]:
            failures.clear()
            raise OSError("the disk said no")

    await world.submitted("a", life=life(world))
    await world.store.close()
    world.crash_points = fail
    await world.begin()
    for key in ("b", "c"):
        message = world.message(life=life(world))
        await together(
            world.accept(message),
            world.claim(),
            world.store.receipts([world.receipt("a")]),
            world.settle(message, world.ok(key)),
        )
    assert misses(world.store._file.reading()) == []
    assert failures == []


async def test_times_are_counted_by_class(world):
    message = await world.accepted(life=life(world))
    world.advance(70)
    await world.claim()
    await world.settle(message, world.ok("a"))
    world.advance(2_400)
    await world.store.receipts([world.receipt("a"), world.receipt("a")])
    times = "SELECT what, below, messages FROM time_minute ORDER BY 1 DESC"
    assert world.store._file.reading().execute(times).fetchall() == [("submit", 100, 1), ("receipt", 2_500, 1)]
