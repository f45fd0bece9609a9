"""Says when a report that a subscriber did not confirm is pushed again, and when that is given up."""

from enum import StrEnum

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS

#: The cloud's for international reports: three attempts in all (page smsreport-http-intl).
_CLOUD_MS = (1 * _MINUTE_MS, 5 * _MINUTE_MS)

#: Long enough for a subscriber that is down over a long weekend.
_GIVE_UP_MS = 72 * _HOUR_MS


class Schedule(StrEnum):
    """How patient the pushing to a subscriber is."""

    CLOUD = "cloud"
    """As the cloud: again after 1 and 5 minutes, then a dead letter."""
    DEFAULT = "default"
    """Again after 1 and 5 minutes, then after pauses that double up to an hour, for 72 hours."""


def pause_ms(schedule: Schedule, attempts: int) -> int | None:
    """The pause after so many attempts, all of them failed; None once it is given up."""
    pauses = _CLOUD_MS if schedule is Schedule.CLOUD else _DEFAULT_MS
    return pauses[attempts - 1] if attempts <= len(pauses) else None


def _growing() -> tuple[int, ...]:
    """1 and 5 minutes, then 10, 20, 40, 60, 60, … while their sum stays within `_GIVE_UP_MS`."""
    pauses = list(_CLOUD_MS)
    while True:
        following = min(2 * pauses[-1], _HOUR_MS)
        if sum(pauses) + following > _GIVE_UP_MS:
            return tuple(pauses)
        pauses.append(following)


_DEFAULT_MS = _growing()
