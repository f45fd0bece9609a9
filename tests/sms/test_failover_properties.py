"""Whatever carriers do, in whatever order: no loop, nothing twice without need, nothing lost, and no end undone."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.sms.events import (
    Cancelled,
    Claimed,
    DeadlinePassed,
    Dequeue,
    Effect,
    Enqueue,
    Event,
    FailedOver,
    Leave,
    Overdue,
    ReceiptArrived,
    Refer,
    Released,
    Reroute,
    Resolve,
    SubmitError,
    SubmitLost,
    SubmitOk,
    ValidityOver,
    Why,
)
from heliograph.sms.failover import ATTEMPTS_MAX, MOVES_MAX, Lanes, Unable, hand_overs, may_reroute
from heliograph.sms.lifecycle import events_due, step, wake_at
from heliograph.sms.message import Life, Message, OnUnknown, Route, Segment, State, decision, segment_state, summarise
from heliograph.sms.moving import present_of
from heliograph.sms.plan import Failover, Plan, PlanLane, Terms

START = 1_800_000_000_000
VALID_UNTIL = START + 3_600_000
CARRIERS = ("one", "two", "three")

#: What the operator can say, from nothing to everything.
TERMS = [
    Terms((), (), 0, 0, 0),
    Terms(),
    Terms(("ESME_RINVDSTADR", "temporary"), ("FAILED",), 1_000, 1_000, 60_000),
    Terms(("any",), ("FAILED", "REJECTED"), 5_000, 0, 1_000),
]

routes = st.builds(Route, st.booleans(), st.sampled_from(OnUnknown), doubt_wait_ms=st.just(5_000))
counts = st.lists(st.integers(1, 3), min_size=3, max_size=3)
standings = st.dictionaries(
    st.sampled_from(CARRIERS),
    st.builds(
        Unable,
        st.sampled_from([Why.DOWN, Why.THROTTLED, Why.DISABLED, Why.PAUSED]),
        st.sampled_from([0, 2_000, 90_000]),
    ),
).map(lambda unable: Lanes(unable, frozenset(CARRIERS)))


@st.composite
def messages(draw: st.DrawFn) -> Message:
    parts = draw(counts)
    lanes = tuple(PlanLane(name, draw(routes)) for name in CARRIERS)
    failover = Failover(Plan(lanes, draw(st.sampled_from(TERMS))), tuple(parts))
    segments = tuple(Segment(n + 1, due=START) for n in range(parts[0]))
    life = Life(segments, lanes[0].route, 255, failover=failover)
    return Message(7, "1000", "R", "49151", "one", 1, START, VALID_UNTIL, life, VALID_UNTIL)


@dataclass
class Books:
    """A store in memory with an outbox for each carrier, changed by effects only."""

    message: Message
    outbox: set[tuple[str, int]] = field(default_factory=set)
    inflight: dict[tuple[int, int], str] = field(default_factory=dict)
    handed: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outbox = {(self.message.lane, segment.number) for segment in self.message.segments}

    def apply(self, event: Event, now: int, lanes: Lanes) -> tuple[Effect, ...]:
        before = self.message
        self.message, effects = step(before, event, now, lanes)
        if isinstance(event, Claimed):
            assert effects == (), "what waits in the outbox can be claimed"
            self._claimed(before, event)
        for effect in effects:
            self._perform(before, effect)
        check_change(before, self.message, event, effects)
        self.check(now)
        return effects

    def _claimed(self, before: Message, event: Claimed) -> None:
        self.outbox.remove((event.carrier, event.segment))
        attempt = (event.segment, self.message.segments[event.segment - 1].handed)
        assert attempt not in self.handed, "an attempt is handed over once, whichever carrier's it is"
        first = before.life.failover.first
        left = {a.carrier for segment in before.segments[:first] for a in segment.attempts}
        assert event.carrier not in left, "no carrier is given a message again that was left"
        self.handed[attempt] = self.inflight[attempt] = event.carrier

    def _perform(self, before: Message, effect: Effect) -> None:
        match effect:
            case Enqueue(segment, due):
                assert (self.message.lane, segment) not in self.outbox
                assert self.message.segments[segment - 1].due == due
                self.outbox.add((self.message.lane, segment))
            case Dequeue(segment):
                self.outbox.remove((before.lane, segment))
            case Leave(segment, attempt):
                del self.inflight[segment, attempt]
            case Refer(segment, attempt, carrier, _):
                assert self.handed[segment, attempt] == carrier
            case FailedOver(_, left, lane):
                assert (left, lane) == (before.lane, self.message.lane)
                assert left != lane

    def check(self, now: int) -> None:
        message = self.message
        failover = message.life.failover
        assert [segment.number for segment in message.segments] == list(range(1, len(message.segments) + 1))
        waiting = {(message.lane, s.number) for s in message.segments if s.work is State.ACCEPTED}
        assert waiting == self.outbox, "what waits, waits at the present carrier"
        assert all(number > failover.first for _, number in waiting)
        for segment in message.segments:
            under_way = {attempt for number, attempt in self.inflight if number == segment.number}
            assert under_way == ({segment.handed} if segment.work is State.SUBMITTING else set())
        assert failover.moves <= MOVES_MAX
        assert hand_overs(message.life) <= ATTEMPTS_MAX + 8
        found = decision(message.life)
        assert (wake_at(message, now) == 0) == found.final == summarise(message).final
        if found.state is State.DELIVERED:
            assert not waiting, "nothing is sent after proof of delivery"
            assert {segment_state(part) for part in found.segments} == {State.DELIVERED}, "by one carrier"


def check_change(before: Message, after: Message, event: Event, effects: tuple[Effect, ...]) -> None:
    was, now = decision(before.life), decision(after.life)
    if was.final and (now.state, now.final) != (was.state, True):
        assert was.state is not State.DELIVERED
        assert now.final
        assert isinstance(event, ReceiptArrived)
        assert event.state is State.DELIVERED, "an end gives way to proof of delivery only"
    moved = [effect for effect in effects if isinstance(effect, FailedOver)]
    assert (before.lane != after.lane) == bool(moved)
    if moved and moved[0].why is not Why.TAKEN:
        assert not was.final
        plan, first = after.life.failover.plan, after.life.failover.first
        place = [lane.name for lane in plan.lanes].index(after.lane)
        assert after.life.route == plan.lanes[place].route
        assert after.life.reference != before.life.reference
        assert len(after.segments) - first == after.life.failover.parts[place], "cut for the carrier that gets it"
        assert present_of(after.life) == tuple(
            Segment(first + n + 1, due=part.due, handed=part.handed) for n, part in enumerate(present_of(after.life))
        )


def answers_to(segment: int, attempt: int, now: int) -> list[Event]:
    return [
        SubmitOk(segment, attempt, f"c{segment}{attempt}", now),
        SubmitLost(segment, attempt, now),
        SubmitError(segment, attempt, "ESME_RSYSERR", now, now + 900, passing=True),
        SubmitError(segment, attempt, "ESME_RSYSERR", now, passing=True),
        SubmitError(segment, attempt, "ESME_RTHROTTLED", now, now + 900, False, passing=True),
        SubmitError(segment, attempt, "ESME_RINVDSTADR", now),
        Released(segment, attempt, now),
    ]


def receipts_for(segment: int, attempt: int, now: int) -> list[Event]:
    verdicts = (State.DELIVERED, State.FAILED, State.REJECTED, State.SUBMITTED)
    return [ReceiptArrived(segment, attempt, state, state.upper(), now, "c9") for state in verdicts]


def likely(books: Books, now: int, lanes: Lanes) -> list[list[Event]]:
    """What could happen next, by kind: random events would nearly all be strays."""
    claims: list[Event] = [Claimed(segment, lane) for lane, segment in sorted(books.outbox)]
    done = sorted(books.handed)
    rerouted: list[Event] = [Reroute(segment) for _, segment in sorted(books.outbox)]
    kinds: list[list[Event]] = [
        claims,
        claims,
        [answer for under_way in sorted(books.inflight) for answer in answers_to(*under_way, now)],
        [answer for under_way in sorted(books.inflight) for answer in answers_to(*under_way, now)],
        [receipt for one in done for receipt in receipts_for(*one, now)],
        [answer for one in done for answer in answers_to(*one, now)],
        [Resolve(*one) for one in done],
        [Overdue(*one) for one in done],
        rerouted if may_reroute(books.message, lanes, now) else [],
        [event(segment) for _, segment in sorted(books.outbox) for event in (ValidityOver, Cancelled)],
        [DeadlinePassed(*one) for one in done],
    ]
    return [kind for kind in kinds if kind]


choices = st.tuples(st.integers(0, 10), st.integers(0, 99), st.sampled_from([0, 1, 1_000, 60_000, 900_000]), standings)
stories = st.lists(choices, max_size=40)


def live(books: Books, story: list[tuple[int, int, int, Lanes]]) -> int:
    now = START
    for kind, which, pause, lanes in story:
        now += pause
        kinds = likely(books, now, lanes)
        if not kinds:
            break
        of_kind = kinds[kind % len(kinds)]
        event = of_kind[which % len(of_kind)]
        books.apply(event, now, lanes)
        if isinstance(event, ReceiptArrived | SubmitLost | SubmitOk):
            _, again = step(books.message, event, now, lanes)
            assert not any(isinstance(effect, Enqueue) for effect in again), "a repeat sends nothing"
    return now


@settings(max_examples=2_000, deadline=None)
@given(messages(), stories)
def test_whatever_carriers_do_the_promises_hold(message: Message, story: list[tuple[int, int, int, Lanes]]):
    live(Books(message), story)


@settings(max_examples=700, deadline=None)
@given(messages(), stories, standings)
def test_time_alone_brings_every_message_to_its_end(
    message: Message, story: list[tuple[int, int, int, Lanes]], lanes: Lanes
):
    """Once no link has it any more, a message that is woken when it asks to be ends."""
    books = Books(message)
    now = live(books, story)
    for segment, attempt in sorted(books.inflight):
        books.apply(SubmitLost(segment, attempt), now, lanes)
    for _ in range(200):
        due = wake_at(books.message, now)
        if due == 0:
            break
        now = max(now, due)
        for event in events_due(books.message, now, lanes):
            books.apply(event, now, lanes)
    assert decision(books.message.life).final
    assert not books.outbox


@settings(max_examples=500, deadline=None)
@given(messages(), stories)
def test_one_carrier_after_the_other_is_tried_while_they_refuse(
    message: Message, story: list[tuple[int, int, int, Lanes]]
):
    """With every fault sending it on, a message that all carriers refuse has been at each of them once."""
    books = Books(message)
    able = Lanes({}, frozenset(CARRIERS))
    for _ in range(12):
        if not books.outbox:
            break
        lane, segment = min(books.outbox)
        books.apply(Claimed(segment, lane), START, able)
        books.apply(
            SubmitError(segment, books.message.segments[segment - 1].handed, "X", START, passing=True), START, able
        )
    found = summarise(books.message)
    assert (found.state, found.final) == (State.REJECTED, True)
    expected = {"one"} if not message.life.failover.plan.terms.on else set(CARRIERS)
    assert set(books.handed.values()) == expected
