"""Tells people where a message would go and why: every rule that was looked at, and what did not match in it."""

from collections.abc import Callable, Sequence

import msgspec

from heliograph.sms.route import (
    Asked,
    Because,
    Choice,
    Condition,
    NoRoute,
    Rule,
    Rules,
    Span,
    Up,
    choose_lane,
    misfit,
)


class Look(msgspec.Struct, frozen=True):
    """What a look at one rule found."""

    rule: Rule
    why_not: str = ""
    """A sentence about the first thing that does not match; empty where it matches."""


class Candidate(msgspec.Struct, frozen=True):
    """A carrier that the rule names."""

    carrier: str
    weight: int
    """0 for one that only takes over."""
    up: bool
    """Whether it may have new messages."""
    why_not: str = ""
    """Why an order keeps them away, as the rest of a sentence; empty where none does."""


class Explanation(msgspec.Struct, frozen=True):
    """The decision and how it came about."""

    looks: tuple[Look, ...]
    """Up to the first rule that matches, which is the last of them; the later ones have no say."""
    candidates: tuple[Candidate, ...]
    decision: Choice | NoRoute
    why: str
    """One sentence."""
    network: str = ""
    """MCC and MNC of the recipient's network; empty where it is not known."""

    @property
    def rule(self) -> Rule | None:
        """The rule that decided; None where none matches."""
        return self.looks[-1].rule if self.looks and not self.looks[-1].why_not else None


def explain(
    rules: Rules, asked: Asked, turns: Sequence[int], up: Up, why_not: Callable[[str], str] = lambda lane: ""
) -> Explanation:
    """Decide as for a message, and say why.

    `turns` has whose turn it is for each rule, `why_not` says why an order keeps messages away from a lane.
    """
    looks = []
    for place, rule in enumerate(rules.all):
        wrong = misfit(rule, asked)
        looks.append(Look(rule, _why_not(wrong, rule, asked) if wrong is not None else ""))
        if wrong is None:
            decision = choose_lane(rule, turns[place], up, lambda lane: not why_not(lane))
            candidates = _candidates(rule, up, why_not)
            return Explanation(tuple(looks), candidates, decision, _why(rule, decision, candidates), asked.network)
    return Explanation(tuple(looks), (), NoRoute(), "No rule matches, so there is no route.", asked.network)


def _candidates(rule: Rule, up: Up, why_not: Callable[[str], str]) -> tuple[Candidate, ...]:
    named = [*((one.lane.name, one.weight) for one in rule.carriers), *((lane.name, 0) for lane in rule.failover)]
    return tuple(Candidate(name, weight, up(name), why_not(name)) for name, weight in named)


def _why_not(wrong: Condition, rule: Rule, asked: Asked) -> str:
    """The rule asks for this, and the message has that."""
    match wrong:
        case Condition.COUNTRY:
            return (
                f"it is for {_listed(sorted(rule.countries))}, and the number's country is {asked.country or 'unknown'}"
            )
        case Condition.PREFIX:
            return f"the number begins with none of {_listed(rule.prefixes)}"
        case Condition.NETWORK:
            network = f"the number's network is {asked.network or 'unknown'}"
            return f"it is for {_listed(sorted(rule.networks))}, and {network}"
        case Condition.SENDER:
            return f"the sender is {asked.sender!r}" if asked.sender else "there is no sender"
        case Condition.ACCOUNT:
            return f"it is for other accounts than {asked.account}"
        case Condition.TYPE:
            return f"it is for {_listed(sorted(rule.types))}, and the message is {asked.type}"
        case Condition.TIME:
            return (
                f"it is for {_listed([span_text(span) for span in rule.times])}, and it is {clock_time(asked.minute)}"
            )


def _why(rule: Rule, decision: Choice | NoRoute, candidates: Sequence[Candidate]) -> str:
    if isinstance(decision, NoRoute):
        return "The rule refuses what it matches." if rule.refuse else "There is no carrier."
    name = decision.lane.name
    shares = _listed([f"{one.carrier} {one.weight}" for one in candidates if one.weight], count_max=20)
    match decision.because:
        case Because.ONLY:
            return f"{name} is the rule's only carrier."
        case Because.TURN:
            return f"It is {name}'s turn, by the weights {shares}."
        case Because.OTHERS_DOWN:
            down = [one for one in candidates if one.weight and not one.up]
            without = _listed([one.carrier for one in down], count_max=20)
            return f"It is {name}'s turn, by the weights {shares} without {without}: {_why_down(down)}."
        case Because.FAILOVER:
            down = [one for one in candidates if one.weight]
            if any(one.why_not for one in down):
                return f"{name} is the first in failover that has a link: {_why_down(down)}."
            return f"No link of the rule's carriers is up; {name} is the first in failover that has one."
        case Because.ALL_DOWN:
            if any(one.why_not for one in candidates):
                return f"The message waits for {name}: {_why_down(candidates)}."
            return f"No link of any carrier is up; the message waits for {name}."


def _why_down(down: Sequence[Candidate]) -> str:
    """Why these get no messages: what was ordered of each, and that no link of the others is up."""
    ordered = [f"{one.carrier} {one.why_not}" for one in down if one.why_not]
    others = [one.carrier for one in down if not one.why_not]
    if not ordered:
        return "no link is up"
    if others:
        ordered.append(f"no link of {_listed(others, count_max=20)} is up")
    return "; ".join(ordered)


def clock_time(minute: int) -> str:
    """`07:05` for 425 minutes after midnight, `24:00` for the end of the day."""
    return f"{minute // 60:02}:{minute % 60:02}"


def span_text(span: Span) -> str:
    """`22:00-07:00`."""
    return f"{clock_time(span.since)}-{clock_time(span.until)}"


def _listed(words: Sequence[str], count_max: int = 5) -> str:
    """The words with commas between, the first few where there are many."""
    more = f" and {len(words) - count_max} more" if len(words) > count_max else ""
    return ", ".join(words[:count_max]) + more
