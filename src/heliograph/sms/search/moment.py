"""Moments as people type them: `2026-11-24`, `2026-11-24T08:30`, `2026-11-24T08:30:00Z`, or `-90m` before now."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_SECOND_MS = 1_000

#: Milliseconds of each unit, the largest first: canonical text takes the largest that divides.
_UNITS = {"w": 604_800 * _SECOND_MS, "d": 86_400 * _SECOND_MS, "h": 3_600 * _SECOND_MS, "m": 60_000, "s": _SECOND_MS}

#: Ten years in every unit fit; nothing that a store holds is older.
_AGO = re.compile(r"-?([0-9]{1,9})([wdhms])", re.ASCII)
_AGO_MAX = 10 * 366 * _UNITS["d"]

_DATE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII | re.IGNORECASE,
)

ALLOWED = "a date such as 2026-11-24, a time such as 2026-11-24T08:30 or 2026-11-24T08:30Z, or a time ago such as -90m"


@dataclass(frozen=True, slots=True)
class Moment:
    """Either a time ago, or a date and time where it was typed; `ago_ms` is 0 then."""

    ago_ms: int = 0
    local: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """The reading of the clock on the wall; its zone is UTC only to be compared."""
    offset_minutes: int | None = None
    """Of that clock; None for the server's."""

    def at(self, now: int, offset_minutes: int) -> int:
        """UTC milliseconds, where it is `now` and the server writes dates in this offset."""
        if self.ago_ms:
            return now - self.ago_ms
        offset = offset_minutes if self.offset_minutes is None else self.offset_minutes
        return round(self.local.timestamp()) * _SECOND_MS - offset * _UNITS["m"]

    def __str__(self) -> str:
        if self.ago_ms:
            unit = next(unit for unit, size in _UNITS.items() if self.ago_ms % size == 0)
            return f"-{self.ago_ms // _UNITS[unit]}{unit}"
        if not (self.local.hour or self.local.minute or self.local.second) and self.offset_minutes is None:
            return f"{self.local:%Y-%m-%d}" if self.local.year > 999 else self.local.date().isoformat()
        time = self.local.strftime("%H:%M:%S" if self.local.second else "%H:%M")
        return f"{self.local.date().isoformat()}T{time}{_zone(self.offset_minutes)}"


def _zone(offset_minutes: int | None) -> str:
    if offset_minutes is None:
        return ""
    if not offset_minutes:
        return "Z"
    hours, minutes = divmod(abs(offset_minutes), 60)
    return f"{'-' if offset_minutes < 0 else '+'}{hours:02}:{minutes:02}"


def read_moment(text: str) -> Moment | None:
    """The moment; None where the text is none."""
    ago = _AGO.fullmatch(text.lower())
    if ago is not None:
        size = int(ago[1]) * _UNITS[ago[2]]
        return Moment(size) if 0 < size <= _AGO_MAX else None
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    offset = _offset(found[7])
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        timezone(timedelta(minutes=offset or 0))
    except ValueError:
        return None
    return Moment(0, local, offset)


def _offset(text: str | None) -> int | None:
    if not text:
        return None
    if text in "Zz":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return -minutes if text[0] == "-" else minutes
