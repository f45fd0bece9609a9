"""How fast lanes drain, as durable claims tell, and so how long a new message would wait to be handed over (I6)."""

from dataclasses import dataclass

from heliograph.store.sqlite.lines import Backlog

#: A rate is trusted once it was measured for so long, with segments waiting all the while: a carrier that holds its
#: breath for some seconds must not pass for a slow one.
MEASURED_MS = 30_000

#: What was measured longer ago than this weighs half, and so on.
REMEMBERED_MS = 60_000

#: A lane that took nothing for so long does not drain at all: its link is down, and nobody knows for how long.
STALLED_MS = 10_000


@dataclass(slots=True)
class _Measured:
    """A lane while segments wait for it."""

    since: int
    claimed: int = 0
    last: int = 0


class DrainRates:
    """Of every lane that has segments waiting. A lane that has none is as fast as it is asked to be: not measured."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Measured] = {}

    def note(self, lane: str, claimed: int, left: int, now: int) -> None:
        """So many segments were claimed, and so many are left; times are UTC milliseconds of the store's clock."""
        if left <= 0:
            self._lanes.pop(lane, None)
            return
        one = self._lanes.get(lane)
        if one is None:
            # What this claim took waited for some time that nobody has measured.
            self._lanes[lane] = _Measured(now, 0, now)
            return
        one.claimed += claimed
        if claimed:
            one.last = now
        if now - one.since > REMEMBERED_MS:
            one.claimed //= 2
            one.since = now - (now - one.since) // 2

    def per_second(self, lane: str, now: int) -> float:
        """Segments a second; 0 where that is not known, or the lane stands still."""
        one = self._lanes.get(lane)
        if one is None or now - one.since < MEASURED_MS or now - one.last > STALLED_MS:
            return 0.0
        return one.claimed * 1_000 / (now - one.since)

    def wait_ms(self, backlog: Backlog, lane: str, priority: int, account: str, now: int) -> int:
        """How long a message of the account would wait there about; 0 where that is not known.

        Before it are what has a higher priority, and of its own priority no more than all, nor than its account's
        segments times the accounts that take turns.
        """
        rate = self.per_second(lane, now)
        return int(backlog.ahead_of(lane, priority, account) * 1_000 / rate) if rate else 0
