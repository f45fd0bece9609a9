"""If this fails, what a carrier answered is forgotten, or a segment is handed over again though the carrier has it."""

from heliograph.sms.message import State
from heliograph.sms.timeline import ENTRIES_KEPT, ENTRIES_MAX
from heliograph.store.port import Settlement

LANE = "net-one"


async def test_an_accepted_hand_over_is_submitted(world):
    message = await world.submitted("c-1")
    attempt = (await world.segment(message)).attempts[0]
    assert (attempt.state, attempt.carrier_message_id) == (State.SUBMITTED, "c-1")
    assert await world.events(message) == ["accepted", "claimed", "submit_ok"]
    assert (await world.restart()).doubted == 0


async def test_repeating_a_settlement_changes_no_state_and_is_counted(world):
    message = await world.submitted("c-1")
    before = (await world.segment(message)).attempts
    await world.settle(message, world.ok("c-1"))
    assert (await world.segment(message)).attempts == before
    assert world.figure("heliograph_strays_total") == 1
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED


async def test_a_refusal_that_may_be_tried_again_waits_until_then(world):
    message = await world.accepted()
    await world.claim()
    await world.settle(message, world.refused(retry_in=5_000))
    assert await world.claim() == []
    assert await world.store.next_due(LANE) == world.clock.now + 5_000
    world.advance(5_000)
    assert [claim.attempt for claim in await world.claim()] == [2]


async def test_a_permanent_refusal_ends_the_message(world):
    message = await world.accepted()
    await world.claim()
    await world.settle(message, world.refused(code="ESME_RINVDSTADR"))
    assert await world.state(message) is State.REJECTED
    assert await world.store.next_wake() is None
    assert await world.claim() == []


async def test_what_was_surely_not_written_is_claimed_again_under_a_new_number(world):
    message = await world.accepted()
    await world.claim()
    world.hints.clear()
    await world.settle(message, world.released())
    assert world.hints == [LANE]
    assert [claim.attempt for claim in await world.claim()] == [2]
    assert (await world.restart()).doubted == 1


async def test_unknown_messages_and_attempts_are_counted_never_raised(world):
    message = await world.accepted()
    await world.store.settle([Settlement(message.id + 1, world.ok("x")), Settlement(message.id, world.ok("x"))])
    assert world.figure("heliograph_unknown_messages_total") == 1
    assert world.figure("heliograph_strays_total") == 1
    assert await world.state(message) is State.ACCEPTED
    assert (await world.lines(message))[-1]["!"] == "stray"


async def test_events_of_one_call_are_applied_in_order(world):
    message = await world.accepted(segments=2)
    await world.claim()
    await world.settle(message, world.lost(1), world.ok("c-1", 1), world.released(segment=2))
    assert await world.events(message) == ["accepted", "claimed", "claimed", "submit_lost", "submit_ok", "released"]
    assert (await world.segment(message, 1)).attempts[0].state is State.SUBMITTED
    assert (await world.segment(message, 2)).work is State.ACCEPTED


async def test_calls_of_one_tick_see_each_other(world, together):
    message = await world.accepted(segments=2)
    await world.claim()
    answers = await together(
        world.settle(message, world.ok("c-1", 1)),
        world.settle(message, world.ok("c-2", 2)),
        world.store.receipts([world.receipt("c-1"), world.receipt("c-2")]),
    )
    assert answers == [None, None, None]
    assert await world.state(message) is State.DELIVERED
    assert world.figure("heliograph_receipts_unmatched_total") == 0
    assert await world.events(message) == [
        *("accepted", "claimed", "claimed"),
        *("submit_ok", "submit_ok"),
        *("receipt",) * 2,
    ]


async def test_a_carrier_that_names_no_id_does_not_mix_its_messages_up(world):
    first, second = await world.submitted(""), await world.submitted("")
    await world.store.receipts([world.receipt("")])
    assert await world.state(first) is State.SUBMITTED
    assert await world.state(second) is State.SUBMITTED
    assert world.figure("heliograph_receipts_unmatched_total") == 1


async def test_a_doubt_is_counted_and_waits(world):
    message = await world.doubted()
    assert await world.state(message) is State.IN_DOUBT
    assert world.figure("heliograph_messages_in_doubt_total") == 1
    assert await world.store.next_wake() == world.clock.now + 5_000
    assert world.wakes[-1] == world.clock.now + 5_000
    assert await world.claim() == []


async def test_a_timeline_is_bounded_and_the_state_goes_on(world):
    message = await world.accepted()
    for attempt in range(1, 60):
        await world.claim()
        await world.settle(message, world.refused(retry_in=1, attempt=attempt, counted=False))
        world.advance(1)
    assert len(await world.lines(message)) == ENTRIES_MAX - ENTRIES_KEPT
    assert [claim.attempt for claim in await world.claim()] == [60]
    await world.settle(message, world.ok("c", attempt=60))
    assert await world.state(message) is State.SUBMITTED
    assert (await world.events(message))[-1] == "submit_ok"
