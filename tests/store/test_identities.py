"""If these fail, a revoked key works again after a restart, two users get one name, or a crash leaves half a change."""

import asyncio

import msgspec
import pytest
from hypothesis import given, settings

from heliograph.identity import Account, Credential, IdentityDirectory
from heliograph.identity.access_key import AccessKey, KeyUse
from heliograph.identity.entity import Edit, put, remove
from heliograph.identity.seal import bound_to_record
from heliograph.identity.user import User
from heliograph.store.identities import PAGE, TRIES_MAX, Identities, Unreadable
from heliograph.store.port import Nonce, Unavailable
from heliograph.store.records import Conflict, Record
from identity_worlds import ACCOUNTS, histories, sealed_key
from memory_identities import SEALING_KEY, memory_identities, seal_of
from memory_records import MemoryRecords

ACCOUNT = ACCOUNTS[0]
ALICE = User(account=ACCOUNT, name="alice", id="2001", created=1, updated=1)
KEY = sealed_key(ACCOUNT, "LTAI1", "2001", "one")
NONCE = Nonce("LTAIroot", "n-1", 5)


async def started(records: MemoryRecords) -> Identities:
    identities = memory_identities(records)
    await identities.load()
    return identities


def writing(*edits: Edit):
    """A decision that is taken whatever the directory holds."""
    return lambda directory: (edits, "done")


def create_user(name: str, id_: str):
    """What CreateUser decides: the name must be free."""

    def decide(directory: IdentityDirectory) -> tuple[list[Edit], str]:
        if directory.of(ACCOUNT).users.get(name) is not None:
            return [], "EntityAlreadyExists.User"
        return [put(User(account=ACCOUNT, name=name, id=id_, created=1, updated=1))], "made"

    return decide


@given(histories)
@settings(max_examples=40)
def test_after_any_history_a_restart_gives_the_same_directory(history: list[list[Edit]]) -> None:
    async def walk() -> None:
        records = MemoryRecords()
        identities = await started(records)
        for edits in history:
            assert await identities.change(writing(*edits)) == "done"
        again = await started(records)
        assert list(again.directory) == list(identities.directory)
        assert again.directory.version == identities.directory.version == len(history)

    asyncio.run(walk())


async def test_it_is_on_disk_before_it_is_in_memory() -> None:
    seen: list[bool] = []

    class Watching(MemoryRecords):
        async def change(self, changes, nonce=None):
            seen.append(identities.directory.find("LTAI1") is not None)
            return await super().change(changes, nonce)

    records = Watching()
    identities = await started(records)
    await identities.change(writing(put(ALICE), put(KEY)))
    await identities.change(writing(remove(KEY)))
    assert seen == [False, True], "a key works no sooner than it is durable, and until its end is"
    assert identities.directory.find("LTAI1") is None
    assert (await started(records)).directory.find("LTAI1") is None


async def test_a_change_is_one_write_with_the_nonce_of_its_request() -> None:
    records = MemoryRecords()
    identities = await started(records)
    assert await identities.change(create_user("alice", "2001"), NONCE) == "made"
    assert records.burnt == [NONCE]
    assert {key[0] for key in records.kept} == {"user", "identity_version"}


async def test_a_refusal_writes_nothing() -> None:
    records = MemoryRecords()
    identities = await started(records)
    await identities.change(create_user("alice", "2001"))
    before = dict(records.kept)
    assert await identities.change(create_user("alice", "2002"), NONCE) == "EntityAlreadyExists.User"
    assert records.kept == before
    assert records.burnt == []


async def test_of_two_that_want_one_name_at_a_time_one_gets_it() -> None:
    identities = await started(MemoryRecords())
    answers = await asyncio.gather(*(identities.change(create_user("alice", f"200{n}")) for n in range(5)))
    assert sorted(answers) == ["EntityAlreadyExists.User"] * 4 + ["made"]


async def test_another_process_that_came_first_is_read_and_the_change_decided_anew() -> None:
    records = MemoryRecords()
    here, there = await started(records), await started(records)
    assert await there.change(create_user("alice", "2001")) == "made"
    assert await here.change(create_user("alice", "2002")) == "EntityAlreadyExists.User"
    assert await here.change(create_user("bob", "2002")) == "made"
    assert await there.refresh()
    assert list(there.directory) == list(here.directory)
    assert not await there.refresh()


async def test_processes_that_never_let_it_through_are_an_error_in_the_end() -> None:
    records = MemoryRecords()
    identities = await started(records)
    records.raises = [Conflict("identity_version", "", "")] * TRIES_MAX
    with pytest.raises(Conflict):
        await identities.change(create_user("alice", "2001"))
    assert await identities.change(create_user("alice", "2001")) == "made"


async def test_after_a_write_of_unknown_outcome_memory_follows_the_disk() -> None:
    class Losing(MemoryRecords):
        """Writes, and loses the answer."""

        lost = False

        async def change(self, changes, nonce=None):
            revisions = await super().change(changes, nonce)
            if self.lost:
                raise Unavailable("the store cannot write: gone")
            return revisions

    records = Losing()
    identities = await started(records)
    await identities.change(writing(put(ALICE), put(KEY)))
    records.lost = True
    with pytest.raises(Unavailable):
        await identities.change(writing(remove(KEY)))
    assert identities.directory.find("LTAI1") is None, "it was revoked on disk"
    records.lost = False
    assert await identities.change(create_user("bob", "2002")) == "made"


async def test_after_a_write_that_surely_failed_nothing_has_changed() -> None:
    records = MemoryRecords()
    identities = await started(records)
    await identities.change(writing(put(ALICE), put(KEY)))
    records.raises = [Unavailable("full")]
    with pytest.raises(Unavailable):
        await identities.change(writing(remove(KEY)))
    assert identities.directory.find("LTAI1") is not None


async def test_while_the_disk_cannot_be_read_either_the_next_change_reads_first() -> None:
    class Dark(MemoryRecords):
        dark = False

        async def record(self, kind, account, key):
            if self.dark:
                raise Unavailable("dark")
            return await super().record(kind, account, key)

        async def change(self, changes, nonce=None):
            revisions = await super().change(changes, nonce)
            if self.dark:
                raise Unavailable("dark")
            return revisions

    records = Dark()
    identities = await started(records)
    records.dark = True
    with pytest.raises(Unavailable):
        await identities.change(create_user("alice", "2001"))
    records.dark = False
    assert await identities.change(create_user("alice", "2002")) == "EntityAlreadyExists.User"


async def test_a_client_that_goes_away_does_not_part_memory_from_disk() -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    class Slow(MemoryRecords):
        async def change(self, changes, nonce=None):
            revisions = await super().change(changes, nonce)
            entered.set()
            await leave.wait()
            return revisions

    records = Slow()
    identities = await started(records)
    asking = asyncio.create_task(identities.change(create_user("alice", "2001")))
    await entered.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert identities.directory.of(ACCOUNT).users.get("alice") is None
    leave.set()
    assert await identities.change(create_user("alice", "2002")) == "EntityAlreadyExists.User"


async def test_more_than_a_page_of_a_kind_is_read() -> None:
    records = MemoryRecords()
    identities = await started(records)
    users = [
        put(User(account=account, name=f"u{n:04}", id=f"2{n:04}", created=1, updated=1))
        for account in ACCOUNTS
        for n in range(PAGE)
    ]
    await identities.change(writing(*users))
    again = await started(records)
    assert [len(again.directory.of(account).users) for account in ACCOUNTS] == [PAGE, PAGE]


async def test_a_change_while_everything_is_read_makes_it_read_again() -> None:
    other = memory_identities(records := MemoryRecords())
    await other.load()
    await other.change(writing(put(ALICE)))

    class Interrupted(MemoryRecords):
        pending = True

        async def records(self, kind, account=None, *, after="", limit):
            found = await super().records(kind, account, after=after, limit=limit)
            if kind == "role" and self.pending:
                self.pending = False
                await other.change(writing(put(KEY), put(Account(id=ACCOUNT))))
            return found

    reading = Interrupted()
    reading.kept = records.kept
    identities = memory_identities(reading)
    await identities.load()
    assert list(identities.directory) == list(other.directory)
    assert identities.directory.version == 2


async def test_a_record_that_cannot_be_read_is_named() -> None:
    records = MemoryRecords()
    records.kept["user", ACCOUNT, "alice"] = Record("user", ACCOUNT, "alice", b'{"name":1}', 1)
    with pytest.raises(Unreadable, match=f"The user alice of account {ACCOUNT} cannot be read"):
        await started(records)


async def test_secrets_are_sealed_again_with_the_newest_key() -> None:
    records = MemoryRecords()
    identities = await started(records)
    keys = [put(sealed_key(ACCOUNT, f"LTAI{n:04}", "2001", f"secret-{n}")) for n in range(PAGE + 3)]
    await identities.change(writing(put(ALICE), *keys))
    rotated = memory_identities(records, seal=seal_of(bytes(32), SEALING_KEY))
    await rotated.load()
    assert await rotated.reseal() == PAGE + 3
    assert await rotated.reseal() == 0
    only_new = memory_identities(records, seal=seal_of(bytes(32)))
    await only_new.load()
    assert only_new.directory.unopened == ()
    found = only_new.directory.find("LTAI0007")
    assert isinstance(found, Credential)
    assert found.secret == "secret-7"


async def test_keys_that_nobody_can_open_go_when_that_is_asked_for() -> None:
    records = MemoryRecords()
    lost = seal_of(bytes(32))
    key = msgspec.structs.replace(
        KEY, id="LTAI2", sealed_secret=lost.seal(b"two", bound_to_record(AccessKey.kind, ACCOUNT, "LTAI2"))
    )
    await (await started(records)).change(writing(put(ALICE), put(KEY), put(key)))
    identities = await started(records)
    assert [one.id for one in identities.directory.unopened] == ["LTAI2"]
    assert await identities.reseal() == 0
    assert await identities.discard_unopened() == 1
    assert identities.directory.unopened == ()
    assert set(records.kept) & {("access_key", ACCOUNT, "LTAI1"), ("access_key", ACCOUNT, "LTAI2")} == {
        ("access_key", ACCOUNT, "LTAI1")
    }


async def test_last_uses_are_written_in_one_batch_and_read_again() -> None:
    records = MemoryRecords()
    identities = await started(records)
    await identities.change(writing(put(ALICE), put(KEY), put(sealed_key(ACCOUNT, "LTAI2", "2001"))))
    identities.directory.used("LTAI1", 5)
    identities.directory.used("LTAI2", 6)
    records.raises = [Unavailable("full")]
    with pytest.raises(Unavailable):
        await identities.write_uses()
    await identities.write_uses()
    await identities.write_uses()
    again = await started(records)
    assert [again.directory.last_used(id_) for id_ in ("LTAI1", "LTAI2")] == [5, 6]
    assert {record.revision for key, record in records.kept.items() if key[0] == KeyUse.kind} == {1}
    await identities.change(writing(remove(KEY)))
    assert (KeyUse.kind, ACCOUNT, "LTAI1") not in records.kept
    assert again.directory.version == 1, "uses are no change that others must read"
