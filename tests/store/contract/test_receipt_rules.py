"""If this fails, the table in docs/receipts-from-carriers.md is untrue, and a message is told by another rule."""

import msgspec
import pytest

from heliograph.sms.message import Route, State, message_state

OTHER_TO = "85269999999"
HOUR = 3_600_000
DELIVERED = (State.DELIVERED, "DELIVERED")
FAILED = (State.FAILED, "UNDELIV")
EXPIRED = (State.EXPIRED, "EXPIRED")
ENROUTE = (State.SUBMITTED, "ENROUTE")

#: Receipts in the order they come → the end, and how many were repeated and how many were strays.
ORDERS = [
    ([DELIVERED], DELIVERED, 0, 0),
    ([FAILED], FAILED, 0, 0),
    ([EXPIRED], EXPIRED, 0, 0),
    ([DELIVERED, DELIVERED], DELIVERED, 1, 0),
    ([FAILED, FAILED, FAILED], FAILED, 2, 0),
    ([ENROUTE], (State.SUBMITTED, ""), 0, 0),
    ([ENROUTE, ENROUTE, DELIVERED], DELIVERED, 1, 0),
    ([FAILED, DELIVERED], DELIVERED, 0, 0),
    ([DELIVERED, FAILED], DELIVERED, 0, 1),
    ([DELIVERED, ENROUTE], DELIVERED, 0, 1),
    ([FAILED, EXPIRED], FAILED, 0, 1),
    ([FAILED, EXPIRED, DELIVERED], DELIVERED, 0, 1),
    ([EXPIRED, DELIVERED, FAILED], DELIVERED, 0, 1),
]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("receipts", "end", "repeated", "strays"), ORDERS)
async def test_receipts_in_any_order_come_to_one_end(world, receipts, end, repeated, strays, restarts):
    message = await world.submitted("c-1")
    for state, code in receipts:
        world.advance(1_000)
        await world.store.receipts([world.receipt("c-1", state, code)])
        if restarts:
            await world.restart()
    attempt = (await world.segment(message)).attempts[0]
    assert (attempt.state, attempt.code) == end
    assert world.figure("heliograph_receipts_repeated_total") == repeated
    assert world.figure("heliograph_strays_total") == strays


@pytest.mark.parametrize(("late", "end"), [(DELIVERED, State.DELIVERED), (FAILED, State.UNKNOWN)])
async def test_after_the_deadline_only_proof_of_delivery_counts(world, late, end):
    message = await world.submitted("c-1")
    world.advance(48 * HOUR)
    while await world.store.wake(10):
        pass
    assert await world.state(message) is State.UNKNOWN
    await world.store.receipts([world.receipt("c-1", *late)])
    assert await world.state(message) is end
    assert world.figure("heliograph_strays_total") == (end is State.UNKNOWN)


@pytest.mark.parametrize(("receipt", "end"), [(DELIVERED, State.DELIVERED), (FAILED, State.SUBMITTED)])
async def test_where_no_receipts_are_expected_only_proof_of_delivery_counts(world, receipt, end):
    message = await world.submitted("c-1", route=Route(receipts=False))
    await world.store.receipts([world.receipt("c-1", *receipt)])
    assert await world.state(message) is end


async def test_a_receipt_settles_a_doubt_whatever_it_says(world):
    for number, (state, code) in enumerate([DELIVERED, FAILED, EXPIRED]):
        message = await world.doubted(to=f"8526123456{number}")
        await world.store.receipts([world.receipt(f"c-{number}", state, code, to=message.to)])
        world.advance(6_000)
        await world.store.wake(10)
        assert await world.state(message) is state


async def test_a_receipt_of_another_recipient_waits_and_is_counted(world):
    message = await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1", to=OTHER_TO)])
    assert await world.state(message) is State.SUBMITTED
    assert world.figure("heliograph_receipts_disputed_total") == 1


async def test_of_two_messages_under_one_id_the_newest_of_the_recipient_has_the_receipt(world):
    first = await world.submitted("c-1")
    second = await world.submitted("c-1")
    other = await world.submitted("c-1", to=OTHER_TO)
    await world.store.receipts([world.receipt("c-1")])
    assert [await world.state(message) for message in (first, second, other)] == [
        State.SUBMITTED,
        State.DELIVERED,
        State.SUBMITTED,
    ]


async def test_what_came_early_waits_days_for_its_response(world):
    message = await world.accepted(validity_until=world.clock.now + 96 * HOUR)
    await world.claim()
    await world.store.receipts([world.receipt("c-1")])
    world.advance(71 * HOUR)
    await world.settle(message, msgspec.structs.replace(world.ok("c-1"), handed_at=world.clock.now - 71 * HOUR))
    assert message_state((await world.stored(message)).message) is State.DELIVERED
