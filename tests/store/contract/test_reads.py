"""If this fails, an account sees another's messages, or misses some of its own while it pages through them."""

import pytest

OTHER = "2000000000000002"


async def test_foreign_and_unknown_ids_answer_alike(world):
    message = await world.accepted()
    assert await world.store.get(OTHER, message.id) is None
    assert await world.store.timeline(OTHER, message.id) is None
    assert await world.store.get(message.account, message.id + 1) is None
    assert await world.store.timeline(message.account, message.id + 1) is None


async def test_the_timeline_comes_with_message_and_body(world):
    message = await world.accepted()
    stored = await world.stored(message)
    found = await world.store.timeline(message.account, message.id)
    assert (found.message, found.body) == (stored.message, stored.body)


async def test_pages_newest_first_hold_every_message_once(world):
    ids = [(await world.accepted()).id for _ in range(25)]
    await world.accepted(account=OTHER)
    account = (await world.store.find(OTHER))[0].message.account
    assert account == OTHER
    seen, before = [], 0
    while page := await world.store.find("1000000000000001", before=before, limit=10):
        seen += [stored.message.id for stored in page]
        before = seen[-1]
    assert seen == ids[::-1]


async def test_the_page_above_an_id_is_the_oldest_of_those_and_newest_first(world):
    ids = [(await world.accepted()).id for _ in range(10)]
    page = await world.store.find("1000000000000001", after=ids[3], limit=3)
    assert [stored.message.id for stored in page] == [ids[6], ids[5], ids[4]]
    page = await world.store.find("1000000000000001", after=ids[3], before=ids[6])
    assert [stored.message.id for stored in page] == [ids[5], ids[4]]
    assert await world.store.find("1000000000000001", after=ids[-1]) == []


async def test_a_recipient_narrows_the_list(world):
    wanted = [(await world.accepted(to="4479460000")).id for _ in range(3)]
    await world.accepted()
    await world.accepted(to="4479460000", account=OTHER)
    page = await world.store.find("1000000000000001", to="4479460000")
    assert [stored.message.id for stored in page] == wanted[::-1]
    page = await world.store.find("1000000000000001", to="4479460000", before=wanted[2], limit=1)
    assert [stored.message.id for stored in page] == [wanted[1]]
    page = await world.store.find("1000000000000001", to="4479460000", after=wanted[0], limit=1)
    assert [stored.message.id for stored in page] == [wanted[1]]


@pytest.mark.parametrize("limit", [0, -1])
async def test_no_page_is_asked_for_and_none_is_given(world, limit):
    await world.accepted()
    assert await world.store.find("1000000000000001", limit=limit) == []


async def test_reads_see_what_a_call_before_them_has_stored(world):
    for _ in range(20):
        message = await world.accepted()
        assert (await world.store.find(message.account, limit=1))[0].message.id == message.id
