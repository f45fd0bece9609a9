"""If these fail, a search holds up sends, or a store that ends while somebody searches ends badly."""

import asyncio

import pytest

from heliograph.sms.search.grammar import Search, read_search
from heliograph.sms.search.match import Wanted, wanted_of
from heliograph.store.port import Unavailable
from heliograph.store.sqlite import search

ACCOUNT = "1000000000000001"


def wanted(query: str) -> Wanted:
    found = read_search(query)
    assert isinstance(found, Search)
    return wanted_of(found, 1_795_521_600_000, 480)


async def test_messages_are_stored_while_a_search_looks(world, monkeypatch):
    """The search is held where SQLite looks; accepts must not wait for it."""
    await world.accepted()
    looking, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    step = search.Walk.step

    def held(self, connection, **asked):
        loop.call_soon_threadsafe(looking.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(30)
        return step(self, connection, **asked)

    monkeypatch.setattr(search.Walk, "step", held)
    task = asyncio.create_task(world.store.search(ACCOUNT, wanted("hello")))
    async with asyncio.timeout(30):
        await looking.wait()
        for _ in range(20):
            await world.accepted()
        assert not task.done()
        go_on.set()
        assert (await task).messages


async def test_a_store_ends_while_somebody_searches(world):
    for _ in range(30):
        await world.accepted()
    tasks = [asyncio.create_task(world.store.search(ACCOUNT, wanted("nothing"))) for _ in range(30)]
    await asyncio.sleep(0)
    await world.store.close()
    async with asyncio.timeout(30):
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(one) for one in answers} <= {search.Found, Unavailable}
    await world.begin()


@pytest.mark.parametrize("count", [1, 49, 50, 51, 200])
async def test_a_page_is_read_in_small_pieces_and_whole(world, count):
    await world.store.accept([(world.message(request_id="one"), world.body()) for _ in range(count)])
    page = await world.store.search(ACCOUNT, wanted("hello"), limit=200)
    assert len(page.messages) == count
