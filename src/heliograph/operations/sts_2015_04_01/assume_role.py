"""AssumeRole: temporary credentials of a role, for a caller that its own policies and the role's trust policy allow."""

import re

import msgspec

from heliograph.identity.conditions import EXTERNAL_ID
from heliograph.identity.decision import Decision, Kind, PolicyType
from heliograph.identity.denial import access_denied_detail
from heliograph.identity.evaluate import assume_role_request, may_assume
from heliograph.identity.fields import NUMBERS
from heliograph.identity.grammar import parse
from heliograph.identity.policy import SESSION, TRUST, Policy
from heliograph.identity.prepared import PolicySet, trust_set
from heliograph.identity.principal import AccountRoot
from heliograph.identity.role import Role
from heliograph.identity.session import Session
from heliograph.identity.token import issue_token
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import REQUEST_ID, Access, Field, Operation, Parameter, Shape
from heliograph.operations.identity_types import Bounded, NamedText, PolicyText
from heliograph.operations.ports import Ports
from heliograph.operations.sts_2015_04_01 import PRODUCT, VERSION
from heliograph.operations.types import Integer

_SECONDS = NUMBERS["DurationSeconds"]
_ROLE_ARN = re.compile(r"acs:ram:\*?:([0-9]{1,32}):role/([A-Za-z0-9.-]{1,64})", re.ASCII)

#: The cloud's own words for it (STS, common errors of access).
ROOT = "Roles may not be assumed by root accounts."

_NOT_ALLOWED = (
    "No permission perform sts:AssumeRole on this Role. Maybe you are not authorized to perform sts:AssumeRole or the "
    "specified role does not trust you."
)
_SILENT = Decision(Kind.IMPLICIT_DENY, PolicyType.TRUST)

_SOURCE_IDENTITY = Field("SourceIdentity", "As it was sent.", "alice")

ASSUME_ROLE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="AssumeRole",
    says="Gives temporary credentials of a role. The caller must be allowed sts:AssumeRole on it and be trusted by it.",
    action="sts:AssumeRole",
    access=Access.GET,
    calls_per_second=100,
    parameters=(
        Parameter(
            "RoleArn",
            Bounded(256),
            "The role: acs:ram::<account>:role/<name>.",
            required=True,
            example="acs:ram::1000000000000001:role/sender",
            refused_as="InvalidParameter.RoleArn",
        ),
        Parameter(
            "RoleSessionName",
            NamedText("RoleSessionName", "InvalidParameter.RoleSessionName"),
            "A name for the session, told wherever it acts.",
            required=True,
            example="alice@example.com",
            refused_as="InvalidParameter.RoleSessionName",
        ),
        Parameter(
            "DurationSeconds",
            Integer(_SECONDS.least, _SECONDS.most),
            f"How long they hold, in seconds: from {_SECONDS.least} to the role's MaxSessionDuration; "
            f"{_SECONDS.default} by default.",
            example="3600",
            refused_as="InvalidParameter.DurationSeconds",
        ),
        Parameter(
            "Policy",
            PolicyText(SESSION),
            f"What the session may do at most, JSON of at most {SESSION.characters_max} characters.",
            example='{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:QueryMessage","Resource":"*"}]}',
            refused_as="InvalidParameter.PolicyGrammar",
        ),
        Parameter(
            "ExternalId",
            NamedText("ExternalId", "InvalidParameter"),
            "What the role's trust policy may ask for as sts:ExternalId.",
            example="shop-1",
            refused_as="InvalidParameter",
        ),
        Parameter(
            "SourceIdentity",
            NamedText("SourceIdentity", "InvalidParameter"),
            "Who stands behind the caller; told back and kept in the session.",
            example="alice",
            refused_as="InvalidParameter",
        ),
    ),
    answers=(
        Field(
            "AssumedRoleUser",
            "The session.",
            shape=Shape.OBJECT,
            fields=(
                Field("Arn", "Role and session.", "acs:ram::1000000000000001:role/sender/alice"),
                Field("AssumedRoleId", "The role's id and the session.", "301234567890123456:alice"),
            ),
        ),
        Field(
            "Credentials",
            "What to sign with, all three together.",
            shape=Shape.OBJECT,
            fields=(
                Field("AccessKeyId", "Begins with STS.", "STS.NUgYrLnoC37mZZCNnAbez"),
                Field("AccessKeySecret", "What to sign with.", "44 letters and digits"),
                Field("SecurityToken", "Sent with every request. As long as it is.", "ATRhYmNk…"),
                Field("Expiration", "When they stop working, UTC.", "2015-04-09T11:52:19Z"),
            ),
        ),
        _SOURCE_IDENTITY,
        REQUEST_ID,
    ),
    refusals=(
        "NoPermission",
        "EntityNotExist.Role",
        "InvalidParameter",
        "InvalidParameter.RoleArn",
        "InvalidParameter.RoleSessionName",
        "InvalidParameter.DurationSeconds",
        "InvalidParameter.PolicyGrammar",
        "InvalidParameter.PolicySize",
    ),
    refuses_by_document=True,
    resource="{RoleArn}",
    source="page AssumeRole (2025-09-04); codes: STS, common errors of access",
)


@operation(ASSUME_ROLE)
async def assume_role(call: Call, ports: Ports) -> Reply | Refusal:
    named = _ROLE_ARN.fullmatch(call.text("RoleArn"))
    if named is None:
        return Refusal("InvalidParameter.RoleArn", "RoleArn must be acs:ram::<account>:role/<name>.")
    directory = ports.identities.directory
    assert call.caller is not None
    principal = directory.principal(call.caller)
    if isinstance(principal, AccountRoot):
        return Refusal("NoPermission", ROOT)
    account, name = named[1], named[2]
    role = directory.of(account).roles.get(name)
    if role is None and account == call.account:
        return Refusal("EntityNotExist.Role", f"The role {name} does not exist.")
    external = call.text("ExternalId")
    request = assume_role_request(account, name, {**call.context, EXTERNAL_ID: external} if external else call.context)
    decision = may_assume(principal, account, name, _trust_of(role), request.context)
    if role is None or not decision.allowed:
        # Of another account's roles nobody learns which there are, nor what their trust policies say.
        told = decision if account == call.account else _SILENT
        detail = access_denied_detail(told, principal, request, ports.identities.seal)
        return Refusal("NoPermission", _NOT_ALLOWED, msgspec.to_builtins(detail))
    seconds = call.number("DurationSeconds", _SECONDS.default)
    if seconds > role.session_seconds_max:
        text = f"DurationSeconds must be at most the role's MaxSessionDuration, {role.session_seconds_max}."
        return Refusal("InvalidParameter.DurationSeconds", text)
    return Reply(fields=_session(call, ports, role, seconds))


def _session(call: Call, ports: Ports, role: Role, seconds: int) -> dict[str, Answer]:
    """New credentials, and what is told of them."""
    session = Session(
        account=role.account,
        role_id=role.id,
        role=role.name,
        name=call.text("RoleSessionName"),
        expires=(ports.clock.utc_ms() // 1000 + seconds) * 1000,
        policy=call.text("Policy"),
        source_identity=call.text("SourceIdentity"),
    )
    made = issue_token(session, seal=ports.identities.seal, choose=ports.identities.choose)
    fields: dict[str, Answer] = {
        "AssumedRoleUser": {"Arn": f"{role.arn}/{session.name}", "AssumedRoleId": session.principal_id},
        "Credentials": {
            "AccessKeyId": made.access_key_id,
            "AccessKeySecret": made.secret,
            "SecurityToken": made.security_token,
            "Expiration": iso_date(session.expires),
        },
    }
    if session.source_identity:
        fields["SourceIdentity"] = session.source_identity
    return fields


def _trust_of(role: Role | None) -> PolicySet:
    """The role's trust policy; one that trusts nobody where there is no role, or none that can be read."""
    trust = parse(role.trust_policy, TRUST) if role is not None else None
    return trust_set(trust if isinstance(trust, Policy) else Policy(()))
