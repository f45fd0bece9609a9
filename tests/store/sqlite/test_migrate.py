"""If this fails, a store written by an earlier release cannot be opened, or an older release spoils a newer store."""

import sqlite3
from pathlib import Path

import pytest

from heliograph.sms.message import State, message_state
from heliograph.store.port import Nonce, Recovery
from heliograph.store.sqlite import NewerSchema
from heliograph.store.sqlite.migrate import migrate, version_of, versions

FIXTURES = Path(__file__).parents[1] / "fixtures"
ACCOUNT = "1000000000000001"


def test_every_schema_version_has_a_fixture_and_none_is_missing_in_between():
    numbers = list(versions())
    assert numbers == list(range(1, len(numbers) + 1))
    assert [int(file.stem) for file in sorted(FIXTURES.glob("*.sql"))] == numbers


@pytest.mark.parametrize("version", versions())
async def test_a_store_of_every_version_opens_and_works(world, version):
    await world.store.close()
    (world.folder / "messages.sqlite3").unlink()
    old = sqlite3.connect(world.folder / "messages.sqlite3")
    old.executescript((FIXTURES / f"{version:04}.sql").read_text())
    assert version_of(old) == version
    old.close()
    world.advance(60_000)
    recovery = await world.begin()
    found = await world.store.find(ACCOUNT)
    states = [message_state(stored.message) for stored in found]
    assert states == [State.ACCEPTED, State.IN_DOUBT, State.IN_DOUBT, State.SUBMITTED, State.DELIVERED]
    assert recovery == Recovery(doubted=1, settled=0, waiting=2, id_floor=found[0].message.id)
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["nonce-1"]
    await world.store.receipts([world.receipt("c-2")])
    assert await world.state(found[3].message) is State.DELIVERED
    assert {claim.message.id for claim in await world.claim()} == {found[0].message.id}
    await world.accept(world.message(), nonce=Nonce("key", "nonce-2", world.clock.now + 1_000))
    assert await world.store.wake(10) == 1


async def test_a_newer_store_is_left_alone(world):
    message = await world.accepted()
    await world.store.close()
    file = sqlite3.connect(world.folder / "messages.sqlite3")
    newest = max(versions()) + 1
    file.execute("INSERT INTO schema_version VALUES (?)", (newest,))
    file.commit()
    with pytest.raises(NewerSchema, match=f"schema {newest}"):
        await world.begin()
    file.execute("DELETE FROM schema_version WHERE version = ?", (newest,))
    file.commit()
    file.close()
    await world.begin()
    assert await world.state(message) is State.ACCEPTED


async def test_statistics_that_somebody_collected_are_forgotten(world):
    message = await world.accepted()
    await world.store.close()
    file = sqlite3.connect(world.folder / "messages.sqlite3")
    file.execute("ANALYZE")
    file.close()
    await world.begin()
    assert await world.state(message) is State.ACCEPTED
    named = "SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'"
    assert world.store._file.reading().execute(named).fetchall() == []


def test_a_step_that_fails_half_way_has_not_happened(monkeypatch):
    file = sqlite3.connect(":memory:", isolation_level=None)
    migrate(file)
    newest = max(versions())
    steps = {**versions(), newest + 1: "CREATE TABLE extra (id INTEGER); SELECT nonsense FROM nowhere"}
    monkeypatch.setattr("heliograph.store.sqlite.migrate.versions", lambda: steps)
    with pytest.raises(sqlite3.OperationalError):
        migrate(file)
    file.execute("ROLLBACK")
    assert version_of(file) == newest
    assert file.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'").fetchone() == (0,)
    file.close()


def test_running_it_again_changes_nothing():
    file = sqlite3.connect(":memory:", isolation_level=None)
    migrate(file)
    before = list(file.iterdump())
    migrate(file)
    assert list(file.iterdump()) == before
    file.close()
