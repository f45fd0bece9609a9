"""If this fails, an account sends what it has not paid for, or pays for what was never sent."""

import contextlib

import pytest

from heliograph.store.holds import Hold, Limit
from heliograph.store.port import Nonce, Unavailable

ACCOUNT = "1000000000000001"


def price(micro: int) -> list[Hold]:
    return [Hold(Limit.BALANCE, "", 0, 0, micro)]


async def send(world, micro: int, **changes):
    message = world.message(**changes)
    return await world.store.accept([(message, world.body())], None, [price(micro)])


async def test_messages_are_paid_until_the_money_is_short(world):
    assert await world.store.balance(ACCOUNT) is None
    assert not world.store.prepaid(ACCOUNT)
    assert await world.store.add_balance(ACCOUNT, 100, "bill-1") == 100
    assert world.store.prepaid(ACCOUNT)
    assert [await send(world, 40) for _ in range(3)] == [{}, {}, {0: Limit.BALANCE}]
    assert await world.store.balance(ACCOUNT) == 20
    assert await send(world, 20) == {}
    assert await world.store.balance(ACCOUNT) == 0
    assert len(await world.claim()) == 3


async def test_an_account_without_a_balance_pays_later(world):
    assert await send(world, 10**12) == {}
    assert await world.store.balance(ACCOUNT) is None


async def test_a_payment_counts_once_by_its_reference(world):
    nonce = Nonce("key", "nonce", world.clock.now + 9_000)
    assert await world.store.add_balance(ACCOUNT, 100, "bill-1", nonce) == 100
    assert await world.store.add_balance(ACCOUNT, 100, "bill-1") == 100
    assert await world.store.add_balance(ACCOUNT, -30, "refund") == 70
    assert await world.store.add_balance("2", 5, "bill-1") == 5
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["nonce"]


async def test_it_outlives_the_process(world):
    await world.store.add_balance(ACCOUNT, 100, "bill-1")
    await send(world, 40)
    await world.restart()
    assert world.store.prepaid(ACCOUNT)
    assert await world.store.balance(ACCOUNT) == 60


async def test_a_batch_spends_no_more_than_there_is_and_a_refused_message_costs_nothing(world):
    await world.store.add_balance(ACCOUNT, 100, "bill-1")
    batch = [(world.message(request_id="batch"), world.body()) for _ in range(3)]
    full = Hold(Limit.DAY, "", 0, world.clock.now + 1)
    assert await world.store.accept(batch, None, [price(60), [*price(60), full], price(40)]) == {1: Limit.BALANCE}
    assert await world.store.balance(ACCOUNT) == 0
    await world.store.add_balance(ACCOUNT, 100, "bill-2")
    assert await world.store.accept([(world.message(), world.body())], None, [[*price(60), full]]) == {0: Limit.DAY}
    assert await world.store.balance(ACCOUNT) == 100


async def test_what_is_withdrawn_is_paid_back(world):
    pending: list[str] = []

    def point(step: str) -> None:
        if step in pending:
            pending.remove(step)
            raise OSError(step)

    world.crash_points = point
    await world.restart()
    await world.store.add_balance(ACCOUNT, 100, "bill-1")
    pending += ["committed", "reopen"]
    with pytest.raises(Unavailable):
        await send(world, 40)
    world.advance(1_000)
    with contextlib.suppress(Unavailable):
        await world.claim()
    assert await world.store.balance(ACCOUNT) == 100
