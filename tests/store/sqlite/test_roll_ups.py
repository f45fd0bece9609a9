"""If this fails, the figures by minute grow without end, or an old message makes them wrong."""

from heliograph.sms.message import Life, Segment

ACCOUNT = "1000000000000001"
MINUTE_MS = 60_000
DAY_MS = 86_400_000


def minutes(world, table="roll_up_minute"):
    rows = world.store._file.reading().execute(f"SELECT DISTINCT minute FROM {table} ORDER BY minute")
    return [minute for (minute,) in rows]


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
