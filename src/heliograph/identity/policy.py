"""A policy as a value: statements that allow or deny actions on resources, under conditions.

What is read by `grammar.parse` and written back here means the same as its text; `evaluate` decides by it.
Source: pages "Policy structure and syntax" (2026-05-27) and "Permission policy elements" (2026-09-03).
"""

import json
from enum import StrEnum
from typing import TypeAlias

import msgspec

from heliograph.identity.conditions import Condition

VERSION = "1"


class Effect(StrEnum):
    """What a statement does with a request that it covers."""

    ALLOW = "Allow"
    DENY = "Deny"


class Trusted(msgspec.Struct, frozen=True):
    """Who a statement of a role's trust policy speaks of: names of one kind."""

    kind: str
    """`RAM`, `Service` or `Federated`."""
    names: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True):
    """One statement. Lists are alternatives; none of them is empty but those that are absent."""

    effect: Effect
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ()
    """Empty in a trust policy, whose resource is the role it belongs to."""
    conditions: tuple[Condition, ...] = ()
    """All must hold."""
    trusted: tuple[Trusted, ...] = ()
    """Empty but in a trust policy."""
    all_but: bool = False
    """True for NotAction: it covers every action but `actions`."""


class Policy(msgspec.Struct, frozen=True):
    """A document of the policy language, version 1."""

    statements: tuple[Statement, ...]


class Form(msgspec.Struct, frozen=True):
    """A place where a document may stand, with what is asked of it there."""

    says: str
    characters_max: int
    size_code: str
    """RAM's or STS's code for one that is too long."""
    grammar_code: str
    """The same for one that is none of the language."""
    trust: bool = False
    """Whether its statements have a Principal instead of a Resource."""


#: A custom policy, by the limits of RAM.
CUSTOM = Form("a custom policy", 2048, "InvalidParameter.PolicyDocument.Length", "MalformedPolicyDocument")
#: The Policy of AssumeRole. The catalogue's text for the size says 1,024 bytes, the newer page 2,048 characters.
SESSION = Form("a session policy", 2048, "InvalidParameter.PolicySize", "InvalidParameter.PolicyGrammar")
#: A role's AssumeRolePolicyDocument, for which the catalogue has no code of its own when it is too long.
TRUST = Form("a trust policy", 2048, "MalformedPolicyDocument", "MalformedPolicyDocument", trust=True)

_Json: TypeAlias = str | list["_Json"] | dict[str, "_Json"]


def render(policy: Policy) -> str:
    """The policy as JSON, in its shortest form: never longer than the text it was read from."""
    document: _Json = {"Version": VERSION, "Statement": [_statement(statement) for statement in policy.statements]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _statement(statement: Statement) -> _Json:
    members: dict[str, _Json] = {"Effect": str(statement.effect)}
    if statement.trusted:
        members["Principal"] = {trusted.kind: _texts(trusted.names) for trusted in statement.trusted}
    members["NotAction" if statement.all_but else "Action"] = _texts(statement.actions)
    if statement.resources:
        members["Resource"] = _texts(statement.resources)
    if statement.conditions:
        blocks: dict[str, dict[str, _Json]] = {}
        for condition in statement.conditions:
            blocks.setdefault(condition.operator, {})[condition.key] = _texts(condition.values)
        members["Condition"] = dict(blocks)
    return members


def _texts(texts: tuple[str, ...]) -> _Json:
    return texts[0] if len(texts) == 1 else list(texts)
