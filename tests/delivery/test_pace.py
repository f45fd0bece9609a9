"""If this fails, a carrier is sent more than it takes and throttles for ever, or is sent next to nothing."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.delivery.pace import NO_BOUND, RATE_MIN, RECOVERY_SECONDS, Pace

#: Milliseconds from one look at the bucket to the next.
STEPS = st.lists(st.tuples(st.integers(0, 2_000), st.integers(1, 8)), max_size=60)


@given(st.floats(0.1, 5_000), STEPS)
def test_what_leaves_never_passes_the_rate_and_one_burst(rate: float, steps: list[tuple[int, int]]) -> None:
    """Over any stretch of time, with a debt of the largest message at most."""
    pace, now = Pace(rate), 1_000_000
    gone: list[tuple[int, int]] = []
    for pause, segments in steps:
        now += pause
        if pace.room(now):
            pace.take(segments)
            gone.append((now, segments))
    burst, debt = max(1.0, rate / 10), max((segments for _, segments in gone), default=1) - 1
    for first, (since, _) in enumerate(gone):
        sent = 0
        for at, segments in gone[first:]:
            sent += segments
            assert sent <= rate * (at - since) / 1000 + burst + debt + 0.001


@given(st.floats(0.5, 2_000), st.lists(st.integers(0, 3_000), min_size=1, max_size=40))
def test_throttling_never_lets_more_through_than_the_limit(limit: float, pauses: list[int]) -> None:
    pace, now, sent = Pace(limit), 1_000_000, 0
    for number, pause in enumerate(pauses):
        now += pause
        room = pace.room(now)
        pace.take(room)
        sent += room
        if number % 3 == 2:
            pace.throttled(now, now)
        assert 0 < pace.rate(now) <= limit
        assert sent <= limit * (now - 1_000_000) / 1000 + max(1.0, limit / 10) + 0.001


@given(st.floats(0.1, 10_000), st.integers(0, 10_000_000))
def test_it_opens_when_it_says(rate: float, now: int) -> None:
    pace = Pace(rate)
    pace.take(pace.room(now))
    at = pace.opens_at(now)
    assert pace.room(at) >= 1
    assert at - now <= max(1_000 / rate, 50) + 1


def test_nothing_bounds_a_carrier_that_never_throttled() -> None:
    pace = Pace()
    assert pace.room(0) == NO_BOUND
    pace.take(1_000)
    assert pace.room(0) == NO_BOUND
    assert math.isinf(pace.rate(0))
    assert pace.opens_at(0) == 0


@pytest.mark.parametrize("limit", [None, 1_000.0])
def test_it_slows_down_at_once_to_half_of_what_was_taken(limit: float | None) -> None:
    pace = Pace(limit)
    for at in range(0, 2_000, 10):
        pace.accepted(1, at, at)
    assert pace.throttled(1_990, 2_000)
    assert pace.rate(2_000) == pytest.approx(50, rel=0.02)
    assert pace.room(2_000) <= 1


def test_what_was_under_way_together_slows_it_down_once() -> None:
    pace = Pace(100.0)
    assert [pace.throttled(at, 50) for at in (10, 20, 30, 50)] == [True, False, False, False]
    assert pace.rounds == 1
    assert pace.throttled(60, 70)
    assert pace.rounds == 2


def test_rounds_in_a_row_end_with_a_segment_that_is_taken_after_the_last() -> None:
    pace = Pace(100.0)
    pace.throttled(10, 50)
    pace.accepted(1, 40, 60)
    assert pace.rounds == 1, "it was handed over before"
    pace.accepted(1, 55, 70)
    assert pace.rounds == 0


@given(st.integers(1, 1_000))
def test_it_recovers_up_to_the_limit(throttles: int) -> None:
    pace, now = Pace(200.0), 0
    for _ in range(throttles):
        now += 1_000
        pace.throttled(now, now)
    assert pace.rate(now) <= 100
    rates = [pace.rate(now + seconds * 1_000) for seconds in range(3_600)]
    assert rates == sorted(rates)
    assert rates[-1] == 200


def test_a_lone_segment_that_is_throttled_does_not_take_the_rate_from_the_others() -> None:
    """One recipient's full queue, on a carrier with nothing else to do."""
    pace = Pace(200.0)
    pace.throttled(1_000, 1_000)
    assert pace.rate(1_000) == RATE_MIN
    assert pace.rate(1_000 + int(RECOVERY_SECONDS * 1_000)) == 200


def test_without_a_limit_it_is_unbounded_again_in_the_end() -> None:
    pace = Pace()
    for at in range(0, 1_000, 5):
        pace.accepted(1, at, at)
    pace.throttled(1_000, 1_001)
    assert pace.rate(1_001 + 10_000) == pytest.approx(0.9 * 200, rel=0.02)
    assert math.isinf(pace.rate(1_001 + 3_600_000))


def test_nothing_is_saved_up_in_a_pause() -> None:
    pace = Pace(100.0)
    pace.throttled(1_000, 1_000)
    pace.paused_until(31_000)
    assert pace.room(31_000) <= 1
    assert pace.rate(31_000) == RATE_MIN


class Carrier:
    """An SMSC that takes so many segments in each second, answers after a round trip, and throttles the rest."""

    def __init__(self, limit: Callable[[int], int], round_trip_ms: int) -> None:
        self._limit, self._round_trip_ms = limit, round_trip_ms
        self._second = self._count = 0
        self.taken = self.refused = 0
        self._answers: list[tuple[int, int, bool]] = []

    def submit(self, now: int) -> None:
        if now // 1000 != self._second:
            self._second, self._count = now // 1000, 0
        self._count += 1
        taken = self._count <= self._limit(now)
        self.taken += taken
        self.refused += not taken
        self._answers.append((now + self._round_trip_ms, now, taken))

    def answers(self, now: int) -> list[tuple[int, bool]]:
        due = [(handed_at, taken) for at, handed_at, taken in self._answers if at <= now]
        self._answers = [answer for answer in self._answers if answer[0] > now]
        return due


def run(pace: Pace, carrier: Carrier, since: int, until: int, window: int = 1_000) -> None:
    """Always something to send, in steps of 5 ms, with the pauses that the retry policy would ask for."""
    resume_at = since
    for now in range(since, until, 5):
        for handed_at, taken in carrier.answers(now):
            if taken:
                pace.accepted(1, handed_at, now)
            elif pace.throttled(handed_at, now):
                resume_at = now + min(30_000, 500 << pace.rounds - 1)
                pace.paused_until(resume_at)
        if now >= resume_at:
            room = min(pace.room(now), window)
            pace.take(room)
            for _ in range(room):
                carrier.submit(now)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([2, 7, 40, 150]), st.sampled_from([None, 400.0]), st.integers(1, 300))
def test_it_settles_below_what_a_carrier_takes_without_starving(
    takes: int, limit: float | None, round_trip_ms: int
) -> None:
    pace, carrier = Pace(limit), Carrier(lambda now: takes, round_trip_ms)
    run(pace, carrier, 0, 120_000, window=50)
    carrier.taken = carrier.refused = 0
    run(pace, carrier, 120_000, 360_000, window=50)
    assert carrier.taken >= 0.55 * takes * 240, "most of what the carrier takes is used"
    assert carrier.refused <= 0.12 * carrier.taken + 40, "and little is thrown at it in vain"


def test_it_finds_a_carrier_that_takes_more_again() -> None:
    pace = Pace(300.0)
    carrier = Carrier(lambda now: 20 if now < 120_000 else 1_000, 20)
    run(pace, carrier, 0, 120_000)
    assert pace.rate(120_000) < 40
    run(pace, carrier, 120_000, 300_000)
    assert pace.rate(300_000) == 300
