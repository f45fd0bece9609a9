"""The rules that hold, in their order: finds the one for what happens, counts, and lets rules expire.

The first rule that matches and takes decides; a rule that matches but does not take (its share, its rate, the tries of
a message) lets what matched go on to those below. Times and random numbers are passed in: the same seed and the same
calls give the same answers, whatever other rules there are.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import msgspec

from heliograph.rules.kinds import Condition, Globs
from heliograph.rules.rate import Rate
from heliograph.rules.read import RuleFault, Unreadable
from heliograph.rules.rule import Rule
from heliograph.rules.tries import Tries

Made = TypeVar("Made")

#: Rules of one book: each costs every message that reaches it some hundred nanoseconds.
RULES_MAX = 1000


class Counted(msgspec.Struct, frozen=True):
    """A rule of a book and what became of it."""

    rule: Rule
    matched: int
    """How often its conditions were met while it held."""
    applied: int
    """How often it decided."""
    left: int | None
    """How often it still may; None without a limit."""
    expires_in_ms: int | None
    """None for a rule that holds for ever; 0 for one that is over."""
    built_in: bool


class _Entry(Generic[Made]):
    """A rule that is in the book, with its counts."""

    def __init__(self, rule: Rule, made: Made, ends_ms: int | None, built_in: bool, seed: str) -> None:
        self.rule, self.made, self.ends_ms, self.built_in = rule, made, ends_ms, built_in
        limits = rule.values
        self.conditions = tuple(
            (key.name, cast(Condition, key.kind).matcher(limits[key.name]))
            for key in rule.subject.conditions
            if key.name in limits
        )
        self.share: float | None = limits.get("share")
        self.start(seed)

    def start(self, seed: str) -> None:
        """Begin to count and to draw."""
        limits = self.rule.values
        self.random = random.Random(f"{seed}/{self.rule.name}")  # noqa: S311 - behaviour, not secrets
        self.matched = self.applied = 0
        self.skip: int = limits.get("skip", 0)
        self.left: int | None = limits.get("times")
        self.tries = Tries(limits["tries"]) if "tries" in limits else None
        self.rate = Rate(limits["above"]) if "above" in limits else None
        self.limited = bool(self.skip or self.tries or self.rate or self.share is not None)

    def takes(self, facts: Any, now_ms: int) -> bool:
        if self.left == 0 or (self.ends_ms is not None and now_ms >= self.ends_ms):
            return False
        for name, matches in self.conditions:
            if not matches(getattr(facts, name)):
                return False
        self.matched += 1
        if self.limited and not self._within(facts, now_ms):
            return False
        self.applied += 1
        if self.left is not None:
            self.left -= 1
        return True

    def _within(self, facts: Any, now_ms: int) -> bool:
        if self.skip:
            self.skip -= 1
            return False
        if self.rate is not None and not self.rate.above(now_ms):
            return False
        if self.share is not None and self.random.random() >= self.share:
            return False
        return self.tries is None or self.tries.take(facts.same)


@dataclass(frozen=True, slots=True)
class _Group(Generic[Made]):
    """Neighbours about one subject, with the one glance that passes over all of them."""

    entries: tuple[_Entry[Made], ...]
    gate: str
    may_match: Callable[[str], object] | None


class RuleBook(Generic[Made]):
    """Rules, and what `make` made of each: that is what is found."""

    def __init__(self, make: Callable[[Rule], Made], seed: int, built_in: Sequence[Rule] = ()) -> None:
        """Built-in rules stay below all others and cannot be removed."""
        self._make = make
        self._seed = str(seed)
        self._count = 0
        self._built_in = [_Entry(rule, make(rule), None, True, self._seed) for rule in built_in]
        self._given: list[_Entry[Made]] = []
        self._groups: dict[str, tuple[_Group[Made], ...]] = {}
        self._arrange()

    # --- the rules ---

    def add(
        self, rules: Sequence[Rule], now_ms: int, utc_ms: int, *, before: str = "", last: bool = False
    ) -> tuple[str, ...]:
        """Put rules, in their order, above all others; with `last` below the given ones; or above the one `before`.

        Returns their names. Raises Unreadable for a name that is taken, one before that is not there, too many rules.
        """
        taken = self._names_with(rules)
        place = len(self._given) if last else self._place_of(before) if before else 0
        added: list[_Entry[Made]] = []
        for rule in rules:
            named = rule if rule.name else msgspec.structs.replace(rule, name=self._new_name(taken))
            ends = _ends_ms(named, now_ms, utc_ms)
            added.append(_Entry(named, self._make(named), ends, False, self._seed))
        self._given[place:place] = added
        self._arrange()
        return tuple(entry.rule.name for entry in added)

    def remove(self, name: str) -> bool:
        """Whether a given rule of that name was there; it is no more."""
        kept = [entry for entry in self._given if entry.rule.name != name]
        found = len(kept) < len(self._given)
        self._given = kept
        self._arrange()
        return found

    def clear(self) -> int:
        """Remove all but the built-in rules; how many there were."""
        count = len(self._given)
        self._given = []
        self._arrange()
        return count

    def seed(self, seed: int) -> None:
        """Begin all counts and draws anew, from this seed. Expiry goes on."""
        self._seed = str(seed)
        for entry in self._all():
            entry.start(self._seed)

    def counted(self, now_ms: int) -> tuple[Counted, ...]:
        """All rules in the order in which they are asked."""
        return tuple(
            Counted(
                entry.rule,
                entry.matched,
                entry.applied,
                entry.left,
                None if entry.ends_ms is None else max(0, entry.ends_ms - now_ms),
                entry.built_in,
            )
            for entry in self._all()
        )

    # --- what happens ---

    def find(self, subject: str, facts: Any, now_ms: int) -> Made | None:
        """What was made of the rule that decides; None where none does.

        `facts` has an attribute for each condition of the subject, and `same`, which is equal for tries of the same
        thing. `now_ms` is of the clock that `add` was given.
        """
        for group in self._groups.get(subject, ()):
            if group.may_match is None or group.may_match(getattr(facts, group.gate)):
                for entry in group.entries:
                    if entry.takes(facts, now_ms):
                        return entry.made
        return None

    # --- within ---

    def _all(self) -> tuple[_Entry[Made], ...]:
        return (*self._given, *self._built_in)

    def _arrange(self) -> None:
        """Sort by subject, and make the glances."""
        groups: dict[str, list[_Group[Made]]] = {}
        for block in (self._given, self._built_in):
            by_subject: dict[str, list[_Entry[Made]]] = {}
            for entry in block:
                by_subject.setdefault(entry.rule.subject.name, []).append(entry)
            for name, entries in by_subject.items():
                groups.setdefault(name, []).append(_group_of(entries))
        self._groups = {name: tuple(found) for name, found in groups.items()}

    def _names_with(self, rules: Sequence[Rule]) -> set[str]:
        """The names that are taken once the rules are in. Raises Unreadable."""
        if len(self._given) + len(rules) > RULES_MAX:
            raise Unreadable(RuleFault("", f"is one too many; there may be {RULES_MAX}: remove some"))
        taken = {entry.rule.name for entry in self._all()}
        for rule in rules:
            if rule.name in taken:
                raise Unreadable(RuleFault("name", f"is {rule.name!r}, which another rule has; each must have its own"))
            if rule.name:
                taken.add(rule.name)
        return taken

    def _place_of(self, name: str) -> int:
        names = [entry.rule.name for entry in self._given]
        if name not in names:
            raise Unreadable(RuleFault("before", f"names no rule that was given: {name!r}"))
        return names.index(name)

    def _new_name(self, taken: set[str]) -> str:
        while True:
            self._count += 1
            name = f"rule-{self._count}"
            if name not in taken:
                return name


def _group_of(entries: Sequence[_Entry[Made]]) -> _Group[Made]:
    subject = entries[0].rule.subject
    key = subject.key(subject.gate) if subject.gate else None
    if key is None or not isinstance(key.kind, Globs) or any(key.name not in entry.rule.values for entry in entries):
        return _Group(tuple(entries), "", None)
    together = [glob for entry in entries for glob in entry.rule.values[key.name]]
    return _Group(tuple(entries), key.name, key.kind.matcher(together))


def _ends_ms(rule: Rule, now_ms: int, utc_ms: int) -> int | None:
    """When the rule is over, by the steady clock."""
    ends = [now_ms + rule.values["for"]] if "for" in rule.values else []
    if "until" in rule.values:
        ends.append(now_ms + rule.values["until"] - utc_ms)
    return min(ends, default=None)
