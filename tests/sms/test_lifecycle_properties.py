"""The promises of a message's life, held against whatever can happen to it in whatever order."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.sms.events import (
    AttemptEvent,
    Cancelled,
    Claimed,
    DeadlinePassed,
    Dequeue,
    Doubted,
    Effect,
    Enqueue,
    Event,
    Leave,
    Overdue,
    QueryDue,
    QueryRefused,
    ReceiptArrived,
    Refer,
    Refused,
    Released,
    Reroute,
    Resent,
    Resolve,
    Stray,
    SubmitError,
    SubmitLost,
    SubmitOk,
    ValidityOver,
)
from heliograph.sms.lifecycle import ATTEMPT_RULES, SEGMENT_RULES, events_due, receipt_deadline, step, wake_at
from heliograph.sms.message import (
    FINAL,
    Attempt,
    Life,
    Message,
    OnUnknown,
    Route,
    Segment,
    State,
    is_final,
    message_state,
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
    return Message(7, "1000", "R", "49151", "lane", 1, START, VALID_UNTIL, Life(segments, route), VALID_UNTIL)


def accepted(segments: int, route: Route) -> Message:
    return message_of(*(Segment(n + 1, due=START) for n in range(segments)), route=route)


# --- any state and any event --------------------------------------------------------------------------------------

moments = st.integers(START, VALID_UNTIL + 7_200_000)
segment_numbers = st.integers(0, 3)
attempt_numbers = st.integers(0, 4)
words = st.sampled_from(["", "UNDELIV", "ESME_RSYSERR"])

EVENTS: dict[type, st.SearchStrategy[Any]] = {
    Claimed: st.builds(Claimed, segment_numbers, st.just("lane")),
    Released: st.builds(Released, segment_numbers, attempt_numbers, moments),
    SubmitOk: st.builds(SubmitOk, segment_numbers, attempt_numbers, st.just("c1"), moments | st.just(0)),
    SubmitError: st.builds(
        SubmitError, segment_numbers, attempt_numbers, words, moments, moments | st.just(0), st.booleans()
    ),
    SubmitLost: st.builds(SubmitLost, segment_numbers, attempt_numbers, moments | st.just(0)),
    Resolve: st.builds(Resolve, segment_numbers, attempt_numbers),
    ReceiptArrived: st.builds(
        ReceiptArrived, segment_numbers, attempt_numbers, st.sampled_from(State), words, moments, st.just("c2")
    ),
    QueryDue: st.builds(QueryDue, segment_numbers, attempt_numbers),
    QueryRefused: st.builds(QueryRefused, segment_numbers, attempt_numbers, words),
    DeadlinePassed: st.builds(DeadlinePassed, segment_numbers, attempt_numbers),
    ValidityOver: st.builds(ValidityOver, segment_numbers),
    Cancelled: st.builds(Cancelled, segment_numbers),
    Refused: st.builds(Refused, segment_numbers, words),
    Overdue: st.builds(Overdue, segment_numbers, attempt_numbers),
    Reroute: st.builds(Reroute, segment_numbers),
}
events = st.one_of(*EVENTS.values())
any_segment = st.builds(
    Segment,
    number=st.just(1),
    work=st.sampled_from([State.ACCEPTED, State.SUBMITTING, None]),
    attempts=st.lists(
        st.builds(Attempt, st.integers(1, 4), st.just("lane"), st.sampled_from(State)),
        max_size=3,
        unique_by=lambda attempt: attempt.number,
    ).map(tuple),
    verdict=st.sampled_from([None, *sorted(FINAL)]),
    handed=st.integers(0, 4),
    doubt_due=moments | st.just(0),
)


@settings(max_examples=500)
@given(any_segment, st.sampled_from(ROUTES), events, moments)
def test_no_event_in_any_state_raises_or_touches_another_segment(
    segment: Segment, route: Route, event: Event, now: int
):
    """Also for segments that no sequence of events can make: an older release may have stored them."""
    message = message_of(segment, Segment(2), route=route)
    changed, effects = step(message, event, now)
    assert len(changed.segments) == 2
    for old, new in zip(message.segments, changed.segments, strict=True):
        assert old == new or event.segment == new.number
    assert changed.wake_at == wake_at(changed, now) or changed == message
    assert all(isinstance(effect, Stray) or effect.segment == event.segment for effect in effects)


def test_a_pair_that_is_in_no_table_is_a_stray_that_changes_nothing():
    strays = 0
    for state, kind in itertools.product(State, EVENTS):
        by_attempt = issubclass(kind, AttemptEvent)
        work = state if state in (State.ACCEPTED, State.SUBMITTING) else None
        attempts = () if state is State.ACCEPTED else (Attempt(1, "lane", state),)
        message = message_of(Segment(1, work=work, attempts=attempts, handed=len(attempts)))
        event = {
            Claimed: Claimed(1, "lane"),
            Released: Released(1, 1, START),
            SubmitOk: SubmitOk(1, 1, "c1", START),
            SubmitError: SubmitError(1, 1, "ESME_RSYSERR", START),
            ReceiptArrived: ReceiptArrived(1, 1, State.FAILED, "UNDELIV", START),
            Refused: Refused(1, "NO_ROUTE"),
            QueryRefused: QueryRefused(1, 1, "ESME_RQUERYFAIL"),
        }.get(kind) or (kind(1, 1) if by_attempt else kind(1))
        if (state, kind) not in (ATTEMPT_RULES if by_attempt else SEGMENT_RULES):
            assert step(message, event, START) == (message, (Stray(event),))
            strays += 1
    assert strays == len(State) * len(EVENTS) - len(ATTEMPT_RULES) - len(SEGMENT_RULES)


# --- any sequence of events, with a store that performs the effects -------------------------------------------------


@dataclass
class Books:
    """A store in memory: the message, its outbox and its hand-overs under way, changed by effects only."""

    message: Message
    outbox: set[int] = field(default_factory=set)
    inflight: set[tuple[int, int]] = field(default_factory=set)
    handed: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.outbox = {segment.number for segment in self.message.segments}

    def apply(self, event: Event, now: int) -> tuple[Effect, ...]:
        before = self.message
        self.message, effects = step(before, event, now)
        if isinstance(event, Claimed):
            assert effects == (), "what waits in the outbox can be claimed"
            self.outbox.remove(event.segment)
            number = self.message.segments[event.segment - 1].handed
            assert (event.segment, number) not in self.handed, "an attempt is handed over once"
            self.handed.add((event.segment, number))
            self.inflight.add((event.segment, number))
        for effect in effects:
            self._perform(effect)
        return effects

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Enqueue(segment, due):
                assert segment not in self.outbox
                assert self.message.segments[segment - 1].due == due
                self.outbox.add(segment)
            case Dequeue(segment):
                self.outbox.remove(segment)
            case Leave(segment, attempt):
                self.inflight.remove((segment, attempt))
            case Refer(segment, attempt, carrier, key):
                assert (segment, attempt) in self.handed
                assert (carrier, key) == ("lane", "c1")
            case Doubted(segment, attempt) | Resent(segment, attempt):
                assert (segment, attempt) in self.handed

    def check(self, now: int) -> None:
        message = self.message
        for segment in message.segments:
            numbers = [attempt.number for attempt in segment.attempts]
            assert numbers == sorted(set(numbers))
            assert not numbers or numbers[-1] <= segment.handed
            assert (segment.work is State.ACCEPTED) == (segment.number in self.outbox)
            under_way = {attempt for number, attempt in self.inflight if number == segment.number}
            assert under_way == ({segment.handed} if segment.work is State.SUBMITTING else set())
            if segment_state(segment) is State.DELIVERED:
                assert segment.work is not State.ACCEPTED, "nothing is sent after proof of delivery"
            if segment.doubt_due:
                assert Resolve(segment.number, segment.handed) in events_due(message, segment.doubt_due)
        final = is_final(message_state(message), message.life.route)
        assert (wake_at(message, now) == 0) == final
        assert summarise(message).final == final


def answers_to(segment: int, attempt: int, now: int) -> list[Event]:
    """Everything that a link can say of a hand-over under way."""
    return [
        SubmitOk(segment, attempt, "c1", now),
        SubmitLost(segment, attempt, now),
        SubmitLost(segment, attempt),
        SubmitError(segment, attempt, "ESME_RSYSERR", now, now + 900),
        SubmitError(segment, attempt, "ESME_RTHROTTLED", now, now + 900, False),
        SubmitError(segment, attempt, "ESME_RINVDSTADR", now),
        Released(segment, attempt, now),
    ]


def receipts_for(segment: int, attempt: int, now: int) -> list[Event]:
    verdicts = (State.DELIVERED, State.FAILED, State.REJECTED, State.UNKNOWN, State.SUBMITTED)
    return [ReceiptArrived(segment, attempt, state, state.upper(), now, "c9") for state in verdicts]


def likely(books: Books, now: int) -> list[list[Event]]:
    """What could happen next, by kind: random events would nearly all be strays."""
    claims: list[Event] = [Claimed(segment, "lane") for segment in sorted(books.outbox)]
    answers = [answer for under_way in sorted(books.inflight) for answer in answers_to(*under_way, now)]
    receipts = [receipt for done in sorted(books.handed) for receipt in receipts_for(*done, now)]
    late = [answer for done in sorted(books.handed) for answer in answers_to(*done, now)]
    doubts: list[Event] = [Resolve(segment, attempt) for segment, attempt in sorted(books.handed)]
    ends: list[Event] = [
        event
        for segment in books.message.segments
        for event in (ValidityOver(segment.number), Cancelled(segment.number), Refused(segment.number, "NO_ROUTE"))
    ]
    overdue: list[Event] = [DeadlinePassed(segment, attempt) for segment, attempt in sorted(books.handed)]
    kinds = [claims, claims, answers, answers, receipts, late, doubts, doubts, ends, overdue]
    return [kind for kind in kinds if kind]


def check_change(old: Message, new: Message, event: Event, effects: tuple[Effect, ...]) -> None:
    route = old.life.route
    for before, now in zip(old.segments, new.segments, strict=True):
        was, is_now = segment_state(before), segment_state(now)
        if was is not is_now and is_final(was, route):
            # I2: a final state gives way to proof of delivery only, and `delivered` to nothing.
            assert was is not State.DELIVERED
            assert is_now is State.DELIVERED
            assert isinstance(event, ReceiptArrived)
            assert event.state is State.DELIVERED
    for effect in effects:
        if isinstance(effect, Enqueue):
            # I4: a further hand-over follows a known refusal, a release, or a doubt on a route that resends.
            before = old.segments[effect.segment - 1]
            assert before.verdict is None
            assert not any(a.state in (State.SUBMITTED, State.DELIVERED) for a in before.attempts)
            assert isinstance(event, SubmitError | Released | Resolve)
            assert not isinstance(event, Resolve) or route.on_unknown is OnUnknown.RESEND


choices = st.tuples(st.integers(0, 9), st.integers(0, 99), st.sampled_from([0, 1, 1000, 5000, 60_000, 3_600_000]))
stories = st.lists(choices, max_size=25)


def live(books: Books, story: list[tuple[int, int, int]]) -> int:
    """Let the story happen, holding the promises at every step; the time when it ends."""
    now = START
    for kind, which, pause in story:
        now += pause
        kinds = likely(books, now)
        of_kind = kinds[kind % len(kinds)]
        event = of_kind[which % len(of_kind)]
        before = books.message
        effects = books.apply(event, now)
        check_change(before, books.message, event, effects)
        books.check(now)
        repeated, again = step(books.message, event, now)
        if isinstance(event, ReceiptArrived | SubmitLost):
            assert [segment_state(s) for s in repeated.segments] == [segment_state(s) for s in books.message.segments]
            assert not any(isinstance(effect, Enqueue) for effect in again), "a repeat sends nothing"
    return now


@settings(max_examples=1500, deadline=None)
@given(st.integers(1, 2), st.sampled_from(ROUTES), stories)
def test_whatever_happens_the_promises_hold(count: int, route: Route, story: list[tuple[int, int, int]]):
    live(Books(accepted(count, route)), story)


@settings(max_examples=500, deadline=None)
@given(st.integers(1, 2), st.sampled_from(ROUTES), stories)
def test_time_alone_brings_every_message_to_its_end(count: int, route: Route, story: list[tuple[int, int, int]]):
    """Once no link has it any more, a message that is woken when it asks to be ends within a few steps: a held doubt
    of each part is looked at after twice as long each time."""
    books = Books(accepted(count, route))
    now = live(books, story)
    for segment, attempt in sorted(books.inflight):
        books.apply(SubmitLost(segment, attempt), now)
    left_s = max(receipt_deadline(books.message) - now, 0) // 1000
    for _ in range(8 + count * left_s.bit_length()):
        due = wake_at(books.message, now)
        if due == 0:
            break
        now = max(now, due)
        for event in events_due(books.message, now):
            before = books.message
            effects = books.apply(event, now)
            check_change(before, books.message, event, effects)
        books.check(now)
    assert is_final(message_state(books.message), route)
    assert books.outbox == set()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ROUTES), stories, st.randoms(use_true_random=False))
def test_the_order_in_which_segments_get_where_they_are_does_not_matter(
    route: Route, story: list[tuple[int, int, int]], chance: Any
):
    books = Books(accepted(2, route))
    happened: list[Event] = []
    for kind, which, _ in story:
        kinds = likely(books, START)
        event = kinds[kind % len(kinds)][which % len(kinds[kind % len(kinds)])]
        happened.append(event)
        books.apply(event, START)
    queues = [[event for event in happened if event.segment == number] for number in (1, 2)]
    mixed = accepted(2, route)
    while any(queues):
        mixed, _ = step(mixed, chance.choice([queue for queue in queues if queue]).pop(0), START)
    assert mixed.segments == books.message.segments
    assert (message_state(mixed), summarise(mixed)) == (message_state(books.message), summarise(books.message))
    assert mixed.wake_at == books.message.wake_at or not happened
