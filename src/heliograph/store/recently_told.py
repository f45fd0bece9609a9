"""What was told lately with the messages in each, in memory, for whoever looks whether a message was told of.

The store keeps attempts by subscription, and a telling only until it is confirmed; which message was confirmed when is
told from here, since the start.
"""

from collections import deque
from collections.abc import Sequence

from heliograph.store.told import Attempt, Key, Kind

#: Messages in all tellings that are remembered, some 100 octets each.
MESSAGES_MAX = 20_000


class RecentlyTold:
    """Receipts that were pushed, with what came of it, or that a subscriber has taken; the newest that fit."""

    def __init__(self, messages_max: int = MESSAGES_MAX) -> None:
        self._messages_max = messages_max
        self._messages = 0
        self._pushes: deque[tuple[str, Attempt, Sequence[int]]] = deque()

    def add(self, subscriber: str, attempt: Attempt, messages: Sequence[int]) -> None:
        """Remember a push of receipts of these messages."""
        self._pushes.append((subscriber, attempt, messages))
        self._messages += len(messages)
        while self._messages > self._messages_max:
            self._messages -= len(self._pushes.popleft()[2])

    def taken(self, keys: Sequence[Key], at: int) -> None:
        """Remember what one subscriber has taken by itself: a receipt deleted from a queue, or answered over SMPP."""
        receipts = [key for key in keys if key.kind is Kind.REPORT]
        if receipts:
            first = receipts[0]
            attempt = Attempt(at, 0, first.kind, len(receipts), first.message, 0, "")
            self.add(first.subscriber, attempt, [key.message for key in receipts])

    def of_message(self, message_id: int) -> Sequence[tuple[str, Attempt]]:
        """The tellings that had a receipt of this message in them, by subscriber, oldest first. Walks all."""
        return [(subscriber, attempt) for subscriber, attempt, messages in self._pushes if message_id in messages]
