"""What can be said in a rule, as data: the things that rules are about, and the keys that each of them takes.

The language itself knows no carrier. A vocabulary lists subjects (a submit_sm, a bind); what another part of the
program wants to have faults for is one more subject.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from heliograph.rules.kinds import Duration, Kind, Matching, Moment, Rate, Share, Text, Whole


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a rule."""

    name: str
    kind: Kind
    says: str
    """What it means, for the reader of a manual: no full stop at the end."""
    example: str
    """A value, as a command line has it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that rules are about."""

    name: str
    """The word after `on=`."""
    says: str
    conditions: tuple[Key, ...]
    """What must match. Each is asked of the facts by its name, which is an attribute of them."""
    behaviours: tuple[Key, ...]
    """What to do."""
    limits: tuple[Key, ...]
    """Those of `LIMITS` that make sense here."""
    usual: bool = False
    """Whether it is meant where a rule says no `on`."""
    gate: str = ""
    """The condition, of kind `Globs`, that most rules have: rules that all have it are passed over at one glance."""
    check: Callable[[Mapping[str, Any]], tuple[str, str] | None] = lambda values: None
    """What is wrong with the keys of a rule taken together, as (key, predicate); None for nothing."""

    def key(self, name: str) -> Key | None:
        """The key with that name."""
        return next((key for key in self.keys if key.name == name), None)

    @property
    def keys(self) -> tuple[Key, ...]:
        """All keys but those that every rule has."""
        return (*self.conditions, *self.limits, *self.behaviours)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All subjects."""

    subjects: tuple[Subject, ...]

    @property
    def usual(self) -> Subject:
        """The one that is meant where a rule says no `on`."""
        return next(subject for subject in self.subjects if subject.usual)

    def subject(self, name: str) -> Subject | None:
        """The subject with that name."""
        return next((subject for subject in self.subjects if subject.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all subjects."""
        return tuple(subject.name for subject in self.subjects)


_YEAR_MS = 366 * 86_400_000

#: What every rule may have.
NAME = Key(
    "name",
    Matching("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "1 to 64 letters, digits, points, underscores and hyphens"),
    "What the rule is called, to find and remove it; `rule-1`, `rule-2`, … where it is left out. Unique",
    "flaky-hk",
)
ON = "on"
NOTE = Key("note", Text(200), "A sentence for people, kept with the rule", '"as seen in the trial"')

SHARE = Key(
    "share",
    Share(),
    "Of what matches, the part that the rule takes, drawn anew each time; the rest goes on to the rules below",
    "0.3",
)
TIMES = Key("times", Whole(1, 1_000_000_000), "How often the rule is applied; after that it is used up", "10")
SKIP = Key("skip", Whole(1, 1_000_000_000), "How many that match go on to the rules below before it begins", "5")
TRIES = Key(
    "tries",
    Whole(1, 1000),
    "Of each message (same text, same two addresses, same part), the tries that the rule takes; the next try goes on "
    "to the rules below, and the count begins anew",
    "2",
)
ABOVE = Key(
    "above",
    Rate(),
    "Only what comes above this rate; what is within it goes on to the rules below. A second's worth may come at once",
    "50/s",
)
FOR = Key("for", Duration(1, _YEAR_MS), "How long the rule holds from when it was added", "5m")
UNTIL = Key("until", Moment(), "The moment until which it holds", "2026-12-24T18:30:00Z")

LIMITS = (SHARE, TIMES, SKIP, TRIES, ABOVE, FOR, UNTIL)
