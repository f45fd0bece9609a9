"""If this fails, a receipt that got lost is never asked for, or a carrier is asked for what it cannot know."""

import msgspec
import pytest

from heliograph.sms.events import (
    Claimed,
    DeadlinePassed,
    Event,
    Query,
    QueryDue,
    QueryRefused,
    ReceiptArrived,
    SubmitLost,
    SubmitOk,
)
from heliograph.sms.inquiry import QUERIES_MAX
from heliograph.sms.lifecycle import events_due, receipt_deadline, step
from heliograph.sms.message import FINAL, Life, Message, Route, Segment, State, segment_state

START = 1_800_000_000_000
VALID_UNTIL = START + 3_600_000


def message_of(route: Route) -> Message:
    life = Life((Segment(1, due=START),), route)
    return Message(7, "1000", "R", "4915112345678", "lane", 1, START, VALID_UNTIL, life, VALID_UNTIL)


def after(message: Message, *events: Event) -> Message:
    for event in events:
        message, _ = step(message, event, START)
    return message


def states(message: Message) -> list[State]:
    return [segment_state(segment) for segment in message.segments]


def receipt(state: State) -> ReceiptArrived:
    return ReceiptArrived(1, 1, state, state.upper(), START + 9, "c9")


ASKED = Route(query_after_ms=60_000, receipt_grace_ms=100 * 3_600_000)


def test_a_receipt_that_is_overdue_is_asked_for_at_twice_the_time_each_time():
    long_lived = msgspec.structs.replace(message_of(route=ASKED), validity_until=START + 100 * 3_600_000)
    message = after(long_lived, Claimed(1, "lane"), SubmitOk(1, 1, "c1", START))
    dues = []
    while QueryDue(1, 1) in events_due(message, message.wake_at):
        dues.append(message.wake_at - START)
        assert QueryDue(1, 1) not in events_due(message, message.wake_at - 1)
        message, effects = step(message, QueryDue(1, 1), message.wake_at)
        assert effects == (Query(1, 1),)
    assert dues == [60_000 * 2**n for n in range(QUERIES_MAX)]
    assert states(message) == [State.SUBMITTED]


@pytest.mark.parametrize(
    ("route", "events"),
    [
        (ASKED, [SubmitOk(1, 1, "", START)]),
        (ASKED, [SubmitLost(1, 1, START)]),
        (ASKED, [SubmitOk(1, 1, "c1", START), receipt(State.FAILED)]),
        (ASKED, [SubmitOk(1, 1, "c1", START), DeadlinePassed(1, 1)]),
        (Route(receipts=False, query_after_ms=60_000), [SubmitOk(1, 1, "c1", START)]),
        (Route(), [SubmitOk(1, 1, "c1", START)]),
    ],
)
def test_nothing_is_asked_without_an_id_nor_where_no_receipt_is_waited_for(route: Route, events: list[Event]):
    message = after(message_of(route=route), Claimed(1, "lane"), *events)
    assert not any(isinstance(event, QueryDue) for event in events_due(message, START + 40_000_000))


def test_nothing_is_asked_once_the_deadline_has_passed():
    message = after(message_of(route=ASKED), Claimed(1, "lane"), SubmitOk(1, 1, "c1", START))
    assert events_due(message, receipt_deadline(message)) == (DeadlinePassed(1, 1),)


@pytest.mark.parametrize("state", [State.SUBMITTED, *sorted(FINAL)])
def test_that_a_carrier_does_not_know_a_message_proves_nothing(state: State):
    message = after(message_of(route=ASKED), Claimed(1, "lane"), SubmitOk(1, 1, "c1", START), receipt(state))
    told, effects = step(message, QueryRefused(1, 1, "ESME_RQUERYFAIL"), START)
    assert (states(told), effects) == ([state], ())
