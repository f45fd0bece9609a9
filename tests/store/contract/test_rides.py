"""If these fail, a message goes out that is not on disk, goes past one that waited, or is lost between two commits."""

from collections.abc import Sequence

import pytest

from heliograph.sms.message import State
from heliograph.sms.prices import Price
from heliograph.store.port import Claim, Claimant, Unavailable

LANE = "net-one"


class Owner:
    """Stands by for a lane with so much room."""

    def __init__(self, world, room: int, lane: str = LANE) -> None:
        self.room = room
        self.offers = 0
        self.taken: list[Sequence[Claim]] = []
        world.store.stand_by(lane, Claimant("owner", self._offer, self.taken.append))

    def _offer(self) -> int:
        self.offers += self.room > 0
        return self.room

    @property
    def claims(self) -> list[Claim]:
        return [claim for claims in self.taken for claim in claims]


async def test_a_new_message_is_claimed_as_it_is_accepted(world):
    owner = Owner(world, room=10)
    message = await world.accepted(segments=3)
    assert [(c.message.id, c.segment, c.attempt) for c in owner.claims] == [(message.id, n, 1) for n in (1, 2, 3)]
    assert owner.claims[0].body == world.body()
    assert owner.claims[0].message == (await world.stored(message)).message, "what is handed out is what is stored"
    assert await world.state(message) is State.SUBMITTING
    assert await world.events(message) == ["accepted", "claimed", "claimed", "claimed"]
    assert await world.claim() == [], "it never waits"
    assert world.store.backlog().get(LANE, 0) == 0


async def test_what_is_claimed_so_goes_on_like_any_other(world):
    owner = Owner(world, room=10)
    message = await world.accepted()
    await world.settle(message, world.ok("id-1"))
    await world.store.receipts([world.receipt("id-1")])
    assert await world.state(message) is State.DELIVERED
    assert len(owner.claims) == 1


async def test_a_crash_puts_it_in_doubt(world):
    Owner(world, room=10)
    message = await world.accepted()
    recovery = await world.restart()
    assert recovery.doubted == 1
    assert await world.state(message) is State.IN_DOUBT


async def test_without_room_it_waits(world):
    owner = Owner(world, room=0)
    message = await world.accepted()
    assert owner.taken == [], "an offer of nothing is not answered"
    assert await world.state(message) is State.ACCEPTED


async def test_what_is_more_than_the_room_waits_whole_so_that_turns_are_kept(world, together):
    owner = Owner(world, room=2)
    messages = [world.message() for _ in range(3)]
    await together(*(world.accept(message) for message in messages))
    taken = len(owner.claims)
    assert len(await world.claim()) == 3 - taken
    assert all(len(claims) <= 2 for claims in owner.taken)
    assert len(owner.taken) == owner.offers, "every offer is answered"


async def test_nothing_goes_past_what_waits(world):
    first = await world.accepted()
    owner = Owner(world, room=10)
    second = await world.accepted(priority=0)
    assert owner.claims == []
    assert [claim.message.id for claim in await world.claim()] == [second.id, first.id]
    third = await world.accepted()
    assert [claim.message.id for claim in owner.claims] == [third.id]


async def test_what_waits_for_later_is_nobodys_obstacle(world):
    await world.accepted(due=world.clock.now + 60_000)
    owner = Owner(world, room=10)
    message = await world.accepted()
    assert [claim.message.id for claim in owner.claims] == [message.id]


async def test_other_lanes_are_not_asked(world):
    other = Owner(world, room=10, lane="other")
    await world.accepted()
    assert other.offers == 0


async def test_who_stands_down_is_not_asked(world):
    owner = Owner(world, room=10)
    world.store.stand_by(LANE, None)
    message = await world.accepted()
    assert owner.offers == 0
    assert await world.state(message) is State.ACCEPTED


async def test_it_is_priced(world):
    world.prices[LANE] = Price(7_000_000, "USD")
    owner = Owner(world, room=10)
    message = await world.accepted()
    assert owner.claims[0].message.segments[0].attempts[0].price == 7_000_000
    assert (await world.segment(message)).attempts[0].currency == "USD"


async def test_an_accept_that_is_repeated_is_claimed_once(world):
    owner = Owner(world, room=10)
    message = world.message()
    await world.accept(message)
    await world.accept(message)
    assert len(owner.claims) == 1


@pytest.mark.parametrize("step", ["accept", "commit", "committed"])
async def test_a_commit_that_fails_hands_nothing_out_and_loses_nothing(world, step: str):
    failing = [step]

    def fail(point: str) -> None:
        if point in failing:
            failing.remove(point)
            raise OSError("the disk is gone")

    world.crash_points = fail
    world.store.abandon()
    await world.begin()
    owner = Owner(world, room=10)
    message = world.message()
    try:
        await world.accept(message)
        answered = True
    except (Unavailable, OSError):
        answered = False
    assert len(owner.taken) == owner.offers, "every offer is answered"
    if step != "accept":
        assert owner.claims == [], "nobody is given what nobody knows to be written"
    if answered:
        claims = owner.claims or await world.claim()
        assert [claim.message.id for claim in claims] == [message.id]
    else:
        await world.accepted(to="85261234568")
        found = await world.store.get(message.account, message.id)
        assert found is None or await world.state(message) is State.CANCELLED
