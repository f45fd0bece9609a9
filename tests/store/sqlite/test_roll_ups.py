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


async def test_old_minutes_are_folded_into_their_hours_and_their_days_stay(world):
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
    assert minutes(world)[0] == first + 2, "two a minute, so that no commit moves much"
    world.advance(MINUTE_MS)
    await world.accepted()
    assert minutes(world) == [world.clock.now // MINUTE_MS - 1, world.clock.now // MINUTE_MS]
    assert minutes(world, "time_minute") == []
    assert misses(world.store._file.reading()) == []
    hours = world.store._file.reading().execute("SELECT hour, state, messages FROM roll_up_hour").fetchall()
    assert hours == [(first // 60, "delivered", 4)]
    took = world.store._file.reading().execute("SELECT hour, what, sum(messages) FROM time_hour GROUP BY 1, 2")
    assert took.fetchall() == [(first // 60, "receipt", 4), (first // 60, "submit", 4)]
    rows = await world.store.days(0, 30_000, limit=100)
    assert sum(row.counts.messages for row in rows) == 7


async def test_what_changes_after_its_minute_was_folded_changes_the_hour(world):
    """Also while the minute waits to be folded: the two tables add up."""
    folded = await world.submitted("folded", validity_until=world.clock.now + 20 * DAY_MS)
    for n in range(3):
        world.advance(MINUTE_MS)
        await world.submitted(f"waits{n}", validity_until=world.clock.now + 20 * DAY_MS)
    world.advance(3 * HOUR_MS)
    await world.accepted()
    assert minutes(world)[:2] == [folded.accepted_at // MINUTE_MS + 2, folded.accepted_at // MINUTE_MS + 3]
    await world.store.receipts([world.receipt(key) for key in ("folded", "waits1", "waits2")])
    hour = folded.accepted_at // HOUR_MS
    found = await world.store.outcomes(Span(Step.HOUR, hour, hour))
    states = {}
    for row in found:
        states[row.state] = states.get(row.state, 0) + row.messages
    assert {state: count for state, count in states.items() if count} == {"delivered": 3, "submitted": 1}
    assert misses(world.store._file.reading()) == []
    took = await world.store.times(Span(Step.HOUR, hour, hour))
    assert sum(row.messages for row in took if row.what == "receipt") == 3


async def test_hours_are_forgotten_after_two_months(world):
    await world.submitted("a")
    world.advance(6 * HOUR_MS)
    await world.accepted()
    world.advance(64 * DAY_MS)
    await world.accepted()
    kept = world.store._file.reading().execute("SELECT count(*) FROM roll_up_hour").fetchone()
    assert kept == (0,)
    assert world.store._file.reading().execute("SELECT count(*) FROM time_hour").fetchone() == (0,)


async def test_a_message_older_than_the_hours_changes_its_day_only(world):
    life = Life((Segment(1, due=world.clock.now),), day=20_000)
    message = await world.submitted("late", life=life, validity_until=world.clock.now + 90 * DAY_MS)
    old = world.clock.now // MINUTE_MS
    world.advance(64 * DAY_MS)
    await world.store.receipts([world.receipt("late")])
    [row] = await world.store.days(20_000, 20_000, limit=10)
    assert (row.key.state, row.counts.messages) == ("delivered", 1)
    kept = world.store._file.reading().execute(
        "SELECT state, messages FROM roll_up_minute WHERE minute = ? AND messages != 0", (old,)
    )
    assert kept.fetchall() == [("submitted", 1)]
    assert world.store._file.reading().execute("SELECT * FROM roll_up_hour").fetchall() == []
    assert (await world.stored(message)).message.segments[0].attempts[0].taken


async def test_a_store_from_before_hours_has_its_old_minutes_in_them():
    file = sqlite3.connect(":memory:", isolation_level=None)
    file.executescript((FIXTURES / "0009.sql").read_text())
    newest = file.execute("SELECT max(minute) FROM roll_up_minute").fetchone()[0]
    for minute, messages in ((newest - 600, 5), (newest - 599, 7), (newest - 60, 11)):
        file.execute(
            "INSERT INTO roll_up_minute VALUES (0, ?, '1', 'HK', 'a', 'delivered', 'DELIVRD', 'EUR', ?, 1, 1, 1)",
            (minute, messages),
        )
        file.execute("INSERT INTO time_minute VALUES (0, ?, '1', 'HK', 'a', 'submit', 10, ?)", (minute, messages))
    migrate(file)
    hours = {"roll_up_hour": 12, "time_hour": 12, "time_day": 23}
    for table, messages in hours.items():
        assert file.execute(f"SELECT sum(messages) FROM {table}").fetchone() == (messages,), table
    for table in ("roll_up_minute", "time_minute"):
        kept = file.execute(f"SELECT sum(messages) FROM {table} WHERE account = '1'").fetchone()
        assert kept == (11,), table
    file.close()
