"""What the figures of messages say: how many are where, which part was delivered, how long it took.

Times are known by class only (`sms.roll_up.TIME_CLASSES`), so a percentile is a pair of bounds and never a guess.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias, TypeVar

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

#: Whose codes say why there was no delivery.
_WITH_CODE = (Family.FAILED, Family.UNKNOWN)


@dataclass(slots=True)
class Group:
    """Messages that are told apart from others: all of a span, those of a step, those of a route."""

    outcomes: Outcomes = field(default_factory=Outcomes)
    submit: Times = field(default_factory=Times)
    """From the accept to the hand-over."""
    receipt: Times = field(default_factory=Times)
    """From there to the receipt."""

    def times(self, what: str) -> Times:
        """Those of `submit` or of `receipt`."""
        return self.submit if what == SUBMIT else self.receipt


#: (step, country, carrier, state, code, messages): how many of the messages accepted in a step stand so.
OutcomeRow: TypeAlias = tuple[int, str, str, str, str, int]

#: (step, country, carrier, `submit` or `receipt`, end of the class, messages): how many of them took so long.
TimeRow: TypeAlias = tuple[int, str, str, str, int, int]


class Statistics:
    """The figures of a span, as they are read row by row; rows of one place add up.

    A week has a hundred thousand rows and more, so a row costs three additions, and what they come to is put together
    when it is asked for.
    """

    def __init__(self) -> None:
        self._states: dict[tuple[int, str], int] = {}
        self._route_states: dict[tuple[str, str, str], int] = {}
        self._carriers: dict[tuple[str, int], int] = {}
        self._codes: dict[str, int] = {}
        self._times: dict[tuple[int, str, int], int] = {}
        self._route_times: dict[tuple[str, str, str, int], int] = {}

    def add_outcomes(self, rows: Iterable[OutcomeRow]) -> None:
        """How messages stand."""
        states, routes, carriers, codes = self._states, self._route_states, self._carriers, self._codes
        for at, country, carrier, state, code, messages in rows:
            states[at, state] = states.get((at, state), 0) + messages
            route = (country, carrier, state)
            routes[route] = routes.get(route, 0) + messages
            carriers[carrier, at] = carriers.get((carrier, at), 0) + messages
            if code and _FAMILY_OF[state] in _WITH_CODE:
                codes[code] = codes.get(code, 0) + messages

    def add_times(self, rows: Iterable[TimeRow]) -> None:
        """How long they took."""
        times, routes = self._times, self._route_times
        for at, country, carrier, what, below, messages in rows:
            times[at, what, below] = times.get((at, what, below), 0) + messages
            route = (country, carrier, what, below)
            routes[route] = routes.get(route, 0) + messages

    def total(self) -> Group:
        """All of them."""
        found = Group()
        for (_, state), messages in self._states.items():
            found.outcomes.add(state, messages)
        for (_, what, below), messages in self._times.items():
            found.times(what).add(below, messages)
        return found

    def steps(self) -> Mapping[int, Group]:
        """By step; one without messages may be absent."""
        found: defaultdict[int, Group] = defaultdict(Group)
        for (at, state), messages in self._states.items():
            found[at].outcomes.add(state, messages)
        for (at, what, below), messages in self._times.items():
            found[at].times(what).add(below, messages)
        return found

    def routes(self) -> Mapping[tuple[str, str], Group]:
        """By country and carrier."""
        found: defaultdict[tuple[str, str], Group] = defaultdict(Group)
        for (country, carrier, state), messages in self._route_states.items():
            found[country, carrier].outcomes.add(state, messages)
        for (country, carrier, what, below), messages in self._route_times.items():
            found[country, carrier].times(what).add(below, messages)
        return found

    def codes(self) -> Mapping[str, int]:
        """Of those that failed or of which nothing is known."""
        return self._codes

    def carriers(self) -> Mapping[str, Mapping[int, int]]:
        """How many messages go over each, by step."""
        found: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for (carrier, at), messages in self._carriers.items():
            found[carrier][at] = messages
        return found


Key = TypeVar("Key", str, tuple[str, str])
Counted = TypeVar("Counted")


def largest(
    counted: Mapping[Key, Counted], count_max: int, size: Callable[[Counted], int]
) -> list[tuple[Key, Counted]]:
    """What has any messages, the most first, and so many at most."""
    found = [(key, thing) for key, thing in counted.items() if size(thing)]
    return sorted(found, key=lambda one: (-size(one[1]), one[0]))[:count_max]


def _bounds() -> Iterator[tuple[int, int | None]]:
    yield from zip((0, *TIME_CLASSES), (*TIME_CLASSES, None), strict=True)
