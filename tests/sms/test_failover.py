"""A message that does not go on when its terms say so is lost time; against them, a cost or a double."""

import pytest

from heliograph.sms.alphabet import Alphabet
from heliograph.sms.events import Claimed, Overdue, ReceiptArrived, Reroute, SubmitError, SubmitOk, Why
from heliograph.sms.failover import Lanes, Unable, failover_of, may_reroute, next_lane, reroute_in
from heliograph.sms.lifecycle import LOOK_AGAIN_MS, events_due, step
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import Life, Message, Route, Segment, State
from heliograph.sms.plan import Failover, Plan, PlanLane, Terms

START = 1_800_000_000_000
VALID_UNTIL = START + 3_600_000


ABLE, USUAL, PLAIN = Lanes(), Terms(), Route()


def message_of(terms: Terms = USUAL, segments: int = 1, route: Route = PLAIN) -> Message:
    plan = Plan(tuple(PlanLane(name, route) for name in ("one", "two", "three")), terms)
    life = Life(tuple(Segment(n + 1, due=START) for n in range(segments)), route, failover=Failover(plan))
    return Message(7, "1000", "R", "49151", "one", 1, START, VALID_UNTIL, life, VALID_UNTIL)


def lane_after(message: Message, event: object, lanes: Lanes = ABLE, now: int = START) -> str:
    return step(message, event, now, lanes)[0].lane


@pytest.mark.parametrize(
    ("on", "code", "passing", "retried", "lane"),
    [
        (("temporary",), "ESME_RSYSERR", True, False, "two"),
        (("temporary",), "ESME_RSYSERR", True, True, "one"),
        (("temporary",), "ESME_RINVDSTADR", False, False, "one"),
        (("ESME_RINVDSTADR",), "ESME_RINVDSTADR", False, False, "two"),
        (("ESME_RSYSERR",), "ESME_RSYSERR", True, True, "two"),
        (("any",), "ESME_RINVDSTADR", False, False, "two"),
        (("any",), "ESME_RSYSERR", True, True, "one"),
        ((), "ESME_RSYSERR", True, False, "one"),
    ],
)
def test_a_refusal_sends_it_on_as_the_terms_say(
    on: tuple[str, ...], code: str, passing: bool, retried: bool, lane: str
):
    claimed, _ = step(message_of(Terms(on)), Claimed(1, "one"), START)
    refused = SubmitError(1, 1, code, START, START + 900 if retried else 0, passing=passing)
    assert lane_after(claimed, refused) == lane


@pytest.mark.parametrize(
    ("code", "receipts", "lane"), [("UNDELIV", True, "two"), ("EXPIRED", True, "one"), ("UNDELIV", False, "one")]
)
def test_a_receipt_sends_it_on_where_it_is_named_and_the_route_has_any(code: str, receipts: bool, lane: str):
    message = message_of(Terms(on_receipt=("UNDELIV",)), route=Route(receipts=receipts))
    for event in (Claimed(1, "one"), SubmitOk(1, 1, "c", START)):
        message, _ = step(message, event, START)
    assert lane_after(message, ReceiptArrived(1, 1, State.FAILED, code, START)) == lane


@pytest.mark.parametrize(
    ("unable", "lane", "again"),
    [
        (Unable(Why.DOWN, 29_999), "one", 1),
        (Unable(Why.DOWN, 30_000), "two", 0),
        (Unable(Why.THROTTLED, 30_000), "one", 30_000),
        (Unable(Why.THROTTLED, 60_000), "two", 0),
        (Unable(Why.DISABLED), "two", 0),
        (Unable(Why.PAUSED, 900_000), "one", 0),
    ],
)
def test_it_waits_at_a_carrier_that_takes_nothing_as_long_as_its_terms_say(unable: Unable, lane: str, again: int):
    lanes = Lanes({"one": unable})
    assert may_reroute(message_of(), lanes, START) == (lane == "two")
    assert lane_after(message_of(), Reroute(1), lanes) == lane
    assert reroute_in(message_of(), lanes) == again


def test_it_waits_for_ever_where_the_terms_say_never():
    lanes = Lanes({"one": Unable(Why.DOWN, 10**9)})
    assert not may_reroute(message_of(Terms(down_ms=0)), lanes, START)
    assert reroute_in(message_of(Terms(down_ms=0)), lanes) == 0


def test_it_goes_on_from_a_carrier_that_is_no_more():
    assert lane_after(message_of(), Reroute(1), Lanes({}, frozenset({"three"}))) == "three"


def test_it_goes_to_the_first_that_is_able_and_only_where_it_ends_else_to_one_that_is_not():
    down = Unable(Why.DOWN)
    assert next_lane(message_of(), Lanes({"two": down})).name == "three"
    assert next_lane(message_of(), Lanes({"two": down, "three": down})) is None
    assert next_lane(message_of(), Lanes({"two": down, "three": down}), must=True).name == "two"
    disabled = Lanes({"two": Unable(Why.DISABLED), "three": Unable(Why.DISABLED)})
    assert next_lane(message_of(), disabled, must=True) is None


def test_nothing_goes_on_after_its_time_or_for_a_message_that_is_lost_already():
    claimed, _ = step(message_of(segments=2), Claimed(1, "one"), START)
    fault = SubmitError(1, 1, "ESME_RSYSERR", START, passing=True)
    assert lane_after(claimed, fault) == "two"
    assert lane_after(claimed, fault, now=VALID_UNTIL) == "one"
    lost, _ = step(claimed, SubmitError(1, 1, "ESME_RINVDSTADR", START), START)
    assert not may_reroute(lost, Lanes({"one": Unable(Why.DISABLED)}), START)


def test_a_receipt_is_overdue_only_where_there_is_another_carrier_and_is_asked_after_again():
    message = message_of(Terms(no_receipt_ms=60_000))
    for event in (Claimed(1, "one"), SubmitOk(1, 1, "c", START)):
        message, _ = step(message, event, START)
    late = START + 60_000
    assert events_due(message, late - 1) == ()
    assert events_due(message, late) == (Overdue(1, 1),)
    all_down = Lanes({name: Unable(Why.DOWN) for name in ("two", "three")})
    assert events_due(message, late, all_down) == ()
    unmoved, effects = step(message, Overdue(1, 1), late, all_down)
    assert (unmoved.lane, effects, unmoved.wake_at) == ("one", (), late + LOOK_AGAIN_MS)


def test_the_parts_are_counted_for_each_carrier_only_where_they_differ():
    here = PlanLane("one")
    plain = Plan((here, PlanLane("two")))
    assert failover_of(plain, "x" * 200, here.route, 2).parts == ()
    other = Plan(
        (
            here,
            PlanLane("two", Route(long_messages=LongMessages.PAYLOAD)),
            PlanLane("three", Route(alphabet=Alphabet.ASCII)),
        )
    )
    assert failover_of(other, "é" * 160, here.route, 1).parts == (1, 1, 3)
    assert failover_of(other, "x", here.route, 1).parts == ()
