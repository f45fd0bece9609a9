"""Counts how often the same thing was tried, for rules that hold for the first tries only."""

from collections import OrderedDict
from collections.abc import Hashable

#: Things whose tries are counted at once; the oldest is forgotten first and begins anew.
COUNTED_MAX = 10_000


class Tries:
    """Tries by thing."""

    def __init__(self, tries: int, counted_max: int = COUNTED_MAX) -> None:
        self._tries = tries
        self._counted_max = counted_max
        self._counts: OrderedDict[Hashable, int] = OrderedDict()

    def take(self, thing: Hashable) -> bool:
        """Whether this is one of the first tries; the one after them is not, and the count begins anew."""
        count = self._counts.pop(thing, 0)
        if count >= self._tries:
            return False
        self._counts[thing] = count + 1
        if len(self._counts) > self._counted_max:
            self._counts.popitem(last=False)
        return True
