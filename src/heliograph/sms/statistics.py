"""What the figures of messages say: how many are where, which part was delivered, how long it took.

Times are known by class only (`sms.roll_up.TIME_CLASSES`), so a percentile is a pair of bounds and never a guess.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from heliograph.sms.message import State
from heliograph.sms.roll_up import DAY_MINUTES, MINUTE_MS, TIME_CLASSES

HOUR_MINUTES = 60


class Step(StrEnum):
    """What time is cut into."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"

    @property
    def milliseconds(self) -> int:
        return MINUTE_MS * {"minute": 1, "hour": HOUR_MINUTES, "day": DAY_MINUTES}[self]

    def at(self, utc_ms: int, offset_minutes: int) -> int:
        """The number of the step that a moment is in, from 1970-01-01: of minutes and hours in UTC, of days in the
        offset."""
        return (utc_ms + self._offset_ms(offset_minutes)) // self.milliseconds

    def start_ms(self, at: int, offset_minutes: int) -> int:
        """When a step begins, UTC milliseconds."""
        return at * self.milliseconds - self._offset_ms(offset_minutes)

    def _offset_ms(self, offset_minutes: int) -> int:
        return offset_minutes * MINUTE_MS if self is Step.DAY else 0


class Family(StrEnum):
    """What the states of messages come to for whoever wants to know whether texts arrive."""

    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Handed over, and the time for a receipt has passed."""
    CANCELLED = "cancelled"
    """By the client, before anything was handed over: no outcome of a delivery."""
    PENDING = "pending"


FAMILIES: Mapping[State, Family] = {
    State.ACCEPTED: Family.PENDING,
    State.SUBMITTING: Family.PENDING,
    State.SUBMITTED: Family.PENDING,
    State.IN_DOUBT: Family.PENDING,
    State.DELIVERED: Family.DELIVERED,
    State.FAILED: Family.FAILED,
    State.REJECTED: Family.FAILED,
    State.EXPIRED: Family.FAILED,
    State.CANCELLED: Family.CANCELLED,
    State.UNKNOWN: Family.UNKNOWN,
}

_FAMILY_OF: Mapping[str, Family] = {str(state): family for state, family in FAMILIES.items()}


@dataclass(slots=True)
class Outcomes:
    """How many messages are where, by state."""

    states: dict[str, int] = field(default_factory=dict)

    def add(self, state: str, messages: int) -> None:
        """So many more are in a state."""
        self.states[state] = self.states.get(state, 0) + messages

    @property
    def messages(self) -> int:
        """All of them."""
        return sum(self.states.values())

    def of(self, family: Family) -> int:
        """How many are in the states of a family."""
        return sum(count for state, count in self.states.items() if _FAMILY_OF[state] is family)

    @property
    def final(self) -> int:
        """How many have come to an outcome: delivered, failed or unknown."""
        return self.of(Family.DELIVERED) + self.of(Family.FAILED) + self.of(Family.UNKNOWN)

    @property
    def delivery_rate(self) -> float | None:
        """The part of the final ones that was delivered; None where none is final."""
        return self.of(Family.DELIVERED) / self.final if self.final else None


class Between(NamedTuple):
    """A time that is over one bound and at most the other."""

    over_ms: int
    at_most_ms: int | None
    """None where it is longer than the longest class."""


_UNITS = (("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1))


def time_words(over_ms: int, at_most_ms: int | None) -> str:
    """A class of times in signs that every language reads: `≤ 10 ms`, `1–2.5 s`, `500 ms–1 s`, `> 1 h`."""
    if at_most_ms is None:
        return f"> {' '.join(_in_unit(over_ms))}"
    value, unit = _in_unit(at_most_ms)
    if not over_ms:
        return f"≤ {value} {unit}"
    least, its = _in_unit(over_ms)
    return f"{least}{'' if its == unit else f' {its}'}–{value} {unit}"


def _in_unit(milliseconds: int) -> tuple[str, str]:
    unit, size = next((unit, size) for unit, size in _UNITS if milliseconds >= size or size == 1)
    return f"{milliseconds / size:g}", unit


@dataclass(slots=True)
class Times:
    """How many times there are of each class."""

    classes: dict[int, int] = field(default_factory=dict)
    """By the end of the class in milliseconds; 0 for the longest."""

    def add(self, below: int, messages: int) -> None:
        """So many more are in a class."""
        self.classes[below] = self.classes.get(below, 0) + messages

    @property
    def measured(self) -> int:
        """How many there are."""
        return sum(self.classes.values())

    def percentile(self, percent: int) -> Between | None:
        """Where the time is that so many percent do not exceed (nearest rank): the bounds of its class.

        The first class also has what took no time at all. None where nothing was measured.
        """
        rank, passed = -(-self.measured * percent // 100), 0
        for over, end in _bounds():
            passed += self.classes.get(end or 0, 0)
            if rank and passed >= rank:
                return Between(over, end)
        return None


SUBMIT, RECEIPT = "submit", "receipt"


@dataclass(slots=True)
class Group:
    """Messages that are told apart from others: all of a span, those of a step, those of a route."""

    outcomes: Outcomes = field(default_factory=Outcomes)
    submit: Times = field(default_factory=Times)
    """From the accept to the hand-over."""
    receipt: Times = field(default_factory=Times)
    """From there to the receipt."""


class Statistics:
    """The figures of a span, as they are read row by row."""

    def __init__(self) -> None:
        self.total = Group()
        self.steps: defaultdict[int, Group] = defaultdict(Group)
        self.routes: defaultdict[tuple[str, str], Group] = defaultdict(Group)
        """By country and carrier."""
        self.codes: defaultdict[str, int] = defaultdict(int)
        """Of those that failed or of which nothing is known."""

    def add_outcome(self, at: int, country: str, carrier: str, state: str, code: str, messages: int) -> None:
        """So many messages of a step stand so."""
        for group in (self.total, self.steps[at], self.routes[country, carrier]):
            group.outcomes.add(state, messages)
        if code and _FAMILY_OF[state] in (Family.FAILED, Family.UNKNOWN):
            self.codes[code] += messages

    def add_time(self, at: int, country: str, carrier: str, what: str, below: int, messages: int) -> None:
        """So many messages of a step took so long, from the accept to the hand-over or from there to the receipt."""
        for group in (self.total, self.steps[at], self.routes[country, carrier]):
            (group.submit if what == SUBMIT else group.receipt).add(below, messages)

    def largest_routes(self, count_max: int) -> list[tuple[tuple[str, str], Group]]:
        """Those with the most messages first."""
        found = [(route, group) for route, group in self.routes.items() if group.outcomes.messages]
        return sorted(found, key=lambda one: (-one[1].outcomes.messages, one[0]))[:count_max]

    def largest_codes(self, count_max: int) -> list[tuple[str, int]]:
        """Likewise."""
        found = [(code, count) for code, count in self.codes.items() if count]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:count_max]


def _bounds() -> Iterator[tuple[int, int | None]]:
    yield from zip((0, *TIME_CLASSES), (*TIME_CLASSES, None), strict=True)
