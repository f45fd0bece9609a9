"""How often accounts, their users and everybody together may call: token buckets, exact in whole milliseconds."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from heliograph.identity.rate_policy import NoRatePolicies, RatePolicies, RatePolicy
from heliograph.operations.call_rates import RateUse
from heliograph.operations.description import Operation

#: Accounts, users and operations together stay far below this. Past it the oldest buckets go: at worst their accounts
#: get one second's worth of calls twice.
BUCKETS_MAX = 100_000

#: One call, in the unit that a rate of one call a second fills in one millisecond.
_CALL = 1000

#: A bucket in so many is dropped at once when there are too many, so that what is dropped pays for looking.
_DROPPED = 8


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
        wait = self.wait(now)
        if not wait:
            self._level -= _CALL
        return wait

    def wait(self, now: int) -> int:
        """0 when a call is there, else the milliseconds until one will be; takes nothing."""
        if now > self._at:
            filled = self._level + (now - self._at) * self.calls_per_second
            full = self.calls_per_second * _CALL
            self._level = filled if filled < full else full
            self._at = now
        return 0 if self._level >= _CALL else -((self._level - _CALL) // self.calls_per_second)

    def used(self, now: int) -> int:
        """How many calls are taken of those of a second; a part of one counts."""
        self.wait(now)
        return self.calls_per_second - self._level // _CALL

    def spend(self) -> None:
        """Take the call that `wait` has just found."""
        self._level -= _CALL

    def change(self, calls_per_second: int, now: int) -> None:
        """Fill by another rate from now on; what is in it stays, as far as it still has room."""
        self.wait(now)
        self.calls_per_second = calls_per_second
        self._level = min(self._level, calls_per_second * _CALL)


class Short(NamedTuple):
    """Why a call is refused: a bucket is empty."""

    wait_ms: int
    """After how long all that were short have a call again."""
    everybody: bool
    """Whether only the buckets that all accounts share were short; else it is the account or its user."""


class _Held:
    """The buckets of one user's calls of one operation, as the account's policy has them."""

    __slots__ = ("buckets", "calls", "own", "policy")

    def __init__(
        self, policy: RatePolicy | None, own: tuple[Bucket, ...], shared: tuple[Bucket, ...], calls: int
    ) -> None:
        self.calls = calls
        self.policy = policy
        self.own = own
        self.buckets = own + shared


class RateLimits:
    """The buckets of all accounts, users and operations.

    A call takes one from each bucket that it falls under, or from none: of the account and of the user, each for this
    operation and for all, and of the operation for everybody. `overrides` sets the calls a second of one account by
    operation, `everybody` those of all together; an account's policy wins over `overrides` and the description. 0 lifts
    a limit. With `enforced=False` nothing is limited. Times are milliseconds of the steady clock.
    """

    def __init__(
        self,
        overrides: Mapping[str, int] | None = None,
        enforced: bool = True,
        buckets_max: int = BUCKETS_MAX,
        *,
        everybody: Mapping[str, int] | None = None,
        policies: RatePolicies | None = None,
    ) -> None:
        self._overrides = dict(overrides or {})
        self._everybody = dict(everybody or {})
        self._policy_of = (policies if policies is not None else NoRatePolicies()).rates
        self._enforced = enforced
        self._buckets_max = buckets_max
        self._buckets: dict[tuple[str, ...], Bucket] = {}
        self._held: dict[tuple[str, str, str, str], _Held] = {}

    def change(self, overrides: Mapping[str, int], everybody: Mapping[str, int], enforced: bool) -> None:
        """Hold everybody to other limits from the next call on; buckets go on as full as they are."""
        self._overrides, self._everybody, self._enforced = dict(overrides), dict(everybody), enforced
        self._held.clear()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, account: str, principal: str, operation: Operation, now: int) -> Short | None:
        """None when the call may pass, which counts it; else why not, and nothing is counted."""
        if not self._enforced:
            return None
        policy = self._policy_of(account)
        held = self._held.get((account, principal, operation.version, operation.name))
        if held is None or held.policy is not policy:
            held = self._hold(account, principal, operation, policy, now)
        wait = 0
        for bucket in held.buckets:
            short = bucket.wait(now)
            if short > wait:
                wait = short
        if wait:
            return Short(wait, not any(bucket.wait(now) for bucket in held.own))
        for bucket in held.buckets:
            bucket.spend()
        held.calls += 1
        return None

    def usage(self, account: str, now: int) -> Sequence[RateUse]:
        """What the account and its users have called lately. Walks all that is held."""
        return [
            RateUse(
                principal,
                version,
                name,
                min((bucket.calls_per_second for bucket in held.buckets), default=0),
                max((bucket.used(now) for bucket in held.buckets), default=0),
                held.calls,
            )
            for (of, principal, version, name), held in self._held.items()
            if of == account
        ]

    def _hold(self, account: str, principal: str, operation: Operation, policy: RatePolicy | None, now: int) -> _Held:
        """Look the buckets of these calls up; those there are go on as they stand, under their rates of now."""
        own = tuple(self._bucket(key, rate, now) for key, rate in self._own(account, principal, operation, policy))
        rate = self._everybody.get(operation.name, 0)
        shared = (self._bucket(("", operation.version, operation.name), rate, now),) if rate > 0 else ()
        if len(self._buckets) > self._buckets_max:
            self._drop()
        if len(self._held) >= self._buckets_max:
            self._held.clear()
        key = (account, principal, operation.version, operation.name)
        before = self._held.get(key)
        held = self._held[key] = _Held(policy, own, shared, before.calls if before is not None else 0)
        return held

    def _own(
        self, account: str, principal: str, operation: Operation, policy: RatePolicy | None
    ) -> Iterator[tuple[tuple[str, ...], int]]:
        """The buckets of the account and its user that a call falls under, each with its calls a second."""
        version, name = operation.version, operation.name
        policy = policy or RatePolicy()
        served = self._overrides.get(name, operation.calls_per_second)
        rates = (
            ((account, version, name), policy.operations.get(name, served)),
            ((account,), policy.account),
            ((account, principal, version, name), policy.user_operations.get(name, 0)),
            ((account, principal), policy.user),
        )
        return ((key, rate) for key, rate in rates if rate > 0)

    def _bucket(self, key: tuple[str, ...], calls_per_second: int, now: int) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(calls_per_second, now)
        elif bucket.calls_per_second != calls_per_second:
            bucket.change(calls_per_second, now)
        return bucket

    def _drop(self) -> None:
        """Forget the oldest buckets, and who held them: nobody may go on with a bucket that others do not see."""
        for key in list(islice(self._buckets, len(self._buckets) - self._buckets_max + self._buckets_max // _DROPPED)):
            del self._buckets[key]
        self._held.clear()
