"""If these fail, a user does what no policy allows it, or is kept from what one does."""

import operator as compare
import random
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.conditions import OPERATORS
from heliograph.identity.decision import Decision, Kind, PolicyType
from heliograph.identity.evaluate import Request, decide, explain, explain_assuming, may_assume, may_be_allowed
from heliograph.identity.policy import TRUST
from heliograph.identity.prepared import PolicySet, policy_set, session_set, trust_set
from heliograph.identity.principal import AccountRoot, Principal, RoleSession, User
from identity_documents import (
    ACTIONS,
    RESOURCES,
    Json,
    allow,
    attached,
    contexts,
    deny,
    document,
    policies,
    read,
    statements,
    trust,
)

QUERY = Request("dysms:QueryMessage")
SEND = Request("dysms:SendMessageToGlobe")


def user(*its: Json) -> User:
    return User("1", "20", "anna", policies(*its) if its else policy_set(()))


def said(decision: Decision) -> tuple[str, str | None]:
    return decision.kind, decision.policy_type


IMPLICIT = ("ImplicitDeny", "AccountLevelIdentityBasedPolicy")
EXPLICIT = ("ExplicitDeny", "AccountLevelIdentityBasedPolicy")


def test_nothing_is_allowed_that_no_statement_allows() -> None:
    assert said(decide(user(), QUERY)) == IMPLICIT
    assert said(decide(user(allow("dysms:Query*")), SEND)) == IMPLICIT


def test_a_narrow_policy_lets_query_and_not_send() -> None:
    narrow = user(allow("dysms:QueryMessage"))
    assert decide(narrow, QUERY).allowed
    assert not decide(narrow, SEND).allowed


def test_a_denial_wins_wherever_it_stands_and_all_that_deny_are_named() -> None:
    first, second = attached(deny("dysms:Send*"), allow("*")), attached(deny("*:*Globe"), name="q", holder="RamGroup")
    denied = decide(User("1", "20", "anna", policy_set([first, second])), SEND)
    assert said(denied) == EXPLICIT
    assert [(match.policy.name, match.statement) for match in denied.matched] == [("p", 0), ("q", 0)]


def test_a_permission_names_the_statement_that_gave_it() -> None:
    (match,) = decide(user(allow("ram:*"), allow("dysms:*")), SEND).matched
    assert (match.policy.name, match.statement) == ("p", 1)


def test_the_case_of_an_action_says_nothing() -> None:
    assert decide(user(allow("DYSMS:query*")), QUERY).allowed
    assert not decide(user(allow("*"), deny("Dysms:QueryMessage")), QUERY).allowed


def test_not_action_covers_all_but_its_list_and_denies_nothing_by_itself() -> None:
    all_but_ram = {"Effect": "Allow", "NotAction": ["ram:*", "sts:*"], "Resource": "*"}
    assert decide(user(all_but_ram), SEND).allowed
    assert said(decide(user(all_but_ram), Request("ram:GetUser"))) == IMPLICIT
    assert decide(user(all_but_ram, allow("ram:GetUser")), Request("ram:GetUser")).allowed


def test_an_operation_without_resources_is_covered_by_the_star_alone() -> None:
    assert not decide(user(allow("*", "acs:dysms:*:*:*")), SEND).allowed
    assert decide(user(allow("*", ["acs:dysms:*:*:*", "*"])), SEND).allowed


def test_the_account_itself_is_subject_to_no_policy() -> None:
    assert decide(AccountRoot("1"), SEND) == Decision(Kind.ALLOWED, None, ())


def test_all_conditions_of_a_statement_must_hold() -> None:
    office = user(
        allow(Condition={"IpAddress": {"acs:SourceIp": "192.0.2.0/24"}, "Bool": {"acs:SecureTransport": "true"}})
    )
    assert decide(office, Request("a:b", "*", {"acs:SourceIp": "192.0.2.7", "acs:SecureTransport": "true"})).allowed
    assert not decide(
        office, Request("a:b", "*", {"acs:SourceIp": "192.0.2.7", "acs:SecureTransport": "false"})
    ).allowed
    assert not decide(office, Request("a:b", "*", {"acs:SourceIp": "192.0.3.7", "acs:SecureTransport": "true"})).allowed
    assert not decide(office, Request("a:b")).allowed


def session(of: list[Json], bounds: list[Json] | None) -> RoleSession:
    limits = None if bounds is None else session_set(read(document(*bounds)))
    return RoleSession("1", "sender", "s1", policies(*of), limits)


@pytest.mark.parametrize(
    ("own", "bounds", "expected"),
    [
        ([allow("dysms:*")], None, ("Allowed", "AccountLevelIdentityBasedPolicy")),
        ([allow("dysms:*")], [allow("*")], ("Allowed", "AccountLevelIdentityBasedPolicy")),
        ([allow("dysms:*")], [allow("dysms:Query*")], ("ImplicitDeny", "SessionPolicy")),
        ([allow("dysms:*")], [allow("*"), deny("dysms:*")], ("ExplicitDeny", "SessionPolicy")),
        ([allow("ram:*")], [allow("*")], IMPLICIT),
        ([allow("*"), deny("dysms:*")], [allow("*")], EXPLICIT),
    ],
)
def test_a_session_policy_and_the_role_s_must_both_allow(
    own: list[Json], bounds: list[Json] | None, expected: tuple[str, str]
) -> None:
    assert said(decide(session(own, bounds), SEND)) == expected


def test_a_permission_of_both_names_both() -> None:
    matched = decide(session([allow("dysms:*")], [allow("*")]), SEND).matched
    assert [match.policy.name for match in matched] == ["session policy", "p"]


# Assuming a role.


def trusting(*its: Json) -> PolicySet:
    return trust_set(read(document(*its), TRUST))


ASSUME = allow("sts:AssumeRole", "acs:ram:*:2:role/sender")
FROM_ONE = trust("acs:ram::1:root")


@pytest.mark.parametrize(
    ("caller", "trust_policy", "expected"),
    [
        (user(ASSUME), [FROM_ONE], ("Allowed", "AssumeRolePolicy")),
        (user(allow("sts:AssumeRole", "acs:ram::2:role/sender")), [FROM_ONE], ("Allowed", "AssumeRolePolicy")),
        (user(allow("sts:AssumeRole", "acs:ram:*:2:role/other")), [FROM_ONE], IMPLICIT),
        (user(), [FROM_ONE], IMPLICIT),
        (user(ASSUME, deny("sts:*")), [FROM_ONE], EXPLICIT),
        (user(ASSUME), [trust("acs:ram::3:root")], ("ImplicitDeny", "AssumeRolePolicy")),
        (user(ASSUME), [FROM_ONE, trust("acs:ram::1:user/anna", "Deny")], ("ExplicitDeny", "AssumeRolePolicy")),
        (user(ASSUME), [FROM_ONE, trust("acs:ram::1:user/bert", "Deny")], ("Allowed", "AssumeRolePolicy")),
        (user(), [FROM_ONE, trust("acs:ram::1:user/anna", "Deny")], ("ExplicitDeny", "AssumeRolePolicy")),
        (user(ASSUME), [{**FROM_ONE, "Action": "sts:Get*"}], ("ImplicitDeny", "AssumeRolePolicy")),
        (session([ASSUME], None), [trust("acs:ram::1:role/sender")], ("Allowed", "AssumeRolePolicy")),
        (session([ASSUME], [allow("dysms:*")]), [FROM_ONE], ("ImplicitDeny", "SessionPolicy")),
        (AccountRoot("1"), [FROM_ONE], ("ImplicitDeny", "AssumeRolePolicy")),
    ],
)
def test_a_role_is_assumed_by_whom_it_trusts_and_who_may(
    caller: Principal, trust_policy: list[Json], expected: tuple[str, str]
) -> None:
    made = trusting(*trust_policy)
    assert said(may_assume(caller, "2", "sender", made, {})) == expected
    assert said(explain_assuming(caller, "2", "sender", made, {}).decision) == expected


def test_an_external_id_can_be_asked_for() -> None:
    made = trusting({**FROM_ONE, "Condition": {"StringEquals": {"sts:ExternalId": "abc"}}})
    assert may_assume(user(ASSUME), "2", "sender", made, {"sts:ExternalId": "abc"}).allowed
    assert not may_assume(user(ASSUME), "2", "sender", made, {"sts:ExternalId": "abd"}).allowed
    assert not may_assume(user(ASSUME), "2", "sender", made, {}).allowed


# Explaining.


def test_every_statement_is_told_of_with_the_first_thing_that_does_not_fit() -> None:
    its = user(
        allow("ram:*"),
        {"Effect": "Deny", "NotAction": "dysms:*", "Resource": "*"},
        allow("*", "acs:ram:*:1:user/a"),
        deny(Condition={"NotIpAddress": {"acs:SourceIp": "192.0.2.0/24"}}),
        allow(Condition={"Bool": {"acs:MFAPresent": "true"}}),
        allow("dysms:*"),
    )
    told = explain(its, Request("dysms:QueryMessage", "*", {"acs:SourceIp": "192.0.2.7"}))
    assert told.decision.allowed
    assert [look.why_not for look in told.looks] == [
        "Its Action ram:* does not cover dysms:QueryMessage.",
        "Its NotAction dysms:* does not cover dysms:QueryMessage.",
        "Its Resource acs:ram:*:1:user/a does not cover *.",
        "Its Condition NotIpAddress acs:SourceIp 192.0.2.0/24 does not hold: 192.0.2.7.",
        "Its Condition Bool acs:MFAPresent true does not hold: absent.",
        "",
    ]
    assert [look.covers for look in told.looks] == [False] * 5 + [True]


def test_assuming_a_role_is_explained_with_the_trust_policy() -> None:
    made = trusting(trust("acs:ram::3:root"), FROM_ONE)
    told = explain_assuming(user(ASSUME), "2", "sender", made, {})
    assert [(look.type, look.why_not) for look in told.looks] == [
        (PolicyType.IDENTITY, ""),
        (PolicyType.TRUST, "Its Principal does not name acs:ram::1:user/anna."),
        (PolicyType.TRUST, ""),
    ]
    root = explain_assuming(AccountRoot("1"), "2", "sender", made, {})
    assert {look.why_not for look in root.looks} == {"The caller is the account itself, which assumes no role."}


# Properties over a small world.

STATEMENTS = statements(tuple(OPERATORS))
SETS = st.lists(st.lists(STATEMENTS, min_size=1, max_size=2), max_size=3)
REQUESTS = st.builds(Request, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), contexts())


def of(documents: list[list[Json]]) -> PolicySet:
    return policy_set([attached(*its, name=str(at)) for at, its in enumerate(documents)])


def who(documents: list[list[Json]], bounds: list[Json] | None) -> Principal:
    if bounds is None:
        return User("1", "20", "anna", of(documents))
    return RoleSession("1", "sender", "s1", of(documents), session_set(read(document(*bounds))))


BOUNDS = st.none() | st.lists(STATEMENTS, min_size=1, max_size=2)


@given(SETS, BOUNDS, STATEMENTS, REQUESTS)
def test_adding_a_deny_never_allows(
    documents: list[list[Json]], bounds: list[Json] | None, added: Json, asked: Request
) -> None:
    before = decide(who(documents, bounds), asked)
    denial = {**added, "Effect": "Deny"}
    for after in (who([*documents, [denial]], bounds), who(documents, [*bounds, denial] if bounds else bounds)):
        assert before.allowed or not decide(after, asked).allowed


@given(SETS, BOUNDS, REQUESTS)
def test_what_is_allowed_on_something_is_not_called_closed(
    documents: list[list[Json]], bounds: list[Json] | None, asked: Request
) -> None:
    principal = who(documents, bounds)
    assert may_be_allowed(principal, asked.action, asked.context) or not decide(principal, asked).allowed


def test_what_is_allowed_on_nothing_is_closed() -> None:
    one = "acs:ram:*:*:user/alice"
    assert may_be_allowed(user(allow("ram:GetUser", one)), "ram:GetUser")
    assert not may_be_allowed(user(allow("ram:GetUser", one)), "ram:DeleteUser")
    assert not may_be_allowed(user(allow("ram:*", one), deny("ram:GetUser")), "ram:GetUser")
    assert may_be_allowed(user(allow("ram:*"), deny("ram:GetUser", one)), "ram:GetUser")
    assert not may_be_allowed(user(), "ram:GetUser")
    assert may_be_allowed(AccountRoot("1"), "ram:GetUser")


@given(SETS, BOUNDS, REQUESTS, st.randoms(use_true_random=False))
def test_the_order_of_statements_and_policies_never_matters(
    documents: list[list[Json]], bounds: list[Json] | None, asked: Request, dice: random.Random
) -> None:
    shuffled = [dice.sample(its, len(its)) for its in dice.sample(documents, len(documents))]
    turned = None if bounds is None else dice.sample(bounds, len(bounds))
    assert said(decide(who(documents, bounds), asked)) == said(decide(who(shuffled, turned), asked))


@given(SETS, BOUNDS, REQUESTS)
def test_the_explanation_decides_alike_and_knows_each_statement(
    documents: list[list[Json]], bounds: list[Json] | None, asked: Request
) -> None:
    principal = who(documents, bounds)
    told = explain(principal, asked)
    assert told.decision == decide(principal, asked)
    assert len(told.looks) == sum(map(len, documents)) + len(bounds or ())
    assert {*told.decision.matched} <= {look.match for look in told.looks if look.covers}


# A second evaluator, as short as the rules can be said, over the documents as they were written.


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def matches(pattern: str, text: str) -> bool:
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def covers_resource(pattern: str, resource: str) -> bool:
    if pattern == "*" or resource == "*":
        return pattern == "*"
    pairs = zip(pattern.split(":", 4), resource.split(":", 4), strict=True)
    return all(matches(part or "*", text) for part, text in pairs)


def typed(operator: str, text: str) -> Any:
    try:
        if operator.startswith("Numeric"):
            return Decimal(text)
        if operator.startswith("Date"):
            return datetime.fromisoformat(text) if "T" in text else None
        if operator.startswith(("Ip", "NotIp")):
            return ip_network(text)
    except (ValueError, InvalidOperation):
        return None
    return text.lower() if operator == "Bool" else text


def compares(operator: str, given_value: Any, wanted: Any) -> bool:
    name = operator.replace("Not", "")
    if given_value is None:
        return False
    if name == "IpAddress":
        return given_value.version == wanted.version and ip_address(str(given_value).split("/")[0]) in wanted
    if name == "StringLike":
        return matches(wanted, given_value)
    if name == "StringEqualsIgnoreCase":
        return bool(given_value.lower() == wanted.lower())
    relations = {"LessThan": compare.lt, "LessThanEquals": compare.le}
    relations |= {"GreaterThan": compare.gt, "GreaterThanEquals": compare.ge}
    for ending, relation in relations.items():
        if name.removeprefix("Numeric").removeprefix("Date") == ending:
            return bool(relation(given_value, wanted))
    return bool(given_value == wanted)


def condition_holds(operator: str, key: str, values: Any, context: dict[str, str]) -> bool:
    brought = [value for name, value in context.items() if name.lower() == key.lower()][:1]
    brought = [context[key]] if key in context else brought
    hit = any(
        compares(operator, typed(operator, text), typed(operator, want)) for text in brought for want in listed(values)
    )
    return hit != ("Not" in operator)


def reference(its: list[Json], asked: Request) -> str:
    """The ten lines."""
    effects = set()
    for statement in its:
        member = "Action" if "Action" in statement else "NotAction"
        named = any(matches(each.lower(), asked.action.lower()) for each in listed(statement[member]))
        reached = any(covers_resource(each, asked.resource) for each in listed(statement["Resource"]))
        blocks: dict[str, Any] = statement.get("Condition", {})  # type: ignore[assignment]
        fits = (
            condition_holds(op, key, values, dict(asked.context))
            for op, keys in blocks.items()
            for key, values in keys.items()
        )
        if named == (member == "Action") and reached and all(fits):
            effects.add(statement["Effect"])
    return "ExplicitDeny" if "Deny" in effects else "Allowed" if "Allow" in effects else "ImplicitDeny"


@given(SETS, REQUESTS)
def test_it_agrees_with_the_rules_said_in_the_shortest_way(documents: list[list[Json]], asked: Request) -> None:
    together = [statement for its in documents for statement in its]
    assert decide(who(documents, None), asked).kind == reference(together, asked)


@given(SETS, st.lists(STATEMENTS, min_size=1, max_size=2), REQUESTS)
def test_a_session_is_allowed_what_both_allow(documents: list[list[Json]], bounds: list[Json], asked: Request) -> None:
    together = [statement for its in documents for statement in its]
    both = reference(together, asked) == reference(bounds, asked) == "Allowed"
    assert decide(who(documents, bounds), asked).allowed is both
