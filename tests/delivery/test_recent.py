"""If this fails, an operator reads a rate that no carrier had."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.delivery.recent import KEPT_SECONDS, Recent

START = 1_795_000_000_000


def test_nothing_happened_before_the_first():
    assert Recent().within(60, START) == 0


def test_what_is_older_than_asked_for_does_not_count():
    seen = Recent()
    seen.add(3, START)
    seen.add(4, START + 9_000)
    assert (seen.within(1, START + 9_999), seen.within(10, START + 9_999), seen.within(10, START + 10_000)) == (4, 7, 4)
    assert seen.within(60, START + 70_000) == 0


@given(st.lists(st.tuples(st.integers(0, 150_000), st.integers(0, 9)), max_size=40), st.integers(1, KEPT_SECONDS))
def test_it_is_what_a_list_of_all_of_them_says(happened: list[tuple[int, int]], seconds: int):
    seen, at, known = Recent(), START, []
    for later, count in happened:
        at += later
        seen.add(count, at)
        known.append((at // 1000, count))
        for now in (at, at + 4_321):
            expected = sum(count for second, count in known if second > now // 1000 - seconds)
            assert seen.within(seconds, now) == expected
