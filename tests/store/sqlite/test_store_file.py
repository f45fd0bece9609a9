"""If this fails, kill -9 or a full disk loses a message that was answered with OK, or the store needs a restart."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from heliograph.clock import SystemClock
from heliograph.sms.message import State
from heliograph.store.port import Unavailable
from heliograph.store.sqlite import InUse, SqliteMessageStore
from heliograph.telemetry.metrics import Metrics

WRITER = Path(__file__).with_name("writer.py")
ACCOUNT = "1000000000000001"

#: Generous, because the machine may be busy; reached only when something is wrong.
PATIENCE_SECONDS = 30


class Writer:
    """The process of `writer.py`."""

    def __init__(self, folder: Path, mode: str, *options: str) -> None:
        arguments = [sys.executable, str(WRITER), str(folder), mode, *options]
        self.child = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.line() == "ready"

    def say(self, words: str) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write(words + "\n")
        self.child.stdin.flush()

    def line(self) -> str:
        assert self.child.stdout is not None
        return self.child.stdout.readline().strip()

    def accept(self, count: int) -> tuple[list[int], list[int]]:
        """Ids of the messages that were acknowledged, and of those that were answered with an error."""
        self.say(f"accept {count}")
        while not (line := self.line()).startswith("answers"):
            assert line.startswith("ok"), line
        answers = line.split()[1:]
        return [int(a) for a in answers if a[0] == "+"], [int(a[1:]) for a in answers if a[0] == "-"]

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.kill()
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()


async def opened(folder: Path) -> SqliteMessageStore:
    store = SqliteMessageStore(folder, clock=SystemClock(), metrics=Metrics(), mode="inline")
    await store.start()
    return store


@pytest.mark.parametrize("mode", ["inline", "thread"])
async def test_kill_nine_loses_nothing_that_was_acknowledged(tmp_path, mode):
    dice = random.Random(7)
    folder = tmp_path / "killed"
    acknowledged: list[int] = []
    for _ in range(4):
        with Writer(folder, mode, "claims") as writer:
            writer.say("forever 16")
            acknowledged += [int(writer.line().split()[1]) for _ in range(dice.randrange(50, 400))]
            os.kill(writer.child.pid, signal.SIGKILL)
            assert writer.child.stdout is not None
            # A last line may have been cut off by the kill: nobody was promised anything by half a line.
            acknowledged += [int(line.split()[1]) for line in writer.child.stdout if line.endswith("\n")]
    store = await opened(folder)
    missing = [message_id for message_id in acknowledged if await store.get(ACCOUNT, message_id) is None]
    await store.close()
    assert len(acknowledged) >= 200
    assert missing == []


@pytest.mark.parametrize("mode", ["inline", "thread"])
async def test_a_disk_that_fails_is_survived_without_a_restart(tmp_path, mode):
    folder = tmp_path / "failing"
    with Writer(folder, mode) as writer:
        pid = writer.child.pid
        acknowledged, refused = writer.accept(50)
        assert (len(acknowledged), refused) == (50, [])
        failed: list[int] = []
        unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        for slack in (4_096, 10_000, 40_000):
            largest = max(file.stat().st_size for file in folder.iterdir())
            # Every write beyond this many octets of a file fails from now on, as on a disk that is full or broken.
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + slack, unlimited[1]))
            refused = []
            for _ in range(40):
                done, refused = writer.accept(20)
                acknowledged += done
                failed += refused
                if refused:
                    break
            assert refused, "the disk never failed"
            resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
            # A file that could not be opened again at once is tried only now and then.
            deadline = time.monotonic() + PATIENCE_SECONDS
            again = refused
            while again and time.monotonic() < deadline:
                done, again = writer.accept(5)
                acknowledged += done
                failed += again
            assert not again, "the store did not come back"
    store = await opened(folder)
    for message_id in acknowledged:
        assert await store.get(ACCOUNT, message_id) is not None, "acknowledged and lost"
    claimed = {claim.message.id for claim in await store.claim("net-one", "test", 10_000)}
    await store.close()
    assert claimed == set(acknowledged), "what was answered with an error is handed over"
    assert not claimed & set(failed)


async def test_a_file_that_may_not_grow_is_unavailable_and_recovers(world):
    await world.accepted()
    writer = world.store._file._connections.writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    stored, full = [], None
    for _ in range(200):
        message = world.message()
        try:
            await world.accept(message)
        except Unavailable as error:
            full = error
            break
        stored.append(message)
    assert full is not None
    assert "full" in str(full)
    assert await world.store.get(message.account, message.id) is None
    writer = world.store._file._connections.writer
    writer.execute("PRAGMA max_page_count = 1073741823")
    await world.accept(message)
    assert {claim.message.id for claim in await world.claim(1_000)} >= {m.id for m in [*stored, message]}


async def test_a_full_disk_sinks_no_receipt_that_comes_with_the_message_that_fills_it(world, together):
    message = await world.submitted("c-1")
    writer = world.store._file._connections.writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    text = world.body("x" * 100_000)
    answers = await together(
        world.store.receipts([world.receipt("c-1")]), world.store.accept([(world.message(), text)])
    )
    assert [type(answer) for answer in answers] == [type(None), Unavailable]
    assert await world.state(message) is State.DELIVERED


async def test_a_second_process_is_told_who_has_the_folder(world):
    with pytest.raises(InUse, match=f"process {os.getpid()}"):
        await world.make().start()
    await world.accepted()
    await world.store.close()
    await world.begin()


async def test_only_the_owner_may_read_it(world):
    await world.accepted()
    assert world.folder.stat().st_mode & 0o777 == 0o700
    files = {file.name: file.stat().st_mode & 0o777 for file in world.folder.iterdir()}
    assert set(files) == {"heliograph.lock", "messages.sqlite3", "messages.sqlite3-wal", "messages.sqlite3-shm"}
    assert set(files.values()) == {0o600}


async def test_a_folder_that_was_open_to_others_is_closed_to_them(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    store = await opened(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    await store.close()


async def test_who_lost_the_fence_accepts_nothing_more(world):
    await world.accepted()
    with sqlite3.connect(world.folder / "messages.sqlite3") as other:
        other.execute("UPDATE fence SET token = token + 1")
    other.close()
    with pytest.raises(Unavailable, match="taken over"):
        await world.accepted()


async def test_a_lost_fence_row_is_made_again_above_every_id(world):
    message = await world.accepted()
    await world.store.close()
    with sqlite3.connect(world.folder / "messages.sqlite3") as other:
        other.execute("DELETE FROM fence")
    other.close()
    assert (await world.begin()).id_floor == message.id


async def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path):
    (tmp_path / "file").write_text("no folder")
    store = SqliteMessageStore(tmp_path / "file", clock=SystemClock(), metrics=Metrics())
    with pytest.raises(Unavailable, match="cannot be opened"):
        await store.start()


async def test_what_is_no_database_is_said_to_be_so(tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "messages.sqlite3").write_bytes(b"something else " * 1000)
    with pytest.raises(Unavailable, match="not a database"):
        await opened(folder)


async def test_a_store_held_by_somebody_with_a_shell_recovers_when_they_let_go(world):
    message = await world.accepted()
    other = sqlite3.connect(world.folder / "messages.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        await world.accepted()
    other.execute("ROLLBACK")
    other.close()
    world.advance(1_000)
    await world.accepted()
    assert await world.state(message) is State.ACCEPTED
