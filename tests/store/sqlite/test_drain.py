"""If this fails, messages are refused that would go out in time, or taken that cannot."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.store.sqlite.drain import MEASURED_MS, REMEMBERED_MS, STALLED_MS, DrainRates
from heliograph.store.sqlite.lines import Backlog

LANE = "net-one"


def test_a_rate_is_that_of_the_time_in_which_segments_waited():
    rates = DrainRates()
    rates.note(LANE, 50, 1_000, 0)
    for second in range(1, 31):
        assert rates.per_second(LANE, second * 1_000 - 1) == 0, "not measured for long enough"
        rates.note(LANE, 20, 1_000, second * 1_000)
    assert rates.per_second(LANE, MEASURED_MS) == 20
    assert rates.per_second("other", MEASURED_MS) == 0


def test_a_lane_that_has_run_empty_is_measured_anew():
    rates = DrainRates()
    for second in range(10):
        rates.note(LANE, 1, 10, second * 1_000)
    rates.note(LANE, 10, 0, 10_000)
    assert rates.per_second(LANE, 10_000) == 0
    rates.note(LANE, 0, 5_000, 11_000)
    rates.note(LANE, 1_000, 4_000, 11_000 + MEASURED_MS)
    assert rates.per_second(LANE, 11_000 + MEASURED_MS) == 1_000 * 1_000 / MEASURED_MS


def test_a_lane_that_stands_still_has_no_rate():
    rates = DrainRates()
    for second in range(40):
        rates.note(LANE, 10, 100, second * 1_000)
    assert rates.per_second(LANE, 39_000 + STALLED_MS) > 0
    assert rates.per_second(LANE, 39_001 + STALLED_MS) == 0
    rates.note(LANE, 0, 200, 39_001 + STALLED_MS)
    assert rates.per_second(LANE, 39_002 + STALLED_MS) == 0, "what comes in does not say that anything goes out"


def test_what_was_long_ago_weighs_less():
    rates = DrainRates()
    for second in range(600):
        rates.note(LANE, 100, 1_000, second * 1_000)
    for second in range(600, 600 + 3 * REMEMBERED_MS // 1_000):
        rates.note(LANE, 10, 1_000, second * 1_000)
    assert 9 <= rates.per_second(LANE, 600_000 + 3 * REMEMBERED_MS) <= 25


def test_what_goes_before_a_message_is_counted_by_priority_and_turns():
    backlog = Backlog({(LANE, 0, "a"): 7, (LANE, 2, "a"): 1_000, (LANE, 2, "b"): 10, ("other", 0, "a"): 99})
    ahead = {(priority, account): backlog.ahead_of(LANE, priority, account) for priority in (0, 2) for account in "abc"}
    assert ahead == {(0, "a"): 7, (0, "b"): 0, (0, "c"): 0, (2, "a"): 1_017, (2, "b"): 27, (2, "c"): 7}
    assert backlog.of_account(LANE, "a") == 1_007


@given(
    st.lists(
        st.tuples(st.sampled_from("xy"), st.integers(0, 2), st.sampled_from("abc"), st.integers(-5, 9)), max_size=60
    )
)
def test_the_sums_are_those_of_the_queues(changes: list[tuple[str, int, str, int]]):
    backlog, kept = Backlog(), {}
    for lane, priority, account, number in changes:
        number = max(number, -kept.get((lane, priority, account), 0))
        kept[lane, priority, account] = kept.get((lane, priority, account), 0) + number
        backlog.add({(lane, priority, account): number})
    assert dict(backlog.queues) == {queue: count for queue, count in kept.items() if count}
    for lane in "xy":
        assert backlog.by_lane[lane] == sum(count for queue, count in kept.items() if queue[0] == lane)
        for account in "abc":
            own = sum(count for (at, _, whose), count in kept.items() if (at, whose) == (lane, account))
            assert backlog.of_account(lane, account) == own
        for priority in range(3):
            fresh = sum(count for (at, p, _), count in kept.items() if at == lane and p < priority)
            assert backlog.ahead_of(lane, priority, "new") == fresh
