"""ExplainAccess: whether a user or a role may do something, and what each statement has to do with it."""

from heliograph.identity.arn import split_arn
from heliograph.identity.conditions import CURRENT_TIME, SECURE_TRANSPORT, SOURCE_IP
from heliograph.identity.effective import policies_of_role, policies_of_user
from heliograph.identity.evaluate import ASSUME_ROLE, Explanation, Look, Request, explain, explain_assuming
from heliograph.identity.grammar import parse
from heliograph.identity.policy import TRUST, Policy
from heliograph.identity.prepared import trust_set
from heliograph.identity.principal import RoleSession, Subject, User
from heliograph.identity.role import Role
from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Boolean, Text

EXPLAIN_ACCESS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ExplainAccess",
    says="Decides as if a user or a session of a role called now, and tells of every statement why it counts or not.",
    action="heliograph:ExplainAccess",
    access=Access.GET,
    calls_per_second=20,
    parameters=(
        Parameter("UserName", Text(64), "The user who would call; this or RoleName.", example="alice"),
        Parameter("RoleName", Text(64), "The role whose session would call; this or UserName.", example="sender"),
        Parameter("AuthAction", Text(128), "What it would do.", required=True, example="dysms:QueryMessage"),
        Parameter("AuthResource", Text(512), "On what; * by default, which is right for SMS.", example="*"),
        Parameter("SourceIp", Text(45), "From which address; without it none is brought.", example="192.0.2.7"),
        Parameter("SecureTransport", Boolean(), "Whether over TLS; false by default.", example="true"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Allowed", "true or false.", "false"),
        Field("Decision", "Allowed, ExplicitDeny, or ImplicitDeny where no statement allows it.", "ImplicitDeny"),
        Field("PolicyType", "Whose word that was.", "AccountLevelIdentityBasedPolicy"),
        Field("Principal", "Who would call.", "acs:ram::1000000000000001:user/alice"),
        Field(
            "Statements",
            "Every statement that had or could have had a say.",
            shape=Shape.LIST,
            fields=(
                Field("Policy", "The policy's name.", "sms-query-only"),
                Field("Source", "Custom or System.", "Custom"),
                Field("Version", "The version that counts; absent where there are none.", "v1"),
                Field("AttachedTo", "RamUser, RamGroup or RamRole; absent for a trust policy.", "RamUser"),
                Field("PolicyType", "Which kind of word it is.", "AccountLevelIdentityBasedPolicy"),
                Field("Statement", "Its place in the document, from 0.", "0"),
                Field("Effect", "Allow or Deny.", "Allow"),
                Field("Covers", "Whether it speaks of this call: true or false.", "false"),
                Field("WhyNot", "The first thing that does not fit; absent where it covers.", "Its Action … does not"),
            ),
        ),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT", "DATA_NOT_EXIST"),
    source="Heliograph's own",
)


@operation(EXPLAIN_ACCESS)
async def explain_access(call: Call, ports: Ports) -> Reply:
    if bool(call.text("UserName")) == bool(call.text("RoleName")):
        return refused("INVALID_PARAMETERS", "Send UserName or RoleName, and not both.")
    subject = _subject(call, ports)
    if subject is None:
        return refused("DATA_NOT_EXIST", f"There is no such {'user' if call.text('UserName') else 'role'}.")
    explanation = _explained(call, ports, subject)
    decision = explanation.decision
    fields: dict[str, Answer] = {
        "Allowed": "true" if decision.allowed else "false",
        "Decision": str(decision.kind),
        "PolicyType": str(decision.policy_type or ""),
        "Principal": subject.arn,
        "Statements": [_row(look) for look in explanation.looks],
    }
    return Reply(fields=fields)


def _subject(call: Call, ports: Ports) -> Subject | None:
    """The user, or a session of the role without a policy of its own."""
    directory = ports.identities.directory
    held = directory.of(call.account)
    if call.text("UserName"):
        user = held.users.get(call.text("UserName"))
        return User(call.account, user.id, user.name, policies_of_user(held, user.id)) if user is not None else None
    role = held.roles.get(call.text("RoleName"))
    if role is None:
        return None
    return RoleSession(call.account, role.name, "any", policies_of_role(held, role.id))


def _explained(call: Call, ports: Ports, subject: Subject) -> Explanation:
    context = {
        CURRENT_TIME: iso_date(ports.clock.utc_ms()),
        SECURE_TRANSPORT: "true" if call.truth("SecureTransport") else "false",
    }
    if call.text("SourceIp"):
        context[SOURCE_IP] = call.text("SourceIp")
    request = Request(call.text("AuthAction"), call.text("AuthResource") or "*", context)
    role = _role_to_assume(call, ports, request)
    if role is not None:
        trust = parse(role.trust_policy, TRUST)
        if isinstance(trust, Policy):
            return explain_assuming(subject, role.account, role.name, trust_set(trust), context)
    return explain(subject, request)


def _role_to_assume(call: Call, ports: Ports, request: Request) -> Role | None:
    """The role of this account that the request would assume, whose trust policy has a say, too."""
    parts = split_arn(request.resource)
    if request.action.lower() != ASSUME_ROLE.lower() or parts is None or parts[2] != call.account:
        return None
    return ports.identities.directory.of(call.account).roles.get(parts[3].removeprefix("role/"))


def _row(look: Look) -> dict[str, Answer]:
    policy = look.match.policy
    row: dict[str, Answer] = {
        "Policy": policy.name,
        "Source": policy.kind,
        "Version": policy.version,
        "AttachedTo": policy.holder,
        "PolicyType": str(look.type),
        "Statement": str(look.match.statement),
        "Effect": str(look.match.effect),
        "Covers": "true" if look.covers else "false",
        "WhyNot": look.why_not,
    }
    return {name: value for name, value in row.items() if value}
