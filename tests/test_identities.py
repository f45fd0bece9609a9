"""If these fail, a server starts without the key to its users' secrets, or stays down when nothing is lost."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from heliograph.identities import open_identities, write_uses, write_uses_for_ever
from heliograph.identity import CredentialTable
from heliograph.identity.access_key import new_access_key
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.aes_gcm_siv import AesGcmSivSeal, key_id
from heliograph.identity.entity import put
from heliograph.identity.seal import bound_to_record
from heliograph.queues.signing_key import keep_signing_key
from heliograph.settings import KeyFileProblem, Secret, Settings
from heliograph.settings.sealing_keys import read_sealing_keys
from heliograph.sms.subscription import Reached, Subscription, decode_subscription, encode_subscription
from heliograph.store.identities import Identities
from heliograph.store.port import Nonce, Unavailable
from heliograph.store.records import Change
from heliograph.store.told import SUBSCRIPTION
from memory_identities import seal_of
from memory_records import MemoryRecords

NOW = 1_795_000_000_000


class StandingClock:
    def utc_ms(self) -> int:
        return NOW

    def steady_ms(self) -> int:
        return NOW


async def opened(records: MemoryRecords, config: Path, settings: Settings | None = None) -> Identities:
    environ = {"XDG_CONFIG_HOME": str(config)}
    return await open_identities(records, CredentialTable([]), settings or Settings(), StandingClock(), environ)


async def make_key(identities: Identities) -> tuple[str, str]:
    """A root key of the root account: its id and secret."""
    key, secret = new_access_key(
        ROOT_ACCOUNT,
        "",
        seal=identities.seal,
        choose=identities.choose,
        now=NOW,
        is_taken=identities.directory.is_taken,
    )
    await identities.change(lambda directory: ([put(key)], None))
    return key.id, secret


def secret_of(identities: Identities, access_key_id: str) -> str:
    found = identities.directory.find(access_key_id)
    assert found is not None
    return found.secret


def file_of(config: Path) -> Path:
    return config / "heliograph" / "sealing.key"


async def test_a_first_start_makes_the_key_and_the_root_account(tmp_path: Path) -> None:
    identities = await opened(MemoryRecords(), tmp_path)
    assert file_of(tmp_path).exists()
    account = identities.directory.accounts.get(ROOT_ACCOUNT)
    assert account is not None
    assert (account.name, account.created) == ("root", NOW)


async def test_a_later_start_finds_everything_and_writes_nothing(tmp_path: Path) -> None:
    records = MemoryRecords()
    id_, secret = await make_key(await opened(records, tmp_path))
    before, file_before = dict(records.kept), file_of(tmp_path).read_bytes()
    assert secret_of(await opened(records, tmp_path), id_) == secret
    assert records.kept == before
    assert file_of(tmp_path).read_bytes() == file_before


async def test_without_the_key_it_does_not_start_and_says_what_is_lost_and_what_to_do(tmp_path: Path) -> None:
    records = MemoryRecords()
    id_, secret = await make_key(await opened(records, tmp_path))
    kept = file_of(tmp_path).read_bytes()
    file_of(tmp_path).unlink()
    with pytest.raises(KeyFileProblem) as caught:
        await opened(records, tmp_path)
    text = str(caught.value)
    assert "access keys in the store were sealed" in text
    assert str(file_of(tmp_path)) in text
    assert "HELIOGRAPH_SEALING_KEY_LOST=true" in text
    assert not file_of(tmp_path).exists(), "a new key beside old secrets would hide what is missing"
    file_of(tmp_path).write_bytes(kept)
    file_of(tmp_path).chmod(0o600)
    assert secret_of(await opened(records, tmp_path), id_) == secret


async def test_with_another_key_it_does_not_start_and_names_the_missing_one(tmp_path: Path) -> None:
    records = MemoryRecords()
    await make_key(await opened(records, tmp_path / "a"))
    missing = key_id(read_sealing_keys(Secret(), {"XDG_CONFIG_HOME": str(tmp_path / "a")}).keys[0])
    await opened(MemoryRecords(), tmp_path / "b")
    with pytest.raises(KeyFileProblem, match=f"^1 access keys in the store were sealed with key {missing}"):
        await opened(records, tmp_path / "b")


async def test_a_key_that_is_lost_for_good_costs_the_access_keys_and_nothing_else(tmp_path: Path) -> None:
    records = MemoryRecords()
    id_, _ = await make_key(await opened(records, tmp_path))
    file_of(tmp_path).unlink()
    identities = await opened(records, tmp_path, Settings(sealing_key_lost=True))
    assert identities.directory.find(id_) is None
    assert identities.directory.accounts.get(ROOT_ACCOUNT) is not None
    id_, secret = await make_key(identities)
    assert secret_of(await opened(records, tmp_path), id_) == secret


async def test_a_key_is_rotated_by_a_line_above_it(tmp_path: Path) -> None:
    records = MemoryRecords()
    id_, secret = await make_key(await opened(records, tmp_path))
    path = file_of(tmp_path)
    newest = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    path.write_text(f"{newest}\n{path.read_text()}")
    await opened(records, tmp_path)
    path.write_text(f"{newest}\n")
    identities = await opened(records, tmp_path)
    assert secret_of(identities, id_) == secret
    assert isinstance(identities.seal, AesGcmSivSeal)
    assert identities.seal.current_key_id == seal_of().current_key_id


async def subscribe(records: MemoryRecords, identities: Identities, id_: str = "sub-1") -> bytes:
    """A subscription with a sealed secret; what binds it."""
    place = bound_to_record(SUBSCRIPTION, ROOT_ACCOUNT, id_)
    made = Subscription(
        id=id_, kind=Reached.HTTP, receipts=("SmsReport",), sealed_secret=identities.seal.seal(b"secret", place)
    )
    await records.change([Change(SUBSCRIPTION, ROOT_ACCOUNT, id_, encode_subscription(made))])
    return place


def sealed_of(records: MemoryRecords, id_: str = "sub-1") -> Subscription:
    return decode_subscription(records.kept[SUBSCRIPTION, ROOT_ACCOUNT, id_].body)


async def test_a_rotation_takes_the_secrets_of_subscriptions_along(tmp_path: Path) -> None:
    records = MemoryRecords()
    place = await subscribe(records, await opened(records, tmp_path))
    path = file_of(tmp_path)
    newest = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    path.write_text(f"{newest}\n{path.read_text()}")
    await opened(records, tmp_path)
    path.write_text(f"{newest}\n")
    identities = await opened(records, tmp_path)
    assert identities.seal.open(sealed_of(records).sealed_secret, place) == b"secret"


async def test_the_secret_of_a_subscription_is_missed_as_an_access_key_is(tmp_path: Path) -> None:
    records = MemoryRecords()
    identities = await opened(records, tmp_path / "a")
    await subscribe(records, identities)
    await opened(MemoryRecords(), tmp_path / "b")
    with pytest.raises(KeyFileProblem, match=r"^1 secrets of subscriptions in the store were sealed with key "):
        await opened(records, tmp_path / "b")
    await make_key(identities)
    with pytest.raises(KeyFileProblem, match=r"^1 access keys and 1 secrets of subscriptions in the store were sealed"):
        await opened(records, tmp_path / "b")
    with pytest.raises(KeyFileProblem, match=r"^The access keys and secrets of subscriptions in the store were sealed"):
        await opened(records, tmp_path / "c")
    await opened(records, tmp_path / "b", Settings(sealing_key_lost=True))
    assert (sealed_of(records).paused, sealed_of(records).sealed_secret) == (True, b"")
    await opened(records, tmp_path / "b")


async def test_what_is_made_anew_keeps_no_server_from_starting(tmp_path: Path) -> None:
    records = MemoryRecords()
    identities = await opened(records, tmp_path / "a")
    await subscribe(records, identities, "config-shop")
    await keep_signing_key(records, identities.seal)
    await opened(records, tmp_path / "b")


async def test_last_uses_are_written_while_it_runs_and_a_full_store_stops_nothing(tmp_path: Path) -> None:
    written = asyncio.Event()

    class Watching(MemoryRecords):
        async def change(self, changes: Sequence[Change], nonce: Nonce | None = None) -> Sequence[int]:
            revisions = await super().change(changes, nonce)
            if changes[0].kind == "access_key_use":
                written.set()
            return revisions

    records = Watching()
    identities = await opened(records, tmp_path)
    id_, _ = await make_key(identities)
    identities.directory.used(id_, NOW)
    records.raises = [Unavailable("full")]
    await write_uses(identities)
    assert not written.is_set()
    writing = asyncio.create_task(write_uses_for_ever(identities, 0))
    await written.wait()
    writing.cancel()
    assert (await opened(records, tmp_path)).directory.last_used(id_) == NOW
