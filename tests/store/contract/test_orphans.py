"""If this fails, a receipt that matches nothing is lost before its time, or stays for ever."""

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State
from heliograph.store.orphans import NoOrphans

DAY_MS = 86_400_000


async def orphans_in(world, *keys, to="85261234567"):
    for key in keys:
        world.advance(1_000)
        words = CarrierWords("DELIVRD", named=f"00{key}")
        await world.store.receipts([msgspec.structs.replace(world.receipt(key, to=to), words=words)])


async def test_the_newest_come_first_and_pages_join(world):
    keys = [f"c-{n}" for n in range(7)]
    await orphans_in(world, *keys)
    seen, before = [], None
    while page := await world.store.orphans(before=before, limit=3):
        seen += page
        before = page[-1].place
    assert [one.place.key for one in seen] == keys[::-1]
    assert {one.carrier_message_id for one in seen} == {f"00{key}" for key in keys}
    assert {(one.to, one.state, one.words.stat) for one in seen} == {("85261234567", State.DELIVERED, "DELIVRD")}


async def test_one_that_has_found_its_message_is_listed_no_more(world):
    message = await world.accepted()
    await world.claim()
    await orphans_in(world, "c-1", "c-2")
    await world.settle(message, world.ok("c-1"))
    assert [one.place.key for one in await world.store.orphans(limit=9)] == ["c-2"]


async def test_those_of_a_recipient_are_found_since_a_time(world):
    await orphans_in(world, "c-1", "c-2")
    since = world.clock.now
    await orphans_in(world, "c-3", to="85269999999")
    await orphans_in(world, "c-4", to="")
    assert [one.place.key for one in await world.store.orphans_of("net-one", "85261234567", since, 9)] == ["c-2"]
    assert [one.place.key for one in await world.store.orphans_of("net-one", "", 0, 9)] == ["c-4"]
    assert await world.store.orphans_of("net-two", "85261234567", 0, 9) == []


async def test_hand_overs_are_found_by_the_carriers_ids_and_orphans_are_none(world):
    message = await world.submitted("c-1")
    await orphans_in(world, "c-2")
    keys = [("net-one", "c-1"), ("net-one", "c-2"), ("net-two", "c-1")]
    [found] = await world.store.handed(keys)
    assert (found.carrier, found.key, found.message) == ("net-one", "c-1", message.id)
    assert await world.store.handed([]) == []


async def test_old_ones_are_forgotten_a_few_at_a_time_and_nothing_else_is(world):
    message = await world.submitted("c-0")
    await world.store.receipts([world.receipt("c-0")])
    await orphans_in(world, "c-1", "c-2", "c-3")
    world.advance(7 * DAY_MS)
    before = world.clock.now
    await orphans_in(world, "c-4")
    assert await world.store.forget_orphans(before, 2) == 2
    assert [one.place.key for one in await world.store.orphans(limit=9)] == ["c-4", "c-3"]
    assert await world.store.forget_orphans(before, 2) == 1
    assert await world.store.forget_orphans(before, 2) == 0
    assert await world.store.forget_orphans(before, 0) == 0
    assert world.figure("heliograph_receipts_forgotten_total") == 3
    await world.restart()
    assert await world.state(message) is State.DELIVERED
    await world.store.receipts([world.receipt("c-0")])
    assert world.figure("heliograph_receipts_repeated_total") == 1, "the message still has its receipt"


async def test_three_days_later_a_response_still_finds_its_receipt(world):
    message = await world.accepted(validity_until=world.clock.now + 9 * DAY_MS)
    await world.claim()
    await orphans_in(world, "c-1")
    world.advance(3 * DAY_MS)
    assert await world.store.forget_orphans(world.clock.now - 3 * DAY_MS, 100) == 0
    await world.settle(message, world.ok("c-1"))
    assert await world.state(message) is State.DELIVERED


async def test_where_none_are_kept_none_are_found():
    kept = NoOrphans()
    assert await kept.orphans(limit=1) == await kept.orphans_of("net-one", "", 0, 1) == ()
    assert await kept.handed([("net-one", "c-1")]) == ()
    assert await kept.forget_orphans(0, 1) == 0
