"""If this fails, segments wait for ever, go out in the wrong order, or go out twice."""

from heliograph.sms.events import Cancelled
from heliograph.sms.message import State

LANE = "net-one"


async def test_priority_goes_before_due_time_and_that_before_id(world):
    now = world.clock.now
    late = await world.accepted(priority=1, due=now - 5)
    early = await world.accepted(priority=1, due=now - 9)
    same = await world.accepted(priority=1, due=now - 5)
    marketing = await world.accepted(priority=2, due=now - 99)
    otp = await world.accepted(priority=0, due=now)
    order = [otp.id, early.id, late.id, same.id, marketing.id]
    assert [claim.message.id for claim in await world.claim(2)] == order[:2]
    assert [claim.message.id for claim in await world.claim(100)] == order[2:]


async def test_a_claim_carries_what_goes_out_and_the_attempt_is_on_disk(world):
    message = await world.accepted(segments=2)
    claims = await world.claim()
    assert [(claim.segment, claim.attempt) for claim in claims] == [(1, 1), (2, 1)]
    assert {claim.body for claim in claims} == {world.body()}
    attempt = claims[0].message.segments[0].attempts[0]
    assert (attempt.carrier, attempt.state, attempt.claimed_at) == (LANE, State.SUBMITTING, world.clock.now)
    assert await world.state(message) is State.SUBMITTING
    assert (await world.restart()).doubted == 2


async def test_nothing_is_claimed_twice_nor_before_it_is_due_nor_by_another_lane(world, together):
    due = world.clock.now + 1_000
    await world.accepted(due=due)
    for _ in range(3):
        await world.accepted()
    assert await world.claim(lane="other") == []
    first, second = await together(world.claim(2), world.claim(2))
    assert len(first) == 2
    assert len(second) == 1
    assert await world.claim() == []
    world.clock.now = due
    assert len(await world.claim()) == 1


async def test_parts_of_one_message_can_be_claimed_apart(world):
    message = await world.accepted(segments=3)
    assert [claim.segment for claim in await world.claim(2)] == [1, 2]
    assert [claim.segment for claim in await world.claim(2)] == [3]
    assert (await world.segment(message, 3)).work is State.SUBMITTING


async def test_accept_and_claim_of_one_tick(world, together):
    message = world.message()
    _, claims = await together(world.accept(message), world.claim())
    assert [claim.message.id for claim in claims] == [message.id]


async def test_what_is_past_its_validity_is_not_handed_over_and_does_not_hide_the_next(world):
    stale = await world.accepted(validity_until=world.clock.now + 1_000)
    fresh = await world.accepted()
    world.advance(1_000)
    assert [claim.message.id for claim in await world.claim(1)] == [fresh.id]
    assert await world.state(stale) is State.EXPIRED


async def test_asking_for_none_gives_none(world):
    await world.accepted()
    assert list(await world.claim(0)) == []


async def test_next_due_is_the_first_of_the_lane_whatever_its_priority(world):
    now = world.clock.now
    assert await world.store.next_due(LANE) is None
    await world.accepted(priority=0, due=now + 3_000)
    await world.accepted(priority=2, due=now + 1_000)
    await world.accepted(lane="other", due=now + 10)
    assert await world.store.next_due(LANE) == now + 1_000
    assert await world.store.next_due("other") == now + 10


async def test_a_cancelled_segment_is_not_claimed(world):
    message = await world.accepted()
    await world.settle(message, Cancelled(1))
    assert await world.claim() == []
    assert await world.state(message) is State.CANCELLED
    assert world.figure("heliograph_queue_depth") == 0


async def test_the_queue_depth_follows_every_way_in_and_out(world):
    message = await world.accepted(segments=3)
    assert world.figure("heliograph_queue_depth") == 3
    await world.claim(2)
    assert world.figure("heliograph_queue_depth") == 1
    await world.settle(message, world.released())
    assert world.figure("heliograph_queue_depth") == 2
    await world.restart()
    assert world.figure("heliograph_queue_depth") == 2
