"""A message that goes on wrongly is sent twice, in parts that nobody can join, or not at all."""

import msgspec

from heliograph.sms.events import (
    Claimed,
    DeadlinePassed,
    Dequeue,
    Enqueue,
    Event,
    FailedOver,
    Leave,
    Overdue,
    ReceiptArrived,
    Released,
    Reroute,
    Resent,
    Resolve,
    SubmitError,
    SubmitLost,
    SubmitOk,
    Why,
)
from heliograph.sms.failover import Lanes, Unable
from heliograph.sms.lifecycle import step
from heliograph.sms.message import Life, Message, OnUnknown, Route, Segment, State, segment_state, summarise
from heliograph.sms.plan import Failover, Plan, PlanLane, Terms

START = 1_800_000_000_000
VALID_UNTIL = START + 3_600_000
ON_ALL = Terms(("ESME_RX_P_APPN",), ("UNDELIV",), down_ms=1_000, throttled_ms=1_000, no_receipt_ms=60_000)
ABLE, PLAIN = Lanes(), Route()
ONE_DOWN = Lanes({"one": Unable(Why.DOWN, 5_000)})


def message_of(*parts: int, terms: Terms = ON_ALL, route: Route = PLAIN) -> Message:
    """A message with so many parts at each of as many carriers, which waits at the first."""
    names = ("one", "two", "three")[: len(parts)]
    plan = Plan(tuple(PlanLane(name, route) for name in names), terms)
    life = Life(tuple(Segment(n + 1, due=START) for n in range(parts[0])), route, 7, failover=Failover(plan, parts))
    return Message(7, "1000", "R", "49151", "one", 1, START, VALID_UNTIL, life, VALID_UNTIL)


def after(message: Message, *events: Event, now: int = START, lanes: Lanes = ABLE) -> Message:
    for event in events:
        message, _ = step(message, event, now, lanes)
    return message


def states(message: Message) -> list[State]:
    return [segment_state(segment) for segment in message.segments]


def ok(segment: int, attempt: int = 1) -> SubmitOk:
    return SubmitOk(segment, attempt, f"c{segment}", START)


def receipt(state: State, segment: int = 1, attempt: int = 1) -> ReceiptArrived:
    code = "UNDELIV" if state is State.FAILED else state.upper()
    return ReceiptArrived(segment, attempt, state, code, START + 9, f"c{segment}")


def refused(segment: int, attempt: int = 1) -> SubmitError:
    return SubmitError(segment, attempt, "ESME_RX_P_APPN", START)


def test_all_parts_go_anew_cut_for_the_next_carrier_under_a_new_reference():
    under_way = after(message_of(3, 2), Claimed(1, "one"), ok(1), Claimed(2, "one"))
    moved, effects = step(under_way, refused(2), START)
    assert effects == (
        Leave(2, 1),
        Dequeue(3),
        Enqueue(4, START),
        Enqueue(5, START),
        FailedOver(2, "one", "two", Why.REFUSED, "ESME_RX_P_APPN", 1),
    )
    assert (moved.lane, moved.life.reference) == ("two", 8)
    assert states(moved) == [
        State.SUBMITTED,
        State.REJECTED,
        State.CANCELLED,
        State.ACCEPTED,
        State.ACCEPTED,
    ]
    assert summarise(moved).state is State.ACCEPTED


def test_a_part_that_came_by_one_carrier_and_a_part_by_the_other_are_no_message():
    moved = after(message_of(2, 2), Claimed(1, "one"), Claimed(2, "one"), ok(1), receipt(State.DELIVERED), refused(2))
    ended = after(
        moved,
        *(Claimed(3, "two"), Claimed(4, "two"), ok(3), ok(4)),
        *(receipt(State.EXPIRED, 3), receipt(State.DELIVERED, 4)),
    )
    assert (summarise(ended).state, summarise(ended).code, summarise(ended).status) == (State.EXPIRED, "EXPIRED", 2)
    proven = after(ended, receipt(State.DELIVERED, 3))
    assert summarise(proven).state is State.DELIVERED


def test_what_is_under_way_where_it_left_is_neither_sent_again_nor_forgotten():
    left = after(message_of(2, 1), Claimed(1, "one"), Claimed(2, "one"), refused(2))
    for answer, state in (
        (SubmitError(1, 1, "ESME_RSYSERR", START, START + 9, passing=True), State.REJECTED),
        (SubmitError(1, 1, "ESME_RTHROTTLED", START, START + 9, False, True), State.CANCELLED),
        (Released(1, 1, START), State.CANCELLED),
        (ok(1), State.SUBMITTED),
    ):
        found, effects = step(left, answer, START)
        assert not any(isinstance(effect, Enqueue | FailedOver) for effect in effects)
        assert Leave(1, 1) in effects
        assert states(found) == [state, State.REJECTED, State.ACCEPTED]
    doubted = after(left, SubmitLost(1, 1, START), Resolve(1, 1))
    assert states(doubted) == [State.IN_DOUBT, State.REJECTED, State.ACCEPTED]


def test_one_that_only_waited_leaves_nothing_behind_and_keeps_its_place_in_the_queue():
    moved, effects = step(message_of(2, 3), Reroute(1), START + 5_000, ONE_DOWN)
    assert effects == (
        Dequeue(1),
        Dequeue(2),
        *(Enqueue(number, START) for number in (1, 2, 3)),
        FailedOver(1, "one", "two", Why.DOWN),
    )
    assert [segment.number for segment in moved.segments] == [1, 2, 3]
    back, _ = step(moved, Reroute(1), START + 9_000, Lanes({"two": Unable(Why.DISABLED)}))
    assert (back.lane, len(back.segments)) == ("one", 2)


def test_a_late_word_of_an_attempt_that_was_given_back_is_no_word_of_the_next_carriers():
    given_back = after(message_of(1, 1), Claimed(1, "one"), Released(1, 1, START), lanes=ONE_DOWN)
    assert given_back.lane == "two"
    claimed = after(given_back, Claimed(1, "two"))
    assert claimed.segments[0].attempts[0].number == 2
    assert after(claimed, Released(1, 1, START)).segments == claimed.segments


def test_carriers_that_come_and_go_do_not_keep_it_moving_for_ever():
    message = message_of(1, 1)
    for _ in range(40):
        message = after(message, Reroute(1), lanes=Lanes({message.lane: Unable(Why.DOWN, 5_000)}))
    assert message.life.failover is not None
    assert message.life.failover.moves == 16
    assert states(message) == [State.ACCEPTED]


class TestADoubtWhoseResendGoesToAnother:
    """The first carrier may have it, and may say so late."""

    def resent(self) -> Message:
        doubted = after(message_of(1, 2), Claimed(1, "one"), SubmitLost(1, 1, START))
        message, effects = step(doubted, Resolve(1, 1), START + 5_000, ONE_DOWN)
        assert Resent(1, 1) in effects
        assert effects[-1] == FailedOver(1, "one", "two", Why.DOWN, "", 1)
        return message

    def test_it_goes_back_when_the_first_has_it_before_the_next_was_given_any(self):
        for word in (ok(1), receipt(State.DELIVERED), receipt(State.SUBMITTED)):
            back, effects = step(self.resent(), word, START + 6_000)
            assert effects[-3:] == (Dequeue(2), Dequeue(3), FailedOver(1, "two", "one", Why.TAKEN))
            assert (back.lane, len(back.segments), back.life.reference) == ("one", 1, 7)

    def test_it_ends_with_both_when_the_next_was_given_some(self):
        both = after(self.resent(), Claimed(2, "two"), ok(1))
        assert summarise(both).state is State.ACCEPTED
        sent = after(both, ok(2), Claimed(3, "two"), ok(3))
        assert summarise(sent).state is State.SUBMITTED
        failed = after(sent, receipt(State.REJECTED, 2), receipt(State.REJECTED, 3))
        assert summarise(failed).state is State.SUBMITTED, "the first may yet deliver it"
        assert summarise(after(failed, DeadlinePassed(1, 1))).code == "REJECTED"

    def test_nothing_more_goes_out_once_the_first_has_delivered_it(self):
        begun = after(self.resent(), Claimed(2, "two"))
        delivered, effects = step(begun, receipt(State.DELIVERED), START)
        assert effects[-1] == Dequeue(3)
        assert summarise(delivered).state is State.DELIVERED
        released, effects = step(delivered, Released(2, 1, START), START)
        assert effects == (Leave(2, 1),)
        assert states(released) == [State.DELIVERED, State.CANCELLED, State.CANCELLED]

    def test_a_route_that_holds_doubts_does_not_send_it_by_another(self):
        held = message_of(1, 1, route=Route(on_unknown=OnUnknown.HOLD))
        doubted = after(held, Claimed(1, "one"), SubmitLost(1, 1, START), Resolve(1, 1), lanes=ONE_DOWN)
        assert (doubted.lane, states(doubted)) == ("one", [State.IN_DOUBT])


def test_a_receipt_that_sends_it_on_is_not_final_and_its_carrier_may_still_prove_delivery():
    submitted = after(message_of(1, 1), Claimed(1, "one"), ok(1))
    moved, effects = step(submitted, receipt(State.FAILED), START)
    assert effects[-1] == FailedOver(1, "one", "two", Why.RECEIPT, "UNDELIV", 0)
    assert not summarise(moved).final
    assert moved.wake_at == VALID_UNTIL
    proven, effects = step(moved, receipt(State.DELIVERED), START)
    assert (summarise(proven).state, effects[0]) == (State.DELIVERED, Dequeue(2))


def test_an_end_is_not_undone_by_a_part_that_the_carrier_left_has_delivered_after_all():
    moved = after(message_of(2, 1), Claimed(1, "one"), Claimed(2, "one"), ok(1), ok(2), receipt(State.FAILED, 2))
    ended = after(moved, Claimed(3, "two"), ok(3), receipt(State.REJECTED, 3))
    assert (summarise(ended).code, summarise(ended).final) == ("REJECTED", True)
    half = after(ended, receipt(State.DELIVERED, 2))
    assert (summarise(half).code, summarise(half).final, half.wake_at) == ("REJECTED", True, 0)
    assert summarise(after(half, receipt(State.DELIVERED, 1))).state is State.DELIVERED


def test_one_whose_receipt_is_overdue_is_marked_as_sent_again():
    submitted = after(message_of(1, 1), Claimed(1, "one"), ok(1))
    assert submitted.wake_at == START + 60_000
    moved, effects = step(submitted, Overdue(1, 1), START + 60_000)
    assert effects == (
        Enqueue(2, START + 60_000),
        Resent(1, 1),
        FailedOver(1, "one", "two", Why.NO_RECEIPT, "", 1),
    )
    assert states(moved) == [State.SUBMITTED, State.ACCEPTED]


def test_a_life_with_carriers_left_behind_comes_back_from_its_column():
    moved = after(message_of(3, 2), Claimed(1, "one"), refused(1)).life
    assert msgspec.json.decode(msgspec.json.encode(moved), type=Life) == moved
