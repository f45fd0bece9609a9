"""Chooses the lane, and so the carrier, that a message takes: the first rule that matches it says between which.

Decided in two steps, `Rules.find` and `choose_lane`, so that whose turn it is among a rule's messages is kept outside.
Both are told everything they go by. `route_reasons` tells people why, by the same two.
"""

import enum
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import gcd
from typing import TypeAlias

import msgspec

from heliograph.sms.plan import Plan, PlanLane, Route, Terms

#: A message without a Type is a notice, for routes as for priorities.
TYPE_DEFAULT = "NOTIFY"

DAY_MINUTES = 24 * 60

#: Which rule it was is the operator's business.
_REFUSED = "The operator's routes refuse this message."

#: The part of a round by which turns go on: with the golden ratio's, short runs of turns are spread evenly, too.
_GOLDEN = (5**0.5 - 1) / 2

#: Whether a link of the carrier of this lane is up.
Up: TypeAlias = Callable[[str], bool]


class Lane(msgspec.Struct, frozen=True, gc=False):
    """One way out: the carrier whose links may claim what is put there, and what its route says about a message."""

    name: str
    route: Route = Route()
    plan: Plan | None = None
    """Where a message that takes it may go on; None where nowhere."""


class Weighted(msgspec.Struct, frozen=True, gc=False):
    """A lane and how many turns of a round are its own."""

    lane: Lane
    weight: int = 1


class Span(msgspec.Struct, frozen=True, gc=False):
    """A time of day, in minutes after midnight; `until` is not in it. It may go past midnight."""

    since: int
    until: int

    def __contains__(self, minute: int) -> bool:
        if self.since < self.until:
            return self.since <= minute < self.until
        return minute >= self.since or minute < self.until


class Rule(msgspec.Struct, frozen=True, gc=False):
    """What it matches, all of it together, and where that goes. An empty condition matches everything."""

    name: str
    countries: frozenset[str] = frozenset()
    """As the number book has them: ISO 3166, or "001"."""
    prefixes: tuple[str, ...] = ()
    """Of the number in E.164, digits only."""
    networks: frozenset[str] = frozenset()
    """MCC and MNC of the recipient's network, by the operator's table."""
    senders: frozenset[str] = frozenset()
    """Case-folded, since handsets show a sender in any case as the same one; "" for a message without one."""
    accounts: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    times: tuple[Span, ...] = ()
    carriers: tuple[Weighted, ...] = ()
    """Which share what matches; where there are none, it goes nowhere."""
    failover: tuple[Lane, ...] = ()
    """Taken in this order once no link of `carriers` is up."""
    refuse: str = ""
    """The ResponseCode that it is refused with, instead of `carriers`."""
    terms: Terms = Terms()
    """When a message goes on from the carrier that it took to another of these."""


class Asked(msgspec.Struct, frozen=True, gc=False):
    """What routes know of a message."""

    digits: str
    """The recipient in E.164, digits only."""
    country: str
    sender: str = ""
    account: str = ""
    type: str = TYPE_DEFAULT
    minute: int = 0
    """The time of day, in minutes after midnight where the operator counts."""
    network: str = ""
    """MCC and MNC of the recipient's network; empty where it is not known, or where no rule asks."""


class Condition(enum.StrEnum):
    """What a rule can ask for, in the order in which it is looked at."""

    COUNTRY = "countries"
    PREFIX = "prefixes"
    NETWORK = "networks"
    SENDER = "senders"
    ACCOUNT = "accounts"
    TYPE = "types"
    TIME = "times"


class Because(enum.StrEnum):
    """Why it is this lane and none of the rule's others."""

    ONLY = "only"
    TURN = "turn"
    OTHERS_DOWN = "others-down"
    """The turns of carriers without a link went to those with one."""
    FAILOVER = "failover"
    ALL_DOWN = "all-down"
    """No link of any is up, so it waits at the one whose turn it is."""


class Choice(msgspec.Struct, frozen=True, gc=False):
    """The lane chosen, and why."""

    lane: Lane
    because: Because


class NoRoute(msgspec.Struct, frozen=True, gc=False):
    """No lane: the ResponseCode, and a text for the client, which does not see the operator's rules."""

    code: str = "NOT_SUPPORTED_COUNTRY"
    text: str = "No route leads to this number's country."


def misfit(rule: Rule, asked: Asked) -> Condition | None:
    """The first condition of the rule that the message does not meet; None where the rule matches."""
    if rule.countries and asked.country not in rule.countries:
        return Condition.COUNTRY
    if rule.prefixes and not asked.digits.startswith(rule.prefixes):
        return Condition.PREFIX
    if rule.networks and asked.network not in rule.networks:
        return Condition.NETWORK
    if rule.senders and asked.sender.casefold() not in rule.senders:
        return Condition.SENDER
    if rule.accounts and asked.account not in rule.accounts:
        return Condition.ACCOUNT
    if rule.types and asked.type not in rule.types:
        return Condition.TYPE
    if rule.times and not _in_time(rule.times, asked.minute):
        return Condition.TIME
    return None


def _in_time(times: Sequence[Span], minute: int) -> bool:
    # For every message: `any` over a generator takes twice as long.
    for span in times:  # noqa: SIM110
        if minute in span:
            return True
    return False


class Rules:
    """The rules in their order, with those for one country found at once: most operators' rules name a country."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.all = tuple(rules)
        named = {country for rule in rules for country in rule.countries}
        self._by_country = {
            country: [
                (place, rule) for place, rule in enumerate(rules) if not rule.countries or country in rule.countries
            ]
            for country in named
        }
        self._elsewhere = [(place, rule) for place, rule in enumerate(rules) if not rule.countries]

    def find(self, asked: Asked) -> int | None:
        """The place, from 0, of the first rule that matches; None where none does."""
        for place, rule in self._by_country.get(asked.country, self._elsewhere):
            if misfit(rule, asked) is None:
                return place
        return None


def even_rule(lanes: Sequence[Lane]) -> Rule:
    """What holds where nobody wrote a rule: everything to all lanes alike."""
    return Rule("", carriers=tuple(Weighted(lane) for lane in lanes))


def choose_lane(rule: Rule, turn: int, up: Up, takes: Up | None = None) -> Choice | NoRoute:
    """The lane for the message whose turn it is among those that the rule matched.

    `turn` counts them from any number on; of each run of as many turns as the weights add up to, every carrier gets
    exactly its weight, counted over the carriers that have a link. `takes` tells of a lane that is not up whether
    messages may wait there: an order can keep them away.
    """
    carriers = rule.carriers
    if not carriers:
        return NoRoute(rule.refuse, _REFUSED) if rule.refuse else NoRoute()
    for one in carriers:
        if not up(one.lane.name):
            return _choose_around(rule, turn, up, takes)
    if len(carriers) == 1:
        return Choice(carriers[0].lane, Because.ONLY)
    return Choice(_whose(carriers, turn), Because.TURN)


def _choose_around(rule: Rule, turn: int, up: Up, takes: Up | None) -> Choice:
    """The lane while not every carrier of the rule has a link."""
    able = [one for one in rule.carriers if up(one.lane.name)]
    if able:
        return Choice(_whose(able, turn), Because.OTHERS_DOWN)
    for lane in rule.failover:
        if up(lane.name):
            return Choice(lane, Because.FAILOVER)
    return Choice(_where_to_wait(rule, turn, takes), Because.ALL_DOWN)


def _where_to_wait(rule: Rule, turn: int, takes: Up | None) -> Lane:
    """The lane whose turn it is among those that take messages; where none does, among all."""
    if takes is not None:
        willing = [one for one in rule.carriers if takes(one.lane.name)]
        if willing:
            return _whose(willing, turn)
        for lane in rule.failover:
            if takes(lane.name):
                return lane
    return _whose(rule.carriers, turn)


class Planned:
    """The lanes of one rule, each with the plan for a message that takes it.

    A message goes on to the rule's other carriers first, as their weights share them, and then to `failover`.
    """

    def __init__(self, rule: Rule) -> None:
        all_lanes = (*(one.lane for one in rule.carriers), *rule.failover)
        self._total = sum(one.weight for one in rule.carriers)
        self._others = {
            lane.name: tuple(one for one in rule.carriers if one.lane.name != lane.name) for lane in all_lanes
        }
        self._with_plan = {
            (lane.name, first): _with_plan(lane, first, all_lanes, rule.terms)
            for lane in all_lanes
            for first in ("", *(one.lane.name for one in self._others[lane.name]))
        }

    def lane(self, lane: Lane, turn: int) -> Lane:
        """The lane that was chosen at this turn, with its plan."""
        others = self._others[lane.name]
        # By rounds of turns: the turn itself has chosen the lane, and would give it always the same other.
        first = _whose(others, turn // self._total).name if len(others) > 1 else ""
        return self._with_plan[lane.name, first]


def _with_plan(lane: Lane, first: str, lanes: Sequence[Lane], terms: Terms) -> Lane:
    """The lane with a plan that goes on to the one named `first`, if any, before the others."""
    others = [other for other in lanes if other.name != lane.name]
    if not others:
        return lane
    others.sort(key=lambda other: other.name != first)
    plan = Plan(tuple(PlanLane(one.name, one.route) for one in (lane, *others)), terms)
    return msgspec.structs.replace(lane, plan=plan)


def _whose(carriers: Sequence[Weighted], turn: int) -> Lane:
    """The lane that has this turn: a place on a line on which each has as many places as its weight."""
    total = 0
    for one in carriers:
        total += one.weight
    place = turn * _stride(total) % total
    for one in carriers:
        place -= one.weight
        if place < 0:
            break
    return one.lane


@lru_cache(1024)
def _stride(total: int) -> int:
    """How many places a turn goes on: prime to `total`, so that a round takes every place once, and far enough not to
    send a carrier all its turns in a row."""
    return min((n for n in range(1, total + 1) if gcd(n, total) == 1), key=lambda n: abs(n - total * _GOLDEN))
