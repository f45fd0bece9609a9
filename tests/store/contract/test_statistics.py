"""If this fails, a dashboard shows other figures than the messages come to, or another account's."""

import msgspec
import pytest

from heliograph.sms.message import Life, Segment
from heliograph.sms.statistics import Step
from heliograph.store.roll_ups import Span, Undone

ACCOUNT = "1000000000000001"
OTHER_ACCOUNT = "2000000000000002"
MINUTE_MS = 60_000
OFFSET = 480

HISTORY_HOURS = 5


def span_of(world, step, since, **narrower):
    return Span(step, step.at(since, OFFSET), step.at(world.clock.now, OFFSET), **narrower)


PLACES = {"at": 0, "country": 1, "carrier": 2, "state": 3, "what": 3, "code": 4, "below": 4}


def sums(rows, *names):
    found = {}
    for row in rows:
        key = tuple(row[PLACES[name]] for name in names)
        found[key] = found.get(key, 0) + row[-1]
    return {key: count for key, count in found.items() if count}


@pytest.fixture
async def history(world):
    """Messages of two accounts over some hours; since when."""
    since = world.clock.now
    for n in range(4 * HISTORY_HOURS):
        account = OTHER_ACCOUNT if n % 3 == 0 else ACCOUNT
        country, lane = ("HK", "SG", "")[n % 3], ("net-one", "net-two")[n % 2]
        day = Step.DAY.at(world.clock.now, OFFSET)
        life = Life((Segment(1, due=world.clock.now),), country=country, billed=1, day=day)
        message = await world.accepted(life=life, account=account, lane=lane)
        world.advance(40 * (n + 1))
        if n % 4:
            await world.claim(lane=lane)
            await world.settle(message, world.ok(f"k{n}"))
            if n % 4 > 1:
                world.advance(1_000)
                await world.store.receipts([msgspec.structs.replace(world.receipt(f"k{n}"), carrier=lane)])
        world.advance(15 * MINUTE_MS)
    return since


@pytest.mark.parametrize("step", [Step.HOUR, Step.DAY])
async def test_each_message_is_counted_once_where_it_is(world, history, step):
    rows = await world.store.outcomes(span_of(world, step, history))
    assert sums(rows, "state", "code") == {
        ("accepted", ""): 5,
        ("submitted", ""): 5,
        ("delivered", "DELIVRD"): 10,
    }
    assert sum(sums(rows, "at").values()) == 4 * HISTORY_HOURS


async def test_minutes_and_hours_say_the_same_of_what_both_have(world, history):
    since = world.clock.now - 110 * MINUTE_MS
    minutes = await world.store.outcomes(span_of(world, Step.MINUTE, since))
    whole = set(range(since // 3_600_000 + 1, world.clock.now // 3_600_000 + 1))
    hours = await world.store.outcomes(span_of(world, Step.HOUR, since))
    by_minute = {}
    for at, country, carrier, state, _, messages in minutes:
        if at // 60 in whole:
            key = (at // 60, country, carrier, state)
            by_minute[key] = by_minute.get(key, 0) + messages
    assert by_minute
    by_hour = sums(hours, "at", "country", "carrier", "state")
    assert {key: count for key, count in by_hour.items() if key[0] in whole} == by_minute


@pytest.mark.parametrize("step", [Step.HOUR, Step.DAY])
@pytest.mark.parametrize(
    "narrower",
    [{"account": ACCOUNT}, {"account": OTHER_ACCOUNT}, {"country": "SG"}, {"country": ""}, {"carrier": "net-two"},
     {"account": ACCOUNT, "country": "SG", "carrier": "net-one"}, {"account": "3"}],
)  # fmt: skip
async def test_a_span_can_be_narrowed(world, history, step, narrower):
    everything = await world.store.outcomes(span_of(world, step, history))
    accounts = [ACCOUNT, OTHER_ACCOUNT]
    found = await world.store.outcomes(span_of(world, step, history, **narrower))
    wide = {name: value for name, value in narrower.items() if name != "account"}
    expected = [row for row in everything if all(row[PLACES[name]] == value for name, value in wide.items())]
    if "account" in narrower:
        of = [await world.store.outcomes(span_of(world, step, history, account=one, **wide)) for one in accounts]
        assert sums([*of[0], *of[1]], "at", "state") == sums(expected, "at", "state"), "no row is in none, or in two"
        assert found == (of[accounts.index(narrower["account"])] if narrower["account"] in accounts else [])
    else:
        assert sums(found, "at", "state") == sums(expected, "at", "state")


@pytest.mark.parametrize("step", [Step.HOUR, Step.DAY])
async def test_times_are_those_of_the_same_span(world, history, step):
    rows = await world.store.times(span_of(world, step, history))
    assert sum(sums([row for row in rows if row[3] == "submit"], "at").values()) == 15
    assert sums([row for row in rows if row[3] == "receipt"], "below") == {(1_000,): 10}
    own = await world.store.times(span_of(world, step, history, account=ACCOUNT))
    others = await world.store.times(span_of(world, step, history, account=OTHER_ACCOUNT))
    assert sums([*own, *others], "at", "what", "below") == sums(rows, "at", "what", "below")
    together = await world.store.times(span_of(world, step, history), apart=False)
    assert sums(together, "what", "below") == sums(rows, "what", "below")
    assert {row[1:3] for row in together} == {("", "")}
    narrow = await world.store.times(span_of(world, step, history, country="SG", carrier="net-two"))
    assert {row[1:3] for row in narrow} == {("SG", "net-two")}


async def test_what_is_to_be_done_is_told_by_account_and_carrier(world):
    start = world.clock.now
    assert await world.store.undone() == Undone(0, 0, 0)
    await world.accepted(lane="net-one", segments=2)
    world.advance(1_000)
    await world.accepted(lane="net-two")
    await world.accepted(lane="net-two", account=OTHER_ACCOUNT, due=world.clock.now + 500)
    assert await world.store.undone() == Undone(4, 0, start)
    assert await world.store.undone(carrier="net-two") == Undone(2, 0, start + 1_000)
    assert await world.store.undone(OTHER_ACCOUNT) == Undone(1, 0, start + 1_500)
    assert await world.store.undone(OTHER_ACCOUNT, "net-one") == Undone(0, 0, 0)
    await world.claim(1)
    await world.claim(1, lane="net-two")
    assert await world.store.undone() == Undone(2, 2, start)
    assert await world.store.undone(ACCOUNT) == Undone(1, 2, start)
    assert await world.store.undone(ACCOUNT, "net-two") == Undone(0, 1, 0)
    assert await world.store.undone(OTHER_ACCOUNT) == Undone(1, 0, start + 1_500)
