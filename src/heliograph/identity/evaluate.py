"""Decides by policies whether a call is allowed, and can say of every statement why it counted or not.

Nothing is allowed that no statement allows, and any statement that denies wins. A session policy comes first: what it
does not allow is not looked at further. Whoever assumes a role needs to be allowed it by its own policies and by the
role's trust policy. The account itself is subject to no policy.
Source: pages "How RAM evaluates policies" (2026-03-20) and "How RAM evaluates policies when a role is assumed".
"""

from collections.abc import Iterable
from types import MappingProxyType

import msgspec

from heliograph.identity.arn import Parts, split_arn
from heliograph.identity.conditions import Context, find
from heliograph.identity.decision import Decision, Kind, Match, PolicyType
from heliograph.identity.prepared import PolicySet, PreparedStatement, gather
from heliograph.identity.principal import AccountRoot, Principal, RoleSession, Subject

ASSUME_ROLE = "sts:AssumeRole"

#: A request that brings no condition keys.
NO_CONTEXT: Context = MappingProxyType({})


class Request(msgspec.Struct, frozen=True):
    """What is asked of the policies: one action on one resource."""

    action: str
    """`dysms:QueryMessage`, as the operation's description has it."""
    resource: str = "*"
    """An ARN; `*` for an operation that has no resources of its own, which only a Resource `*` covers."""
    context: Context = NO_CONTEXT
    """By condition key. It is read only when a statement with a condition has been reached: it may be made lazily."""


_ROOT = Decision(Kind.ALLOWED)
_NOT_TRUSTED = Decision(Kind.IMPLICIT_DENY, PolicyType.TRUST)


def decide(principal: Principal, request: Request) -> Decision:
    """What the principal's policies say of the request."""
    if isinstance(principal, AccountRoot):
        return _ROOT
    bounds = principal.session_policy if isinstance(principal, RoleSession) else None
    if bounds is None:
        return _decide(principal.policies, request)
    bounded = _decide(bounds, request)
    if not bounded.allowed:
        return bounded
    own = _decide(principal.policies, request)
    return Decision(own.kind, own.policy_type, bounded.matched + own.matched) if own.allowed else own


def may_be_allowed(principal: Principal, action: str, context: Context = NO_CONTEXT) -> bool:
    """Whether the action may be allowed on some resource, before it is known on which.

    False only where `decide` allows it on none. True also where each resource that is allowed is denied by name.
    """
    if isinstance(principal, AccountRoot):
        return True
    sets = [principal.policies]
    if isinstance(principal, RoleSession) and principal.session_policy is not None:
        sets.append(principal.session_policy)
    return all(_may_be_allowed(policies, action.lower(), context) for policies in sets)


def _may_be_allowed(policies: PolicySet, action: str, context: Context) -> bool:
    if any(each.resources is None and each.speaks_of(action, context) for each in policies.denies):
        return False
    return any(each.speaks_of(action, context) for each in policies.allows)


def may_assume(principal: Principal, role_account: str, role: str, trust: PolicySet, context: Context) -> Decision:
    """Whether the principal may assume this role: allowed by its own policies and trusted by the role.

    A root key assumes no role: to the operation, which has a text of its own for that, it reads as not trusted.
    """
    if isinstance(principal, AccountRoot):
        return _NOT_TRUSTED
    request = assume_role_request(role_account, role, context)
    own = decide(principal, request)
    trusted = _decide(_speaking_of(principal, trust), request)
    for kind in (Kind.EXPLICIT_DENY, Kind.IMPLICIT_DENY):
        for decision in (own, trusted):
            if decision.kind is kind:
                return decision
    return Decision(Kind.ALLOWED, PolicyType.TRUST, own.matched + trusted.matched)


def assume_role_request(account: str, role: str, context: Context) -> Request:
    """What assuming this role asks of policies."""
    return Request(ASSUME_ROLE, f"acs:ram:*:{account}:role/{role}", context)


def _decide(policies: PolicySet, request: Request) -> Decision:
    """The basic process on any set: a Deny, else an Allow, else silence."""
    action, parts, context = request.action.lower(), split_arn(request.resource), request.context
    for each in policies.denies:
        if each.covers(action, parts, context):
            return _denied(policies, action, parts, context)
    for each in policies.allows:
        if each.covers(action, parts, context):
            return each.allowed
    return policies.silent


def _denied(policies: PolicySet, action: str, parts: Parts | None, context: Context) -> Decision:
    """The denial by every statement that denies, since whoever asks why wants them all."""
    matched = tuple(each.match for each in policies.denies if each.covers(action, parts, context))
    return Decision(Kind.EXPLICIT_DENY, policies.type, matched)


def _speaking_of(principal: Subject, trust: PolicySet) -> PolicySet:
    """The statements of a trust policy whose Principal is the caller."""
    return gather(trust.type, tuple(each for each in trust.statements if _is_trusted(each, principal)))


def _is_trusted(statement: PreparedStatement, principal: Subject) -> bool:
    return statement.trusted.match(principal.account, principal.relative_ids)


# Explaining: slower, and the same decision.


class Look(msgspec.Struct, frozen=True):
    """One statement that was looked at."""

    type: PolicyType
    match: Match
    """Which statement of which policy, and its effect."""
    why_not: str
    """The first thing about it that does not fit the request, as a sentence; empty where it covers the request."""

    @property
    def covers(self) -> bool:
        return not self.why_not


class Explanation(msgspec.Struct, frozen=True):
    """A decision with every statement that had or could have had a say."""

    decision: Decision
    looks: tuple[Look, ...]


def explain(principal: Principal, request: Request) -> Explanation:
    """The decision of `decide`, and what each statement had to do with it."""
    return Explanation(decide(principal, request), tuple(_looks_of(principal, request)))


def explain_assuming(
    principal: Principal, role_account: str, role: str, trust: PolicySet, context: Context
) -> Explanation:
    """The decision of `may_assume`, and what each statement had to do with it."""
    request = assume_role_request(role_account, role, context)
    looks = list(_looks_of(principal, request))
    for each in trust.statements:
        if isinstance(principal, AccountRoot):
            looks.append(Look(trust.type, each.match, "The caller is the account itself, which assumes no role."))
        elif not _is_trusted(each, principal):
            looks.append(Look(trust.type, each.match, f"Its Principal does not name {principal.arn}."))
        else:
            looks.append(Look(trust.type, each.match, _why_not(each, request)))
    return Explanation(may_assume(principal, role_account, role, trust, context), tuple(looks))


def _looks_of(principal: Principal, request: Request) -> Iterable[Look]:
    if isinstance(principal, AccountRoot):
        return
    bounds = principal.session_policy if isinstance(principal, RoleSession) else None
    for policies in filter(None, (bounds, principal.policies)):
        for each in policies.statements:
            yield Look(policies.type, each.match, _why_not(each, request))


def _why_not(statement: PreparedStatement, request: Request) -> str:
    """The first thing of a statement that does not fit the request, in the order in which `covers` looks."""
    its = statement.statement
    if statement.actions.match(request.action.lower()) is statement.all_but:
        listed = f"{'NotAction' if its.all_but else 'Action'} {', '.join(its.actions)}"
        return f"Its {listed} does not cover {request.action}."
    if statement.resources is not None and not statement.resources.match(split_arn(request.resource)):
        return f"Its Resource {', '.join(its.resources)} does not cover {request.resource}."
    for prepared in statement.conditions:
        if not prepared.holds(request.context):
            asked = prepared.condition
            brought = ", ".join(find(request.context, prepared.key)) or "absent"
            return f"Its Condition {asked.operator} {asked.key} {', '.join(asked.values)} does not hold: {brought}."
    return ""
