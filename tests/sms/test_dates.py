"""If this fails, SDK users cannot parse the dates of their messages."""

import pytest

from heliograph.sms.dates import api_date, plain_date


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


def test_older_bodies_write_it_plainly() -> None:
    assert plain_date(1_630_914_800, 480) == "2021-09-06 15:53:20"
