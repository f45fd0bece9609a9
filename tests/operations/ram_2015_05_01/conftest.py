"""RAM called by the names of its operations, over an account that is empty or furnished."""

from collections.abc import Callable, Iterator

import pytest

from heliograph.identity import Credential, login_profile
from heliograph.operations.call import Refusal, Reply
from heliograph.operations.registry import Registry

READING = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:QueryMessage","Resource":"*"}]}'
SENDING = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:Send*","Resource":"*"}]}'
TRUST = (
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"RAM":"acs:ram::1000000000000001:root"}}]}'
)

#: Each user, group, role and policy with just what the rows of `test_refusals` need, by the calls that make it.
FURNITURE = (
    *(("CreateUser", {"UserName": name}) for name in ("alice", "keyed", "grouped", "policied", "full", "signer")),
    ("CreateLoginProfile", {"UserName": "signer", "Password": "kE9-mossy-lantern"}),
    *(("CreateGroup", {"GroupName": name}) for name in ("ops", "policied", "idle")),
    *(("CreateRole", {"RoleName": name, "AssumeRolePolicyDocument": TRUST}) for name in ("sender", "policied")),
    *(
        ("CreatePolicy", {"PolicyName": name, "PolicyDocument": READING})
        for name in ("spare", "of-user", "of-group", "of-role", "old")
    ),
    ("CreatePolicyVersion", {"PolicyName": "old", "PolicyDocument": SENDING}),
    ("CreateAccessKey", {"UserName": "keyed"}),
    *(("CreateAccessKey", {"UserName": "full"}) for _ in range(2)),
    ("AddUserToGroup", {"UserName": "grouped", "GroupName": "ops"}),
    ("AttachPolicyToUser", {"UserName": "policied", "PolicyName": "of-user", "PolicyType": "Custom"}),
    ("AttachPolicyToGroup", {"GroupName": "policied", "PolicyName": "of-group", "PolicyType": "Custom"}),
    ("AttachPolicyToRole", {"RoleName": "policied", "PolicyName": "of-role", "PolicyType": "Custom"}),
)


class Ram:
    """Calls operations as the root of the account, or as somebody else."""

    def __init__(self, bench) -> None:
        self.bench = bench
        self.registry = Registry()

    async def __call__(self, name: str, caller: Credential | None = None, **parameters: str) -> Reply | Refusal:
        served = self.registry.find("2015-05-01", name)
        assert served is not None, name
        return await self.bench.call(served, caller=caller, **parameters)

    async def ok(self, name: str, caller: Credential | None = None, **parameters: str) -> dict:
        """The fields of an answer, which must be one."""
        reply = await self(name, caller, **parameters)
        assert reply.code == "OK", reply
        return dict(reply.fields)

    async def furnish(self) -> "Ram":
        for name, parameters in FURNITURE:
            await self.ok(name, **parameters)
        return self


@pytest.fixture(autouse=True, scope="package")
def cheap_passwords() -> Iterator[None]:
    """Hashes whose costs, which stand in each of them, are not those that keep a password safe."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(login_profile, "_MEMORY_KIB", 64)
        patched.setattr(login_profile, "_PASSES", 1)
        yield


@pytest.fixture
def ram(bench) -> Ram:
    """Over an empty account."""
    return Ram(bench)


@pytest.fixture(scope="session")
def new_ram(new_bench) -> Callable[[], Ram]:
    """Makes empty accounts."""
    return lambda: Ram(new_bench())


@pytest.fixture
async def furnished(ram: Ram) -> Ram:
    """Over an account with something of each kind."""
    return await ram.furnish()


@pytest.fixture
def documents() -> dict[str, str]:
    return {"reading": READING, "sending": SENDING, "trust": TRUST}
