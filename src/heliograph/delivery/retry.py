"""Decides when a refused segment is tried again: by the class of its status, with jittered exponential back-off."""

import random
from dataclasses import dataclass

from heliograph.sms.command_status import StatusClass
from heliograph.sms.refusal import Refusal


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The numbers of the back-off, all in milliseconds but the counts."""

    first_ms: int = 1_000
    """Long enough for a passing fault at the SMSC, short enough that an OTP is still of use."""
    longest_ms: int = 300_000
    retries_max: int = 6
    """About a minute of tries; more only fills the carrier's queue with what it keeps refusing."""
    vendor_retries_max: int = 1
    """A vendor's own status is taken as permanent after one more try (spec: smpp_status)."""
    throttle_first_ms: int = 500
    throttle_longest_ms: int = 30_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do about a refusal."""

    retry_after_ms: int
    """0: never again."""
    counted: bool
    """Whether it uses up a retry."""
    code: str
    """The catalogue's word for it."""
    slows_link: bool
    """The carrier asks for less: the whole lane waits, not only this segment."""


def judge(
    refusal: Refusal, refusals: int, throttles: int, policy: RetryPolicy, random_source: random.Random
) -> Verdict:
    """The verdict on one refusal.

    `refusals` were counted for the segment so far, `throttles` came in a row for the lane, this one included. Where the
    carrier says how long to wait, that is waited at least, up to the longest pause of the policy.
    """
    asked = min(refusal.retry_after_ms, policy.longest_ms)
    if refusal.status_class is StatusClass.THROTTLE:
        wait = _backed_off(policy.throttle_first_ms, policy.throttle_longest_ms, throttles - 1, random_source)
        return Verdict(max(wait, asked), False, refusal.code, True)
    if refusal.status_class is StatusClass.PERMANENT and not (refusal.vendor and refusals < policy.vendor_retries_max):
        return Verdict(0, True, refusal.code, False)
    if refusals >= policy.retries_max:
        return Verdict(0, True, refusal.code, False)
    wait = _backed_off(policy.first_ms, policy.longest_ms, refusals, random_source)
    return Verdict(max(wait, asked), True, refusal.code, False)


def _backed_off(first_ms: int, longest_ms: int, times: int, random_source: random.Random) -> int:
    """`first_ms` doubled `times` times, at most `longest_ms`, spread over half to one and a half of it."""
    wait = min(longest_ms, first_ms << min(max(times, 0), 30))
    return max(1, int(wait * random_source.uniform(0.5, 1.5)))
