"""A queue as consumers name it, and where it is found."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue of one account."""

    name: str
    """`Alicom-Queue-<account>-SmsReport`."""
    account: str
    subscriber: str
    """Under which the store keeps its messages."""


class Queues(Protocol):
    """The queues that there are."""

    async def find(self, account: str, name: str) -> Queue | None:
        """The queue of that name if it is this account's; None for an unknown and a foreign name alike (I7)."""
        ...
