"""If these fail, a message is given up too early, or tried long after its sender had no use for it."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.smpp_in.times import NoTime, seconds_until

NOON = int(datetime(2026, 11, 26, 12, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("000000000100000R", 60),
        ("000001000000000R", 86_400),
        ("000102030405000R", 32 * 86_400 + 3 * 3600 + 4 * 60 + 5),
        ("010000000000000R", 365 * 86_400),
        ("261126120100000+", 60),
        ("261126130100004+", 60),
        ("261126110100004-", 60),
        ("261126120100900+", 60),
    ],
)
def test_a_time_is_so_many_seconds_away(text, seconds):
    assert seconds_until(text, NOON) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "261126120100",
        "000000000000000R",
        "261126115959000+",
        "261326120100000+",
        "261126120100049+",
        "2611261201000٠0+",
        "261126120100000 ",
        "999999999999900+",
    ],
)
def test_what_is_no_time_or_has_passed_is_refused(text):
    with pytest.raises(NoTime):
        seconds_until(text, NOON)


@given(st.text(max_size=17))
def test_no_text_does_anything_else(text):
    with contextlib.suppress(NoTime):
        assert seconds_until(text, NOON) >= 1
