"""If this fails, a user, key or policy that was made is gone, or one administrator undoes what another has done."""

import pytest

from heliograph.store.port import Nonce, Unavailable
from heliograph.store.records import ABSENT, BODY_OCTETS_MAX, Change, Conflict, Record


def put(key: str, body: bytes = b"{}", made_from: int | None = None, account: str = "1", kind: str = "user") -> Change:
    return Change(kind, account, key, body, made_from)


async def test_what_was_changed_is_there_also_after_the_process_has_ended(world):
    assert await world.store.change([put("alice", b"one"), put("bob")]) == [1, 1]
    assert await world.store.change([put("alice", b"two")]) == [2]
    await world.restart()
    assert await world.store.record("user", "1", "alice") == Record("user", "1", "alice", b"two", 2)
    assert await world.store.record("user", "2", "alice") is None
    assert await world.store.record("group", "1", "alice") is None


async def test_a_record_that_is_removed_is_gone_and_may_be_made_anew(world):
    await world.store.change([put("alice")])
    assert await world.store.change([Change("user", "1", "alice", None)]) == [0]
    assert await world.store.change([Change("user", "1", "alice", None)]) == [0]
    assert await world.store.record("user", "1", "alice") is None
    assert await world.store.change([put("alice", made_from=ABSENT)]) == [1]


@pytest.mark.parametrize("made_from", [ABSENT, 1, 3])
async def test_a_change_made_from_what_is_no_more_conflicts_and_nothing_of_it_happens(world, made_from):
    await world.store.change([put("alice", b"one")])
    await world.store.change([put("alice", b"two")])
    with pytest.raises(Conflict):
        await world.store.change([put("bob"), put("alice", b"three", made_from)])
    assert await world.store.record("user", "1", "bob") is None
    assert (await world.store.record("user", "1", "alice")).body == b"two"


async def test_of_changes_made_together_from_one_revision_one_wins(world, together):
    await world.store.change([put("alice")])
    outcomes = await together(*(world.store.change([put("alice", b"%d" % n, 1)]) for n in range(5)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 4 + ["list"]


async def test_a_removal_conflicts_too(world):
    await world.store.change([put("alice")])
    with pytest.raises(Conflict):
        await world.store.change([Change("user", "1", "alice", None, 7)])
    assert await world.store.record("user", "1", "alice") is not None


async def test_the_nonce_of_the_request_is_burnt_with_the_change_and_not_with_a_conflict(world):
    await world.store.change([put("alice")], Nonce("key", "used", world.clock.now + 1_000))
    with pytest.raises(Conflict):
        await world.store.change([put("alice", made_from=ABSENT)], Nonce("key", "unused", world.clock.now + 1_000))
    await world.restart()
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["used"]


async def test_a_nonce_may_be_burnt_alone(world):
    assert list(await world.store.change([], Nonce("key", "alone", world.clock.now + 1_000))) == []
    await world.restart()
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["alone"]


async def test_lists_go_by_key_within_an_account_and_by_account_over_all(world):
    await world.store.change([put(key, account=account) for account in ("2", "1") for key in ("b", "a", "c")])
    await world.store.change([put("z", kind="group")])

    async def keys(*arguments, **named):
        return [f"{r.account}/{r.key}" for r in await world.store.records("user", *arguments, **named)]

    assert await keys("1", limit=2) == ["1/a", "1/b"]
    assert await keys("1", after="b", limit=2) == ["1/c"]
    assert await keys(limit=4) == ["1/a", "1/b", "1/c", "2/a"]
    assert await keys(after="2/a", limit=4) == ["2/b", "2/c"]
    assert await keys("3", limit=4) == []


async def test_two_changes_of_one_record_in_one_call_are_both_made_in_order(world):
    assert await world.store.change([put("alice", b"one"), put("alice", b"two")]) == [1, 2]
    assert (await world.store.record("user", "1", "alice")).body == b"two"


async def test_a_body_that_is_no_record_is_refused(world):
    with pytest.raises(ValueError, match="above"):
        await world.store.change([put("alice", b"x" * (BODY_OCTETS_MAX + 1))])
    assert await world.store.change([]) == ()


async def test_a_closed_store_says_so(world):
    await world.store.close()
    for call in (world.store.record("user", "1", "a"), world.store.change([put("a")])):
        with pytest.raises(Unavailable):
            await call
