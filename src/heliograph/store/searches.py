"""The port of searches: messages that somebody looks for, a page at a time, and what they come to over time.

A search looks back a bounded way and says how far, so that it costs the same among five million messages as among
five: whoever wants to know more goes on from there. It never keeps a commit waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from heliograph.sms.search.match import Wanted
from heliograph.store.port import Stored

#: Messages looked at by one call: some 50 ms of a thread that nobody waits for.
EXAMINED_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found so far."""

    messages: Sequence[Stored]
    """Newest first."""
    reached: int
    """Every message from where the search began down to this id, or with `after` up to it, was looked at; it is where
    to go on. 0 where there was nothing to look at."""
    ended: bool
    """Whether nothing is left to be looked at in that direction."""


class Standing(NamedTuple):
    """How many messages of one time are in one state."""

    time: int
    """The number of the stretch of time: of minutes from 1970-01-01 in UTC, or of days where the operator counts,
    divided by how many of them are one stretch."""
    state: str
    """What is being handed over is under the state `accepted`."""
    messages: int


class Searches(Protocol):
    """What lists and charts ask for."""

    async def search(
        self,
        account: str,
        wanted: Wanted,
        *,
        before: int = 0,
        after: int = 0,
        limit: int = 50,
        examined_max: int = EXAMINED_MAX,
    ) -> Found:
        """At most `limit` of the account's messages that are meant: those below `before` (0: from the top), newest
        first, or those above `after`, the oldest of them, yet newest first.

        Ends early where `examined_max` messages were looked at. Raises `Unavailable`, also where too many searches
        wait already.
        """
        ...

    def minutes_since(self) -> int:
        """The first minute, from 1970-01-01 in UTC, of which `minutes` knows."""
        ...

    async def minutes(self, account: str, wanted: Wanted, first: int, last: int, width: int) -> Sequence[Standing]:
        """What the account's messages accepted in the minutes from `first` to `last` come to, `width` of them together.

        Reads figures, not messages: the terms of `wanted` must be `counted`, its bounds are left alone.
        """
        ...

    async def days_counted(self, account: str, wanted: Wanted, first: int, last: int, width: int) -> Sequence[Standing]:
        """The same by days where the operator counts."""
        ...
