"""Reads the times of a PDU (SMPP 3.4 §7.1.1)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_TIME: Final = re.compile(r"([0-9]{12})([0-9])([0-9]{2})([+R-])", re.ASCII)

#: How far an absolute time may be from UTC: 48 quarters of an hour, either way.
_QUARTERS_MAX: Final = 48


class NoTime(ValueError):
    """The text is no time of SMPP, or one that has passed."""


def seconds_until(text: str, utc_ms: int) -> int:
    """How many whole seconds it is from `utc_ms` to the time, at least one. Raises NoTime.

    Relative times count a month as 30 days and a year as 365: what the sender meant by them, nobody can know.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        raise NoTime("the time has not the form YYMMDDhhmmsstnnp")
    digits, _, quarters, sign = found.groups()
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    if sign == "R":
        seconds = ((year * 365 + month * 30 + day) * 24 + hour) * 3600 + minute * 60 + second
    else:
        if int(quarters) > _QUARTERS_MAX:
            raise NoTime("the offset is more than 48 quarters of an hour")
        offset = timedelta(minutes=15 * int(quarters) * (1 if sign == "+" else -1))
        try:
            moment = datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC) - offset
        except ValueError:
            raise NoTime("there is no such moment") from None
        seconds = int((moment - datetime.fromtimestamp(utc_ms / 1000, UTC)).total_seconds())
    if seconds < 1:
        raise NoTime("the time has passed")
    return seconds
