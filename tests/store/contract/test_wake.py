"""If this fails, doubts are resolved wrongly (a message twice, or none), or messages never come to an end."""

import pytest

from heliograph.sms.lifecycle import LOOKS_MAX
from heliograph.sms.message import OnUnknown, Route, State

HOLD = Route(on_unknown=OnUnknown.HOLD)


async def test_nothing_is_woken_before_its_time(world):
    message = await world.accepted(validity_until=world.clock.now + 1_000)
    assert await world.store.next_wake() == world.clock.now + 1_000
    assert await world.store.wake(10) == 0
    world.advance(1_000)
    assert await world.store.wake(10) == 1
    assert await world.state(message) is State.EXPIRED
    assert await world.store.next_wake() is None
    assert await world.claim() == []
    assert world.figure("heliograph_queue_depth") == 0


async def test_a_call_wakes_the_longest_waiting_and_no_more_than_it_may(world):
    messages = [await world.accepted(validity_until=world.clock.now + 10 + n) for n in range(5)]
    world.advance(60)
    assert await world.store.wake(3) == 3
    assert [await world.state(message) for message in messages] == [State.EXPIRED] * 3 + [State.ACCEPTED] * 2
    assert await world.store.wake(3) == 2
    assert await world.store.wake(3) == 0


async def test_a_doubt_without_a_word_is_resent_and_counted(world):
    message = await world.doubted()
    world.advance(5_000)
    world.hints.clear()
    assert await world.store.wake(10) == 1
    assert world.hints == [message.lane]
    assert [claim.attempt for claim in await world.claim()] == [2]
    assert world.figure("heliograph_resent_total") == 1


async def test_a_doubt_is_held_where_the_route_says_so(world):
    message = await world.doubted(route=HOLD)
    world.advance(5_000)
    assert await world.store.wake(10) == 1
    assert await world.claim() == []
    assert await world.state(message) is State.IN_DOUBT
    assert await world.store.next_wake() == world.clock.now + 10_000


async def test_a_held_doubt_is_looked_at_less_and_less_often_and_settled_soon_after_its_receipt_has_come(world):
    message = await world.doubted(route=HOLD)
    for wait in (5_000, 10_000, 20_000, 40_000, 80_000):
        assert await world.store.next_wake() == world.advance(wait)
        assert await world.store.wake(10) == 1
        assert await world.state(message) is State.IN_DOUBT
    assert [line["e"] for line in await world.lines(message)].count("resolve") == 1, "in vain, and said once"
    await world.store.receipts([world.receipt("lost-id")])
    world.advance(160_000)
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED
    assert world.figure("heliograph_resent_total") == 0


async def test_one_receipt_without_an_owner_settles_the_doubt(world):
    message = await world.doubted()
    world.advance(1_000)
    await world.store.receipts([world.receipt("lost-id")])
    world.advance(4_000)
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED
    assert (await world.segment(message)).attempts[0].carrier_message_id == "lost-id"
    assert await world.claim() == []
    assert world.figure("heliograph_receipts_rematched_total") == 1
    assert world.figure("heliograph_resent_total") == 0


async def test_the_receipt_is_bound_to_the_doubt_that_it_settled(world):
    message = await world.doubted()
    await world.store.receipts([world.receipt("lost-id", State.SUBMITTED, "ENROUTE")])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.SUBMITTED
    await world.store.receipts([world.receipt("lost-id")])
    assert await world.state(message) is State.DELIVERED


async def test_receipts_that_could_each_be_its_own_hold_the_doubt_and_are_shown(world):
    message = await world.doubted()
    await world.store.receipts([world.receipt("one"), world.receipt("two")])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.IN_DOUBT
    assert await world.claim() == []
    assert (await world.lines(message))[-1]["candidates"] == 2
    assert world.figure("heliograph_receipts_ambiguous_total") == 1
    await world.settle(message, world.ok("two"))
    assert await world.state(message) is State.DELIVERED


async def test_a_receipt_that_may_have_overtaken_its_own_response_settles_no_other_doubt(world):
    doubted = await world.doubted()
    other = await world.accepted()
    await world.claim()
    world.advance(1_000)
    await world.store.receipts([world.receipt("of-other")])
    world.advance(4_000)
    await world.store.wake(10)
    assert await world.state(doubted) is State.IN_DOUBT
    await world.settle(other, world.ok("of-other"))
    assert await world.state(other) is State.DELIVERED
    world.advance(5_000)
    await world.store.wake(10)
    assert world.figure("heliograph_resent_total") == 1


async def test_a_hand_over_that_began_after_the_receipt_came_does_not_hold_the_doubt(world):
    doubted = await world.doubted()
    await world.store.receipts([world.receipt("lost-id")])
    world.advance(1_000)
    await world.accepted()
    await world.claim()
    world.advance(4_000)
    await world.store.wake(10)
    assert await world.state(doubted) is State.DELIVERED


async def several(world, parts, **changes):
    """A message of several parts, all of them in doubt since the process ended."""
    message = await world.accepted(segments=parts, **changes)
    await world.claim()
    await world.restart()
    return message


async def test_the_parts_of_one_message_are_settled_by_as_many_receipts_that_say_the_same(world):
    message = await several(world, 4)
    await world.store.receipts([world.receipt(f"lost-{n}") for n in range(4)])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED
    assert {s.attempts[0].carrier_message_id for s in (await world.stored(message)).message.segments} == {
        f"lost-{n}" for n in range(4)
    }
    assert world.figure("heliograph_receipts_ambiguous_total") == 0


async def test_parts_are_settled_together_so_that_a_late_response_takes_no_others_receipt(world):
    """The first part is held by then; the receipts are its own and the second's, whose response is late."""
    message = await world.accepted(segments=2, route=HOLD)
    await world.claim(1)
    await world.restart()
    world.advance(5_000)
    await world.store.wake(10)
    await world.claim(1)
    await world.restart()
    await world.store.receipts([world.receipt("first"), world.receipt("second")])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED
    await world.settle(message, world.ok("second", segment=2))
    assert await world.state(message) is State.DELIVERED
    assert world.figure("heliograph_receipts_rematched_total") == 2


async def test_a_receipt_from_before_a_doubt_is_not_taken_for_it_with_the_others(world):
    """Both came while one part alone was in doubt: the other's must be still to come."""
    message = await world.accepted(segments=2, route=HOLD)
    await world.claim(1)
    await world.restart()
    await world.store.receipts([world.receipt("first"), world.receipt("of-another")])
    world.advance(5_000)
    await world.claim(1)
    await world.restart()
    await world.store.wake(10)
    assert [segment.attempts[0].state for segment in (await world.stored(message)).message.segments] == [
        State.DELIVERED,
        State.IN_DOUBT,
    ]


async def test_parts_of_which_only_some_have_a_receipt_wait_for_the_others(world):
    message = await several(world, 3)
    await world.store.receipts([world.receipt("lost-1"), world.receipt("lost-2")])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.claim() == []
    await world.store.receipts([world.receipt("lost-3")])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED
    assert world.figure("heliograph_resent_total") == 0


async def test_parts_whose_other_receipts_never_come_are_all_resent_for_nobody_knows_which_were_lost(world):
    message = await several(world, 3)
    await world.store.receipts([world.receipt("lost-1"), world.receipt("lost-2")])
    for _ in range(LOOKS_MAX + 1):
        assert await world.claim() == []
        world.advance(5_000)
        await world.store.wake(10)
    assert sorted((claim.segment, claim.attempt) for claim in await world.claim()) == [(1, 2), (2, 2), (3, 2)]
    assert world.figure("heliograph_resent_total") == 3
    for number in (1, 2, 3):
        await world.settle(message, world.ok(f"new-{number}", segment=number, attempt=2))
    await world.store.receipts([world.receipt(f"new-{number}") for number in (1, 2, 3)])
    assert await world.state(message) is State.DELIVERED


async def test_that_a_doubt_is_resent_is_said_however_often_it_was_looked_at(world):
    """A late response takes the receipt that was one of two: then there is none, and the route decides."""
    message = await several(world, 2)
    other = await world.accepted()
    await world.claim()
    await world.store.receipts([world.receipt("lost-1")])
    for _ in range(2):
        world.advance(5_000)
        await world.store.wake(10)
    await world.settle(other, world.ok("lost-1"))
    before = [line["e"] for line in await world.lines(message)].count("resolve")
    world.advance(5_000)
    await world.store.wake(10)
    assert world.figure("heliograph_resent_total") == 2
    assert [line["e"] for line in await world.lines(message)].count("resolve") == before + 2


async def test_parts_of_which_only_some_have_a_receipt_are_held_where_the_route_says_so(world):
    message = await several(world, 2, route=HOLD)
    await world.store.receipts([world.receipt("lost-1")])
    for _ in range(LOOKS_MAX + 1):
        world.advance(5_000)
        await world.store.wake(10)
    assert await world.claim() == []
    assert await world.state(message) is State.IN_DOUBT
    assert world.clock.now < await world.store.next_wake() < message.validity_until
    await world.store.receipts([world.receipt("lost-2")])
    world.clock.now = await world.store.next_wake()
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED


async def test_one_receipt_settles_a_part_that_is_in_doubt_twice(world):
    message = await several(world, 1)
    world.advance(5_000)
    await world.store.wake(10)
    await world.claim()
    await world.restart()
    await world.store.receipts([world.receipt("lost-1")])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED


@pytest.mark.parametrize(
    "said",
    [
        [(State.DELIVERED, "DELIVRD"), (State.FAILED, "UNDELIV")],
        [(State.FAILED, "UNDELIV"), (State.FAILED, "ABSENT")],
        [(State.DELIVERED, "DELIVRD")] * 3,
    ],
    ids=["differ", "differ in code", "too many"],
)
async def test_parts_whose_receipts_cannot_be_told_apart_are_held_and_shown(world, said):
    message = await several(world, 2)
    await world.store.receipts([world.receipt(f"lost-{n}", *one) for n, one in enumerate(said)])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.IN_DOUBT
    assert await world.claim() == []
    assert world.figure("heliograph_receipts_ambiguous_total") == 2


async def test_a_receipt_that_followed_another_under_its_id_is_what_counts(world):
    message = await several(world, 2)
    await world.store.receipts([world.receipt("lost-1", State.SUBMITTED, "ENROUTE"), world.receipt("lost-2")])
    world.advance(10)
    await world.store.receipts([world.receipt("lost-1")])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.DELIVERED


@pytest.mark.parametrize(
    "changes",
    [{"to": "85269999999"}, {"carrier": "net-two"}, {"received_at": 1_000}],
    ids=["number", "carrier", "older"],
)
async def test_a_receipt_of_something_else_settles_no_doubt(world, changes):
    import msgspec

    message = await world.doubted()
    await world.store.receipts([msgspec.structs.replace(world.receipt("lost-id"), **changes)])
    world.advance(5_000)
    await world.store.wake(10)
    assert await world.state(message) is State.ACCEPTED


async def test_two_doubts_do_not_share_one_receipt(world):
    first, second = await world.doubted(route=HOLD), await world.doubted(route=HOLD)
    await world.store.receipts([world.receipt("lost-id")])
    world.advance(5_000)
    assert await world.store.wake(10) == 2
    assert {await world.state(first), await world.state(second)} == {State.DELIVERED, State.IN_DOUBT}


async def test_no_receipt_until_the_deadline_is_unknown(world):
    message = await world.submitted("c-1")
    world.advance(86_400_000)
    assert await world.store.wake(10) == 1
    assert await world.state(message) is State.SUBMITTED
    world.advance(3_600_000)
    assert await world.store.wake(10) == 1
    assert await world.state(message) is State.UNKNOWN
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED


async def test_a_held_doubt_looks_once_more_for_its_receipt_before_it_is_unknown(world):
    told, untold = await world.doubted(route=HOLD), await world.doubted(route=HOLD, to="85269999999")
    world.advance(5_000)
    await world.store.wake(10)
    await world.store.receipts([world.receipt("lost-id")])
    world.advance(86_400_000 + 3_600_000)
    while await world.store.wake(10):
        pass
    assert await world.state(told) is State.DELIVERED
    assert await world.state(untold) is State.UNKNOWN


async def test_held_parts_are_settled_together_at_their_deadline(world):
    message = await several(world, 2, route=HOLD)
    world.advance(5_000)
    await world.store.wake(10)
    await world.store.receipts([world.receipt("lost-1"), world.receipt("lost-2")])
    world.advance(86_400_000 + 3_600_000)
    while await world.store.wake(10):
        pass
    assert await world.state(message) is State.DELIVERED
    assert world.figure("heliograph_receipts_rematched_total") == 2


async def test_a_hand_over_still_under_way_after_its_time_is_looked_at_again(world):
    message = await world.accepted(validity_until=world.clock.now + 1_000)
    await world.claim()
    world.advance(1_000)
    assert await world.store.wake(10) == 1
    assert await world.store.wake(10) == 0
    assert await world.state(message) is State.SUBMITTING
    assert await world.store.next_wake() > world.clock.now


async def test_on_a_route_without_receipts_submitted_is_the_end(world):
    await world.submitted("c-1", route=Route(receipts=False))
    assert await world.store.next_wake() is None
