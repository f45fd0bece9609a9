"""If these fail, a search wades through everybody's messages, or never comes to an end."""

import pytest

from heliograph.sms.search.grammar import Search, read_search
from heliograph.sms.search.match import Wanted, wanted_of
from heliograph.store.sqlite import walk
from heliograph.store.sqlite.walk import Walk

NOON = 1_795_521_600_000
ACCOUNT, OTHER_ACCOUNT = "1000000000000001", "2000000000000002"


def wanted(query: str) -> Wanted:
    search = read_search(query)
    assert isinstance(search, Search)
    return wanted_of(search, NOON, 480)


class Watched:
    """A connection that tells of each statement how SQLite goes about it."""

    def __init__(self, connection) -> None:  # type: ignore[no-untyped-def]
        self._connection = connection
        self.plans: list[str] = []

    def execute(self, statement, values=()):  # type: ignore[no-untyped-def]
        plan = self._connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        self.plans += [row[3] for row in plan]
        return self._connection.execute(statement, values)


def walked(world, query: str, **where: int) -> tuple[list[int], int, list[str]]:
    """What a walk to its end names, how many it looks at, and how."""
    connection = Watched(world.store._file.reading())
    walk = Walk(ACCOUNT, 0, wanted(query), minutes_since=NOON // 60_000 - 10_080, **where)
    ids, examined = [], 0
    for _ in range(1_000):
        step = walk.step(connection, 50, 1_000)
        ids += step.ids
        examined += step.examined
        if step.ended:
            return ids, examined, connection.plans
    raise AssertionError("a walk that never ends")


@pytest.mark.parametrize(
    "query", ["", "hello", "to:852", "to:85261234567", "id:5", "status:failed", "status:delivered"]
)
async def test_no_table_is_read_from_end_to_end(world, query):
    for n in range(5):
        await world.accepted(to=f"8526123456{n}")
    _, _, plans = walked(world, query)
    scanned = [one for one in plans if (one.startswith("SCAN") and "message" in one) or "SCAN body" in one]
    assert scanned == []
    assert not [one for one in plans if "roll_up" in one and one.startswith("SCAN")]


async def test_a_number_is_found_by_its_index_however_much_lies_above(world):
    wanted_id = (await world.accepted(to="6581234810")).id
    for _ in range(60):
        await world.accepted()
    assert walked(world, "to:6581")[:2] == ([wanted_id], 1)
    await world.accepted(to="6581999999")
    ids, examined, _ = walked(world, "to:6581")
    assert (len(ids), examined) == (2, 2)


async def test_a_prefix_of_very_many_is_looked_for_from_the_top(world, monkeypatch):
    monkeypatch.setattr(walk, "_GATHERED_MAX", 5)
    ids = [(await world.accepted(to=f"658123{n:04}")).id for n in range(9)]
    await world.accepted()
    found, examined, _ = walked(world, "to:658")
    assert found == ids[::-1]
    assert examined == 10


async def test_slices_grow_while_nothing_is_found(world, monkeypatch):
    monkeypatch.setattr(walk, "_SLICE_MIN", 2)
    for _ in range(40):
        await world.accepted()
    connection = world.store._file.reading()
    steps = Walk(ACCOUNT, 0, wanted("nothing"), minutes_since=0)
    sizes = [steps.step(connection, 50, 1_000).examined for _ in range(5)]
    assert sizes == [2, 4, 8, 16, 10]


async def test_a_day_is_jumped_over_wherever_the_operator_counts(world, monkeypatch):
    """Days are of the operator's offset, ids of UTC: none of a day may be missed at either end of it."""
    monkeypatch.setattr(walk, "_SLICE_MIN", 2)
    rare = []
    for hour in range(24 * 10):
        world.clock.now = NOON - 20 * 86_400_000 + hour * 3_600_000
        # Midnight of the operator is 16:00 in UTC.
        is_rare = hour // 24 in (2, 7) and hour % 24 in (0, 15, 16, 23)
        message = await world.accepted(lane="rare" if is_rare else "often")
        if is_rare:
            rare.append(message.id)
    world.clock.now = NOON
    ids, examined, _ = walked(world, "carrier:rare")
    assert ids == rare[::-1]
    # Of 240: the two days that have some, each with the day at either side, and what a slice takes beyond them.
    assert examined < 168


async def test_what_no_day_counts_is_asked_of_no_minute(world):
    for _ in range(5):
        await world.accepted()
    ids, examined, plans = walked(world, "code:NOSUCHCODE")
    assert (ids, examined) == ([], 0)
    assert any("roll_up_day" in one for one in plans)
    assert not any("roll_up_minute" in one for one in plans)


async def test_hours_without_any_are_jumped_over_below_the_last_of_a_day(world, monkeypatch):
    """What a day counts may lie above where the walk is: then it is the days before that tell."""
    monkeypatch.setattr(walk, "_SLICE_MIN", 2)
    rare = []
    for hour in range(24 * 5):
        world.clock.now = NOON - 5 * 86_400_000 + hour * 3_600_000
        is_rare = hour in (30, 115)
        message = await world.accepted(lane="rare" if is_rare else "often")
        if is_rare:
            rare.append(message.id)
    world.clock.now = NOON
    ids, examined, _ = walked(world, "carrier:rare")
    assert ids == rare[::-1]
    assert examined <= 8
