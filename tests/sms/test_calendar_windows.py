"""If this fails, a day's or a month's volume begins anew at the wrong hour."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.calendar_windows import DAY_MS, day_end, month_end


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "offset", "day", "month"),
    [
        ("2026-11-24T15:59:59.999", 480, "2026-11-24T16:00", "2026-11-30T16:00"),
        ("2026-11-24T16:00:00", 480, "2026-11-25T16:00", "2026-11-30T16:00"),
        ("2026-12-31T23:00", 0, "2027-01-01T00:00", "2027-01-01T00:00"),
        ("2026-12-31T23:00", 480, "2027-01-01T16:00", "2027-01-31T16:00"),
        ("2028-02-28T02:00", -210, "2028-02-28T03:30", "2028-03-01T03:30"),
    ],
)
def test_days_and_months_end_at_midnight_of_the_offset(now: str, offset: int, day: str, month: str) -> None:
    assert day_end(utc(now), offset) == utc(day)
    assert month_end(utc(now), offset) == utc(month)


@given(st.integers(1_700_000_000_000, 2_500_000_000_000), st.integers(-840, 840))
def test_an_end_is_a_midnight_that_is_yet_to_come(now: int, offset: int) -> None:
    day, month = day_end(now, offset), month_end(now, offset)
    assert now < day <= now + DAY_MS
    assert day <= month <= now + 31 * DAY_MS
    here = datetime.fromtimestamp(month / 1000, timezone(timedelta(minutes=offset)))
    assert (here.day, here.hour, here.minute, here.second) == (1, 0, 0, 0)
    assert day_end(month - 1, offset) == month
