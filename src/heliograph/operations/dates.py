"""Dates as the API writes them: RFC 1123 with a numeric offset, `Mon, 24 Dec 2018 16:58:22 +0800`."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime


def api_date(utc_ms: int, offset_minutes: int) -> str:
    """UTC milliseconds as a date of the API, whole seconds, in the offset that the server is set to."""
    moment = datetime.fromtimestamp(utc_ms // 1000, UTC).astimezone(timezone(timedelta(minutes=offset_minutes)))
    return format_datetime(moment)
