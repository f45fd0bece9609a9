"""Tries a subscription when somebody asks: posts a sample, which no message stands behind, and tells what came back."""

import msgspec

from heliograph.push.body import body_of
from heliograph.push.sender import Sender
from heliograph.sms.clock import Clock
from heliograph.sms.message import State
from heliograph.sms.report import Heard, Outcome
from heliograph.sms.subscription import Subscription
from heliograph.store.told import Key, Kind, Telling

#: The message that the sample names, as the documentation's examples do, and its TaskId, by which it is known.
SAMPLE_MESSAGE = 1008030300312345
SAMPLE_TASK = "heliograph-test"

_NUMBER = "85261234567"


class Tried(msgspec.Struct, frozen=True):
    """What was posted and what came of it."""

    body: bytes
    status: int
    """HTTP status of the reply; 0 where none came."""
    trouble: str
    """Why it is no confirmation; empty where it is one."""
    took_ms: int


async def try_subscription(
    account: str, subscription: Subscription, secret: bytes, sender: Sender, clock: Clock, offset_minutes: int
) -> Tried:
    """Post a sample of the first kind that the subscription is of, as a real one would be posted."""
    begun, now = clock.steady_ms(), clock.utc_ms()
    body = body_of([_sample(account, Kind(subscription.receipts[0]), now)], offset_minutes)
    status, trouble = await sender.send(subscription.url, secret, body, f"test-{now}")
    return Tried(body, status, trouble, clock.steady_ms() - begun)


def _sample(account: str, kind: Kind, now: int) -> Telling:
    about: Outcome | Heard = Heard(account, "", _NUMBER, "10690000", "Hello", now)
    if kind is Kind.REPORT:
        about = Outcome(account, _NUMBER, "", SAMPLE_TASK, 1, State.DELIVERED, "DELIVERED", now - 2_000, now)
    return Telling(Key("", kind, SAMPLE_MESSAGE, 1), 0, now, about)
