"""If this fails, a test that asks what was received reads something twice, misses something, or fills the memory."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.simulator.received import Received


@given(st.integers(1, 20), st.integers(0, 60), st.integers(1, 7))
def test_pages_follow_one_another_and_nothing_kept_is_missed(kept_max: int, count: int, limit: int) -> None:
    received = Received(kept_max)
    for number in range(1, count + 1):
        received.add(number)  # type: ignore[arg-type] - it looks into none
    seen, after = [], 0
    while page := received.after(after, limit):
        assert len(page) <= limit
        seen += page
        after = page[-1][0]
    first = max(0, count - kept_max)
    assert seen == [(number, number) for number in range(first + 1, count + 1)]
    assert (received.forgotten, received.total) == (first, count)


def test_it_forgets_all_and_counts_from_one_again() -> None:
    received = Received()
    received.add("x")  # type: ignore[arg-type]
    received.clear()
    assert (received.after(0, 10), received.total) == ([], 0)
