"""If this fails, a receipt is lost, or told of the wrong message: a person reads "delivered" of what never arrived."""

import msgspec
import pytest

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.events import SubmitOk
from heliograph.sms.message import State
from heliograph.store.port import Inbound

#: 2026-11-24T12:00:00Z.
NOON = 1_795_521_600_000
OTHER_TO = "85269999999"


async def test_a_receipt_settles_its_message(world):
    message = await world.submitted("c-1")
    world.advance(500)
    await world.store.receipts([world.receipt("c-1")])
    attempt = (await world.segment(message)).attempts[0]
    assert (attempt.state, attempt.code, attempt.received_at) == (State.DELIVERED, "DELIVRD", world.clock.now)
    assert await world.store.next_wake() is None


async def test_it_is_there_after_the_process_has_ended(world):
    message = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1")])
    await world.restart()
    assert await world.state(message) is State.DELIVERED


@pytest.mark.parametrize("crash", [False, True])
async def test_a_receipt_before_its_response_waits_for_it(world, crash):
    message = await world.accepted()
    await world.claim()
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.SUBMITTING
    assert world.figure("heliograph_receipts_unmatched_total") == 1
    if crash:
        await world.restart()
    await world.settle(message, world.ok("c-1"))
    assert await world.state(message) is State.DELIVERED
    assert (await world.events(message))[-2:] == ["submit_ok", "receipt"]


async def test_all_receipts_before_the_response_count(world):
    message = await world.accepted()
    await world.claim()
    await world.store.receipts([world.receipt("c-1", State.SUBMITTED, "ENROUTE")])
    world.advance(10)
    await world.store.receipts([world.receipt("c-1", State.FAILED, "UNDELIV")])
    await world.settle(message, world.ok("c-1"))
    assert (await world.events(message))[-3:] == ["submit_ok", "receipt", "receipt"]
    assert (await world.segment(message)).attempts[0].code == "UNDELIV"


async def test_one_that_is_no_verdict_is_followed_by_one_that_is(world):
    message = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1", State.SUBMITTED, "ENROUTE")])
    assert await world.state(message) is State.SUBMITTED
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED


async def test_a_repeated_receipt_changes_nothing(world):
    message = await world.submitted("c-1")
    receipt = world.receipt("c-1")
    await world.store.receipts([receipt, receipt])
    before = await world.store.timeline(message.account, message.id)
    world.advance(1_000)
    await world.store.receipts([receipt])
    await world.store.receipts([world.receipt("c-1")])
    assert await world.store.timeline(message.account, message.id) == before
    assert world.figure("heliograph_receipts_repeated_total") == 3
    assert world.figure("heliograph_strays_total") == 0


async def test_a_repeated_orphan_is_one(world):
    for _ in range(3):
        await world.store.receipts([world.receipt("c-1")])
    assert world.figure("heliograph_receipts_unmatched_total") == 1
    assert world.figure("heliograph_receipts_repeated_total") == 2


async def test_proof_of_delivery_replaces_a_failure_and_nothing_replaces_it(world):
    message = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1", State.FAILED, "UNDELIV")])
    assert await world.state(message) is State.FAILED
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED
    await world.store.receipts([world.receipt("c-1", State.EXPIRED, "EXPIRED")])
    assert await world.state(message) is State.DELIVERED
    assert world.figure("heliograph_strays_total") == 1


async def test_a_receipt_without_a_recipient_is_taken_at_its_word(world):
    message = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1", to="")])
    assert await world.state(message) is State.DELIVERED


async def test_a_receipt_of_another_recipient_is_kept_and_not_believed(world):
    message = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1", State.FAILED, "UNDELIV", to=OTHER_TO)])
    assert await world.state(message) is State.SUBMITTED
    assert world.figure("heliograph_receipts_disputed_total") == 1
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED


async def test_it_waits_for_the_message_that_it_is_of(world):
    first = await world.submitted("c-1")
    second = await world.accepted(to=OTHER_TO)
    await world.claim()
    await world.store.receipts([world.receipt("c-1", to=OTHER_TO)])
    await world.settle(second, world.ok("c-1"))
    assert await world.state(first) is State.SUBMITTED
    assert await world.state(second) is State.DELIVERED


async def test_an_id_used_again_is_of_the_new_message(world):
    first = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1", State.FAILED, "UNDELIV")])
    second = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(first) is State.FAILED
    assert await world.state(second) is State.DELIVERED


async def test_an_id_used_again_for_another_number_leaves_both_their_receipts(world):
    first = await world.submitted("c-1")
    second = await world.submitted("c-1", to=OTHER_TO)
    await world.store.receipts([world.receipt("c-1", State.FAILED, "UNDELIV"), world.receipt("c-1", to=OTHER_TO)])
    assert await world.state(first) is State.FAILED
    assert await world.state(second) is State.DELIVERED


async def test_an_old_orphan_is_not_told_of_a_new_message(world):
    await world.store.receipts([world.receipt("c-1")])
    world.advance(60_000)
    message = await world.submitted("c-1")
    assert await world.state(message) is State.SUBMITTED
    await world.store.receipts([world.receipt("c-1", State.FAILED, "UNDELIV")])
    assert await world.state(message) is State.FAILED


async def test_an_old_orphan_does_not_swallow_the_early_receipt_of_a_new_message(world):
    await world.store.receipts([world.receipt("c-1", State.FAILED, "UNDELIV"), world.receipt("c-1")])
    world.advance(60_000)
    message = await world.accepted()
    await world.claim()
    await world.store.receipts([world.receipt("c-1")])
    await world.settle(message, world.ok("c-1"))
    assert await world.state(message) is State.DELIVERED
    assert (await world.events(message)).count("receipt") == 1


async def test_a_carrier_with_one_id_for_everything_stays_answered(world):
    messages = [await world.submitted("0", to=f"852600000{n:02}") for n in range(20)]
    await world.store.receipts([world.receipt("0", to=message.to) for message in messages[-5:]])
    assert [await world.state(message) for message in messages[-5:]] == [State.DELIVERED] * 5


async def test_a_flood_of_receipts_under_one_id_keeps_the_verdict(world):
    message = await world.accepted()
    await world.claim()
    await world.store.receipts([world.receipt("c-1")])
    for number in range(40):
        await world.store.receipts([world.receipt("c-1", State.SUBMITTED, f"ENROUTE{number}")])
    await world.settle(message, world.ok("c-1"))
    assert await world.state(message) is State.DELIVERED


async def test_receipts_of_many_messages_in_one_call(world):
    messages = [await world.accepted() for _ in range(150)]
    await world.claim(200)
    for message in messages:
        await world.settle(message, world.ok(f"c-{message.id}"))
    await world.store.receipts([world.receipt(f"c-{message.id}") for message in messages])
    assert {await world.state(message) for message in messages} == {State.DELIVERED}


async def test_inbound_messages_are_stored_once(world):
    message = Inbound("net-one", "key-1", world.clock.now, b"\x00\x00\x00\x10")
    await world.store.inbound([message, message])
    await world.store.inbound([message, Inbound("net-two", "key-1", world.clock.now, b"")])
    assert world.figure("heliograph_inbound_stored_total") == 2
    await world.restart()
    await world.store.inbound([message])
    assert world.figure("heliograph_inbound_stored_total") == 2


async def test_empty_calls_do_nothing(world):
    await world.store.receipts([])
    await world.store.settle([])
    await world.store.inbound([])
    await world.store.accept([])
    assert await world.store.wake(0) == 0
    assert world.figure("heliograph_store_commits_total") == 0


WORDS = CarrierWords("DELIVRD", "000", "3:27", "2611241201", NOON, "00C-1")


@pytest.mark.parametrize("early", [False, True])
async def test_the_carriers_own_words_stay_with_the_message(world, early):
    message = await world.accepted()
    await world.claim()
    steps = [
        lambda: world.settle(message, world.ok("c-1")),
        lambda: world.store.receipts([msgspec.structs.replace(world.receipt("c-1"), words=WORDS)]),
    ]
    for step in reversed(steps) if early else steps:
        await step()
        await world.restart() if early else None
    assert (await world.segment(message)).attempts[0].words == WORDS


async def test_the_id_of_a_response_is_kept_as_it_came_and_found_by_its_key(world):
    message = await world.accepted()
    await world.claim()
    await world.settle(message, SubmitOk(1, 1, "00C-1", world.clock.now, "c-1"))
    await world.store.receipts([world.receipt("c-1")])
    attempt = (await world.segment(message)).attempts[0]
    assert (attempt.state, attempt.carrier_message_id) == (State.DELIVERED, "00C-1")
