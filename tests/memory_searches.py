"""Searches in memory, one message after another, for tests of what asks for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from heliograph.sms.message import State, summarise
from heliograph.sms.message_id import time_of
from heliograph.sms.search.match import Wanted
from heliograph.store.port import Stored
from heliograph.store.searches import EXAMINED_MAX, Found, Standing


@dataclass
class MemorySearches:
    """`Searches` over the messages that a test has put in, by account."""

    held: dict[str, list[Stored]] = field(default_factory=dict)
    since: int = 0
    """The first minute that figures are kept of."""

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
        is_meant = wanted.judge()
        there = sorted(self.held.get(account, ()), key=lambda one: one.message.id, reverse=not after)
        open_ones = [one for one in there if after < one.message.id and (not before or one.message.id < before)]
        found: list[Stored] = []
        reached = 0
        for n, stored in enumerate(open_ones):
            if len(found) == limit or n == examined_max:
                return Found(sorted(found, key=lambda one: -one.message.id), reached, False)
            reached = stored.message.id
            if is_meant(stored.message, stored.body):
                found.append(stored)
        return Found(sorted(found, key=lambda one: -one.message.id), reached, True)

    def minutes_since(self) -> int:
        return self.since

    async def minutes(self, account: str, wanted: Wanted, first: int, last: int, width: int) -> Sequence[Standing]:
        return self._counted(account, wanted, first, last, width, 60_000)

    async def days_counted(self, account: str, wanted: Wanted, first: int, last: int, width: int) -> Sequence[Standing]:
        return self._counted(account, wanted, first, last, width, 86_400_000)

    def _counted(
        self, account: str, wanted: Wanted, first: int, last: int, width: int, unit_ms: int
    ) -> Sequence[Standing]:
        is_meant = wanted.judge()
        counts: Counter[tuple[int, str]] = Counter()
        for stored in self.held.get(account, ()):
            unit = time_of(stored.message.id) // unit_ms
            if first <= unit <= last and is_meant(stored.message, stored.body):
                state = summarise(stored.message).state
                counts[unit // width, str(State.ACCEPTED if state is State.SUBMITTING else state)] += 1
        return [Standing(*key, count) for key, count in sorted(counts.items())]
