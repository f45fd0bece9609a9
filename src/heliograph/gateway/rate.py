"""How often an account may call an operation: one token bucket each, exact in whole milliseconds."""

from collections.abc import Mapping

from heliograph.operations.description import Operation

#: Accounts times operations stay far below this. Past it the oldest bucket goes: at worst its account gets one second's
#: worth of calls twice.
BUCKETS_MAX = 100_000

#: One call, in the unit that a rate of one call a second fills in one millisecond.
_CALL = 1000


class Bucket:
    """Holds at most one second's worth of calls and fills by `calls_per_second` of them a second.

    Levels are whole thousandths of a call, so nothing is lost to rounding: a call refused with `n` milliseconds to wait
    passes after exactly `n`, and not one before.
    """

    __slots__ = ("_at", "_level", "calls_per_second")

    def __init__(self, calls_per_second: int, now: int) -> None:
        self.calls_per_second = calls_per_second
        self._level = calls_per_second * _CALL
        self._at = now

    def take(self, now: int) -> int:
        """Take one call; 0 when it was there, else the milliseconds until one will be, and nothing is taken."""
        self._fill(now)
        if self._level >= _CALL:
            self._level -= _CALL
            return 0
        return -((self._level - _CALL) // self.calls_per_second)

    def _fill(self, now: int) -> None:
        if now > self._at:
            filled = self._level + (now - self._at) * self.calls_per_second
            self._level = min(filled, self.calls_per_second * _CALL)
            self._at = now


class RateLimits:
    """The buckets of all accounts and operations.

    `overrides` sets the calls a second of single operations by name; 0 lifts a limit. With `enforced=False` nothing is
    limited. Times are milliseconds of the steady clock.
    """

    def __init__(
        self, overrides: Mapping[str, int] | None = None, enforced: bool = True, buckets_max: int = BUCKETS_MAX
    ) -> None:
        self._overrides = dict(overrides or {})
        self._enforced = enforced
        self._buckets_max = buckets_max
        self._buckets: dict[tuple[str, str, str], Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def wait_ms(self, account: str, operation: Operation, now: int) -> int:
        """0 when the account may call the operation now, which counts as a call; else how long it should wait."""
        if not self._enforced:
            return 0
        key = (account, operation.version, operation.name)
        bucket = self._buckets.get(key)
        if bucket is None:
            calls_per_second = self._overrides.get(operation.name, operation.calls_per_second)
            if calls_per_second <= 0:
                return 0
            if len(self._buckets) >= self._buckets_max:
                del self._buckets[next(iter(self._buckets))]
            bucket = self._buckets[key] = Bucket(calls_per_second, now)
        return bucket.take(now)
