"""Policies for tests: short ways to write them, and strategies that make random ones over a small world."""

import json
from collections.abc import Mapping

from hypothesis import strategies as st

from heliograph.identity.decision import Attached
from heliograph.identity.grammar import parse
from heliograph.identity.policy import CUSTOM, Form, Policy
from heliograph.identity.prepared import PolicySet, policy_set

Json = dict[str, object]


def document(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "1", "Statement": list(statements)})


def allow(action: object = "*", resource: object = "*", **others: object) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **others}


def deny(action: object = "*", resource: object = "*", **others: object) -> Json:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **others}


def trust(names: object, effect: str = "Allow", **others: object) -> Json:
    return {"Effect": effect, "Action": "sts:AssumeRole", "Principal": {"RAM": names}, **others}


def read(text: str, form: Form = CUSTOM) -> Policy:
    policy = parse(text, form)
    assert isinstance(policy, Policy), policy.text
    return policy


def attached(*statements: Mapping[str, object], name: str = "p", holder: str = "RamUser") -> Attached:
    return Attached(name, read(document(*statements)), version="v1", holder=holder)


def policies(*statements: Mapping[str, object]) -> PolicySet:
    return policy_set([attached(*statements)])


#: A world so small that random policies and requests meet in it often.
ACTIONS = ("dysms:QueryMessage", "dysms:SendMessageToGlobe", "ram:GetUser", "DYSMS:querymessage")
ACTION_PATTERNS = (*ACTIONS, "*", "dysms:*", "*:Get*", "dysms:Query?essage", "ram:*", "?ysms:*Message*")
RESOURCES = ("*", "acs:ram:*:1:user/a", "acs:ram::1:user/ab", "acs:ram:x:2:role/a:b")
RESOURCE_PATTERNS = ("*", "acs:ram:*:1:user/*", "acs:ram::1:user/?", "acs:*:*:*:*", "acs:ram:*::role/*", *RESOURCES[1:])
TEXTS = ("a", "A", "ab", "", "1", "2.50", "192.0.2.7", "true", "2026-01-01T00:00:00Z")
KEYS = ("acs:SourceIp", "acs:UserAgent", "x:Level")
#: Values by the beginning of the operator's name: every one of them is of its type.
VALUES = {
    "StringL": ("a", "a*", "?", "*", "A?"),
    "StringN": ("a", "a*", "?", "*", "A?"),
    "StringE": ("a", "A", "ab", ""),
    "Numeric": ("1", "2.5", "-3"),
    "Date": ("2026-01-01T00:00:00Z", "2026-01-01T08:00:00+08:00", "2020-02-29T12:00:00Z"),
    "Bool": ("true", "false"),
    "Ip": ("192.0.2.0/24", "192.0.2.7", "::/0", "10.0.0.0/8"),
    "NotIp": ("192.0.2.0/24", "192.0.2.7", "::/0", "10.0.0.0/8"),
}


def _values_of(operator: str) -> tuple[str, ...]:
    return next(values for prefix, values in VALUES.items() if operator.startswith(prefix))


def some(of: tuple[str, ...]) -> st.SearchStrategy[object]:
    """One of them as it is, or a list."""
    return st.sampled_from(of) | st.lists(st.sampled_from(of), min_size=1, max_size=3)


def _blocks(operators: tuple[str, ...]) -> st.SearchStrategy[Json]:
    def block(operator: str) -> st.SearchStrategy[object]:
        return st.dictionaries(st.sampled_from(KEYS), some(_values_of(operator)), min_size=1, max_size=2)

    return st.lists(st.sampled_from(operators), max_size=2, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({operator: block(operator) for operator in chosen})
    )


def statements(operators: tuple[str, ...]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda effect, member, actions, resources, blocks: {
            "Effect": effect,
            member: actions,
            "Resource": resources,
            **({"Condition": blocks} if blocks else {}),
        },
        st.sampled_from(("Allow", "Deny")),
        st.sampled_from(("Action", "Action", "Action", "NotAction")),
        some(ACTION_PATTERNS),
        some(RESOURCE_PATTERNS),
        _blocks(operators),
    )


def contexts() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from((*KEYS, "acs:useragent")), st.sampled_from(TEXTS), max_size=3)
