"""If these fail, messages leave over a carrier that the operator did not choose, or one carrier is overloaded."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.plan import Plan, PlanLane, Route, Terms
from heliograph.sms.route import (
    Asked,
    Because,
    Choice,
    Condition,
    Lane,
    NoRoute,
    Planned,
    Rule,
    Rules,
    Span,
    Weighted,
    choose_lane,
    even_rule,
    misfit,
)

NORTH, SOUTH, EAST = Lane("north"), Lane("south", Route(receipts=False)), Lane("east")
LANES = (NORTH, SOUTH, EAST)
ASKED = Asked("85261234567", "HK", sender="Acme", account="7", type="OTP", minute=7 * 60)


def all_up(lane: str) -> bool:
    return True


def none_up(lane: str) -> bool:
    return False


def sharing(*weights: int, failover: tuple[Lane, ...] = ()) -> Rule:
    """A rule whose carriers are the first of LANES, with these weights."""
    carriers = tuple(Weighted(lane, weight) for lane, weight in zip(LANES, weights, strict=False))
    return Rule("r", carriers=carriers, failover=failover)


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        (Rule("all"), None),
        (Rule("r", countries=frozenset({"HK", "MO"})), None),
        (Rule("r", countries=frozenset({"GB"})), Condition.COUNTRY),
        (Rule("r", prefixes=("1", "8526")), None),
        (Rule("r", prefixes=("8527", "526")), Condition.PREFIX),
        (Rule("r", senders=frozenset({"acme"})), None),
        (Rule("r", senders=frozenset({"other", ""})), Condition.SENDER),
        (Rule("r", accounts=frozenset({"7"})), None),
        (Rule("r", accounts=frozenset({"70"})), Condition.ACCOUNT),
        (Rule("r", types=frozenset({"MKT", "OTP"})), None),
        (Rule("r", types=frozenset({"MKT"})), Condition.TYPE),
        (Rule("r", times=(Span(0, 1), Span(420, 421))), None),
        (Rule("r", times=(Span(0, 420), Span(421, 1440))), Condition.TIME),
        (Rule("r", times=(Span(1320, 421),)), None),
        (Rule("r", times=(Span(1320, 420),)), Condition.TIME),
        (Rule("r", countries=frozenset({"HK"}), types=frozenset({"MKT"}), times=(Span(0, 1),)), Condition.TYPE),
    ],
)
def test_a_rule_matches_when_all_its_conditions_do(rule: Rule, wrong: Condition | None) -> None:
    assert misfit(rule, ASKED) == wrong


@given(st.integers(0, 1439), st.integers(0, 1440), st.integers(0, 1439))
def test_a_time_of_day_holds_from_its_first_minute_to_before_its_last(since: int, until: int, minute: int) -> None:
    expected, at = False, since
    while at % 1440 != until % 1440:
        expected = expected or at % 1440 == minute
        at += 1
    assert since % 1440 == until % 1440 or (minute in Span(since, until)) == expected


def test_a_sender_counts_in_any_case_and_none_can_be_asked_for() -> None:
    rule = Rule("r", senders=frozenset({"straße", ""}))
    assert misfit(rule, msgspec.structs.replace(ASKED, sender="STRASSE")) == Condition.SENDER
    rule = Rule("r", senders=frozenset({"straße".casefold(), ""}))
    assert misfit(rule, msgspec.structs.replace(ASKED, sender="STRASSE")) is None
    assert misfit(rule, msgspec.structs.replace(ASKED, sender="")) is None


COUNTRIES = ("HK", "GB", "DE", "001")
some = st.frozensets
RULES = st.lists(
    st.builds(
        Rule,
        st.text("abc", min_size=1, max_size=3),
        countries=some(st.sampled_from(COUNTRIES), max_size=2),
        prefixes=st.lists(st.sampled_from(["8", "85", "4", "44", "49"]), max_size=2).map(tuple),
        senders=some(st.sampled_from(["", "acme", "bank"]), max_size=2),
        accounts=some(st.sampled_from(["1", "2"]), max_size=1),
        types=some(st.sampled_from(["OTP", "NOTIFY", "MKT"]), max_size=2),
        times=st.lists(st.builds(Span, st.integers(0, 1439), st.integers(0, 1440)), max_size=2).map(tuple),
    ),
    max_size=8,
)
ASKS = st.builds(
    Asked,
    st.sampled_from(["85261234567", "447400123456", "4915112345678"]),
    st.sampled_from([*COUNTRIES, "FR"]),
    sender=st.sampled_from(["", "ACME", "Bank", "Else"]),
    account=st.sampled_from(["1", "2"]),
    type=st.sampled_from(["OTP", "NOTIFY", "MKT"]),
    minute=st.integers(0, 1439),
)


def reference(rules: list[Rule], asked: Asked) -> int | None:
    """Every rule in its order, written as the documentation says it."""
    for place, rule in enumerate(rules):
        in_time = [s <= asked.minute < u if s < u else asked.minute >= s or asked.minute < u for s, u in spans(rule)]
        if (
            (not rule.countries or asked.country in rule.countries)
            and (not rule.prefixes or any(asked.digits[: len(prefix)] == prefix for prefix in rule.prefixes))
            and (not rule.senders or asked.sender.lower() in rule.senders)
            and (not rule.accounts or asked.account in rule.accounts)
            and (not rule.types or asked.type in rule.types)
            and (not rule.times or True in in_time)
        ):
            return place
    return None


def spans(rule: Rule) -> list[tuple[int, int]]:
    return [(span.since, span.until) for span in rule.times]


@given(RULES, ASKS)
def test_the_first_rule_that_matches_is_found(rules: list[Rule], asked: Asked) -> None:
    assert Rules(rules).find(asked) == reference(rules, asked)


@given(RULES, ASKS, st.randoms())
def test_order_matters_only_among_rules_that_match(rules: list[Rule], asked: Asked, source) -> None:
    found = Rules(rules).find(asked)
    matching = [rule for rule in rules if misfit(rule, asked) is None]
    others = [rule for rule in rules if misfit(rule, asked) is not None]
    source.shuffle(others)
    mixed = list(others)
    places = sorted(source.randint(0, len(others)) for _ in matching)
    for shift, (place, rule) in enumerate(zip(places, matching, strict=True)):
        mixed.insert(place + shift, rule)
    again = Rules(mixed).find(asked)
    assert (found is None) == (again is None)
    if found is not None and again is not None:
        assert mixed[again] is rules[found]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=3), st.integers(0, 2**63), st.frozensets(st.integers(0, 2)))
def test_a_round_of_turns_gives_every_carrier_exactly_its_weight(
    weights: list[int], first: int, down: frozenset[int]
) -> None:
    able = {LANES[n].name: weight for n, weight in enumerate(weights) if n not in down}
    counted = able or {LANES[n].name: weight for n, weight in enumerate(weights)}
    rule = sharing(*weights)
    round_ = [choose_lane(rule, first + n, able.__contains__) for n in range(sum(counted.values()))]
    assert Counter(choice.lane.name for choice in round_ if isinstance(choice, Choice)) == counted


@given(st.integers(0, 2**63), st.integers(1, 3), st.integers(0, 20))
def test_without_rules_every_run_of_turns_takes_each_lane_once(first: int, count: int, rounds: int) -> None:
    rule = even_rule(LANES[:count])
    chosen = [choose_lane(rule, first + turn, all_up) for turn in range(count * rounds)]
    taken = Counter(choice.lane.name for choice in chosen if isinstance(choice, Choice))
    assert taken == dict.fromkeys((lane.name for lane in LANES[:count]), rounds) or rounds == 0


def test_a_carrier_does_not_get_its_turns_in_a_row() -> None:
    rule = sharing(50, 50)
    names = [choose_lane(rule, turn, all_up).lane.name for turn in range(100)]
    assert max(len(run) for run in "".join(name[0] for name in names).split("n")) <= 2
    assert max(len(run) for run in "".join(name[0] for name in names).split("s")) <= 2


@pytest.mark.parametrize(
    ("rule", "up", "choice"),
    [
        (sharing(1), "north", Choice(NORTH, Because.ONLY)),
        (sharing(1), "", Choice(NORTH, Because.ALL_DOWN)),
        (sharing(1, failover=(SOUTH, EAST)), "north south", Choice(NORTH, Because.ONLY)),
        (sharing(1, failover=(SOUTH, EAST)), "east south", Choice(SOUTH, Because.FAILOVER)),
        (sharing(1, failover=(SOUTH, EAST)), "east", Choice(EAST, Because.FAILOVER)),
        (sharing(1, failover=(SOUTH, EAST)), "", Choice(NORTH, Because.ALL_DOWN)),
        (sharing(1000, 1, failover=(EAST,)), "south east", Choice(SOUTH, Because.OTHERS_DOWN)),
        (Rule("none"), "north", NoRoute()),
        (
            Rule("no", refuse="BLACK_KEY_CONTROL_LIMIT"),
            "north",
            NoRoute("BLACK_KEY_CONTROL_LIMIT", "The operator's routes refuse this message."),
        ),
    ],
)
def test_a_link_that_is_down_is_passed_over_where_there_is_another(rule: Rule, up: str, choice: Choice) -> None:
    assert choose_lane(rule, 0, up.split().__contains__) == choice


def test_with_all_links_down_the_turn_is_as_with_all_up() -> None:
    rule = sharing(3, 2, failover=(EAST,))
    for turn in range(5):
        assert choose_lane(rule, turn, none_up).lane == choose_lane(rule, turn, all_up).lane


@pytest.mark.parametrize(
    ("rule", "takes", "waits"),
    [
        (sharing(3, 1), "south", {"south"}),
        (sharing(1, 1, failover=(EAST,)), "east", {"east"}),
        (sharing(1, 1, failover=(EAST,)), "north east", {"north"}),
        (sharing(1, 1, failover=(EAST,)), "", {"north", "south"}),
    ],
)
def test_with_all_down_a_message_waits_where_no_order_keeps_it_away(rule: Rule, takes: str, waits: set[str]) -> None:
    choices = [choose_lane(rule, turn, none_up, takes.split().__contains__) for turn in range(8)]
    assert {choice.lane.name for choice in choices} == waits
    assert {choice.because for choice in choices} == {Because.ALL_DOWN}


# --- where a message goes on ----------------------------------------------------------------------------------------


def planned(rule: Rule, name: str, turn: int = 0) -> list[str]:
    """The carriers of the plan of a message that took this one, in their order."""
    lane = next(one for one in LANES if one.name == name)
    found = Planned(rule).lane(lane, turn)
    return [one.name for one in found.plan.lanes] if found.plan is not None else []


def test_a_message_goes_on_to_the_rules_other_carriers_and_then_to_those_that_take_over() -> None:
    rule = sharing(1, 1, failover=(EAST,))
    assert planned(rule, "north") == ["north", "south", "east"]
    assert planned(rule, "south") == ["south", "north", "east"]
    assert planned(rule, "east")[0] == "east"
    assert planned(sharing(1), "north") == []


def test_the_plan_has_what_each_carrier_needs_and_when_the_rule_goes_on() -> None:
    terms = Terms(on=("any",), down_ms=7)
    rule = msgspec.structs.replace(sharing(1, failover=(SOUTH,)), terms=terms)
    plan = Planned(rule).lane(NORTH, 0).plan
    assert plan == Plan((PlanLane("north", NORTH.route), PlanLane("south", SOUTH.route)), terms)


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_what_a_carrier_leaves_is_shared_by_the_others_as_their_weights_say(
    first: int, north: int, south: int, east: int
) -> None:
    """Of those that took the first carrier in as many rounds as the others' weights add up to."""
    rule = sharing(north, south, east)
    went: Counter[str] = Counter()
    total = north + south + east
    begin = first * total
    for turn in range(begin, begin + total * (south + east)):
        choice = choose_lane(rule, turn, all_up)
        assert isinstance(choice, Choice)
        if choice.lane.name == "north":
            went[planned(rule, "north", turn)[1]] += 1
    assert went == {"south": north * south, "east": north * east}
