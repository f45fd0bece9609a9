"""DecodeDiagnosticMessage: what stands behind a denial, for somebody of the same account who may know."""

import msgspec

from heliograph.identity.denial import ENCODED_MAX, decode
from heliograph.operations.call import Call, Refusal, Reply, operation
from heliograph.operations.description import Access, Field, Shape
from heliograph.operations.identity_types import Bounded
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.described import INVALID, one, plain, ram

_DECODED = one(
    "DecodedDiagnosticMessage",
    "The denial.",
    Field("ExplicitDeny", "Whether a statement denied; else none allowed.", "true", Shape.BOOLEAN),
    Field("NoPermissionPolicyType", "Whose word it was.", "AccountLevelIdentityBasedPolicy"),
    Field("AuthAction", "What was asked for.", "dysms:SendMessageToGlobe"),
    Field("AuthResource", "On what.", "*"),
    one(
        "AuthPrincipal",
        "Who asked.",
        Field("AuthPrincipalType", "SubUser or AssumedRoleUser.", "SubUser"),
        Field("AuthPrincipalOwnerId", "Its account.", "1000000000000001"),
        Field("AuthPrincipalDisplayName", "The user's id, or role and session.", "204040123456789012"),
    ),
    Field(
        "AuthConditions",
        "What the request brought for conditions.",
        shape=Shape.LIST,
        fields=(
            Field("ConditionKey", "The condition key.", "acs:SourceIp"),
            Field("ConditionValues", "Its values.", '["192.0.2.7"]', Shape.LIST),
        ),
    ),
    Field(
        "MatchedPolicies",
        "The policies with a statement that denied.",
        shape=Shape.LIST,
        fields=(
            Field("Effect", "Always Deny.", "Deny"),
            Field("PolicyIdentifier", "The policy's name.", "no-sending"),
            Field("PolicyType", "Custom or System.", "Custom"),
            Field("PolicyVersion", "The version that counted.", "v1"),
            Field("AttachedEntityType", "RamUser, RamGroup or RamRole.", "RamUser"),
            Field("AttachedScope", "Always Account.", "Account"),
        ),
    ),
)

DECODE_DIAGNOSTIC_MESSAGE = ram(
    "DecodeDiagnosticMessage",
    "Reads the EncodedDiagnosticMessage of a denial in the caller's account.",
    Access.GET,
    "*",
    (
        plain(
            "EncodedDiagnosticMessage",
            Bounded(ENCODED_MAX),
            "As AccessDeniedDetail had it.",
            "AQEzfC7k0Wc2…",
            required=True,
        ),
    ),
    (_DECODED,),
    (INVALID,),
)


@operation(DECODE_DIAGNOSTIC_MESSAGE)
async def decode_diagnostic_message(call: Call, ports: Ports) -> Reply | Refusal:
    found = decode(call.text("EncodedDiagnosticMessage"), call.account, ports.identities.seal)
    if found is None:
        return Refusal(INVALID, "EncodedDiagnosticMessage must be one that this server gave out for this account.")
    return Reply(fields={"DecodedDiagnosticMessage": msgspec.to_builtins(found)})
