"""Two accounts with a user each who may assume roles as far as its own policies go, and a role of one of them."""

import pytest

from heliograph.identity import Credential
from heliograph.identity.access_key import new_access_key
from heliograph.identity.account import Account
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.entity import put
from heliograph.identity.role import Role
from heliograph.identity.user import User
from heliograph.operations.sts_2015_04_01.assume_role import assume_role
from identity_documents import document, trust

ACCOUNT, OTHER = "1000000000000001", "1000000000000002"
ARN = f"acs:ram::{ACCOUNT}:role/sender"
ASKED = {"RoleArn": ARN, "RoleSessionName": "alice@shop"}


class House:
    """Users of two accounts who may assume roles as far as their own policies go, and a role."""

    def __init__(self, bench) -> None:
        self.bench = bench
        self.identities = bench.identities

    async def start(self) -> "House":
        for account in (ACCOUNT, OTHER):
            await self.put(Account(id=account))
        self.alice = await self.user(ACCOUNT, "alice", "2001")
        self.stranger = await self.user(OTHER, "mallory", "2009")
        await self.role(document(trust(f"acs:ram::{ACCOUNT}:root")))
        await self.attach(ACCOUNT, "3001", Holder.ROLE, "AliyunDysmsFullAccess")
        return self

    async def put(self, *entities) -> None:
        await self.identities.change(lambda directory: ([put(entity) for entity in entities], None))

    async def attach(self, account: str, id_: str, holder: Holder, policy: str) -> None:
        source = PolicySource.SYSTEM
        await self.put(
            Attachment(account=account, policy_source=source, policy=policy, holder=holder, holder_id=id_, attached=1)
        )

    async def user(self, account: str, name: str, id_: str) -> Credential:
        key, _ = new_access_key(
            account,
            id_,
            seal=self.identities.seal,
            choose=self.identities.choose,
            now=1,
            is_taken=self.identities.directory.is_taken,
        )
        await self.put(User(account=account, name=name, id=id_, created=1, updated=1), key)
        await self.attach(account, id_, Holder.USER, "AliyunSTSAssumeRoleAccess")
        found = self.identities.directory.find(key.id)
        assert found is not None
        return found

    async def role(self, trust_policy: str, **more) -> None:
        await self.put(
            Role(account=ACCOUNT, name="sender", id="3001", trust_policy=trust_policy, created=1, updated=1, **more)
        )

    async def ask(self, caller: Credential, **changed: str):
        asked = {name: value for name, value in (ASKED | changed).items() if value}
        return await self.bench.call(assume_role, caller=caller, **asked)


@pytest.fixture
async def house(bench) -> House:
    return await House(bench).start()
