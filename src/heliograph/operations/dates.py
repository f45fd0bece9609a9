"""Dates as answers write them: the domain's, since reports to subscribers write the same."""

from datetime import date

from heliograph.sms.dates import api_date

__all__ = ["api_date", "day_number", "day_of", "day_text"]

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
