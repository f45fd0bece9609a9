"""What is odd about a policy that can be read: what has no effect, and what allows more than it may seem to."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from heliograph.identity.arn import split_arn
from heliograph.identity.decision import Attached
from heliograph.identity.policy import Effect, Policy
from heliograph.identity.prepared import PreparedStatement, policy_set
from heliograph.identity.wildcards import ANY, patterns

#: Products whose actions are not those of operations: the queues' own.
_OTHERS = ("mns:",)


class Known(msgspec.Struct, frozen=True):
    """Something that a policy may speak of: an action, and an example of what it is asked on."""

    action: str
    """`dysms:QueryMessage`."""
    resource: str
    """An ARN without placeholders, or `*`."""


class Oddity(StrEnum):
    """What may be odd about a statement."""

    UNKNOWN_ACTION = "unknown_action"
    """An action that nothing here asks for."""
    WRONG_RESOURCE = "wrong_resource"
    """Its actions are never asked for on such a resource."""
    DENIED_ANYWAY = "denied_anyway"
    """Another statement denies all that it allows."""
    ALLOWS_ALL = "allows_all"
    """Everything, without a condition."""
    ALLOWS_ALL_BUT = "allows_all_but"
    """Everything but what it names, what a later release adds included."""
    MAKES_RIGHTS = "makes_rights"
    """Whoever holds it can give themselves any right."""


class Note(msgspec.Struct, frozen=True):
    """One thing to look at."""

    statement: int
    """Its place in the document, from 0."""
    oddity: Oddity
    about: str = ""
    """The action, or the resources, or the statement that denies."""


def lint(policy: Policy, known: Iterable[Known]) -> tuple[Note, ...]:
    """The notes about a policy, statement by statement; none for one that says what it does."""
    all_known = tuple(known)
    statements = policy_set([Attached("policy", policy)]).statements
    notes: list[Note] = []
    for number, statement in enumerate(statements):
        notes += _unknown(number, statement, all_known)
        notes += _never_asked(number, statement, all_known)
        if statement.match.effect is Effect.ALLOW:
            notes += _denied(number, statement, statements, all_known)
            notes += _wide(number, statement)
    return tuple(notes)


def _actions_of(statement: PreparedStatement, known: Sequence[Known]) -> list[Known]:
    return [one for one in known if statement.actions.match(one.action.lower()) is not statement.all_but]


def _unknown(number: int, statement: PreparedStatement, known: Sequence[Known]) -> list[Note]:
    notes = []
    for action in statement.statement.actions:
        made = patterns([action.lower()])
        if not action.lower().startswith(_OTHERS) and not any(made.match(one.action.lower()) for one in known):
            notes.append(Note(number, Oddity.UNKNOWN_ACTION, action))
    return notes


def _never_asked(number: int, statement: PreparedStatement, known: Sequence[Known]) -> list[Note]:
    """Resources that none of its actions is ever asked for on: it covers nothing, ever."""
    meant = _actions_of(statement, known)
    resources = statement.resources
    if not meant or resources is None or any(resources.match(split_arn(one.resource)) for one in meant):
        return []
    return [Note(number, Oddity.WRONG_RESOURCE, ", ".join(statement.statement.resources))]


def _denied(
    number: int, statement: PreparedStatement, statements: Sequence[PreparedStatement], known: Sequence[Known]
) -> list[Note]:
    meant = _actions_of(statement, known)
    for other_number, other in enumerate(statements):
        if other.match.effect is not Effect.DENY or other.conditions or not meant:
            continue
        everywhere = other.resources is None or other.resources.anything
        if everywhere and all(other.covers(one.action.lower(), None, {}) for one in meant):
            return [Note(number, Oddity.DENIED_ANYWAY, str(other_number))]
    return []


def _wide(number: int, statement: PreparedStatement) -> list[Note]:
    if statement.conditions:
        return []
    if statement.all_but:
        return [Note(number, Oddity.ALLOWS_ALL_BUT)]
    if ANY in statement.statement.actions:
        return [Note(number, Oddity.ALLOWS_ALL)]
    rights = ("ram:attachpolicytouser", "ram:createpolicyversion", "ram:attachpolicytogroup", "ram:addusertogroup")
    if any(statement.actions.match(action) for action in rights):
        return [Note(number, Oddity.MAKES_RIGHTS)]
    return []
