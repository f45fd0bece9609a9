"""If these fail, rotating the sealing key loses a secret, or a server runs on without one and says nothing."""

import ast
from pathlib import Path

import pytest

import heliograph
from heliograph.identity.access_key import AccessKey
from heliograph.identity.seal import bound_to_record
from heliograph.sms.subscription import (
    Reached,
    Subscription,
    decode_subscription,
    encode_subscription,
    queue_subscription,
)
from heliograph.store.records import Change, Conflict
from heliograph.store.sealed import QUEUE_SIGNING_KEY, SEALED, give_up, kinds_sealed, reseal, unopened
from heliograph.store.told import SUBSCRIPTION
from identity_worlds import sealed_key
from memory_identities import ACCOUNT, SEALING_KEY, seal_of
from memory_records import MemoryRecords

OLD = seal_of()
BOTH = seal_of(bytes(32), SEALING_KEY)
NEW = seal_of(bytes(32))


async def subscribe(records: MemoryRecords, id_: str, secret: bytes = b"", account: str = ACCOUNT) -> None:
    sealed = OLD.seal(secret, bound_to_record(SUBSCRIPTION, account, id_)) if secret else b""
    made = Subscription(id=id_, kind=Reached.HTTP, receipts=("SmsReport",), url="http://a/", sealed_secret=sealed)
    await records.change([Change(SUBSCRIPTION, account, id_, encode_subscription(made))])


def subscription(records: MemoryRecords, id_: str, account: str = ACCOUNT) -> Subscription:
    return decode_subscription(records.kept[SUBSCRIPTION, account, id_].body)


async def keep_signing_key(records: MemoryRecords) -> None:
    sealed = OLD.seal(b"signing", bound_to_record(QUEUE_SIGNING_KEY, "", ""))
    await records.change([Change(QUEUE_SIGNING_KEY, "", "", sealed)])


async def test_after_a_rotation_the_newest_key_opens_everything_alone() -> None:
    records = MemoryRecords()
    await keep_signing_key(records)
    for n in range(503):
        await subscribe(records, f"sub-{n}", b"secret-%d" % n, account=f"{n % 7}")
    await subscribe(records, "config-shop", b"of the file")
    await subscribe(records, queue_subscription("SmsReport"))
    assert await reseal(records, BOTH) == 505
    assert await unopened(records, NEW) == []
    for n in (0, 499, 502):
        account, id_ = f"{n % 7}", f"sub-{n}"
        sealed = subscription(records, id_, account).sealed_secret
        assert NEW.open(sealed, bound_to_record(SUBSCRIPTION, account, id_)) == b"secret-%d" % n
    kept = records.kept[QUEUE_SIGNING_KEY, "", ""].body
    assert NEW.open(kept, bound_to_record(QUEUE_SIGNING_KEY, "", "")) == b"signing"
    assert subscription(records, queue_subscription("SmsReport")).sealed_secret == b""
    before = dict(records.kept)
    assert await reseal(records, BOTH) == 0
    assert records.kept == before


async def test_what_cannot_be_opened_is_told_and_stays_as_it_is() -> None:
    records = MemoryRecords()
    await subscribe(records, "sub-1", b"secret")
    await subscribe(records, "sub-2")
    await subscribe(records, "config-shop", b"of the file")
    await keep_signing_key(records)
    before = dict(records.kept)
    assert [one.record.key for one in await unopened(records, NEW)] == ["sub-1"], "the others are made anew"
    assert await reseal(records, NEW) == 0
    assert records.kept == before


async def test_what_is_given_up_waits_paused_for_somebody_to_decide() -> None:
    records = MemoryRecords()
    await subscribe(records, "sub-1", b"secret")
    await give_up(records, await unopened(records, NEW))
    left = subscription(records, "sub-1")
    assert (left.paused, left.sealed_secret, left.url) == (True, b"", "http://a/")
    assert await unopened(records, NEW) == []


@pytest.mark.parametrize("step", ["reseal", "give_up"])
async def test_a_change_that_came_between_is_not_undone(step: str) -> None:
    records = MemoryRecords()
    await subscribe(records, "sub-1", b"secret")
    lost = await unopened(records, NEW)
    before = dict(records.kept)
    records.raises = [Conflict(SUBSCRIPTION, ACCOUNT, "sub-1")]
    if step == "reseal":
        assert await reseal(records, BOTH) == 0
    else:
        with pytest.raises(Conflict):
            await give_up(records, lost)
    assert records.kept == before


async def test_a_record_that_cannot_be_read_hides_no_other() -> None:
    records = MemoryRecords()
    await records.change([Change(SUBSCRIPTION, ACCOUNT, "a", b"{")])
    await subscribe(records, "b", b"secret")
    assert await reseal(records, BOTH) == 1


async def test_a_store_is_known_to_hold_secrets_by_those_that_would_be_missed() -> None:
    records = MemoryRecords()
    await keep_signing_key(records)
    await subscribe(records, "config-shop", b"of the file")
    await subscribe(records, "sub-1")
    assert await kinds_sealed(records) == []
    await subscribe(records, "sub-2", b"secret")
    assert [of.kind for of in await kinds_sealed(records)] == [SUBSCRIPTION]
    key = sealed_key(ACCOUNT, "LTAI1", "2001")
    await records.change([Change(*key.place, key.to_body())])
    assert [of.kind for of in await kinds_sealed(records)] == [AccessKey.kind, SUBSCRIPTION]


def test_every_module_that_seals_for_a_record_seals_a_kind_of_the_list() -> None:
    """By the first argument of `bound_to_record`, as its source has it."""
    kinds = {
        "AccessKey.kind": AccessKey.kind,
        "SUBSCRIPTION": SUBSCRIPTION,
        "KIND": QUEUE_SIGNING_KEY,
        "record.kind": "",
        "*key.place": "",
        "*self.place": "",
    }
    found = {
        ast.unparse(node.args[0])
        for path in Path(heliograph.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bound_to_record"
    }
    assert found == kinds.keys()
    assert {kind for kind in kinds.values() if kind} == {of.kind for of in SEALED}
