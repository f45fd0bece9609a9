"""If this fails, one account's messages stand in the way of another's, or somebody's are never claimed again."""

from collections import Counter

from heliograph.sms.events import Cancelled
from heliograph.sms.fair_share import GUARANTEED_AFTER

ACCOUNT = "1000000000000001"
OTHER_ACCOUNT = "2000000000000002"


async def campaign(world, count, **changes):
    messages = [world.message(**{"priority": 2, **changes}) for _ in range(count)]
    for message in messages:
        await world.accept(message)
    return messages


async def test_accounts_take_turns_at_a_carrier(world):
    await campaign(world, 60)
    few = await campaign(world, 3, account=OTHER_ACCOUNT)
    claims = await world.claim(6)
    assert [claim.message.account for claim in claims].count(OTHER_ACCOUNT) == 3
    assert {claim.message.id for claim in claims} >= {message.id for message in few}
    assert len(await world.claim(100)) == 57


async def test_a_heavier_account_has_more_turns(world):
    world.weights[OTHER_ACCOUNT] = 3
    await campaign(world, 40)
    await campaign(world, 40, account=OTHER_ACCOUNT)
    taken = Counter(claim.message.account for claim in await world.claim(20))
    assert taken == {ACCOUNT: 5, OTHER_ACCOUNT: 15}


async def test_a_lower_priority_goes_on_behind_a_stream_of_codes(world):
    await campaign(world, 5)
    await campaign(world, 100, priority=0)
    priorities = [claim.message.priority for claim in await world.claim(2 * GUARANTEED_AFTER + 2)]
    assert priorities[:GUARANTEED_AFTER] == [0] * GUARANTEED_AFTER
    assert priorities.count(2) == 2


async def test_what_was_asked_for_later_does_not_hide_what_is_due(world):
    await campaign(world, 10, due=world.clock.now + 60_000)
    due = await campaign(world, 2, account=OTHER_ACCOUNT)
    assert {claim.message.id for claim in await world.claim(100)} == {message.id for message in due}
    assert await world.store.next_due("net-one") == world.clock.now + 60_000
    world.advance(60_000)
    assert len(await world.claim(100)) == 10


async def test_turns_go_on_after_a_restart(world):
    await campaign(world, 20)
    await campaign(world, 4, account=OTHER_ACCOUNT, priority=0)
    await campaign(world, 4, account=OTHER_ACCOUNT)
    await world.restart()
    claims = await world.claim(12)
    assert [claim.message.priority for claim in claims[:4]] == [0] * 4
    assert Counter(claim.message.account for claim in claims[4:]) == {ACCOUNT: 4, OTHER_ACCOUNT: 4}
    assert len(await world.claim(100)) == 16


async def test_what_is_given_back_is_claimed_again(world):
    [message] = await campaign(world, 1, account=OTHER_ACCOUNT)
    assert len(await world.claim(1)) == 1
    assert await world.claim(1) == []
    await world.settle(message, world.released())
    assert [claim.message.id for claim in await world.claim(1)] == [message.id]


async def test_what_was_cancelled_leaves_the_turn_to_others(world):
    first, _ = await campaign(world, 2)
    await world.settle(first, Cancelled(1))
    [other] = await campaign(world, 1, account=OTHER_ACCOUNT)
    assert other.id in {claim.message.id for claim in await world.claim(2)}
    assert await world.claim(1) == []
    assert await world.store.next_due("net-one") is None


async def test_a_claim_that_failed_takes_nobodys_turn(world, together):
    failures = ["claim", "commit", "committed"]

    def fail(step):
        if failures and step == failures[0]:
            failures.pop(0)
            raise OSError("the disk said no")

    await campaign(world, 5)
    await campaign(world, 5, account=OTHER_ACCOUNT)
    await world.store.close()
    world.crash_points = fail
    await world.begin()
    while failures:
        await together(world.claim(100))
    assert len(await world.claim(100)) == 10
    assert world.figure("heliograph_queue_depth") == 0
