"""If this fails, SDK users cannot parse the dates of their messages."""

import pytest

from heliograph.operations.dates import api_date, plain_date


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
    ("utc_ms", "offset_minutes", "date"),
    [
        (1_545_641_902_999, 480, "2018-12-24 16:58:22"),
        (1_545_641_902_000, 0, "2018-12-24 08:58:22"),
        (1_735_660_800_000, 480, "2025-01-01 00:00:00"),
    ],
)
def test_a_plain_date_leaves_its_offset_unsaid(utc_ms: int, offset_minutes: int, date: str) -> None:
    assert plain_date(utc_ms, offset_minutes) == date
