"""Decides how long to wait before a link is tried again: doubling, with jitter, far longer after a refused bind."""

import random

#: A link that stood so long has proved itself: the next pause is the first one again.
STOOD_SECONDS = 60.0


class Reconnect:
    """The pauses of one link, in seconds. Never ends: a carrier that was away for days is found again."""

    def __init__(
        self,
        random_source: random.Random,
        *,
        first: float,
        longest: float,
        refused_first: float,
        refused_longest: float,
    ) -> None:
        self._random = random_source
        self._first, self._longest = first, longest
        self._refused_first, self._refused_longest = refused_first, refused_longest
        self._falls = 0
        self._refusals = 0

    def after_fall(self, bound_seconds: float) -> float:
        """The pause after a connection that failed (`bound_seconds` 0) or a link that fell after so long.

        One bound for a moment only counts on: an SMSC that lets us in and throws us out is not to be hammered.
        """
        if bound_seconds > 0:
            self._refusals = 0
        if bound_seconds >= STOOD_SECONDS:
            self._falls = 0
        pause = self._spread(self._first, self._longest, self._falls)
        self._falls += 1
        return pause

    def after_refusal(self) -> float:
        """The pause after a bind that was refused for a reason that does not pass by itself."""
        pause = self._spread(self._refused_first, self._refused_longest, self._refusals)
        self._refusals += 1
        return pause

    def _spread(self, first: float, longest: float, times: int) -> float:
        return min(longest, first * 2.0 ** min(times, 30)) * self._random.uniform(0.5, 1.5)
