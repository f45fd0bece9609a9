"""If these fail, a call signed with a lent credential is refused, or may do what its holder may not."""

import dataclasses
import random

import pytest

from heliograph.identity import Credential
from heliograph.identity.entity import put
from heliograph.identity.lent import LIFE_MS, LentCredentials
from heliograph.identity.user import User
from memory_identities import ACCOUNT

ALICE = User(account=ACCOUNT, name="alice", id="2001", created=1, updated=1)


@pytest.fixture
async def lent(world) -> LentCredentials:
    world.credentials = lent = LentCredentials(world.identities.directory, random.Random(1).choice)
    await world.start()
    return lent


async def test_the_account_itself_calls_with_what_it_was_lent(world, keys, lent: LentCredentials) -> None:
    with lent.lend(keys.root, world.clock.now) as credential:
        status, document = await world.ask(world.v3(key=credential, MessageId="1"))
        assert (status, document["ResponseCode"]) == (200, "DATA_NOT_EXIST")
    assert await world.refusal(world.v3(key=credential, MessageId="1")) == ("InvalidSecurityToken.Malformed", 400)


async def test_a_user_is_held_to_their_policies(world, lent: LentCredentials) -> None:
    await world.identities.change(lambda directory: ([put(ALICE)], None))
    alice = Credential("LTAIalice", "secret", ACCOUNT, f"acs:ram::{ACCOUNT}:user/alice", user="2001")
    with lent.lend(alice, world.clock.now) as credential:
        assert await world.refusal(world.v3(key=credential, MessageId="1")) == ("NoPermission", 403)


async def test_it_is_nothing_without_its_token_or_with_another_secret(world, keys, lent: LentCredentials) -> None:
    with lent.lend(keys.root, world.clock.now) as credential:
        for changed, code in (
            ({"security_token": ""}, "MissingSecurityToken"),
            ({"security_token": "other"}, "InvalidSecurityToken.MismatchWithAccessKey"),
            ({"secret": "other"}, "SignatureDoesNotMatch"),
        ):
            forged = dataclasses.replace(credential, **changed)
            assert (await world.refusal(world.v3(key=forged, MessageId="1")))[0] == code


async def test_it_expires(world, keys, lent: LentCredentials) -> None:
    with lent.lend(keys.root, world.clock.now) as credential:
        world.clock.now += LIFE_MS
        assert (await world.refusal(world.v3(key=credential, MessageId="1")))[0] == "InvalidSecurityToken.Expired"
