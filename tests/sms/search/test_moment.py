"""If these fail, a search looks in another hour than the person meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.search.moment import read_moment

NOW = 1_795_521_600_000
#: 2026-11-24T00:00:00Z.
MIDNIGHT = 1_795_478_400_000
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("text", "at", "canonical"),
    [
        ("2026-11-24", MIDNIGHT - 8 * HOUR, "2026-11-24"),
        ("2026-11-24T00:00", MIDNIGHT - 8 * HOUR, "2026-11-24"),
        ("2026-11-24 08:30", MIDNIGHT + HOUR // 2, "2026-11-24T08:30"),
        ("2026-11-24T08:30:05", MIDNIGHT + HOUR // 2 + 5_000, "2026-11-24T08:30:05"),
        ("2026-11-24T08:30z", MIDNIGHT + 8 * HOUR + HOUR // 2, "2026-11-24T08:30Z"),
        ("2026-11-24T00:00+0530", MIDNIGHT - 5 * HOUR - HOUR // 2, "2026-11-24T00:00+05:30"),
        ("2026-11-24T00:00-03:00", MIDNIGHT + 3 * HOUR, "2026-11-24T00:00-03:00"),
        ("-1h", NOW - HOUR, "-1h"),
        ("90m", NOW - 90 * 60_000, "-90m"),
        ("-48H", NOW - 48 * HOUR, "-2d"),
        ("-7d", NOW - 168 * HOUR, "-1w"),
        ("-30s", NOW - 30_000, "-30s"),
    ],
)
def test_a_moment_is_read_and_written(text: str, at: int, canonical: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert moment.at(NOW, 480) == at
    assert str(moment) == canonical
    assert read_moment(canonical) == moment


@pytest.mark.parametrize(
    "text", ["", "now", "2026", "2026-13-01", "2026-02-30", "24:00", "2026-11-24T25:00", "-0h", "-1y", "--1h", "-9999w"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert read_moment(text) is None


@given(st.datetimes(), st.sampled_from(["", "Z", "+08:00", "-09:30"]))
def test_any_time_reads_back(local, zone) -> None:  # type: ignore[no-untyped-def]
    moment = read_moment(local.replace(microsecond=0).isoformat() + zone)
    assert moment is not None
    assert read_moment(str(moment)) == moment
