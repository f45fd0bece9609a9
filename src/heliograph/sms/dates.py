"""Dates as the API writes them: RFC 1123 with a numeric offset, `Mon, 24 Dec 2018 16:58:22 +0800`."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import lru_cache


def api_date(utc_ms: int, offset_minutes: int) -> str:
    """UTC milliseconds as a date of the API, whole seconds, in the offset that the server is set to."""
    return _of_second(utc_ms // 1000, offset_minutes)


#: Messages of one second are asked for together: writing a date costs 5 µs, which is a third of a signature.
@lru_cache(maxsize=8192)
def _of_second(utc_seconds: int, offset_minutes: int) -> str:
    moment = datetime.fromtimestamp(utc_seconds, UTC).astimezone(timezone(timedelta(minutes=offset_minutes)))
    return format_datetime(moment)


@lru_cache(maxsize=8192)
def plain_date(utc_seconds: int, offset_minutes: int) -> str:
    """UTC seconds as the older bodies write them, `2021-09-06 15:53:20`, in that offset and without naming it."""
    moment = datetime.fromtimestamp(utc_seconds, UTC) + timedelta(minutes=offset_minutes)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
