"""If this fails, an answer and the report of the same message give two dates, or a day begins at the wrong hour."""

from datetime import date

import pytest

from heliograph.operations.dates import api_date, day_number, day_of, day_text


@pytest.mark.parametrize(
    ("utc_ms", "offset_minutes", "date"),
    [
        (1_545_641_902_000, 480, "Mon, 24 Dec 2018 16:58:22 +0800"),
        (1_545_641_902_999, 480, "Mon, 24 Dec 2018 16:58:22 +0800"),
        (1_545_641_902_000, 0, "Mon, 24 Dec 2018 08:58:22 +0000"),
        (1_545_641_902_000, -210, "Mon, 24 Dec 2018 05:28:22 -0330"),
        (1_735_660_800_000, 480, "Wed, 01 Jan 2025 00:00:00 +0800"),
    ],
)
def test_a_date_is_rfc_1123_with_the_offset_in_digits(utc_ms: int, offset_minutes: int, date: str) -> None:
    assert api_date(utc_ms, offset_minutes) == date


@pytest.mark.parametrize(
    ("utc_ms", "offset_minutes", "day"),
    [
        (0, 0, "1970-01-01"),
        (1_735_660_799_999, 480, "2024-12-31"),
        (1_735_660_800_000, 480, "2025-01-01"),
        (1_735_660_800_000, 0, "2024-12-31"),
        (0, -60, "1969-12-31"),
    ],
)
def test_a_day_begins_at_midnight_of_the_offset(utc_ms: int, offset_minutes: int, day: str) -> None:
    number = day_of(utc_ms, offset_minutes)
    assert day_text(number) == day
    assert day_number(date.fromisoformat(day)) == number
