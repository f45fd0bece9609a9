"""If this fails, a user reads receipts without a policy that says so, or a narrow policy opens nothing."""

import random

import pytest

from heliograph.identity import Account
from heliograph.identity.account import AccountStatus
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import Entity, put, remove
from heliograph.identity.role import Role
from heliograph.identity.session import Session
from heliograph.identity.token import issue_token
from heliograph.identity.user import User
from queues.conftest import ACCOUNT, INBOUND, NOW, REPORTS, ROOT, USER, World

READER = User(account=ACCOUNT, name="reader", id=USER.user, created=1, updated=1)
ROLE = Role(account=ACCOUNT, name="consumer", id="3001", trust_policy="{}", created=1, updated=1)

EMPTY = ("MessageNotExist", 404)
DENIED = ("AccessDenied", 403)


async def make(world: World, *entities: Entity) -> None:
    await world.identities.change(lambda directory: ([put(entity) for entity in entities], None))


async def allow(world: World, holder: Holder, holder_id: str, action: str, resource: str) -> None:
    document = f'{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}]}}'
    await make(
        world,
        CustomPolicy(account=ACCOUNT, name="p1", default_version="v1", versions_made=1, created=1, updated=1),
        PolicyVersion(account=ACCOUNT, policy="p1", id="v1", document=document, created=1),
        Attachment(
            account=ACCOUNT,
            policy_source=PolicySource.CUSTOM,
            policy="p1",
            holder=holder,
            holder_id=holder_id,
            attached=1,
        ),
    )


async def test_a_user_without_a_policy_reads_nothing(world: World) -> None:
    await make(world, READER)
    assert await world.refusal(key=USER) == DENIED


@pytest.mark.parametrize("resource", [f"acs:mns:*:{ACCOUNT}:/queues/{REPORTS}/messages", "acs:mns:*:*:/queues/*", "*"])
async def test_a_policy_names_operation_and_queue_as_mns_does(world: World, resource: str) -> None:
    await make(world, READER)
    await allow(world, Holder.USER, READER.id, "mns:ReceiveMessage", resource)
    assert await world.refusal(key=USER) == EMPTY
    assert await world.refusal("GET", f"/queues/{REPORTS}/messages?numOfMessages=2", key=USER) == DENIED
    assert await world.refusal("DELETE", f"/queues/{REPORTS}/messages?ReceiptHandle=1-x", key=USER) == DENIED
    other = await world.refusal("GET", f"/queues/{INBOUND}/messages", key=USER)
    assert other == (DENIED if REPORTS in resource else EMPTY)


async def test_the_session_of_a_role_reads_as_the_role_may(world: World) -> None:
    await make(world, ROLE)
    held = Session(ACCOUNT, ROLE.id, ROLE.name, "nightly", NOW + 60_000)
    session = issue_token(held, seal=world.identities.seal, choose=random.Random(6).choice)
    assert await world.refusal(key=session) == DENIED
    await allow(world, Holder.ROLE, ROLE.id, "mns:*", "*")
    assert await world.refusal(key=session) == EMPTY
    world.clock.now += 60_000
    assert await world.refusal(key=session) == ("InvalidSecurityToken.Expired", 400)
    world.clock.now -= 60_000
    await world.identities.change(lambda directory: ([remove(ROLE)], None))
    assert await world.refusal(key=session) == ("InvalidAccessKeyId", 403)


async def test_a_suspended_account_reads_nothing_not_even_by_a_token_from_before(world: World) -> None:
    token = world.mint.issue(ACCOUNT, ROOT.principal, REPORTS, NOW).credential
    for key in (ROOT, token):
        assert await world.refusal(key=key) == EMPTY
    await make(world, Account(id=ACCOUNT, name="root", created=1, status=AccountStatus.SUSPENDED))
    for key in (ROOT, token):
        assert await world.refusal(key=key) == DENIED
