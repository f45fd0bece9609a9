"""The policies that count for somebody: what is attached to a user and its groups, or to a role, made ready to ask."""

from collections.abc import Iterable
from functools import lru_cache

from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.decision import Attached, PolicyType
from heliograph.identity.grammar import parse
from heliograph.identity.holdings import Holdings
from heliograph.identity.policy import CUSTOM, SESSION, Effect, Form, Policy, Statement
from heliograph.identity.prepared import PolicySet, policy_set
from heliograph.identity.system_policies import SYSTEM_POLICIES
from heliograph.identity.wildcards import ANY

#: What a stored document that cannot be read counts as. It may have denied something, so it denies everything: whoever
#: it is attached to notices, and nobody gets through a door that was to be shut.
_UNREADABLE = Policy((Statement(Effect.DENY, (ANY,), (ANY,)),))

#: Session policies that are held ready. A session's calls come close together, and one is some 10 KB when made ready.
_SESSIONS_MAX = 512


def policies_of_user(holdings: Holdings, user_id: str) -> PolicySet:
    """The user's own policies and those of its groups."""
    attachments = list(holdings.attached_to(Holder.USER, user_id))
    for membership in holdings.memberships.where("user", user_id):
        attachments += holdings.attached_to(Holder.GROUP, membership.group)
    return policy_set(_documents(holdings, attachments))


def policies_of_role(holdings: Holdings, role_id: str) -> PolicySet:
    """The role's policies."""
    return policy_set(_documents(holdings, holdings.attached_to(Holder.ROLE, role_id)))


@lru_cache(_SESSIONS_MAX)
def session_policies(document: str) -> PolicySet | None:
    """The Policy that a session was assumed with; None where there was none."""
    if not document:
        return None
    return policy_set([Attached("session policy", _read(document, SESSION))], PolicyType.SESSION)


def _documents(holdings: Holdings, attachments: Iterable[Attachment]) -> Iterable[Attached]:
    for one in attachments:
        if one.policy_source is PolicySource.SYSTEM:
            system = SYSTEM_POLICIES.get(one.policy)
            if system is not None:
                yield system.attached_to(one.holder)
            continue
        policy = holdings.policies.get(one.policy)
        version = holdings.default_version(policy) if policy is not None else None
        if version is not None:
            document = _read(version.document, CUSTOM)
            yield Attached(one.policy, document, version=version.id, holder=one.holder)


def _read(document: str, form: Form) -> Policy:
    policy = parse(document, form)
    return policy if isinstance(policy, Policy) else _UNREADABLE
