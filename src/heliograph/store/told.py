"""The port of what subscribers must still be told: reports of messages and inbound messages, until they have them.

A telling is made in the transaction that makes it true: when a message becomes final, when that is corrected, when an
inbound message is stored whole. There is one for each subscriber of the account that wants its kind.

- **At least once.** `take` is a lease: what is not `done`, `put_off` or buried when it ends is taken again.
- **In order.** Oldest first; of one message a later revision is never given out while an earlier one is undone. Where
  the earlier one was given up, the later replaces it: it says more.
- **Durable, batches, idempotent, concurrent**, as the message store's calls, and with its group commit. `done` holds
  whoever says it and whenever: that a subscriber has it is a fact. `put_off` and `bury` are intentions and count only
  while the lease is the caller's; so does a `done` that asks for it, where a lease is all that the caller has to show.

Times are UTC milliseconds of the store's clock.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from heliograph.sms.report import Heard, Outcome

#: The kind of record that makes a subscriber: see `Wants`.
SUBSCRIPTION = "subscription"


class Kind(StrEnum):
    """What a telling is of, by the cloud's names."""

    REPORT = "SmsReport"
    INBOUND = "SmsUp"


class Wants(msgspec.Struct, frozen=True):
    """What the store reads of a subscription's record; the rest is its owner's affair."""

    receipts: tuple[Kind, ...] = ()
    kind: str = ""
    """`smpp` for an SMPP customer, who is told of the messages that its own binds brought and of no others."""


def subscriber_of(account: str, key: str) -> str:
    """The subscriber's name here, from its record: no two accounts can mean the same one."""
    return f"{account}/{key}"


class Key(msgspec.Struct, frozen=True, gc=False):
    """One telling, and the lease under which it was taken."""

    subscriber: str
    kind: Kind
    message: int
    """Our id of the message; of an inbound one the id of its row."""
    revision: int
    """1, and 2 for the correction of a final state."""
    lease_end: int = 0


class Telling(msgspec.Struct, frozen=True, gc=False):
    """What a subscriber must be told, as taken."""

    key: Key
    attempts: int
    """How often it was taken, this time included."""
    made_at: int
    about: Outcome | Heard


class Dead(msgspec.Struct, frozen=True, gc=False):
    """A telling that was given up, kept until it is redriven or its subscription is gone."""

    telling: Telling
    buried_at: int


#: Attempts kept of each subscriber, the newest.
ATTEMPTS_KEPT = 200


class Attempt(msgspec.Struct, frozen=True, gc=False):
    """One try to tell a subscriber, for people to look at."""

    at: int
    took_ms: int
    kind: Kind
    count: int
    """How many tellings it carried."""
    first: int
    """The message of the first of them."""
    status: int
    """HTTP status of the reply; 0 where none came."""
    outcome: str
    """Empty where it was confirmed, else why not, in words."""
    number: int = 0
    """1, 2, …, given by the store."""


class Owed(msgspec.Struct, frozen=True, gc=False):
    """Where the telling of one message stands with a subscriber who does not have it yet."""

    attempts: int
    """How often it was taken."""
    due: int | None
    """When it is taken next; None once it was given up."""
    buried_at: int
    """When it was given up; 0 while it was not."""


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """How much there is for a subscriber."""

    undone: int
    """Due, leased and put off alike."""
    dead: int


class Told(Protocol):
    """The queue of each subscriber."""

    async def take(self, subscriber: str, limit: int, hold_ms: int) -> Sequence[Telling]:
        """Lease at most `limit` tellings that are due, until now + `hold_ms`, oldest first."""
        ...

    async def done(self, keys: Sequence[Key], *, held: bool = False) -> Sequence[bool]:
        """The subscriber has them; for each, whether it was undone until now.

        With `held` only those whose lease is the caller's: what was taken again or put off since stays, and is False.
        """
        ...

    async def put_off(self, keys: Sequence[Key], due: int) -> Sequence[int]:
        """Give leases back, to be taken again from `due` on; for each the new `lease_end`, 0 where it was lost.

        A `due` that is still to come is a lease like any other: under the new `lease_end` it can be put off again.
        """
        ...

    async def bury(self, keys: Sequence[Key]) -> Sequence[bool]:
        """Give these up; for each, whether the lease was the caller's. Nothing takes them until `redrive`."""
        ...

    async def redrive(self, subscriber: str, keys: Sequence[Key] | None = None, *, limit: int = 1_000) -> int:
        """Make dead ones due again: these, or with None the oldest `limit`; returns how many."""
        ...

    async def forget(self, subscriber: str, limit: int) -> int:
        """Drop at most `limit` tellings of a subscriber that is gone, and its attempts; returns how many tellings."""
        ...

    async def peek(self, subscriber: str, limit: int) -> Sequence[Telling]:
        """What `take` would give now, without a lease."""
        ...

    async def dead(self, subscriber: str, *, after: tuple[int, int] = (0, 0), limit: int = 50) -> Sequence[Dead]:
        """Dead tellings in the order in which they were given up, behind `after`: (buried_at, message) of one."""
        ...

    async def log(self, subscriber: str, attempts: Sequence[Attempt]) -> None:
        """Note attempts; of each subscriber the newest `ATTEMPTS_KEPT` are kept."""
        ...

    async def attempts(self, subscriber: str, limit: int = ATTEMPTS_KEPT) -> Sequence[Attempt]:
        """The newest attempts, the newest first."""
        ...

    async def waiting(self, subscriber: str) -> Waiting:
        """How many there are."""
        ...

    async def owed(self, subscriber: str, message_id: int) -> Owed | None:
        """What the subscriber is still to be told of a message of ours, the latest; None where that is nothing."""
        ...

    async def next_told(self, subscriber: str) -> int | None:
        """When `take` has something next; None when nothing waits."""
        ...

    async def told_to(self) -> Sequence[str]:
        """Every subscriber for whom there is anything, also those that are gone."""
        ...
