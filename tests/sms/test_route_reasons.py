"""If these fail, an operator who asks where a message goes is told something else than what happens to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.route import Asked, Choice, Lane, NoRoute, Rule, Rules, Span, Weighted, choose_lane, even_rule
from heliograph.sms.route_reasons import Candidate, Explanation, explain

NORTH, SOUTH, EAST = Lane("north"), Lane("south"), Lane("east")
BOTH = (Weighted(NORTH, 3), Weighted(SOUTH))
ASKED = Asked("85261234567", "HK", sender="Acme", account="7", minute=425)


def explained(*rules: Rule, up: str = "north south east", turn: int = 0) -> Explanation:
    return explain(Rules(rules), ASKED, [turn] * len(rules), up.split().__contains__)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (Rule("r", countries=frozenset({"GB", "DE"})), "it is for DE, GB, and the number's country is HK"),
        (Rule("r", prefixes=("44", "49")), "the number begins with none of 44, 49"),
        (Rule("r", senders=frozenset({"bank"})), "the sender is 'Acme'"),
        (Rule("r", accounts=frozenset({"8"})), "it is for other accounts than 7"),
        (Rule("r", types=frozenset({"OTP"})), "it is for OTP, and the message is NOTIFY"),
        (Rule("r", times=(Span(1320, 420), Span(480, 1440))), "it is for 22:00-07:00, 08:00-24:00, and it is 07:05"),
        (
            Rule("r", prefixes=("1", "2", "3", "4", "5", "6", "7")),
            "the number begins with none of 1, 2, 3, 4, 5 and 2 more",
        ),
    ],
)
def test_a_rule_that_does_not_match_says_why(rule: Rule, says: str) -> None:
    [look] = explained(rule).looks
    assert look.why_not == says


def test_rules_behind_the_one_that_matches_have_no_say() -> None:
    found = explained(Rule("gb", countries=frozenset({"GB"})), Rule("hk", carriers=BOTH), Rule("rest", carriers=BOTH))
    assert [(look.rule.name, not look.why_not) for look in found.looks] == [("gb", False), ("hk", True)]
    assert found.rule is not None
    assert found.rule.name == "hk"
    assert found.candidates == (Candidate("north", 3, True), Candidate("south", 1, True))


@pytest.mark.parametrize(
    ("rule", "up", "says"),
    [
        (Rule("r", carriers=BOTH[:1]), "north", "north is the rule's only carrier."),
        (Rule("r", carriers=BOTH), "north south", "It is north's turn, by the weights north 3, south 1."),
        (
            Rule("r", carriers=BOTH),
            "south",
            "It is south's turn, by the weights north 3, south 1 without north: no link is up.",
        ),
        (
            Rule("r", carriers=BOTH, failover=(EAST,)),
            "east",
            "No link of the rule's carriers is up; east is the first in failover that has one.",
        ),
        (Rule("r", carriers=BOTH), "", "No link of any carrier is up; the message waits for north."),
        (Rule("r", refuse="MOBILE_NUMBER_ILLEGAL"), "", "The rule refuses what it matches."),
        (even_rule([]), "", "There is no carrier."),
        (Rule("r", countries=frozenset({"GB"})), "", "No rule matches, so there is no route."),
    ],
)
def test_the_decision_says_why(rule: Rule, up: str, says: str) -> None:
    assert explained(rule, up=up).why == says


@given(st.integers(0, 100), st.frozensets(st.sampled_from(["north", "south", "east"])))
def test_it_tells_what_the_message_itself_would_meet(turn: int, up: frozenset[str]) -> None:
    rules = [Rule("gb", countries=frozenset({"GB"})), Rule("hk", carriers=BOTH, failover=(EAST,))]
    found = explain(Rules(rules), ASKED, [0, turn], up.__contains__)
    decision = choose_lane(rules[1], turn, up.__contains__)
    assert found.decision == decision
    assert isinstance(decision, Choice)
    assert decision.lane.name in found.why


def test_no_rule_at_all_is_no_route() -> None:
    found = explained()
    assert (found.decision, found.rule) == (NoRoute(), None)


@pytest.mark.parametrize(
    ("rule", "up", "says"),
    [
        (Rule("r", carriers=BOTH), "south", "It is south's turn, by the weights north 3, south 1 without north: {}."),
        (Rule("r", carriers=BOTH[:1], failover=(EAST,)), "east", "east is the first in failover that has a link: {}."),
        (
            Rule("r", carriers=BOTH, failover=(EAST,)),
            "east",
            "east is the first in failover that has a link: {}; no link of south is up.",
        ),
        (Rule("r", carriers=BOTH), "", "The message waits for south: {}; no link of south is up."),
        (Rule("r", carriers=BOTH[:1]), "", "The message waits for north: {}."),
    ],
)
def test_it_says_that_an_order_keeps_messages_away(rule: Rule, up: str, says: str) -> None:
    orders = {"north": "is being drained since Monday"}
    found = explain(Rules([rule]), ASKED, [0], up.split().__contains__, lambda lane: orders.get(lane, ""))
    assert found.why == says.format("north is being drained since Monday")
    assert found.candidates[0] == Candidate("north", rule.carriers[0].weight, False, "is being drained since Monday")
