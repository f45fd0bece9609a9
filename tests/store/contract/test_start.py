"""If this fails, a restart forgets what was under way, and a message goes out twice without a trace, or never."""

from heliograph.sms.message import State
from heliograph.store.port import Recovery


async def test_an_empty_store_has_nothing_to_recover(world):
    assert await world.restart() == Recovery(0, 0, 0, 0)


async def test_every_hand_over_under_way_is_in_doubt(world):
    handed = await world.accepted(segments=2)
    await world.claim()
    waiting = await world.accepted()
    world.advance(1_000)
    assert await world.restart() == Recovery(doubted=2, settled=0, waiting=1, id_floor=waiting.id)
    assert await world.state(handed) is State.IN_DOUBT
    assert await world.store.next_wake() == world.clock.now + 5_000
    assert await world.restart() == Recovery(doubted=0, settled=0, waiting=1, id_floor=waiting.id)
    assert await world.store.next_wake() == world.clock.now + 5_000


async def test_a_hand_over_that_a_receipt_has_settled_is_no_doubt(world):
    message = await world.doubted()
    await world.settle(message, world.ok("c-1"))
    second = await world.accepted()
    await world.claim()
    await world.store.receipts([world.receipt("c-2")])
    await world.settle(second, world.lost())
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(second) is State.DELIVERED
    assert (await world.restart()).doubted == 0


async def test_an_answered_hand_over_is_not_under_way(world):
    await world.submitted("c-1")
    refused = await world.accepted()
    await world.claim()
    await world.settle(refused, world.refused(code="ESME_RINVDSTADR"))
    assert (await world.restart()).doubted == 0


async def test_the_floor_of_ids_stays_when_messages_are_many(world):
    last = 0
    for _ in range(3):
        last = max(last, (await world.accepted()).id)
    assert (await world.restart()).id_floor == last
    assert (await world.restart()).id_floor == last


async def test_a_response_after_the_restart_settles_the_doubt(world):
    message = await world.accepted()
    await world.claim()
    await world.restart()
    await world.settle(message, world.ok("c-1"))
    assert await world.state(message) is State.SUBMITTED
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED
