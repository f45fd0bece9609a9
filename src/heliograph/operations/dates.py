"""Dates as the API writes them: those of SMS in RFC 1123 with an offset, those of RAM and STS in ISO 8601."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import lru_cache


def api_date(utc_ms: int, offset_minutes: int) -> str:
    """`Mon, 24 Dec 2018 16:58:22 +0800`: UTC milliseconds in whole seconds, in the offset that the server is set to."""
    return _of_second(utc_ms // 1000, offset_minutes)


def iso_date(utc_ms: int) -> str:
    """`2015-01-23T12:33:18Z`: UTC milliseconds as RAM and STS write them, in whole seconds."""
    return datetime.fromtimestamp(utc_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


#: Messages of one second are asked for together: writing a date costs 5 µs, which is a third of a signature.
@lru_cache(maxsize=8192)
def _of_second(utc_seconds: int, offset_minutes: int) -> str:
    moment = datetime.fromtimestamp(utc_seconds, UTC).astimezone(timezone(timedelta(minutes=offset_minutes)))
    return format_datetime(moment)
