"""If this fails, a new subscription is not pushed to, a removed one still is, or one slow subscriber blocks another."""

import asyncio
import json

import pytest

from heliograph.identity.seal import bound_to_record
from heliograph.push.engine import PushEngine
from heliograph.push.settings import PushSettings
from heliograph.store.records import Change
from heliograph.store.told import subscriber_of
from memory_identities import seal_of
from push_shop import ACCOUNT, LOOPBACK, SUBSCRIBER, loopback


@pytest.fixture
async def engine(shop):
    made = PushEngine(
        shop.store,
        shop.store,
        seal_of(),
        clock=shop.clock,
        metrics=shop.metrics,
        settings=PushSettings(10.0, LOOPBACK),
        recent=shop.recent,
        lookup=loopback,
    )
    shop.on_told.append(made.work)
    made.start()
    yield made
    await made.stop(5)


async def test_a_new_subscription_is_pushed_to_and_signed_with_its_secret(shop, subscriber, engine):
    sealed = seal_of().seal(b"key", bound_to_record("subscription", ACCOUNT, "shop"))
    await shop.subscribe(subscriber.url, sealed_secret=sealed)
    engine.changed()
    await shop.ended()
    (got,) = await subscriber.until(1)
    assert got.headers["x-heliograph-signature"].startswith("v1=")
    await shop.quiet()


async def test_what_waited_before_the_start_is_pushed(shop, subscriber):
    await shop.subscribe(subscriber.url)
    await shop.ended(3)
    made = PushEngine(
        shop.store,
        shop.store,
        seal_of(),
        clock=shop.clock,
        metrics=shop.metrics,
        settings=PushSettings(10.0, LOOPBACK),
        recent=shop.recent,
        lookup=loopback,
    )
    made.start()
    await shop.quiet()
    await made.stop(5)
    assert len(json.loads(subscriber.got[0].body)) == 3


async def test_one_subscriber_that_stalls_does_not_block_another(shop, subscriber, engine):
    async def stall(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(stall, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await shop.subscribe(f"http://127.0.0.1:{port}/", "slow", in_flight=4)
    await shop.subscribe(subscriber.url)
    engine.changed()
    for _ in range(10):
        await shop.ended()
    await shop.quiet()
    assert (await shop.store.waiting(subscriber_of(ACCOUNT, "slow"))).undone == 10
    await engine.stop(0)
    server.close()


async def test_a_paused_one_gets_all_of_it_when_it_is_resumed(shop, subscriber, engine):
    await shop.subscribe(subscriber.url, paused=True)
    engine.changed()
    await shop.ended(2)
    await shop.subscribe(subscriber.url, "other")
    engine.changed()
    await shop.ended()
    await shop.quiet("other")
    assert [len(json.loads(got.body)) for got in subscriber.got] == [1]
    await shop.subscribe(subscriber.url)
    engine.changed()
    await shop.quiet()
    assert sum(len(json.loads(got.body)) for got in subscriber.got) == 4


async def test_what_a_removed_one_had_still_to_get_is_cleared_away(shop, subscriber, engine):
    await shop.subscribe(subscriber.url, paused=True)
    await shop.ended(5)
    await shop.store.change([Change("subscription", ACCOUNT, "shop", None)])
    engine.changed()

    async def gone() -> bool:
        return await shop.store.told_to() == []

    await shop.until(gone)
    assert (await shop.store.waiting(SUBSCRIBER)).undone == 0
    assert subscriber.got == []


async def test_a_record_that_cannot_be_read_stops_no_other(shop, subscriber, engine):
    await shop.store.change([Change("subscription", ACCOUNT, "bad", b"{")])
    await shop.subscribe("http://127.0.0.1:1/", "sealed-elsewhere", sealed_secret=b"other")
    await shop.subscribe(subscriber.url)
    engine.changed()
    await shop.ended()
    await shop.quiet()
    assert len(subscriber.got) == 1
