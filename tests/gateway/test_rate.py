"""If these fail, a customer is refused calls that were promised, or one customer takes everybody's."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from heliograph.gateway.rate import Bucket, RateLimits
from heliograph.identity import RatePolicy
from heliograph.operations.dysmsapi_2018_05_01.query_message import QUERY_MESSAGE

NOW = 1_800_000_000_000
THREE = dataclasses.replace(QUERY_MESSAGE, calls_per_second=3)
ONE = dataclasses.replace(QUERY_MESSAGE, calls_per_second=1)
OTHER = dataclasses.replace(ONE, name="Other")


class Policies(dict[str, RatePolicy]):
    """The policies of accounts, changed by a test."""

    def rates(self, account: str) -> RatePolicy | None:
        return self.get(account)


def wait(limits: RateLimits, account: str = "a", operation=THREE, now: int = NOW, user: str = "root") -> int:
    short = limits.take(account, user, operation, now)
    return short.wait_ms if short is not None else 0


def test_a_seconds_worth_of_calls_passes_at_once_and_the_next_waits() -> None:
    limits = RateLimits()
    assert [wait(limits) for _ in range(4)] == [0, 0, 0, 334]


def test_a_refused_call_passes_after_exactly_the_time_it_was_told() -> None:
    limits = RateLimits()
    for _ in range(3):
        wait(limits)
    told = wait(limits)
    assert wait(limits, now=NOW + told - 1) == 1
    assert wait(limits, now=NOW + told) == 0


def test_accounts_and_operations_have_buckets_of_their_own() -> None:
    limits = RateLimits()
    assert wait(limits, "a", ONE) == 0
    assert wait(limits, "a", ONE) == 1000
    assert wait(limits, "b", ONE) == 0
    assert wait(limits, "a", OTHER) == 0


def test_the_users_of_an_account_share_its_buckets_and_none_takes_all_where_each_has_its_own() -> None:
    limits = RateLimits()
    assert [wait(limits, user=user, operation=ONE) for user in ("alice", "bob")] == [0, 1000]
    limits = RateLimits(policies=Policies(a=RatePolicy(user=1)))
    assert [wait(limits, user=user) for user in ("alice", "alice", "bob", "bob")] == [0, 1000, 0, 1000]
    limits = RateLimits(policies=Policies(a=RatePolicy(user_operations={"QueryMessage": 1})))
    assert [wait(limits, user="alice") for _ in range(2)] == [0, 1000]
    assert wait(limits, user="alice", operation=OTHER) == 0


def test_an_account_may_have_one_rate_over_all_its_operations() -> None:
    limits = RateLimits(policies=Policies(a=RatePolicy(account=2)))
    assert [wait(limits, operation=operation) for operation in (THREE, OTHER, THREE)] == [0, 0, 500]
    assert wait(limits, "b") == 0


def test_everybody_together_is_told_apart_from_the_caller() -> None:
    limits = RateLimits(everybody={"QueryMessage": 2})
    assert [limits.take(account, "root", THREE, NOW) for account in ("a", "b")] == [None, None]
    assert limits.take("c", "root", THREE, NOW) == (500, True)
    assert limits.take("c", "root", OTHER, NOW) is None
    limits = RateLimits({"QueryMessage": 1}, everybody={"QueryMessage": 1})
    assert limits.take("a", "root", ONE, NOW) is None
    assert limits.take("a", "root", ONE, NOW) == (1000, False), "who is short itself is told so"


def test_a_refused_call_takes_nothing_from_any_bucket() -> None:
    limits = RateLimits({"QueryMessage": 5, "Other": 5}, policies=Policies(a=RatePolicy(user=2)))
    assert [wait(limits, user="alice") for _ in range(9)].count(0) == 2
    assert [wait(limits, user="bob") for _ in range(9)].count(0) == 2
    assert [wait(limits, user="carol") for _ in range(9)].count(0) == 1, "the account's five are used by no refusal"


def test_a_changed_policy_holds_at_once_and_fills_no_bucket_anew() -> None:
    policies = Policies()
    limits = RateLimits({"QueryMessage": 3}, policies=policies)
    assert [wait(limits) for _ in range(3)] == [0, 0, 0]
    policies["a"] = RatePolicy(operations={"QueryMessage": 10})
    assert wait(limits) == 100, "what was used stays used; from now on it fills faster"
    policies["a"] = RatePolicy(operations={"QueryMessage": 1})
    assert [wait(limits, now=NOW + 5_000) for _ in range(2)] == [0, 1000]
    policies["b"] = RatePolicy(account=1)
    assert wait(limits, now=NOW + 5_000) == 1000, "another account's policy is of no concern"
    policies["a"] = RatePolicy(operations={"QueryMessage": 0})
    assert not any(wait(limits, now=NOW + 5_000) for _ in range(100))


def test_the_operator_may_set_and_lift_a_limit() -> None:
    limits = RateLimits({"QueryMessage": 1})
    assert [wait(limits, operation=QUERY_MESSAGE) for _ in range(2)] == [0, 1000]
    lifted = RateLimits({"QueryMessage": 0})
    assert not any(wait(lifted, operation=QUERY_MESSAGE) for _ in range(1000))
    off = RateLimits(enforced=False, everybody={"QueryMessage": 1}, policies=Policies(a=RatePolicy(account=1)))
    assert not any(wait(off) for _ in range(1000))


def test_other_limits_hold_from_the_next_call_and_fill_no_bucket_anew() -> None:
    limits = RateLimits()
    assert [wait(limits) for _ in range(3)] == [0, 0, 0]
    limits.change({THREE.name: 2}, {}, True)
    assert wait(limits) == 500
    limits.change({}, {THREE.name: 1}, True)
    assert [wait(limits, account) for account in "bc"] == [0, 1000]
    limits.change({}, {}, False)
    assert wait(limits) == 0


def test_buckets_do_not_grow_without_end_and_one_that_is_dropped_is_dropped_for_all() -> None:
    limits = RateLimits(buckets_max=10)
    for number in range(1000):
        wait(limits, str(number))
        assert len(limits) <= 10
    assert wait(limits, "999", ONE, user="alice") == 0
    assert wait(limits, "999", ONE, user="bob") == 1000


def test_a_clock_that_stands_still_or_goes_back_fills_nothing() -> None:
    bucket = Bucket(1, NOW)
    assert bucket.take(NOW) == 0
    assert bucket.take(NOW - 5_000) == 1000
    assert bucket.take(NOW) == 1000


@given(st.integers(1, 2000), st.lists(st.integers(0, 1500), max_size=80))
def test_it_is_exact_to_the_millisecond(calls_per_second: int, gaps: list[int]) -> None:
    """Against the definition: a call passes when a thousandth-exact level, filled and capped, holds a whole one."""
    bucket = Bucket(calls_per_second, NOW)
    now, level = NOW, calls_per_second * 1000
    for gap in gaps:
        now += gap
        level = min(level + gap * calls_per_second, calls_per_second * 1000)
        wait = bucket.take(now)
        assert (wait == 0) == (level >= 1000)
        if wait == 0:
            level -= 1000
        else:
            assert level + wait * calls_per_second >= 1000 > level + (wait - 1) * calls_per_second


RATES = st.integers(0, 4)
CALLS = st.lists(
    st.tuples(st.integers(0, 700), st.sampled_from("ab"), st.sampled_from("xy"), st.booleans()), max_size=60
)


@given(RATES, RATES, RATES, RATES, RATES, CALLS)
def test_all_buckets_together_are_those_of_a_short_reference(of_operation, of_all, of_user, of_both, shared, calls):
    """Levels by key, filled and capped at every call; a call passes where each level under it holds a whole one."""
    policy = RatePolicy(of_all, of_user, {"QueryMessage": of_operation, "Other": of_operation}, {"Other": of_both})
    limits = RateLimits(everybody={"Other": shared}, policies=Policies(a=policy, b=policy))
    levels: dict[tuple[object, ...], int] = {}
    now = NOW
    for gap, account, user, other in calls:
        now += gap
        own = {(account, other): of_operation, (account,): of_all, (account, user): of_user}
        own |= {(account, user, other): of_both} if other else {}
        rates = {key: rate for key, rate in {**own, **({("all",): shared} if other else {})}.items() if rate}
        for key in levels:
            rate = key[-1]
            levels[key] = min(levels[key] + gap * rate, rate * 1000)  # type: ignore[operator]
        under = {key: levels.setdefault((*key, rate), rate * 1000) for key, rate in rates.items()}
        short = limits.take(account, user, OTHER if other else THREE, now)
        empty = [key for key, level in under.items() if level < 1000]
        assert (short is not None) == bool(empty)
        if short is None:
            for key in under:
                levels[*key, rates[key]] -= 1000
        else:
            assert short.everybody == (empty == [("all",)])
            assert short.wait_ms == max(-((under[key] - 1000) // rates[key]) for key in empty)


def test_what_an_account_uses_is_told_by_operation_and_caller_and_comes_back_within_a_second() -> None:
    limits = RateLimits()
    for _ in range(4):
        wait(limits, "a", THREE)
    wait(limits, "b", ONE)
    [use] = limits.usage("a", NOW)
    assert (use.principal, use.operation, use.per_second, use.used, use.calls) == ("root", "QueryMessage", 3, 3, 3)
    assert limits.usage("a", NOW + 334)[0].used == 2
    assert limits.usage("a", NOW + 1000)[0].used == 0
    assert limits.usage("nobody", NOW) == []


def test_calls_are_counted_on_when_the_limits_change() -> None:
    policies = Policies()
    limits = RateLimits(policies=policies)
    wait(limits)
    policies["a"] = RatePolicy(account=2)
    wait(limits)
    [use] = limits.usage("a", NOW)
    assert (use.per_second, use.calls) == (2, 2)
