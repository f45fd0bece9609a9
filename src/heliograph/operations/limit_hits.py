"""How often each account met a limit today, in memory: for whoever asks why messages do not go out."""

from collections.abc import Sequence

import msgspec

from heliograph.sms.calendar_windows import day_end

#: Accounts whose hits are kept; of more, those that began longest ago are forgotten.
ACCOUNTS_MAX = 10_000


class Hit(msgspec.Struct, gc=False):
    """One ResponseCode that an account was refused with."""

    code: str
    count: int
    """Messages or calls, since the day began or the server started."""
    last_at: int
    """UTC milliseconds."""


class LimitHits:
    """Counts of the day that is; each account's are forgotten when another day has begun for it."""

    def __init__(self) -> None:
        self._days: dict[str, tuple[int, dict[str, Hit]]] = {}

    def hit(self, account: str, code: str, now: int, offset_minutes: int) -> None:
        """One message or call of the account was refused with this code."""
        ends_at, hits = self._days.get(account, (0, {}))
        if now >= ends_at:
            hits = {}
            self._days.pop(account, None)
            self._days[account] = day_end(now, offset_minutes), hits
            if len(self._days) > ACCOUNTS_MAX:
                del self._days[next(iter(self._days))]
        known = hits.get(code)
        if known is None:
            hits[code] = Hit(code, 1, now)
        else:
            known.count += 1
            known.last_at = now

    def of(self, account: str, now: int) -> Sequence[Hit]:
        """Those of today, the most frequent first."""
        ends_at, hits = self._days.get(account, (0, {}))
        return sorted(hits.values(), key=lambda one: -one.count) if now < ends_at else ()
