"""If this fails, a carrier that throttles lets more through than it says, or less."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.rules.rate import Rate


@given(st.sampled_from([0.5, 1, 3, 10, 250]), st.lists(st.integers(0, 400), min_size=1, max_size=300))
def test_no_time_lets_through_more_than_its_worth_and_a_second_s(rate: float, gaps: list[int]) -> None:
    limit, now, passed = Rate(rate), 0, []
    for gap in gaps:
        now += gap
        if not limit.above(now):
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            span_seconds = (passed[last] - passed[first]) / 1000
            assert last - first + 1 <= max(1, rate) + rate * span_seconds + 0.001


@given(st.sampled_from([1, 4, 20]), st.integers(1, 100))
def test_whoever_keeps_to_the_rate_is_never_above_it(rate: int, count: int) -> None:
    limit = Rate(rate)
    assert not any(limit.above(number * 1000 // rate) for number in range(count))
