"""What a caller is told of a denial: AccessDeniedDetail, with a message that only this server can read.

The message says what a caller may not see at once, such as the names of policies. It is kept by the caller and not
here; RAM's DecodeDiagnosticMessage opens it again for somebody of the same account who is allowed to.
Source: page DecodeDiagnosticMessage (2026-02-26), generated models of SDKs.
"""

import base64
import binascii

import msgspec

from heliograph.identity.conditions import ContextValue
from heliograph.identity.decision import Decision, Kind, Match
from heliograph.identity.evaluate import Request
from heliograph.identity.principal import Subject
from heliograph.identity.seal import OVERHEAD_OCTETS_MAX, Seal

#: A message holds at most so many octets before it is sealed: it travels in an error document and back in a query.
MESSAGE_OCTETS_MAX = 3072
#: And so many characters after: base64 of those, the form's octet, and what the seal adds.
ENCODED_MAX = 4 * -(-(1 + OVERHEAD_OCTETS_MAX + MESSAGE_OCTETS_MAX + 16) // 3)

_CONDITIONS_MAX = 16
_POLICIES_MAX = 16
_VALUES_MAX = 8
_TEXT_MAX = 256
#: Of names that this server gave or checked: a role and a session of 64 characters each are the longest.
_NAME_MAX = 129

_FORM = b"\x01"
#: Stands inside the seal, so that nothing else that the same key seals is taken for a message, or a message for that.
_PURPOSE = b"denial\n"


class AccessDeniedDetail(msgspec.Struct, frozen=True, rename="pascal"):
    """The object of that name in an error document."""

    auth_action: str
    auth_principal_display_name: str
    auth_principal_owner_id: str
    auth_principal_type: str
    encoded_diagnostic_message: str
    no_permission_type: str
    policy_type: str


class AuthPrincipal(msgspec.Struct, frozen=True, rename="pascal"):
    """Who was denied."""

    auth_principal_type: str
    auth_principal_owner_id: str
    auth_principal_display_name: str


class AuthCondition(msgspec.Struct, frozen=True, rename="pascal"):
    """What the request brought for one condition key."""

    condition_key: str
    condition_values: tuple[str, ...]


class MatchedPolicy(msgspec.Struct, frozen=True, rename="pascal"):
    """A policy that denied."""

    effect: str
    policy_identifier: str
    policy_type: str
    policy_version: str
    attached_entity_type: str
    attached_scope: str = "Account"


class DiagnosticMessage(msgspec.Struct, frozen=True, rename="pascal"):
    """What DecodeDiagnosticMessage answers. Long texts are cut and long lists end early, so that it stays bounded."""

    explicit_deny: bool
    no_permission_policy_type: str
    auth_action: str
    auth_resource: str
    auth_principal: AuthPrincipal
    auth_conditions: tuple[AuthCondition, ...]
    matched_policies: tuple[MatchedPolicy, ...]


def access_denied_detail(decision: Decision, principal: Subject, request: Request, seal: Seal) -> AccessDeniedDetail:
    """What the principal is told of the decision, which is a denial."""
    who = _principal(principal)
    return AccessDeniedDetail(
        auth_action=_cut(request.action),
        auth_principal_display_name=who.auth_principal_display_name,
        auth_principal_owner_id=who.auth_principal_owner_id,
        auth_principal_type=who.auth_principal_type,
        encoded_diagnostic_message=encode(diagnose(decision, principal, request), seal),
        no_permission_type=decision.kind,
        policy_type=decision.policy_type or "",
    )


def diagnose(decision: Decision, principal: Subject, request: Request) -> DiagnosticMessage:
    """All there is to say of the denial."""
    return DiagnosticMessage(
        explicit_deny=decision.kind is Kind.EXPLICIT_DENY,
        no_permission_policy_type=decision.policy_type or "",
        auth_action=_cut(request.action),
        auth_resource=_cut(request.resource),
        auth_principal=_principal(principal),
        auth_conditions=tuple(_condition(key, request.context[key]) for key in list(request.context)[:_CONDITIONS_MAX]),
        matched_policies=tuple(dict.fromkeys(map(_matched, decision.matched)))[:_POLICIES_MAX],
    )


def encode(message: DiagnosticMessage, seal: Seal) -> str:
    """The message as text of at most ENCODED_MAX characters, sealed. What does not fit is left out, from the end."""
    octets = msgspec.json.encode(message)
    while len(octets) > MESSAGE_OCTETS_MAX:
        message = _shorter(message)
        octets = msgspec.json.encode(message)
    return base64.b64encode(_FORM + seal.seal(_PURPOSE + octets)).decode()


def decode(text: str, account: str, seal: Seal) -> DiagnosticMessage | None:
    """The message, when this server wrote it about somebody of this account; None for any other text."""
    if len(text) > ENCODED_MAX:
        return None
    try:
        sealed = base64.b64decode(text, validate=True)
        octets = seal.open(sealed.removeprefix(_FORM)) if sealed.startswith(_FORM) else b""
        if not octets.startswith(_PURPOSE):
            return None
        message = msgspec.json.decode(octets.removeprefix(_PURPOSE), type=DiagnosticMessage)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        return None
    return message if message.auth_principal.auth_principal_owner_id == account else None


def _principal(principal: Subject) -> AuthPrincipal:
    return AuthPrincipal(principal.type, _cut(principal.account, _NAME_MAX), _cut(principal.display_name, _NAME_MAX))


def _condition(key: str, value: ContextValue) -> AuthCondition:
    values = (value,) if isinstance(value, str) else value
    return AuthCondition(_cut(key), tuple(map(_cut, values[:_VALUES_MAX])))


def _matched(match: Match) -> MatchedPolicy:
    policy = match.policy
    return MatchedPolicy(match.effect, _cut(policy.name, _NAME_MAX), policy.kind, policy.version, policy.holder)


def _shorter(message: DiagnosticMessage) -> DiagnosticMessage:
    """Without its last condition, or else its last policy, or else with shorter texts."""
    if message.auth_conditions:
        return msgspec.structs.replace(message, auth_conditions=message.auth_conditions[:-1])
    if message.matched_policies:
        return msgspec.structs.replace(message, matched_policies=message.matched_policies[:-1])
    return msgspec.structs.replace(
        message, auth_action=message.auth_action[:-64], auth_resource=message.auth_resource[:-64]
    )


def _cut(text: str, length_max: int = _TEXT_MAX) -> str:
    """A text of bounded length that JSON need not spell out: what a request brings may be neither."""
    return "".join(character if character.isprintable() else "�" for character in text[:length_max])
