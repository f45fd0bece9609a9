"""If these fail, official clients cannot use a role's session, or one goes on after it expired or its role is gone."""

import random

import pytest

from heliograph.http.request import Request
from heliograph.identity import Credential
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.entity import put, remove
from heliograph.identity.role import Role
from heliograph.identity.session import Session
from heliograph.identity.token import issue_token
from memory_identities import ACCOUNT

ROLE = Role(account=ACCOUNT, name="sender", id="3001", trust_policy="{}", created=1, updated=1)
MAY_ALL = Attachment(
    account=ACCOUNT,
    policy_source=PolicySource.SYSTEM,
    policy="AliyunDysmsFullAccess",
    holder=Holder.ROLE,
    holder_id="3001",
    attached=1,
)
HOUR_MS = 3_600_000


@pytest.fixture
async def session(world) -> Credential:
    """A session of an hour."""
    await world.identities.change(lambda directory: ([put(ROLE), put(MAY_ALL)], None))
    return issued(world)


def issued(world, seed: int = 1) -> Credential:
    return issue_token(
        Session(ACCOUNT, "3001", "sender", "job-1", world.clock.now + HOUR_MS),
        seal=world.identities.seal,
        choose=random.Random(seed).choice,
    )


@pytest.fixture(params=["v1", "v3"])
def sign(world, request: pytest.FixtureRequest):
    """Signs a QueryMessage with a key, in each manner."""

    def signed(key: Credential) -> Request:
        make = world.v1 if request.param == "v1" else world.v3
        return make(key=key, MessageId="1")

    return signed


def with_token(key: Credential, token: str) -> Credential:
    return Credential(key.access_key_id, key.secret, key.account, security_token=token)


async def test_a_session_calls_until_it_expires(world, session: Credential, sign) -> None:
    status, document = await world.ask(sign(session))
    assert (status, document["ResponseCode"]) == (200, "DATA_NOT_EXIST")
    world.clock.now += HOUR_MS - 1
    assert (await world.ask(sign(session)))[0] == 200
    world.clock.now += 1
    assert await world.refusal(sign(session)) == ("InvalidSecurityToken.Expired", 400)


async def test_each_wrong_token_has_its_code(world, session: Credential, sign) -> None:
    other = issued(world, seed=2)
    assert await world.refusal(sign(with_token(session, other.security_token))) == (
        "InvalidSecurityToken.MismatchWithAccessKey",
        400,
    )
    assert await world.refusal(sign(with_token(session, "garbled"))) == ("InvalidSecurityToken.Malformed", 400)
    assert await world.refusal(sign(with_token(session, ""))) == ("MissingSecurityToken", 400)


async def test_the_secret_of_a_token_is_needed_too(world, session: Credential, sign) -> None:
    guessed = Credential(session.access_key_id, "guessed", ACCOUNT, security_token=session.security_token)
    assert (await world.refusal(sign(guessed)))[0] == "SignatureDoesNotMatch"


async def test_a_fixed_triple_of_configuration_goes_on_working(world, sign, keys) -> None:
    assert (await world.ask(sign(keys.session)))[0] == 200
    assert await world.refusal(sign(with_token(keys.session, "another"))) == (
        "InvalidSecurityToken.MismatchWithAccessKey",
        400,
    )


async def test_a_lasting_key_comes_without_any_token(world, session: Credential, sign) -> None:
    lasting = Credential("LTAIroot", "root-secret", ACCOUNT, security_token=session.security_token)
    assert await world.refusal(sign(lasting)) == ("InvalidSecurityToken.MismatchWithAccessKey", 400)


async def test_the_sessions_of_a_role_end_with_it(world, session: Credential, sign) -> None:
    await world.identities.change(lambda directory: ([remove(ROLE)], None))
    assert await world.refusal(sign(session)) == ("InvalidAccessKeyId.NotFound", 404)
