"""If this fails, messages wait at a carrier that takes none of them, or one that works again gets none."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.carriers.port import Circuit
from heliograph.delivery.circuit import LONGEST, PROBES, Breaker


def opened(failures_max: int = 10, first_ms: int = 5_000, now: int = 0) -> Breaker:
    breaker = Breaker(failures_max, first_ms)
    for _ in range(failures_max):
        breaker.failed(now)
    assert breaker.state(now) is Circuit.OPEN
    return breaker


def test_failures_among_the_latest_outcomes_open_it() -> None:
    breaker = Breaker(3)
    for _ in range(2):
        breaker.failed(0)
        breaker.worked()
    assert breaker.state(0) is Circuit.CLOSED
    breaker.failed(0)
    assert breaker.state(0) is Circuit.OPEN
    assert breaker.room(0, 0) == 0


def test_old_failures_are_forgotten() -> None:
    breaker = Breaker(3)
    for _ in range(100):
        breaker.failed(0)
        for _ in range(3):
            breaker.worked()
    assert breaker.state(0) is Circuit.CLOSED


def test_a_few_probe_it_and_close_it_when_all_are_taken() -> None:
    breaker = opened()
    assert breaker.opens_at() == 5_000
    assert (breaker.is_open(4_999), breaker.is_open(5_000), Breaker().is_open(0)) == (True, False, False)
    assert breaker.room(4_999, 0) == 0
    assert breaker.room(5_000, 0) == PROBES
    assert breaker.state(5_000) is Circuit.PROBING
    assert breaker.room(5_000, 2) == PROBES - 2, "of which two are under way"
    for passed in range(1, PROBES):
        breaker.worked()
        assert breaker.room(5_000, 0) == PROBES - passed
    breaker.worked()
    assert breaker.state(5_000) is Circuit.CLOSED
    assert breaker.room(5_000, 50) is None


def test_a_probe_that_fails_opens_it_for_longer_each_time() -> None:
    breaker, now, spans = opened(), 0, []
    for _ in range(7):
        at = breaker.opens_at()
        assert at is not None
        spans.append(at - now)
        now = at
        breaker.failed(now)
    assert spans == [5_000, 10_000, 20_000, 40_000, 80_000, 80_000, 80_000]
    assert spans[-1] == LONGEST * 5_000


def test_once_closed_it_opens_for_the_first_time_again_and_not_by_what_was_before() -> None:
    breaker = opened(first_ms=1_000)
    breaker.state(1_000)
    breaker.failed(1_000)
    breaker.state(3_000)
    for _ in range(PROBES):
        breaker.worked()
    for _ in range(9):
        breaker.failed(4_000)
        assert breaker.state(4_000) is Circuit.CLOSED
    breaker.failed(4_000)
    assert breaker.opens_at() == 5_000


def test_late_failures_do_not_hold_it_open() -> None:
    breaker = opened()
    for now in range(0, 5_000, 100):
        breaker.failed(now)
    assert breaker.state(5_000) is Circuit.PROBING


def test_a_link_that_is_back_is_probed_at_once() -> None:
    breaker = opened()
    breaker.bound()
    assert breaker.state(1) is Circuit.PROBING
    closed = Breaker()
    closed.bound()
    assert closed.state(1) is Circuit.CLOSED


def test_it_can_be_switched_off() -> None:
    breaker = Breaker(0)
    for _ in range(1_000):
        breaker.failed(0)
    assert breaker.state(0) is Circuit.CLOSED


@given(st.integers(1, 20), st.lists(st.tuples(st.sampled_from("fwb"), st.integers(0, 20_000)), max_size=200))
def test_whatever_happens_it_is_tried_again_within_its_longest_time(
    failures_max: int, story: list[tuple[str, int]]
) -> None:
    breaker, now = Breaker(failures_max, 1_000), 0
    for what, later in story:
        now += later
        if what == "f":
            breaker.failed(now)
        elif what == "w":
            breaker.worked()
        else:
            breaker.bound()
        room = breaker.room(now, 0)
        assert (room is None) == (breaker.state(now) is Circuit.CLOSED)
    assert breaker.room(now + LONGEST * 1_000, 0) != 0
