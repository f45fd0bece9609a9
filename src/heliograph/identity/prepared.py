"""Policies made ready to be asked on every call: patterns split and values read once, denials apart from the rest."""

from collections.abc import Iterable

import msgspec

from heliograph.identity.arn import Parts, ResourcePatterns, resource_patterns
from heliograph.identity.conditions import Context, PreparedCondition, prepare
from heliograph.identity.decision import Attached, Decision, Kind, Match, PolicyType
from heliograph.identity.policy import Effect, Policy, Statement
from heliograph.identity.trusted import TrustedNames, trusted_names
from heliograph.identity.wildcards import ANY, Patterns, patterns


class PreparedStatement(msgspec.Struct, frozen=True):
    """One statement made ready, and what it says where it covers a request."""

    match: Match
    statement: Statement
    allowed: Decision
    """The decision where it is an Allow that decides: made once, since most calls end with it."""
    actions: Patterns
    """In lower case: actions are compared without it."""
    all_but: bool
    resources: ResourcePatterns | None
    """None where every resource fits."""
    conditions: tuple[PreparedCondition, ...]
    trusted: TrustedNames

    def covers(self, action: str, parts: Parts | None, context: Context) -> bool:
        """Whether it speaks of this request; `action` in lower case, `parts` of its resource."""
        if self.actions.match(action) is self.all_but:
            return False
        if self.resources is not None and not self.resources.match(parts):
            return False
        for condition in self.conditions:  # noqa: SIM110  # a generator costs as much as all of the rest
            if not condition.holds(context):
                return False
        return True

    def speaks_of(self, action: str, context: Context) -> bool:
        """Whether it covers the action on some resource, whichever that is; `action` in lower case."""
        return self.actions.match(action) is not self.all_but and all(one.holds(context) for one in self.conditions)


class PolicySet(msgspec.Struct, frozen=True):
    """Policies of one type that count together, such as a user's own and those of its groups."""

    type: PolicyType
    statements: tuple[PreparedStatement, ...]
    denies: tuple[PreparedStatement, ...]
    allows: tuple[PreparedStatement, ...]
    silent: Decision
    """The decision where no statement covers the request."""


def policy_set(policies: Iterable[Attached], type_: PolicyType = PolicyType.IDENTITY) -> PolicySet:
    """The policies made ready. Their order means nothing.

    Raises ValueError for a condition that `grammar.parse` would have refused.
    """
    return gather(
        type_,
        tuple(
            _prepared(type_, Match(policy, index, statement.effect), statement)
            for policy in policies
            for index, statement in enumerate(policy.document.statements)
        ),
    )


def gather(type_: PolicyType, statements: tuple[PreparedStatement, ...]) -> PolicySet:
    """The set of these statements."""
    return PolicySet(
        type_,
        statements,
        tuple(each for each in statements if each.statement.effect is Effect.DENY),
        tuple(each for each in statements if each.statement.effect is Effect.ALLOW),
        Decision(Kind.IMPLICIT_DENY, type_),
    )


def session_set(policy: Policy) -> PolicySet:
    """The Policy that AssumeRole was given."""
    return policy_set([Attached("session policy", policy)], PolicyType.SESSION)


def trust_set(policy: Policy) -> PolicySet:
    """A role's AssumeRolePolicyDocument."""
    return policy_set([Attached("trust policy", policy)], PolicyType.TRUST)


def _prepared(type_: PolicyType, match: Match, statement: Statement) -> PreparedStatement:
    resources = resource_patterns(statement.resources or (ANY,))
    return PreparedStatement(
        match,
        statement,
        Decision(Kind.ALLOWED, type_, (match,)),
        patterns(action.lower() for action in statement.actions),
        statement.all_but,
        None if resources.anything else resources,
        tuple(map(prepare, statement.conditions)),
        trusted_names(statement.trusted),
    )
