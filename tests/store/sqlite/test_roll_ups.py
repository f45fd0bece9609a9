"""If this fails, the figures by minute grow without end, or an old message makes them wrong."""

import sqlite3
from pathlib import Path

from heliograph.sms.message import Life, Segment
from heliograph.sms.statistics import Step
from heliograph.store.roll_ups import Span
from heliograph.store.sqlite.migrate import migrate
from recount import misses

ACCOUNT = "1000000000000001"
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
FIXTURES = Path(__file__).parents[1] / "fixtures"


def minutes(world, table="roll_up_minute"):
    rows = world.store._file.reading().execute(f"SELECT DISTINCT minute FROM {table} ORDER BY minute")
    return [minute for (minute,) in rows]


def hours(world):
    rows = world.store._file.reading().execute("SELECT hour, state, messages FROM roll_up_hour WHERE messages != 0")
    return rows.fetchall()


async def test_minutes_go_after_a_week_and_their_days_stay(world):
    first = world.clock.now // MINUTE_MS
    for n in range(4):
        await world.submitted(f"k{n}")
        await world.store.receipts([world.receipt(f"k{n}")])
        world.advance(MINUTE_MS)
    assert minutes(world) == minutes(world, "time_minute") == [first, first + 1, first + 2, first + 3]
    world.advance(8 * DAY_MS)
    await world.accepted()
    assert minutes(world) == [first + 2, first + 3, world.clock.now // MINUTE_MS]
    await world.accepted()
    assert minutes(world)[0] == first + 2, "two a minute, so that no commit removes much"
    world.advance(MINUTE_MS)
    await world.accepted()
    assert minutes(world) == [world.clock.now // MINUTE_MS - 1, world.clock.now // MINUTE_MS]
    assert minutes(world, "time_minute") == []
    rows = await world.store.days(0, 30_000, limit=100)
    assert sum(row.counts.messages for row in rows) == 7


async def test_a_message_older_than_the_minutes_changes_its_day_only(world):
    life = Life((Segment(1, due=world.clock.now),), day=20_000)
    message = await world.submitted("late", life=life, validity_until=world.clock.now + 20 * DAY_MS)
    old = world.clock.now // MINUTE_MS
    world.advance(8 * DAY_MS)
    await world.store.receipts([world.receipt("late")])
    [row] = await world.store.days(20_000, 20_000, limit=10)
    assert (row.key.state, row.counts.messages) == ("delivered", 1)
    kept = world.store._file.reading().execute(
        "SELECT state, messages FROM roll_up_minute WHERE minute = ? AND messages != 0", (old,)
    )
    assert kept.fetchall() == [("submitted", 1)]
    assert (await world.stored(message)).message.segments[0].attempts[0].taken


async def test_minutes_are_folded_into_their_hours_once(world):
    first = world.clock.now // MINUTE_MS
    for n in range(4):
        await world.submitted(f"k{n}")
        await world.store.receipts([world.receipt(f"k{n}")])
        world.advance(MINUTE_MS)
    assert hours(world) == []
    world.advance(3 * HOUR_MS)
    await world.accepted()
    assert hours(world) == [(first // 60, "delivered", 2)], "two a minute, so that no commit moves much"
    await world.accepted()
    assert hours(world) == [(first // 60, "delivered", 2)]
    for _ in range(3):
        world.advance(MINUTE_MS)
        await world.accepted()
        assert misses(world.store._file.reading()) == []
    assert hours(world) == [(first // 60, "delivered", 4)]
    took = world.store._file.reading().execute("SELECT hour, what, sum(messages) FROM time_hour GROUP BY 1, 2")
    assert took.fetchall() == [(first // 60, "receipt", 4), (first // 60, "submit", 4)]
    found = await world.store.outcomes(Span(Step.HOUR, first // 60, world.clock.now // HOUR_MS))
    assert sum(row[-1] for row in found) == 9


async def test_what_changes_after_its_minute_was_folded_changes_both(world):
    """Also while some minutes of the hour are folded and others are not."""
    folded = await world.submitted("folded", validity_until=world.clock.now + 20 * DAY_MS)
    for n in range(3):
        world.advance(MINUTE_MS)
        await world.submitted(f"waits{n}", validity_until=world.clock.now + 20 * DAY_MS)
    world.advance(3 * HOUR_MS)
    await world.accepted()
    hour = folded.accepted_at // HOUR_MS
    assert hours(world) == [(hour, "submitted", 2)]
    await world.store.receipts([world.receipt(key) for key in ("folded", "waits1", "waits2")])
    assert misses(world.store._file.reading()) == []
    states = {}
    for row in await world.store.outcomes(Span(Step.HOUR, hour, hour)):
        states[row[3]] = states.get(row[3], 0) + row[-1]
    assert {state: count for state, count in states.items() if count} == {"delivered": 3, "submitted": 1}
    took = await world.store.times(Span(Step.HOUR, hour, hour))
    assert sum(row[-1] for row in took if row[3] == "receipt") == 3


async def test_hours_are_right_after_a_long_rest(world):
    """Nothing was folded for a while; what changes first is older than the minutes that are kept."""
    message = await world.submitted("late", validity_until=world.clock.now + 30 * DAY_MS)
    world.advance(9 * DAY_MS)
    await world.store.receipts([world.receipt("late")])
    hour = message.accepted_at // HOUR_MS
    for _ in range(3):
        await world.accepted()
        world.advance(MINUTE_MS)
    states = {}
    for row in await world.store.outcomes(Span(Step.HOUR, hour, hour)):
        states[row[3]] = states.get(row[3], 0) + row[-1]
    assert {state: count for state, count in states.items() if count} == {"delivered": 1}
    assert minutes(world)[0] > hour * 60 + 59


async def test_hours_are_forgotten_after_two_months(world):
    first = world.clock.now // HOUR_MS
    await world.submitted("a")
    world.advance(6 * HOUR_MS)
    await world.accepted()
    assert [hour for hour, *_ in hours(world)] == [first]
    world.advance(64 * DAY_MS)
    await world.accepted()
    assert first not in [hour for hour, *_ in hours(world)]
    assert world.store._file.reading().execute("SELECT count(*) FROM time_hour").fetchone() == (0,)


async def test_a_store_from_before_hours_has_its_old_minutes_in_them():
    file = sqlite3.connect(":memory:", isolation_level=None)
    file.executescript((FIXTURES / "0009.sql").read_text())
    newest = file.execute("SELECT max(minute) FROM roll_up_minute").fetchone()[0]
    for minute, messages in ((newest - 600, 5), (newest - 599, 7), (newest - 20, 11)):
        file.execute(
            "INSERT INTO roll_up_minute VALUES (0, ?, '1', 'HK', 'a', 'delivered', 'DELIVRD', 'EUR', ?, 1, 1, 1)",
            (minute, messages),
        )
        file.execute("INSERT INTO time_minute VALUES (0, ?, '1', 'HK', 'a', 'submit', 10, ?)", (minute, messages))
    migrate(file)
    for table, messages in {"roll_up_hour": 12, "time_hour": 12, "time_day": 23, "time_minute": 23}.items():
        assert file.execute(f"SELECT sum(messages) FROM {table}").fetchone() == (messages,), table
    assert file.execute("SELECT * FROM folded").fetchall() == [(0, newest - 30)]
    file.close()
