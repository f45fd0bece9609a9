"""Dates as the API writes them: those of SMS in RFC 1123 with an offset, those of RAM and STS in ISO 8601."""

import re
from datetime import UTC, date, datetime

from heliograph.sms.dates import api_date

__all__ = ["api_date", "day_number", "day_of", "day_text", "iso_date", "read_iso_date"]


def iso_date(utc_ms: int) -> str:
    """`2015-01-23T12:33:18Z`: UTC milliseconds as RAM and STS write them, in whole seconds."""
    return datetime.fromtimestamp(utc_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


def read_iso_date(text: str) -> int | None:
    """UTC milliseconds of what `iso_date` writes; None for anything else, and for moments before 1970."""
    try:
        moment = datetime.fromisoformat(text) if _ISO.fullmatch(text) is not None else None
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000 if moment is not None and moment.year >= 1970 else None


_FIRST_DAY = date(1970, 1, 1).toordinal()
_DAY_MS = 86_400_000


def day_of(utc_ms: int, offset_minutes: int) -> int:
    """The calendar day of a moment in the offset that the server is set to, counted from 1970-01-01."""
    return (utc_ms + 60_000 * offset_minutes) // _DAY_MS


def day_number(day: date) -> int:
    """A day as `day_of` counts it."""
    return day.toordinal() - _FIRST_DAY


def day_text(number: int) -> str:
    """A day that `day_of` has counted, as `2026-11-24`."""
    return date.fromordinal(number + _FIRST_DAY).isoformat()
