"""When a day or a month ends, as people at some offset from UTC count them."""

from datetime import UTC, datetime

DAY_MS = 86_400_000
_MINUTE_MS = 60_000


def day_end(utc_ms: int, offset_minutes: int) -> int:
    """The first millisecond of the next day, UTC; `offset_minutes` is how far the place is ahead of UTC."""
    ahead = offset_minutes * _MINUTE_MS
    return ((utc_ms + ahead) // DAY_MS + 1) * DAY_MS - ahead


def month_end(utc_ms: int, offset_minutes: int) -> int:
    """The first millisecond of the next month, likewise."""
    ahead = offset_minutes * _MINUTE_MS
    here = datetime.fromtimestamp((utc_ms + ahead) // 1000, UTC)
    year, month = (here.year + 1, 1) if here.month == 12 else (here.year, here.month + 1)
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1000 - ahead
