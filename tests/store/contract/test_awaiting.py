"""If this fails, a carrier that has to be asked is not asked about messages that were under way before a restart."""

from heliograph.sms.message import Message


async def pages(world, limit: int) -> list[Message]:
    found: list[Message] = []
    after = (0, 0)
    while page := await world.store.awaiting(after, limit):
        found += page
        after = (page[-1].wake_at, page[-1].id)
    return found


async def test_what_has_not_ended_is_read_page_by_page_and_once(world):
    same_moment = [await world.accepted() for _ in range(4)]
    sooner = await world.accepted(validity_until=world.clock.now + 1_000)
    expected = [sooner.id, *(message.id for message in same_moment)]
    for limit in (1, 2, 3, 50):
        assert [message.id for message in await pages(world, limit)] == expected


async def test_what_has_ended_is_not_there(world):
    await world.accepted(validity_until=world.clock.now + 1_000)
    world.advance(1_000)
    await world.store.wake(10)
    assert await pages(world, 10) == []
