"""Were the classes of a status mixed up, an OTP would be dropped for a passing fault, or hammered into a full queue."""

import random

from hypothesis import given
from hypothesis import strategies as st

from heliograph.delivery.retry import RetryPolicy, judge
from heliograph.sms.command_status import StatusClass
from heliograph.sms.refusal import Refusal, refusal_of_status

POLICY = RetryPolicy()


def verdict(status: int, refusals: int = 0, throttles: int = 1):
    return judge(refusal_of_status(status), refusals, throttles, POLICY, random.Random(7))


def test_a_throttled_segment_waits_uncounted_and_slows_the_lane():
    for status in (0x58, 0x14):
        found = verdict(status)
        assert found.retry_after_ms > 0
        assert not found.counted
        assert found.slows_link


def test_throttles_in_a_row_wait_longer_up_to_a_bound():
    waits = [verdict(0x58, throttles=n).retry_after_ms for n in (1, 3, 6, 40)]
    assert waits == sorted(waits)
    assert waits[-1] <= POLICY.throttle_longest_ms * 1.5


def test_a_passing_fault_is_tried_again_until_the_retries_are_used_up():
    assert verdict(0x08, refusals=0).retry_after_ms > 0
    assert verdict(0x08, refusals=POLICY.retries_max).retry_after_ms == 0


def test_a_permanent_refusal_ends_at_once_with_its_name():
    found = verdict(0x0B)
    assert (found.retry_after_ms, found.code) == (0, "ESME_RINVDSTADR")


def test_a_vendor_status_gets_one_more_try():
    assert verdict(0x0401, refusals=0).retry_after_ms > 0
    assert verdict(0x0401, refusals=1).retry_after_ms == 0


@given(st.integers(1, 0xFFFFFFFF), st.integers(0, 1000), st.integers(1, 1000), st.integers())
def test_every_status_has_a_bounded_verdict(status: int, refusals: int, throttles: int, seed: int):
    found = judge(refusal_of_status(status), refusals, throttles, POLICY, random.Random(seed))
    assert 0 <= found.retry_after_ms <= POLICY.longest_ms * 1.5
    assert found.code


def test_the_pause_that_the_carrier_asks_for_is_kept_and_bounded():
    for status_class in (StatusClass.THROTTLE, StatusClass.RETRY):
        asked = Refusal("HTTP_503", status_class, retry_after_ms=60_000)
        assert judge(asked, 0, 1, POLICY, random.Random(7)).retry_after_ms == 60_000
        far = Refusal("HTTP_503", status_class, retry_after_ms=10**9)
        assert judge(far, 0, 1, POLICY, random.Random(7)).retry_after_ms == POLICY.longest_ms
