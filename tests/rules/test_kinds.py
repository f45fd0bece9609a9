"""If this fails, a value is read as another than was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.rules.glob import GlobProblem, pattern_of
from heliograph.rules.kinds import Moment, Share, duration_ms, duration_text


@given(st.integers(0, 10**11))
def test_durations_are_written_as_they_are_read(milliseconds: int) -> None:
    text = duration_text(milliseconds)
    if len(text) <= 11:
        assert duration_ms(text) == milliseconds


@pytest.mark.parametrize(("text", "milliseconds"), [("90s", 90_000), ("1.5m", 90_000), ("1d", 86_400_000)])
def test_units(text: str, milliseconds: int) -> None:
    assert duration_ms(text) == milliseconds


@pytest.mark.parametrize("text", ["", "5", "5 s", "-1s", "1w", "١s", "1e3s", "s", "1.s"])
def test_what_is_no_duration(text: str) -> None:
    assert duration_ms(text) is None


@given(st.integers(1_000_000_000_000, 9_000_000_000_000))
def test_moments_are_written_as_they_are_read(utc_ms: int) -> None:
    assert Moment().read(Moment().write(utc_ms)) == utc_ms


@pytest.mark.parametrize("text", ["0.0000010000000000000002", "0.000001", ".5", "1", "0.30000000000000004"])
def test_a_share_is_read_with_all_the_digits_that_a_number_can_have(text: str) -> None:
    assert Share().read(text) == float(text)


@pytest.mark.parametrize("glob", ["[", "[]", "a[b", "[z-a]"])
def test_brackets_that_cannot_be_read(glob: str) -> None:
    with pytest.raises(GlobProblem):
        pattern_of(glob)


@given(st.text(max_size=20))
def test_a_pattern_is_made_of_anything_or_refused(glob: str) -> None:
    try:
        pattern_of(glob)
    except GlobProblem:
        assert "[" in glob
