"""If these fail, a role is assumed by whom nobody trusts, for longer than it may be, or with more than it has."""

import pytest

from heliograph.identity import Credential
from heliograph.identity.denial import decode
from heliograph.identity.evaluate import Request, decide
from heliograph.operations.sts_2015_04_01.assume_role import ROOT, assume_role
from identity_documents import document, trust

ACCOUNT, OTHER = "1000000000000001", "1000000000000002"
NOW = 1_795_000_000_000
ARN = f"acs:ram::{ACCOUNT}:role/sender"
QUERY = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:QueryMessage","Resource":"*"}]}'


async def test_the_session_has_what_the_answer_says(house) -> None:
    reply = await house.ask(house.alice, DurationSeconds="900", SourceIdentity="alice")
    assert reply.fields["AssumedRoleUser"] == {"Arn": f"{ARN}/alice@shop", "AssumedRoleId": "3001:alice@shop"}
    assert reply.fields["SourceIdentity"] == "alice"
    made = reply.fields["Credentials"]
    assert made["Expiration"] == "2026-11-18T11:21:40Z"
    directory = house.identities.directory
    triple = (made["AccessKeyId"], made["SecurityToken"])
    session = directory.find_session(*triple, NOW + 899_999)
    assert (session.secret, session.account) == (made["AccessKeySecret"], ACCOUNT)
    assert directory.find_session(*triple, NOW + 900_000).value == "InvalidSecurityToken.Expired"
    principal = directory.principal(session)
    assert decide(principal, Request("dysms:SendMessageToGlobe")).allowed
    assert not decide(principal, Request("ram:CreateUser")).allowed


async def test_a_session_policy_narrows_it(house) -> None:
    made = (await house.ask(house.alice, Policy=QUERY)).fields["Credentials"]
    directory = house.identities.directory
    principal = directory.principal(directory.find_session(made["AccessKeyId"], made["SecurityToken"], NOW))
    assert decide(principal, Request("dysms:QueryMessage")).allowed
    assert not decide(principal, Request("dysms:SendMessageToGlobe")).allowed


async def test_a_role_of_another_account_is_assumed_where_that_trusts_the_caller(house) -> None:
    await house.role(document(trust(f"acs:ram::{OTHER}:user/mallory")))
    assert (await house.ask(house.stranger)).code == "OK"
    assert (await house.ask(house.alice)).code == "NoPermission"


async def test_the_root_key_assumes_none(house) -> None:
    root = Credential("LTAIroot", "s", ACCOUNT, f"acs:ram::{ACCOUNT}:root")
    reply = await house.ask(root)
    assert (reply.code, reply.text) == ("NoPermission", ROOT)


async def test_an_external_id_is_what_the_trust_policy_asks_for(house) -> None:
    condition = {"Condition": {"StringEquals": {"sts:ExternalId": "shop-1"}}}
    await house.role(document(trust(f"acs:ram::{ACCOUNT}:root", **condition)))
    assert (await house.ask(house.alice)).code == "NoPermission"
    assert (await house.ask(house.alice, ExternalId="shop-2")).code == "NoPermission"
    assert (await house.ask(house.alice, ExternalId="shop-1")).code == "OK"


async def test_others_are_not_told_which_roles_an_account_has(house) -> None:
    there = await house.ask(house.stranger)
    missing = await house.ask(house.stranger, RoleArn=ARN.replace("sender", "nobody"))
    assert there.code == missing.code == "NoPermission"
    assert there.text == missing.text
    shown = [{n: v for n, v in one.detail.items() if n != "EncodedDiagnosticMessage"} for one in (there, missing)]
    assert shown[0] == shown[1]
    assert shown[0]["PolicyType"] == "AssumeRolePolicy"


async def test_a_denial_within_the_account_says_whose_word_it_was(house) -> None:
    await house.role(document(trust(f"acs:ram::{ACCOUNT}:root"), trust(f"acs:ram::{ACCOUNT}:user/alice", "Deny")))
    reply = await house.ask(house.alice)
    assert (reply.detail["PolicyType"], reply.detail["NoPermissionType"]) == ("AssumeRolePolicy", "ExplicitDeny")
    found = decode(reply.detail["EncodedDiagnosticMessage"], ACCOUNT, house.identities.seal)
    assert (found.auth_action, found.auth_resource) == ("sts:AssumeRole", f"acs:ram:*:{ACCOUNT}:role/sender")


async def test_the_role_may_allow_longer_sessions(house) -> None:
    await house.role(document(trust(f"acs:ram::{ACCOUNT}:root")), session_seconds_max=43_200)
    assert (await house.ask(house.alice, DurationSeconds="43200")).code == "OK"


ROWS = [
    ({"RoleArn": ""}, "MissingRoleArn"),
    ({"RoleArn": "sender"}, "InvalidParameter.RoleArn"),
    ({"RoleArn": f"acs:ram::{ACCOUNT}:user/alice"}, "InvalidParameter.RoleArn"),
    ({"RoleArn": ARN + "/"}, "InvalidParameter.RoleArn"),
    ({"RoleArn": "a" * 257}, "InvalidParameter.RoleArn"),
    ({"RoleArn": ARN + "s"}, "EntityNotExist.Role"),
    ({"RoleSessionName": ""}, "MissingRoleSessionName"),
    ({"RoleSessionName": "a"}, "InvalidParameter.RoleSessionName"),
    ({"RoleSessionName": "a b"}, "InvalidParameter.RoleSessionName"),
    ({"DurationSeconds": "899"}, "InvalidParameter.DurationSeconds"),
    ({"DurationSeconds": "3601"}, "InvalidParameter.DurationSeconds"),
    ({"DurationSeconds": "43201"}, "InvalidParameter.DurationSeconds"),
    ({"DurationSeconds": "long"}, "InvalidDurationSeconds"),
    ({"Policy": "{}"}, "InvalidParameter.PolicyGrammar"),
    ({"Policy": " " * 2049}, "InvalidParameter.PolicySize"),
    ({"ExternalId": "a b"}, "InvalidParameter"),
    ({"SourceIdentity": "a"}, "InvalidParameter"),
]


@pytest.mark.parametrize(("changed", "code"), ROWS)
async def test_each_code_is_answered_to_what_it_is_for(house, changed: dict[str, str], code: str) -> None:
    assert (await house.ask(house.alice, **changed)).code == code


def test_every_code_that_is_described_is_provoked() -> None:
    described = set(assume_role.operation.refusals)
    assert described == {"NoPermission"} | {code for _, code in ROWS if code in described}
