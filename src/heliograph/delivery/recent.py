"""Counts how many of something happened lately, for people who want to know how fast it goes."""

#: The furthest back that can be asked for: what "a minute" needs.
KEPT_SECONDS = 60


class Recent:
    """A ring of one count per second. All times are milliseconds of the store's clock, which never goes back."""

    __slots__ = ("_counts", "_second")

    def __init__(self) -> None:
        self._counts = [0] * KEPT_SECONDS
        self._second = 0
        """The latest second that something was counted in."""

    def add(self, count: int, now: int) -> None:
        """So many more happened now."""
        second = now // 1000
        if second != self._second:
            for passed in range(max(self._second + 1, second - KEPT_SECONDS + 1), second + 1):
                self._counts[passed % KEPT_SECONDS] = 0
            self._second = second
        self._counts[second % KEPT_SECONDS] += count

    def within(self, seconds: int, now: int) -> int:
        """How many happened in the last so many whole seconds, at most `KEPT_SECONDS`; the second under way counts."""
        second = now // 1000
        oldest = max(second - min(seconds, KEPT_SECONDS) + 1, self._second - KEPT_SECONDS + 1, 0)
        return sum(self._counts[at % KEPT_SECONDS] for at in range(oldest, self._second + 1))
