"""Times drawn at random: the distributions that a delay may have."""

import math
import random
from typing import TypeAlias

import msgspec

#: No delay is longer, whatever a distribution draws: a day.
DELAY_MAX_MS = 86_400_000


class Delay(msgspec.Struct, frozen=True, gc=False):
    """A time drawn evenly between `at_least_ms` and `at_least_ms + jitter_ms`; always the same without jitter."""

    at_least_ms: int = 0
    jitter_ms: int = 0

    def draw(self, source: random.Random) -> int:
        """One such time, in milliseconds."""
        return self.at_least_ms + (int(source.random() * (self.jitter_ms + 1)) if self.jitter_ms else 0)


class Exponential(msgspec.Struct, frozen=True, gc=False):
    """Waits for something that may happen at any moment: most are short, a few are many times the mean.

    What is drawn outside the bounds is moved to the nearer one.
    """

    mean_ms: int
    at_least_ms: int = 0
    at_most_ms: int = DELAY_MAX_MS

    def draw(self, source: random.Random) -> int:
        """One such time, in milliseconds."""
        return _within(source.expovariate(1 / self.mean_ms), self.at_least_ms, self.at_most_ms)


class LogNormal(msgspec.Struct, frozen=True, gc=False):
    """Times as networks have them: half are below the median, and `sigma` says how long the tail is.

    `sigma` is the standard deviation of the logarithm: at 1, one time of six is above 2.7 medians. Bounds as above.
    """

    median_ms: int
    sigma: float
    at_least_ms: int = 0
    at_most_ms: int = DELAY_MAX_MS

    def draw(self, source: random.Random) -> int:
        """One such time, in milliseconds."""
        return _within(source.lognormvariate(math.log(self.median_ms), self.sigma), self.at_least_ms, self.at_most_ms)


AnyDelay: TypeAlias = Delay | Exponential | LogNormal


def _within(drawn: float, least: int, most: int) -> int:
    return max(least, min(most, round(min(drawn, DELAY_MAX_MS))))
