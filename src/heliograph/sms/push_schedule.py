"""Says when a report that a subscriber did not confirm is pushed again, and when that is given up.

A schedule is a word of the cloud's or ours, or the pauses themselves in seconds: `cloud`, `default`, `5,30,300`.
"""

import re

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS

CLOUD, DEFAULT = "cloud", "default"

#: The cloud's for international reports: three attempts in all (page smsreport-http-intl).
_CLOUD_MS = (1 * _MINUTE_MS, 5 * _MINUTE_MS)

#: Long enough for a subscriber that is down over a long weekend.
_GIVE_UP_MS = 72 * _HOUR_MS

_PAUSES = re.compile(r"[1-9][0-9]{0,4}(,[1-9][0-9]{0,4}){0,99}", re.ASCII)

#: What a schedule may be, in words that follow "it must be".
ALLOWED = "cloud, default, or up to 100 pauses in seconds, each from 1 to 99999, such as 5,30,300"


def pauses_of(schedule: str) -> tuple[int, ...] | None:
    """The pauses after each failed attempt, in milliseconds; after the last of them it is given up.

    None where the text is no schedule.
    """
    if schedule in _NAMED:
        return _NAMED[schedule]
    if _PAUSES.fullmatch(schedule) is None:
        return None
    return tuple(int(pause) * 1_000 for pause in schedule.split(","))


def pause_ms(pauses: tuple[int, ...], attempts: int) -> int | None:
    """The pause after so many attempts, all of them failed; None once it is given up."""
    return pauses[attempts - 1] if attempts <= len(pauses) else None


def _growing() -> tuple[int, ...]:
    """1 and 5 minutes, then 10, 20, 40, 60, 60, … while their sum stays within `_GIVE_UP_MS`."""
    pauses = list(_CLOUD_MS)
    while True:
        following = min(2 * pauses[-1], _HOUR_MS)
        if sum(pauses) + following > _GIVE_UP_MS:
            return tuple(pauses)
        pauses.append(following)


_NAMED = {CLOUD: _CLOUD_MS, DEFAULT: _growing()}
