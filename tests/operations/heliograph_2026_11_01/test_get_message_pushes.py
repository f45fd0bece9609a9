"""If these fail, a customer is told that their receipt went out when it did not, or does not see why it did not."""

import json

import pytest

from heliograph.operations.heliograph_2026_11_01.get_message_pushes import get_message_pushes
from heliograph.sms.message import Attempt as HandOver
from heliograph.sms.message import Segment, State
from heliograph.store.records import Change
from heliograph.store.told import Attempt, Kind, Owed, subscriber_of

ACCOUNT = "1000000000000001"
NOW = 1_795_000_000_000
SHOP = subscriber_of(ACCOUNT, "shop")
DELIVERED = Segment(1, attempts=(HandOver(1, "simulator", State.DELIVERED, "7", NOW, NOW, "DELIVERED"),))


async def subscribe(bench, key="shop", account=ACCOUNT, **changes):
    body = {
        "id": key,
        "kind": "http",
        "url": "http://shop/receipts",
        "receipts": ["SmsReport"],
        "made_at": NOW - 1,
        **changes,
    }
    await bench.records.change([Change("subscription", account, key, json.dumps(body).encode())])


async def pushes(bench):
    reply = await bench.call(get_message_pushes, MessageId="5")
    assert reply.code == "OK"
    return reply.fields["Pushes"]


async def test_what_waits_says_how_often_it_was_tried_and_when_next(bench, held):
    bench.store.holds = [held(DELIVERED)]
    await subscribe(bench)
    bench.told.owing[SHOP, 5] = Owed(3, NOW + 60_000, 0)
    bench.told.pushed = [(SHOP, Attempt(NOW, 84, Kind.REPORT, 25, 5, 500, "HTTP status 500"))]
    [row] = await pushes(bench)
    assert (row["State"], row["Tries"], row["Url"]) == ("waiting", "3", "http://shop/receipts")
    assert row["NextDate"].endswith("+0800")
    [attempt] = row["Attempts"]
    assert (attempt["Outcome"], attempt["HttpStatus"], attempt["Milliseconds"]) == ("failed", "500", "84")
    assert attempt["Reason"] == "HTTP status 500"


async def test_what_was_given_up_is_dead(bench, held):
    bench.store.holds = [held(DELIVERED)]
    await subscribe(bench)
    bench.told.owing[SHOP, 5] = Owed(9, None, NOW)
    [row] = await pushes(bench)
    assert row["State"] == "dead"
    assert "NextDate" not in row


@pytest.mark.parametrize(
    ("segment", "changes", "states"),
    [
        (DELIVERED, {}, ["told"]),
        (Segment(1), {}, ["early"]),
        (DELIVERED, {"made_at": NOW + 1}, []),
        (DELIVERED, {"receipts": ["SmsUp"]}, []),
        (DELIVERED, {"kind": "smpp", "url": ""}, []),
        (DELIVERED, {"kind": "queue", "url": ""}, ["told"]),
    ],
)
async def test_what_is_owed_to_nobody_was_told_or_was_never_owed(bench, held, segment, changes, states):
    bench.store.holds = [held(segment)]
    await subscribe(bench, **changes)
    assert [row["State"] for row in await pushes(bench)] == states


async def test_a_push_that_was_confirmed_counts_though_the_subscription_was_changed_since(bench, held):
    bench.store.holds = [held(DELIVERED)]
    await subscribe(bench, made_at=NOW + 1)
    bench.told.pushed = [(SHOP, Attempt(NOW, 84, Kind.REPORT, 25, 5, 200, ""))]
    [row] = await pushes(bench)
    assert (row["State"], row["Attempts"][0]["Outcome"]) == ("told", "confirmed")


@pytest.mark.parametrize("kind", ["queue", "smpp"])
async def test_what_was_taken_says_when(bench, held, kind):
    bench.store.holds = [held(DELIVERED)]
    await subscribe(bench, kind=kind, url="")
    bench.told.pushed = [(SHOP, Attempt(NOW, 0, Kind.REPORT, 2, 5, 0, ""))]
    [row] = await pushes(bench)
    [attempt] = row["Attempts"]
    assert (row["State"], attempt["Outcome"], attempt["Timestamp"]) == ("told", "confirmed", str(NOW))
    assert "Milliseconds" not in attempt


async def test_subscriptions_of_others_are_not_looked_at(bench, held):
    bench.store.holds = [held(DELIVERED)]
    await subscribe(bench, account="2000000000000002")
    assert await pushes(bench) == []
    assert (await bench.call(get_message_pushes, MessageId="6")).code == "DATA_NOT_EXIST"
