"""If these fail, a customer is refused calls that were promised, or one customer takes everybody's."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from heliograph.gateway.rate import Bucket, RateLimits
from heliograph.operations.dysmsapi_2018_05_01.query_message import QUERY_MESSAGE

NOW = 1_800_000_000_000
THREE = dataclasses.replace(QUERY_MESSAGE, calls_per_second=3)


def test_a_seconds_worth_of_calls_passes_at_once_and_the_next_waits() -> None:
    limits = RateLimits()
    assert [limits.wait_ms("a", THREE, NOW) for _ in range(4)] == [0, 0, 0, 334]


def test_a_refused_call_passes_after_exactly_the_time_it_was_told() -> None:
    limits = RateLimits()
    for _ in range(3):
        limits.wait_ms("a", THREE, NOW)
    wait = limits.wait_ms("a", THREE, NOW)
    assert limits.wait_ms("a", THREE, NOW + wait - 1) == 1
    assert limits.wait_ms("a", THREE, NOW + wait) == 0


def test_accounts_and_operations_have_buckets_of_their_own() -> None:
    limits = RateLimits()
    one = dataclasses.replace(QUERY_MESSAGE, calls_per_second=1)
    other = dataclasses.replace(one, name="Other")
    assert limits.wait_ms("a", one, NOW) == 0
    assert limits.wait_ms("a", one, NOW) == 1000
    assert limits.wait_ms("b", one, NOW) == 0
    assert limits.wait_ms("a", other, NOW) == 0


def test_the_operator_may_set_and_lift_a_limit() -> None:
    limits = RateLimits({"QueryMessage": 1})
    assert [limits.wait_ms("a", QUERY_MESSAGE, NOW) for _ in range(2)] == [0, 1000]
    lifted = RateLimits({"QueryMessage": 0})
    assert not any(lifted.wait_ms("a", QUERY_MESSAGE, NOW) for _ in range(1000))
    off = RateLimits(enforced=False)
    assert not any(off.wait_ms("a", THREE, NOW) for _ in range(1000))


def test_buckets_do_not_grow_without_end() -> None:
    limits = RateLimits(buckets_max=10)
    for number in range(1000):
        limits.wait_ms(str(number), THREE, NOW)
    assert len(limits) == 10


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
