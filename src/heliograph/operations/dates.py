"""Dates as the API writes them: RFC 1123 with a numeric offset, `Mon, 24 Dec 2018 16:58:22 +0800`, or plainer."""

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


def plain_date(utc_ms: int, offset_minutes: int) -> str:
    """`2018-12-24 16:58:22`, which older parts of the API write: whole seconds, the offset unsaid."""
    moment = datetime.fromtimestamp(utc_ms // 1000, UTC).astimezone(timezone(timedelta(minutes=offset_minutes)))
    return moment.strftime("%Y-%m-%d %H:%M:%S")
