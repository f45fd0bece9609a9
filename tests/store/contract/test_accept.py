"""If this fails, a message that was answered with OK is lost, stored twice, or stored though its call failed."""

import asyncio

import msgspec
import pytest

from heliograph.sms.message import Body, State
from heliograph.store.port import IdTaken, Nonce, Unavailable

LANE = "net-one"


async def test_an_accepted_message_can_be_read_whole(world):
    message = world.message(segments=2)
    body = Body("Grüße, 你好 \0 €", "Heliograph", "OTP", "task", "channel", "China", "HongKong", "CMI", 2, "SendX")
    await world.store.accept([(message, body)])
    stored = await world.stored(message)
    assert stored.body == body
    entries = msgspec.structs.replace(message.life, entries=1)
    assert stored.message == msgspec.structs.replace(message, life=entries)
    assert await world.state(message) is State.ACCEPTED
    assert await world.lines(message) == [{"t": message.accepted_at, "e": "accepted", "lane": LANE, "segments": 2}]


async def test_it_survives_the_end_of_the_process(world):
    message = await world.accepted()
    recovery = await world.restart()
    assert (await world.stored(message)).body == world.body()
    assert recovery.waiting == 1
    assert [claim.message.id for claim in await world.claim()] == [message.id]


async def test_the_same_call_twice_is_one_message(world):
    message = await world.accepted()
    await world.accept(message)
    assert len(await world.claim()) == 1
    await world.accept(message)
    assert await world.state(message) is State.SUBMITTING
    assert await world.claim() == []


async def test_the_same_call_twice_in_one_tick_is_one_message(world, together):
    message = world.message(segments=2)
    assert await together(world.accept(message), world.accept(message)) == [None, None]
    assert len(await world.claim()) == 2


async def test_an_id_of_another_request_is_taken_and_nothing_of_the_call_has_happened(world):
    first = await world.accepted()
    other = world.message()
    taken = msgspec.structs.replace(world.message(), id=first.id, request_id=other.request_id)
    with pytest.raises(IdTaken):
        await world.accept(other, taken, nonce=Nonce("key", "nonce-1", world.clock.now + 1000))
    assert await world.store.get(other.account, other.id) is None
    assert (await world.stored(first)).message.request_id == first.request_id
    assert await world.store.used_nonces() == []
    assert len(await world.claim()) == 1


async def test_a_taken_id_is_of_no_concern_to_the_calls_beside_it(world, together):
    first = await world.accepted()
    taken = msgspec.structs.replace(world.message(), id=first.id)
    before, after = world.message(), world.message()
    answers = await together(world.accept(before), world.accept(taken), world.accept(after))
    assert [type(answer) for answer in answers] == [type(None), IdTaken, type(None)]
    assert {claim.message.id for claim in await world.claim()} == {first.id, before.id, after.id}


async def test_what_no_table_can_hold_is_of_no_concern_to_the_calls_beside_it(world, together):
    good, bad = world.message(), world.message()
    answers = await together(world.accept(good), world.store.accept([(bad, Body("half a pair: \ud83d"))]))
    assert answers[0] is None
    assert isinstance(answers[1], UnicodeEncodeError)
    assert await world.store.get(bad.account, bad.id) is None
    assert await world.state(good) is State.ACCEPTED


async def test_a_batch_is_all_or_nothing_and_large_ones_go_whole(world):
    request_id = "batch"
    messages = [msgspec.structs.replace(world.message(), request_id=request_id) for _ in range(1500)]
    await world.accept(*messages)
    assert len(await world.claim(2000)) == 1500


@pytest.mark.parametrize("priority", [-1, 3])
async def test_a_priority_that_no_claim_would_look_for_is_refused(world, priority):
    with pytest.raises(ValueError, match="Priority"):
        await world.accept(world.message(priority=priority))


async def test_messages_of_two_requests_do_not_share_a_call(world):
    with pytest.raises(ValueError, match="request_id"):
        await world.accept(world.message(), world.message())


async def test_a_cancelled_call_is_stored_all_the_same(world):
    message = world.message()
    call = asyncio.ensure_future(world.accept(message))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await world.accept(world.message())
    assert await world.state(message) is State.ACCEPTED


async def test_nonces_are_read_again_until_they_expire(world):
    now = world.clock.now
    short, long = Nonce("key", "short", now + 1_000), Nonce("key-2", "long", now + 900_000)
    await world.accept(world.message(), nonce=short)
    await world.accept(world.message(), nonce=long)
    await world.restart()
    assert sorted(await world.store.used_nonces(), key=lambda n: n.expires_at) == [short, long]
    world.advance(2_000)
    assert await world.store.used_nonces() == [long]
    world.advance(900_000)
    await world.accept(world.message(), nonce=Nonce("key", "new", world.clock.now + 1_000))
    assert [nonce.value for nonce in await world.store.used_nonces()] == ["new"]


async def test_nonces_of_one_commit_are_all_kept(world, together):
    nonces = [Nonce("key", f"nonce-{n}", world.clock.now + 1_000) for n in range(20)]
    await together(*(world.accept(world.message(), nonce=nonce) for nonce in nonces))
    assert set(await world.store.used_nonces()) == set(nonces)


async def test_delivery_is_told_that_a_lane_has_work(world):
    await world.accepted()
    await world.accepted(lane="other", due=world.clock.now + 60_000)
    # Whoever sleeps until the next segment is due must hear of one that is due later, too.
    assert world.hints == [LANE, "other"]


async def test_a_closed_store_is_unavailable(world):
    waiting = asyncio.ensure_future(world.accept(message := world.message()))
    await asyncio.sleep(0)
    await world.store.close()
    await waiting
    with pytest.raises(Unavailable):
        await world.accept(world.message())
    with pytest.raises(Unavailable):
        await world.store.get(message.account, message.id)
    await world.begin()
    assert await world.state(message) is State.ACCEPTED
