"""If this fails, somebody who said STOP is sent messages, or is sent none though they said START."""

import asyncio

import pytest

from heliograph.sms.block_list import Block, BlockChange, Source
from heliograph.store.holds import Limit
from heliograph.store.port import Inbound, Nonce

ACCOUNT = "1000000000000001"
TO = "85261234567"


def change(*numbers: str, sender: str = "", blocked: bool = True, source: Source = Source.OPERATOR, account=ACCOUNT):
    return BlockChange(account, sender, numbers, blocked, source)


async def refused(world, **changes) -> bool:
    """Whether a message from Heliograph is refused as blocked."""
    answer = await world.store.accept([(world.message(**changes), world.body())])
    assert answer in ({}, {0: Limit.BLOCKED})
    return bool(answer)


async def test_a_blocked_number_is_sent_nothing_by_that_account_until_it_is_removed(world):
    assert not await refused(world)
    assert await world.store.block(change(TO)) == 1
    assert await refused(world)
    assert not await refused(world, to="85261234568")
    assert not await refused(world, account="2")
    assert await world.store.block(change(TO, blocked=False)) == 1
    assert not await refused(world)


async def test_a_number_blocked_for_one_sender_hears_the_others(world):
    await world.store.block(change(TO, sender="Other"))
    assert not await refused(world)
    await world.store.block(change(TO, sender="HELIOGRAPH"))
    assert await refused(world), "the case of a sender ID does not count"


async def test_it_holds_in_the_same_tick_and_after_the_process_has_ended(world, together):
    answers = await together(world.store.block(change(TO)), refused(world))
    assert answers[0] == 1
    assert await refused(world)
    await world.restart()
    assert await refused(world)
    assert len(await world.claim()) <= 1


async def test_what_is_there_already_is_not_counted_again(world):
    assert await world.store.block(change("1", "2", "2")) == 2
    assert await world.store.block(change("2", "3")) == 1
    assert await world.store.block(change("3", "4", blocked=False)) == 1
    assert await world.store.block(change(blocked=False)) == 0


async def test_the_recipient_takes_back_only_what_the_recipient_wanted(world):
    by = Source.RECIPIENT
    await world.store.block(change(TO, source=by))
    await world.store.block(change(TO, sender="12025550100", source=by))
    assert await refused(world)
    assert await world.store.block(change(TO, sender="12025550100", blocked=False, source=by)) == 2
    assert not await refused(world)
    await world.store.block(change(TO))
    await world.store.block(change(TO, source=by))
    assert await world.store.block(change(TO, blocked=False, source=by)) == 0
    assert await refused(world), "the operator's entry stays"


async def test_an_operators_entry_wins_over_the_recipients(world):
    await world.store.block(change(TO, source=Source.RECIPIENT))
    assert await world.store.block(change(TO)) == 0
    assert await world.store.block(change(TO, blocked=False, source=Source.RECIPIENT)) == 0
    assert await refused(world)


async def test_the_list_is_read_page_by_page(world):
    await world.store.block(change(*(f"1{n}" for n in range(5))))
    await world.store.block(change("10", sender="Shop"))
    await world.store.block(change("10", account="2"))
    first = await world.store.blocked(ACCOUNT, limit=4)
    assert [(one.sender, one.number) for one in first] == [("", "10"), ("", "11"), ("", "12"), ("", "13")]
    rest = await world.store.blocked(ACCOUNT, after=("", "13"), limit=4)
    assert rest == [
        Block(ACCOUNT, "", "14", Source.OPERATOR, world.clock.now),
        Block(ACCOUNT, "shop", "10", Source.OPERATOR, world.clock.now),
    ]
    assert [one.number for one in await world.store.blocked(ACCOUNT, sender="SHOP", limit=9)] == ["10"]
    assert await world.store.blocked("3", limit=9) == []


async def test_a_thousand_numbers_are_one_call_and_more_are_none(world):
    many = [f"8526{n:07}" for n in range(1000)]
    assert await world.store.block(change(*many), Nonce("key", "nonce", world.clock.now + 9_000)) == 1000
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["nonce"]
    with pytest.raises(ValueError, match="1001"):
        await world.store.block(change(*many, "1"))


async def test_accounts_with_a_list_are_known_at_the_start(world):
    await asyncio.gather(*(world.store.block(change(TO, account=str(n))) for n in range(20)))
    await world.restart()
    for n in range(21):
        assert await refused(world, account=str(n)) == (n < 20)


def stop(world, key: str, blocked: bool = True, sender: str = "heliograph") -> Inbound:
    made = change(TO, sender=sender, blocked=blocked, source=Source.RECIPIENT)
    return Inbound("net-one", key, world.clock.now, b"pdu", made)


async def test_stop_holds_with_the_message_that_said_it_and_start_takes_it_back(world):
    await world.store.inbound([stop(world, "1"), Inbound("net-one", "2", world.clock.now, b"hello")])
    await world.restart()
    assert await refused(world)
    await world.store.inbound([stop(world, "3", blocked=False)])
    assert not await refused(world)
    assert world.figure("heliograph_inbound_stored_total") == 3
    assert world.figure("heliograph_opt_outs_total") == world.figure("heliograph_opt_ins_total") == 1


async def test_a_stop_that_the_carrier_repeats_does_not_undo_a_later_start(world):
    await world.store.inbound([stop(world, "1"), stop(world, "2", blocked=False), stop(world, "1")])
    await world.store.inbound([stop(world, "1")])
    assert not await refused(world)


async def test_words_of_one_batch_hold_in_their_order(world):
    await world.store.inbound([stop(world, "1", blocked=False), stop(world, "2")])
    assert await refused(world)
