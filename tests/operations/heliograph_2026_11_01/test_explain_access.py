"""If these fail, an operator is told that somebody may do what it may not, or not told why."""

import pytest

from heliograph.operations.heliograph_2026_11_01.explain_access import explain_access
from heliograph.operations.registry import Registry
from identity_documents import allow, deny, document, trust

ACCOUNT = "1000000000000001"
POLICY = document(
    allow("dysms:QueryMessage", Condition={"IpAddress": {"acs:SourceIp": "192.0.2.0/24"}}),
    allow("sts:AssumeRole"),
    deny("ram:*"),
)


@pytest.fixture
async def ask(bench):
    """Asks about alice, to whom a policy of three statements is attached, and the role sender."""
    registry = Registry()
    for name, parameters in (
        ("CreateUser", {"UserName": "alice"}),
        ("CreatePolicy", {"PolicyName": "p", "PolicyDocument": POLICY}),
        ("AttachPolicyToUser", {"UserName": "alice", "PolicyName": "p", "PolicyType": "Custom"}),
        ("CreateRole", {"RoleName": "sender", "AssumeRolePolicyDocument": document(trust("acs:ram::2:root"))}),
        ("AttachPolicyToRole", {"RoleName": "sender", "PolicyName": "AliyunDysmsFullAccess", "PolicyType": "System"}),
    ):
        reply = await bench.call(registry.find("2015-05-01", name), **parameters)
        assert reply.code == "OK"

    async def asked(**parameters: str):
        return await bench.call(explain_access, **parameters)

    return asked


async def test_each_statement_says_why_it_counts_or_not(ask) -> None:
    reply = await ask(UserName="alice", AuthAction="dysms:QueryMessage", SourceIp="192.0.2.7")
    assert (reply.fields["Allowed"], reply.fields["Decision"]) == ("true", "Allowed")
    assert reply.fields["Principal"] == f"acs:ram::{ACCOUNT}:user/alice"
    rows = reply.fields["Statements"]
    assert [(row["Effect"], row["Covers"], "WhyNot" in row) for row in rows] == [
        ("Allow", "true", False),
        ("Allow", "false", True),
        ("Deny", "false", True),
    ]
    assert (rows[0]["Policy"], rows[0]["Version"], rows[0]["AttachedTo"]) == ("p", "v1", "RamUser")


async def test_a_condition_that_does_not_hold_is_named(ask) -> None:
    reply = await ask(UserName="alice", AuthAction="dysms:QueryMessage", SourceIp="203.0.113.9")
    assert (reply.fields["Allowed"], reply.fields["Decision"]) == ("false", "ImplicitDeny")
    assert "acs:SourceIp" in reply.fields["Statements"][0]["WhyNot"]


async def test_a_denial_is_told_from_silence(ask) -> None:
    assert (await ask(UserName="alice", AuthAction="ram:GetUser")).fields["Decision"] == "ExplicitDeny"
    assert (await ask(UserName="alice", AuthAction="dysms:SendMessageToGlobe")).fields["Decision"] == "ImplicitDeny"


async def test_a_role_is_asked_about_as_its_session(ask) -> None:
    assert (await ask(RoleName="sender", AuthAction="dysms:SendMessageToGlobe")).fields["Allowed"] == "true"


async def test_the_trust_policy_has_its_say_about_assuming(ask) -> None:
    role = f"acs:ram::{ACCOUNT}:role/sender"
    reply = await ask(UserName="alice", AuthAction="sts:AssumeRole", AuthResource=role)
    assert (reply.fields["Allowed"], reply.fields["PolicyType"]) == ("false", "AssumeRolePolicy")
    assert "Principal" in reply.fields["Statements"][-1]["WhyNot"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "INVALID_PARAMETERS"),
        ({"UserName": "alice", "RoleName": "sender"}, "INVALID_PARAMETERS"),
        ({"UserName": "nobody"}, "DATA_NOT_EXIST"),
        ({"RoleName": "nobody"}, "DATA_NOT_EXIST"),
        ({"UserName": "alice", "AuthResource": "a" * 513}, "PARAM_LENGTH_LIMIT"),
    ],
)
async def test_what_cannot_be_asked_is_refused(ask, parameters: dict[str, str], code: str) -> None:
    assert (await ask(AuthAction="dysms:QueryMessage", **parameters)).code == code
