"""If this fails, the figures of a report are not those of its messages."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.cost import segments_of_part
from heliograph.sms.events import Claimed, Event, ReceiptArrived, Released, SubmitError, SubmitLost, SubmitOk
from heliograph.sms.lifecycle import step
from heliograph.sms.message import Attempt, Life, Message, Segment, State, summarise
from heliograph.sms.plan import Failover, Plan, PlanLane, Route, Terms
from heliograph.sms.roll_up import TIME_CLASSES, Tally, only_claimed, parts_of, time_class

NOW = 1_795_521_600_000


def message(parts: int = 1, **life: object) -> Message:
    segments = tuple(Segment(n + 1, due=NOW) for n in range(parts))
    return Message(1, "1", "r", "85261234567", "net-one", 1, NOW, NOW + 1, Life(segments, **life))


def parts(of: Message) -> list[tuple[object, ...]]:
    """Without place and time, which all have alike."""
    return [part[4:] for part in parts_of(of, summarise(of))]


EVENTS: list[Event] = [
    event
    for segment in (1, 2)
    for attempt in (1, 2)
    for event in (
        Claimed(segment, "net-one", 5, "EUR"),
        Claimed(segment, "net-two", 7, "USD"),
        SubmitOk(segment, attempt, "id", NOW),
        SubmitError(segment, attempt, "ESME_RSYSERR", NOW, NOW, True),
        SubmitLost(segment, attempt, NOW),
        Released(segment, attempt, NOW),
        ReceiptArrived(segment, attempt, State.DELIVERED, "DELIVRD", NOW),
        ReceiptArrived(segment, attempt, State.FAILED, "UNDELIV", NOW),
    )
]


@given(st.integers(1, 2), st.lists(st.sampled_from(EVENTS), max_size=25))
def test_whatever_happens_a_message_counts_once_and_each_taken_hand_over_once(count: int, events: list[Event]):
    now = message(count, country="HK", billed=count, day=20_000)
    for event in events:
        before, was = now, parts_of(now, summarise(now))
        now, _ = step(now, event, NOW)
        found = parts_of(now, summarise(now))
        if only_claimed(was, now, summarise(now)):
            assert found == was
        taken = [a for s in now.segments for a in s.attempts if a.taken]
        assert sum(part[8] for part in found) == 1
        assert sum(part[9] for part in found) == count
        assert sum(part[10] for part in found) == len(taken)
        for carrier in ("net-one", "net-two"):
            cost = sum(a.price for a in taken if a.carrier == carrier)
            assert sum(part[11] for part in found if part[4] == carrier) == cost
        assert len({part[:8] for part in found}) == len(found)
        assert sum(a.taken for s in before.segments for a in s.attempts) <= len(taken), "what was charged stays charged"


def test_a_message_that_one_carrier_took_and_another_delivered_costs_at_both():
    attempts = (
        Attempt(1, "net-one", State.FAILED, "a", NOW, NOW, "UNDELIV", NOW, price=5, currency="EUR", taken=True),
        Attempt(2, "net-two", State.DELIVERED, "b", NOW, NOW, "DELIVRD", NOW, price=7, currency="USD", taken=True),
    )
    found = Message(1, "1", "r", "8", "net-two", 1, NOW, NOW, Life((Segment(1, None, attempts),), billed=1))
    assert parts(found) == [
        ("net-one", "delivered", "DELIVRD", "EUR", 0, 0, 1, 5),
        ("net-two", "delivered", "DELIVRD", "USD", 1, 1, 1, 7),
    ]


def gone_on(*counts: int, billed: int = 1) -> Message:
    """One that "one" has taken and says was not delivered, so that it is handed to "two", in so many parts at each."""
    plan = Plan(tuple(PlanLane(name, Route()) for name in ("one", "two")), Terms((), ("UNDELIV",)))
    segments = tuple(Segment(n + 1, due=NOW) for n in range(counts[0]))
    now = Message(
        1, "1", "r", "8", "one", 1, NOW, NOW + 9, Life(segments, failover=Failover(plan, counts), billed=billed)
    )
    for n in range(1, counts[0] + 1):
        now, _ = step(now, Claimed(n, "one", 5, "EUR"), NOW)
        now, _ = step(now, SubmitOk(n, 1, f"a{n}", NOW), NOW)
    now, _ = step(now, ReceiptArrived(1, 1, State.FAILED, "UNDELIV", NOW), NOW)
    for n in range(counts[0] + 1, sum(counts) + 1):
        now, _ = step(now, Claimed(n, "two", 7, "USD"), NOW)
        now, _ = step(now, SubmitOk(n, 1, f"b{n}", NOW), NOW)
    return now


def test_a_message_that_has_gone_on_counts_under_the_carrier_that_has_it_now():
    assert parts(gone_on(1, 1)) == [
        ("one", "submitted", "", "EUR", 0, 0, 1, 5),
        ("two", "submitted", "", "USD", 1, 1, 1, 7),
    ]


def test_a_carrier_that_delivers_after_it_was_left_has_the_message_again():
    late, _ = step(gone_on(1, 1), ReceiptArrived(1, 1, State.DELIVERED, "DELIVRD", NOW), NOW)
    assert [part[:2] for part in parts(late) if part[4]] == [("one", "delivered")]


def test_what_each_carrier_has_taken_is_counted_as_it_is_billed_there():
    assert [part[6] for part in parts(gone_on(1, 3, billed=3))] == [3, 3]
    assert [part[6] for part in parts(gone_on(3, 1, billed=3))] == [3, 3]
    whole = gone_on(3, 1, billed=3)
    assert [segments_of_part(whole.life, n) for n in (1, 2, 3, 4)] == [1, 1, 1, 3]


def test_messages_alike_are_one_place_and_what_moves_leaves_nothing():
    first, tally = parts_of(message(), summarise(message())), Tally()
    claimed, _ = step(message(), Claimed(1, "net-one"), NOW)
    taken, _ = step(claimed, SubmitOk(1, 1, "a", NOW), NOW)
    after = parts_of(taken, summarise(taken))
    for _ in range(3):
        tally.added(first)
    other = Tally()
    other.moved(first, after)
    other.took(after, "submit", 70)
    tally.add(other)
    assert sorted(sums for sums in tally.counts().values()) == [[1, 1, 1, 0], [2, 2, 0, 0]]
    day, minute, *_ = first[0]
    assert list(tally.times.items()) == [((day, minute, "1", "", "net-one", "submit", 100), 1)]
    assert minute == NOW // 60_000
    tally.moved(first, after)
    tally.moved(first, after)
    assert list(tally.counts().values()) == [[3, 3, 3, 0]]
    assert other.counts() != {}


def test_days_are_those_that_the_message_was_accepted_in_or_else_of_the_real_services_offset():
    assert [part[0] for part in parts_of(message(day=123), summarise(message()))] == [123]
    assert [part[0] for part in parts_of(message(), summarise(message()))] == [(NOW + 8 * 3_600_000) // 86_400_000]


def test_every_time_has_a_class():
    assert [time_class(ms) for ms in (-5, 0, 10, 11, 2_500, 3_600_000, 3_600_001)] == [
        10,
        10,
        10,
        25,
        2_500,
        3_600_000,
        0,
    ]
    assert list(TIME_CLASSES) == sorted(set(TIME_CLASSES))
