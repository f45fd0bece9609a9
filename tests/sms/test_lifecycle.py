"""A wrong rule loses a message, sends it twice, or tells its sender a lie about it."""

import itertools

import pytest

from heliograph.sms.events import (
    Cancelled,
    Claimed,
    DeadlinePassed,
    Dequeue,
    Doubted,
    Effect,
    Enqueue,
    Event,
    Leave,
    ReceiptArrived,
    Refused,
    Released,
    Resent,
    Resolve,
    Stray,
    SubmitError,
    SubmitLost,
    SubmitOk,
    ValidityOver,
)
from heliograph.sms.lifecycle import (
    ATTEMPTS_MAX,
    LOOK_AGAIN_MS,
    events_due,
    receipt_deadline,
    step,
    wake_at,
)
from heliograph.sms.message import (
    FINAL,
    Attempt,
    Life,
    Message,
    OnUnknown,
    Route,
    Segment,
    State,
    segment_state,
    summarise,
)

START = 1_800_000_000_000
VALID_UNTIL = START + 3_600_000

ROUTES = [
    Route(receipts=receipts, on_unknown=on_unknown, doubt_wait_ms=5000)
    for receipts in (True, False)
    for on_unknown in OnUnknown
]


def message_of(*segments: Segment, route: Route = ROUTES[0]) -> Message:
    life = Life(segments or (Segment(1, due=START),), route)
    return Message(7, "1000", "R", "4915112345678", "lane", 1, START, VALID_UNTIL, life, VALID_UNTIL)


def accepted(segments: int, route: Route) -> Message:
    return message_of(*(Segment(n + 1, due=START) for n in range(segments)), route=route)


def after(message: Message, *events: Event, now: int = START) -> Message:
    for event in events:
        message, _ = step(message, event, now)
    return message


def states(message: Message) -> list[State]:
    return [segment_state(segment) for segment in message.segments]


def receipt(state: State, attempt: int = 1, segment: int = 1) -> ReceiptArrived:
    return ReceiptArrived(segment, attempt, state, state.upper(), START + 9, "c9")


# --- receipts: early, late, twice -----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
@pytest.mark.parametrize("verdict", sorted(FINAL))
def test_a_receipt_early_late_or_twice_ends_the_same(order: tuple[int, ...], verdict: State):
    what = [SubmitOk(1, 1, "c1", START + 5), receipt(verdict), receipt(verdict), receipt(State.SUBMITTED)]
    message = after(message_of(), Claimed(1, "lane"), *(what[n] for n in order))
    assert states(message) == [verdict]
    assert message.segments[0].work is None
    assert summarise(message).code == verdict.upper()
    assert summarise(message).received_at == START + 9
    assert message.wake_at == 0


@pytest.mark.parametrize("verdict", sorted(FINAL - {State.DELIVERED}))
def test_proof_of_delivery_replaces_any_other_verdict_and_nothing_replaces_it(verdict: State):
    message = after(message_of(), Claimed(1, "lane"), SubmitOk(1, 1, "c1", START), receipt(verdict))
    assert states(message) == [verdict]
    delivered = after(message, receipt(State.DELIVERED))
    assert states(delivered) == [State.DELIVERED]
    assert after(delivered, receipt(verdict), DeadlinePassed(1, 1)) == delivered


def test_a_receipt_that_is_no_verdict_ends_a_doubt_and_the_resend_that_waits():
    doubted = after(message_of(), Claimed(1, "lane"), SubmitLost(1, 1, START))
    assert states(doubted) == [State.IN_DOUBT]
    waiting = after(doubted, Resolve(1, 1))
    for message in (doubted, waiting):
        found, effects = step(message, receipt(State.SUBMITTED), START)
        assert states(found) == [State.SUBMITTED]
        assert (Dequeue(1) in effects) == (message is waiting)


def test_a_receipt_after_the_deadline_still_proves_the_delivery():
    message = after(message_of(), Claimed(1, "lane"), SubmitOk(1, 1, "c1", START), DeadlinePassed(1, 1))
    assert (states(message), summarise(message).code) == ([State.UNKNOWN], "UNKNOWN")
    assert states(after(message, receipt(State.FAILED))) == [State.UNKNOWN]
    assert states(after(message, receipt(State.DELIVERED))) == [State.DELIVERED]


# --- refusals, doubts, ends -----------------------------------------------------------------------------------------


def test_a_permanent_refusal_ends_the_segment_with_its_code():
    message, effects = step(
        after(message_of(), Claimed(1, "lane")), SubmitError(1, 1, "ESME_RINVDSTADR", START + 1), START + 1
    )
    assert effects == (Leave(1, 1),)
    found = summarise(message)
    assert (found.state, found.code, found.status, found.sent_at) == (State.REJECTED, "ESME_RINVDSTADR", 2, START + 1)


def test_a_counted_refusal_waits_and_uses_up_a_retry_but_throttling_does_not():
    claimed = after(message_of(), Claimed(1, "lane"))
    retry, effects = step(claimed, SubmitError(1, 1, "ESME_RSYSERR", START, START + 900), START)
    assert effects == (Leave(1, 1), Enqueue(1, START + 900))
    assert (retry.segments[0].refusals, len(retry.segments[0].attempts)) == (1, 1)
    throttled, effects = step(claimed, SubmitError(1, 1, "ESME_RTHROTTLED", START, START + 900, counted=False), START)
    assert effects == (Leave(1, 1), Enqueue(1, START + 900))
    assert (throttled.segments[0].refusals, throttled.segments[0].attempts) == (0, ())
    assert after(throttled, Claimed(1, "lane")).segments[0].attempts[0].number == 2


def test_a_retry_past_the_validity_is_none():
    message, effects = step(
        after(message_of(), Claimed(1, "lane")), SubmitError(1, 1, "ESME_RSYSERR", START, VALID_UNTIL), START
    )
    assert (states(message), effects) == ([State.REJECTED], (Leave(1, 1),))


def test_what_was_surely_not_written_waits_again_without_an_attempt():
    message, effects = step(after(message_of(), Claimed(1, "lane")), Released(1, 1, START + 5), START)
    assert (states(message), message.segments[0].attempts) == ([State.ACCEPTED], ())
    assert effects == (Leave(1, 1), Enqueue(1, START + 5))


def test_a_doubt_is_resent_or_held_as_the_route_says():
    resend, hold = Route(on_unknown=OnUnknown.RESEND), Route(on_unknown=OnUnknown.HOLD)
    for route, state, effects in (
        (resend, State.ACCEPTED, (Enqueue(1, START), Resent(1, 1))),
        (hold, State.IN_DOUBT, ()),
    ):
        doubted, told = step(after(message_of(route=route), Claimed(1, "lane")), SubmitLost(1, 1, START), START)
        assert told == (Leave(1, 1), Doubted(1, 1))
        assert doubted.wake_at == START + route.doubt_wait_ms
        resolved, done = step(doubted, Resolve(1, 1), START)
        assert ([segment_state(segment) for segment in resolved.segments], done) == ([state], effects)


def test_a_link_that_falls_again_and_again_does_not_resend_without_end():
    message = message_of()
    for number in range(1, ATTEMPTS_MAX + 1):
        assert states(message) == [State.ACCEPTED]
        message = after(message, Claimed(1, "lane"), SubmitLost(1, number), Resolve(1, number))
    assert states(message) == [State.IN_DOUBT]
    assert message.wake_at == START + 10_000, "its receipt is looked for"
    assert states(after(message, Resolve(1, ATTEMPTS_MAX))) == [State.IN_DOUBT]


class TestAResendAndItsFirstAttempt:
    """After a resend two attempts live: what becomes of one must not set the other going again."""

    @pytest.fixture
    def message(self) -> Message:
        """Two segments; the first is in doubt, resent, and under way again; the second is with the carrier."""
        return after(
            accepted(2, ROUTES[0]),
            Claimed(2, "lane"),
            SubmitOk(2, 1, "c1", START),
            Claimed(1, "lane"),
            SubmitLost(1, 1, START),
            Resolve(1, 1),
            Claimed(1, "lane"),
        )

    @pytest.mark.parametrize(
        "first", [receipt(State.DELIVERED), receipt(State.SUBMITTED), SubmitOk(1, 1, "c1", START)], ids=repr
    )
    @pytest.mark.parametrize(
        "second",
        [
            (SubmitLost(1, 2), Resolve(1, 2)),
            (SubmitError(1, 2, "ESME_RSYSERR", START, START + 900),),
            (SubmitError(1, 2, "ESME_RTHROTTLED", START, START + 900, False),),
            (SubmitError(1, 2, "ESME_RINVDSTADR", START),),
            (Released(1, 2, START),),
        ],
        ids=repr,
    )
    def test_nothing_goes_out_a_third_time_once_the_first_is_with_the_carrier(
        self, message: Message, first: Event, second: tuple[Event, ...]
    ):
        message = after(message, first)
        all_effects: list[Effect] = []
        for event in second:
            message, effects = step(message, event, START)
            all_effects += effects
        assert Leave(1, 2) in all_effects
        assert not any(isinstance(effect, Enqueue | Resent) for effect in all_effects)
        expected = State.DELIVERED if first == receipt(State.DELIVERED) else State.SUBMITTED
        assert states(message) == [expected, State.SUBMITTED]
        assert message.segments[0].doubt_due == 0
        assert message.wake_at == VALID_UNTIL

    def test_a_failure_of_the_first_does_not_forget_the_doubt_about_the_second(self, message: Message):
        message = after(message, SubmitLost(1, 2), receipt(State.FAILED))
        assert message.segments[0].doubt_due == START + 5000
        assert states(after(message, Resolve(1, 2)))[0] is State.ACCEPTED


def test_a_withdrawn_message_is_not_sent_whatever_comes_later():
    doubted = after(message_of(), Claimed(1, "lane"), SubmitLost(1, 1), Resolve(1, 1), Cancelled(1))
    for event in (
        SubmitError(1, 1, "ESME_RSYSERR", START, START + 900),
        SubmitError(1, 1, "ESME_RTHROTTLED", START, START + 900, False),
        Resolve(1, 1),
    ):
        _, effects = step(doubted, event, START)
        assert not any(isinstance(effect, Enqueue) for effect in effects)


@pytest.mark.parametrize(
    ("event", "state", "code"),
    [
        (ValidityOver(1), State.EXPIRED, "EXPIRED"),
        (Cancelled(1), State.CANCELLED, "DELETED"),
        (Refused(1, "NO_ROUTE"), State.REJECTED, "NO_ROUTE"),
    ],
)
def test_what_waits_can_end_without_a_hand_over(event: Event, state: State, code: str):
    message, effects = step(message_of(), event, START)
    assert (states(message), effects) == ([state], (Dequeue(1),))
    found = summarise(message)
    assert (found.final, found.status, found.code, found.sent_at) == (True, 2, code, 0)
    under_way = after(message_of(), Claimed(1, "lane"))
    assert step(under_way, event, START) == (under_way, (Stray(event),))


def test_a_hand_over_that_a_receipt_has_settled_is_left_even_when_it_is_called_unwritten():
    for verdict in sorted(FINAL):
        early = after(message_of(), Claimed(1, "lane"), receipt(verdict))
        for event in (Released(1, 1, START), SubmitLost(1, 1), SubmitError(1, 1, "ESME_RSYSERR", START, START + 9)):
            message, effects = step(early, event, START)
            assert Leave(1, 1) in effects
            assert (states(message), message.segments[0].work) == ([verdict], None)


# --- routes without receipts ----------------------------------------------------------------------------------------

SILENT = Route(receipts=False)


def test_without_receipts_submitted_is_the_end():
    message = after(message_of(route=SILENT), Claimed(1, "lane"), SubmitOk(1, 1, "c1", START + 2))
    found = summarise(message)
    assert (found.state, found.final, found.status, found.sent_at) == (State.SUBMITTED, True, 1, START + 2)
    assert message.wake_at == 0
    assert events_due(message, receipt_deadline(message) + 1) == ()
    for event in (DeadlinePassed(1, 1), receipt(State.FAILED)):
        assert states(after(message, event)) == [State.SUBMITTED]
    assert states(after(message, receipt(State.DELIVERED))) == [State.DELIVERED]


def test_without_receipts_a_part_that_was_refused_still_fails_the_message():
    message = after(
        accepted(2, SILENT),
        Claimed(1, "lane"),
        Claimed(2, "lane"),
        SubmitOk(1, 1, "c1", START),
        SubmitError(2, 1, "ESME_RINVDSTADR", START),
    )
    found = summarise(message)
    assert (found.state, found.final, found.status, found.code) == (State.REJECTED, True, 2, "ESME_RINVDSTADR")


# --- time -----------------------------------------------------------------------------------------------------------


def test_a_message_is_looked_at_when_its_validity_ends_and_then_at_the_receipts_deadline():
    message = message_of()
    assert wake_at(message, START) == VALID_UNTIL
    assert events_due(message, VALID_UNTIL - 1) == ()
    assert events_due(message, VALID_UNTIL) == (ValidityOver(1),)
    submitted = after(message, Claimed(1, "lane"), SubmitOk(1, 1, "c1", START))
    assert wake_at(submitted, VALID_UNTIL) == receipt_deadline(submitted) == VALID_UNTIL + 3_600_000
    assert events_due(submitted, receipt_deadline(submitted) - 1) == ()
    assert events_due(submitted, receipt_deadline(submitted)) == (DeadlinePassed(1, 1),)


def test_a_hand_over_under_way_past_every_deadline_is_looked_at_again():
    message = after(message_of(), Claimed(1, "lane"))
    late = receipt_deadline(message) + 1
    assert events_due(message, late) == ()
    assert wake_at(message, late) == late + LOOK_AGAIN_MS


def test_attempts_keep_when_they_were_claimed_and_handed():
    message = after(message_of(), Claimed(1, "lane"), now=START + 3)
    assert message.segments[0].attempts == (Attempt(1, "lane", claimed_at=START + 3),)
    message = after(message, SubmitOk(1, 1, "c1", 0))
    assert message.segments[0].attempts[0].handed_at == 0
    assert summarise(after(message, receipt(State.DELIVERED))).sent_at == START + 3
