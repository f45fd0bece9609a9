"""If these fail, a message is cancelled that a carrier has, another's is, or one that was cancelled still goes out."""

import pytest

from heliograph.sms.message import State
from heliograph.store.port import Nonce, Unavailable

ACCOUNT = "1000000000000001"
OTHER = "2000000000000002"


async def test_what_waits_is_cancelled_and_never_claimed(world):
    message = await world.accepted(segments=2)
    assert await world.store.cancel(ACCOUNT, [message.id]) == [True]
    assert await world.state(message) is State.CANCELLED
    assert await world.claim() == []
    assert (await world.events(message))[-1] == "cancelled"
    assert await world.store.cancel(ACCOUNT, [message.id]) == [False], "once"


async def test_of_what_was_handed_over_in_part_nothing_is_cancelled(world):
    message = await world.accepted(segments=2)
    await world.claim(1)
    assert await world.store.cancel(ACCOUNT, [message.id]) == [False]
    assert await world.state(message) is State.ACCEPTED, "the other part still waits"
    assert len(await world.claim()) == 1


async def test_what_is_tried_again_has_been_at_a_carrier(world):
    message = await world.accepted()
    await world.claim()
    await world.settle(message, world.refused(retry_in=1_000))
    assert await world.store.cancel(ACCOUNT, [message.id]) == [False]


async def test_what_was_claimed_and_given_back_can_be_cancelled(world):
    message = await world.accepted()
    await world.claim()
    await world.settle(message, world.released(due=world.clock.now))
    assert await world.store.cancel(ACCOUNT, [message.id]) == [True]


async def test_foreign_and_unknown_ones_are_alike(world):
    message = await world.accepted()
    assert await world.store.cancel(OTHER, [message.id, message.id + 1]) == [False, False]
    assert await world.state(message) is State.ACCEPTED


async def test_the_nonce_is_burnt_with_it_and_both_are_there_after_a_crash(world):
    message = await world.accepted()
    await world.store.cancel(ACCOUNT, [message.id], Nonce("key", "n-1", world.clock.now + 9_000))
    await world.restart()
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["n-1"]
    assert await world.state(message) is State.CANCELLED


async def test_a_claim_in_the_same_commit_finds_it_cancelled(world, together):
    message = await world.accepted()
    cancelled, claims = await together(world.store.cancel(ACCOUNT, [message.id]), world.claim())
    assert (cancelled, claims) == ([True], [])


async def test_a_closed_store_cancels_nothing(world):
    message = await world.accepted()
    await world.store.close()
    with pytest.raises(Unavailable):
        await world.store.cancel(ACCOUNT, [message.id])
