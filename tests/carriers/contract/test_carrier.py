"""What `carriers.port` promises, held by every kind of carrier: delivery relies on it, whatever the protocol."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from carriers.contract.worlds import KINDS, World
from carriers.doubles import Sink
from heliograph.carriers.port import Accepted, HandOver, Lost, NotSent, ReceiptDelivery, RefusedByCarrier
from heliograph.sms.command_status import StatusClass
from heliograph.sms.message import State

MakeHandOvers = Callable[..., list[HandOver]]


@pytest.fixture(params=KINDS)
async def world(request: pytest.FixtureRequest, sink: Sink) -> AsyncIterator[World]:
    made = KINDS[request.param](sink)
    await made.open()
    await sink.until_ready()
    yield made
    await made.close()


async def test_each_hand_over_is_written_once_and_answered_once(
    world: World, sink: Sink, handovers: MakeHandOvers
) -> None:
    sent = handovers(4)
    world.carrier.hand_over(sent)
    answers = await sink.until_answers(4)
    assert all(isinstance(answer, Accepted) for answer in answers)
    assert sorted(answer.handover.message_id for answer in answers) == [1, 2, 3, 4]
    assert len({answer.carrier_message_id for answer in answers if isinstance(answer, Accepted)}) == 4
    assert all(answer.handed_at > 0 for answer in answers if isinstance(answer, Accepted))
    assert sorted(world.written()) == sorted(one.text for one in sent)


async def test_no_more_than_the_window_is_under_way(world: World, sink: Sink, handovers: MakeHandOvers) -> None:
    world.stay_silent()
    assert (world.carrier.free(), world.carrier.window()) == (4, 4)
    world.carrier.hand_over(handovers(6))
    assert world.carrier.free() == 0
    assert world.carrier.state().unanswered == 4
    first = await sink.until_answers(2)
    assert first[:2] == [NotSent(first[0].handover), NotSent(first[1].handover)]
    assert [answer.handover.message_id for answer in first[:2]] == [5, 6]
    await sink.until_answers(6)
    assert len(world.written()) == 4


async def test_a_slot_is_free_again_before_its_answer_is_told(
    world: World, sink: Sink, handovers: MakeHandOvers
) -> None:
    world.carrier.hand_over(handovers(4))
    await sink.until_answers(4)
    await sink.until_ready(2)
    assert world.carrier.free() == 4


async def test_a_refusal_has_its_code_and_class(world: World, sink: Sink, handovers: MakeHandOvers) -> None:
    code = world.refuse()
    world.carrier.hand_over(handovers(1))
    [answer] = await sink.until_answers(1)
    assert isinstance(answer, RefusedByCarrier)
    assert (answer.refusal.code, answer.refusal.status_class) == (code, StatusClass.PERMANENT)
    assert world.carrier.state().up


async def test_throttling_is_told_from_refusing(world: World, sink: Sink, handovers: MakeHandOvers) -> None:
    world.throttle()
    world.carrier.hand_over(handovers(1))
    [answer] = await sink.until_answers(1)
    assert isinstance(answer, RefusedByCarrier)
    assert answer.refusal.status_class is StatusClass.THROTTLE


async def test_silence_leaves_a_doubt(world: World, sink: Sink, handovers: MakeHandOvers) -> None:
    world.stay_silent()
    world.carrier.hand_over(handovers(1))
    [answer] = await sink.until_answers(1)
    assert isinstance(answer, Lost)
    assert answer.handed_at > 0
    assert len(world.written()) == 1


async def test_a_connection_that_ends_leaves_a_doubt(world: World, sink: Sink, handovers: MakeHandOvers) -> None:
    world.cut()
    world.carrier.hand_over(handovers(1))
    [answer] = await sink.until_answers(1)
    assert isinstance(answer, Lost)
    assert len(world.written()) == 1


async def test_a_carrier_that_is_gone_gets_nothing_and_leaves_no_doubt(
    world: World, sink: Sink, handovers: MakeHandOvers
) -> None:
    """It is down with a reason, and comes back by itself."""
    await world.close_peer()
    while world.carrier.state().up:
        before = len(sink.answers)
        world.carrier.hand_over(handovers(1))
        await sink.until_answers(before + 1)
    assert world.carrier.state().last_error
    # A proof may be under way between two looks: what counts is that nothing was written.
    assert not any(isinstance(answer, Accepted | RefusedByCarrier) for answer in sink.answers)
    assert world.written() == []
    answered = len(sink.answers)
    await world.open_peer_again()
    async with asyncio.timeout(10):
        while not any(isinstance(answer, Accepted) for answer in sink.answers[answered:]):
            await sink.until(world.carrier.free)
            before = len(sink.answers)
            world.carrier.hand_over(handovers(1, first=100))
            await sink.until_answers(before + 1)
    assert len(world.written()) == len([one for one in sink.answers if isinstance(one, Accepted)])


async def test_a_stop_answers_everything(world: World, sink: Sink, handovers: MakeHandOvers) -> None:
    """What was written is in doubt; afterwards nothing is taken."""
    world.stay_silent()
    world.carrier.hand_over(handovers(3))
    await world.until_written(1)
    await world.carrier.stop(0)
    answers = await sink.until_answers(3)
    assert sorted(answer.handover.message_id for answer in answers) == [1, 2, 3]
    assert all(isinstance(answer, Lost | NotSent) for answer in answers)
    assert len(world.written()) <= sum(isinstance(answer, Lost) for answer in answers)
    assert (world.carrier.free(), world.carrier.state().unanswered) == (0, 0)


async def test_a_stop_waits_for_answers(world: World, sink: Sink, handovers: MakeHandOvers) -> None:
    world.carrier.hand_over(handovers(4))
    await world.carrier.stop(5)
    assert [type(answer) for answer in await sink.until_answers(4)] == [Accepted] * 4


@pytest.mark.parametrize("kept", [True, False])
async def test_a_receipt_comes_under_the_id_and_is_confirmed_only_when_kept(
    world: World, sink: Sink, handovers: MakeHandOvers, kept: bool
) -> None:
    [sent] = handovers(1)
    world.carrier.hand_over([sent])
    [answer] = await sink.until_answers(1)
    assert isinstance(answer, Accepted)
    sink.stored = kept
    assert await world.send_receipt(answer.carrier_message_id, sent.to) is kept
    [receipt] = await sink.until_deliveries(1)
    assert isinstance(receipt, ReceiptDelivery)
    assert (receipt.key, receipt.to) == (answer.carrier_message_id, sent.to)
    assert (receipt.state, receipt.code) == (State.DELIVERED, "DELIVERED")
