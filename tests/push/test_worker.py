"""If this fails, a receipt is lost, comes too often, out of order, or one bad day of a subscriber loses its reports."""

import asyncio
import hmac
import json
from hashlib import sha256

import pytest

from heliograph.push.settings import PushSettings
from heliograph.push.worker import Figures, Worker
from heliograph.store.port import Inbound, Said
from heliograph.store.told import Kind
from push_shop import LOOPBACK, SUBSCRIBER, loopback

FAIL = b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
async def working(shop, subscriber):
    """Starts a worker with what a test wants of its subscription."""
    workers = []

    async def start(timeout_seconds: float = 10.0, secret: bytes = b"", allowed=LOOPBACK, **changes):
        subscription = await shop.subscribe(subscriber.url, **changes)
        worker = Worker(
            SUBSCRIBER,
            subscription,
            secret,
            shop.store,
            clock=shop.clock,
            lookup=loopback,
            settings=PushSettings(timeout_seconds, allowed),
            figures=Figures(shop.metrics),
            recent=shop.recent,
        )
        shop.on_told.append(lambda name: worker.work())
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        await worker.stop(5)


def ids(got) -> list[int]:
    return [int(report["MessageId"]) for report in json.loads(got.body)]


async def test_a_report_is_pushed_and_done(shop, subscriber, working):
    await working(secret=b"key")
    (message,) = await shop.ended()
    (got,) = await subscriber.until(1)
    assert got.line == "POST /receipts?from=helio HTTP/1.1"
    assert ids(got) == [message]
    assert got.headers["content-type"] == "application/json;charset=UTF-8"
    timestamp = got.headers["x-heliograph-timestamp"]
    expected = hmac.new(b"key", f"{timestamp}.".encode() + got.body, sha256).hexdigest()
    assert got.headers["x-heliograph-signature"] == f"v1={expected}"
    await shop.quiet()
    assert shop.figure("heliograph_push_told_total") == 1


async def test_a_push_is_remembered_by_the_messages_in_it(shop, subscriber, working):
    subscriber.replies = [FAIL]
    await working(schedule="1")
    (message,) = await shop.ended()
    await subscriber.until(1)
    await shop.quiet()
    pushed = shop.recent.of_message(message)
    assert pushed[0][0] == SUBSCRIBER
    assert pushed[0][1].outcome
    assert shop.recent.of_message(message + 1) == []


async def test_what_waits_goes_in_batches_oldest_first(shop, subscriber, working):
    await shop.subscribe(subscriber.url)
    messages = await shop.ended(7)
    await working(batch_size=3)
    got = await subscriber.until(3)
    assert [ids(one) for one in got] == [messages[:3], messages[3:6], messages[6:]]


async def test_no_more_posts_are_under_way_than_it_wants(shop, subscriber, working):
    subscriber.gate = asyncio.Event()
    await shop.subscribe(subscriber.url)
    await shop.ended(10)
    await working(batch_size=1, in_flight=3)
    await subscriber.until(3)
    assert subscriber.most_at_once == 3
    subscriber.gate.set()
    await shop.quiet()
    assert subscriber.most_at_once == 3
    assert len(subscriber.got) == 10


@pytest.mark.parametrize("reply", [FAIL, b"", b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"code":1}'])
async def test_what_was_not_confirmed_comes_again_with_the_same_key(shop, subscriber, working, reply):
    subscriber.replies = [reply]
    await working(schedule="1,1")
    (message,) = await shop.ended()
    first, second = await subscriber.until(2)
    assert ids(first) == ids(second) == [message]
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    await shop.quiet()
    assert len(subscriber.got) == 2


async def test_after_the_last_pause_it_is_a_dead_letter_and_the_next_report_goes_on(shop, subscriber, working):
    subscriber.replies = [FAIL, FAIL]
    await working(schedule="1")
    (message,) = await shop.ended()

    async def given_up() -> bool:
        return (await shop.store.waiting(SUBSCRIBER)).dead == 1

    await shop.until(given_up)
    (dead,) = await shop.store.dead(SUBSCRIBER)
    assert (dead.telling.key.message, dead.telling.attempts) == (message, 2)
    assert shop.figure("heliograph_push_given_up_total") == 1
    (later,) = await shop.ended()
    assert ids((await subscriber.until(3))[-1]) == [later]
    assert await shop.store.redrive(SUBSCRIBER) == 1
    assert ids((await subscriber.until(4))[-1]) == [message]
    await shop.quiet()


async def test_a_lease_holds_for_the_posts_of_both_kinds(shop, subscriber, working):
    subscriber.gate = asyncio.Event()
    await shop.subscribe(subscriber.url)
    await shop.ended()
    await shop.store.inbound([Inbound("net", "k", shop.clock.steady_ms(), b"", Said("852", "10690", b"STOP"))])
    begun = shop.clock.steady_ms()
    await working(timeout_seconds=10.0)
    await subscriber.until(1)
    assert await shop.store.next_told(SUBSCRIBER) >= begun + 2 * 10_000
    subscriber.gate.set()
    await shop.quiet()
    assert [next(iter(json.loads(got.body)[0])) for got in subscriber.got] == ["To", "phone_number"]


async def test_every_attempt_is_in_the_log(shop, subscriber, working):
    subscriber.replies = [FAIL, None]
    await working(timeout_seconds=0.3, schedule="1,1")
    (message,) = await shop.ended()
    await shop.quiet()

    async def logged() -> bool:
        return len(await shop.store.attempts(SUBSCRIBER)) == 3

    await shop.until(logged)
    attempts = await shop.store.attempts(SUBSCRIBER)
    assert [(one.status, one.outcome) for one in attempts] == [
        (200, ""),
        (0, attempts[1].outcome),
        (500, "HTTP 500, not 200"),
    ]
    assert attempts[1].outcome.startswith("no reply within")
    assert {(one.kind, one.count, one.first) for one in attempts} == {(Kind.REPORT, 1, message)}


async def test_an_address_inside_is_never_connected_to(shop, subscriber, working):
    await working(allowed=(), schedule="60")
    await shop.ended()

    async def logged() -> bool:
        return len(await shop.store.attempts(SUBSCRIBER)) == 1

    await shop.until(logged)
    (attempt,) = await shop.store.attempts(SUBSCRIBER)
    assert "push.allow" in attempt.outcome
    assert subscriber.connections == 0


async def test_an_outage_does_not_burn_the_attempts_of_what_waits(shop, subscriber, working):
    subscriber.replies = [FAIL] * 2
    await shop.subscribe(subscriber.url)
    await shop.ended(40)
    await working(batch_size=1, in_flight=4, schedule="1,1,1")
    await shop.quiet()
    assert len(subscriber.got) == 42
    assert (await shop.store.waiting(SUBSCRIBER)).dead == 0


async def test_a_stop_waits_for_the_post_under_way(shop, subscriber, working):
    subscriber.gate = asyncio.Event()
    worker = await working()
    await shop.ended()
    await subscriber.until(1)
    stopping = asyncio.ensure_future(worker.stop(30))
    subscriber.gate.set()
    await stopping
    await shop.quiet()
    assert len(subscriber.got) == 1


async def test_a_store_that_is_away_for_a_moment_loses_no_confirmation(shop, subscriber, working, monkeypatch):
    from heliograph.store.port import Unavailable

    done, fails = shop.store.done, [1, 1]

    async def failing(keys):
        if fails:
            fails.pop()
            raise Unavailable("away")
        return await done(keys)

    monkeypatch.setattr(shop.store, "done", failing)
    await working()
    await shop.ended()
    await shop.quiet()
    assert fails == []
    assert len(subscriber.got) == 1
