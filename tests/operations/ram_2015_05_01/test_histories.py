"""If this fails, some order of calls leaves RAM in a state that nobody asked for.

Random histories of calls agree with a model of a page: the code of every answer, and what is there in the end.
"""

import asyncio
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

READING = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:QueryMessage","Resource":"*"}]}'
NAMES = st.sampled_from(["a", "b", "c"])
CUSTOM = {"PolicyType": "Custom"}


@dataclass
class Held:
    """What a user has, by names."""

    keys: int = 0
    groups: set[str] = field(default_factory=set)
    policies: set[str] = field(default_factory=set)


@dataclass
class Model:
    """What an account holds, and what RAM says to each call."""

    users: dict[str, Held] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    policies: set[str] = field(default_factory=set)

    def create_user(self, user: str, _other: str) -> str:
        if user in self.users:
            return "EntityAlreadyExists.User"
        self.users[user] = Held()
        return "OK"

    def rename_user(self, user: str, other: str) -> str:
        if user not in self.users:
            return "EntityNotExist.User"
        if other in self.users and other != user:
            return "EntityAlreadyExists.User"
        self.users[other] = self.users.pop(user)
        return "OK"

    def delete_user(self, user: str, _other: str) -> str:
        held = self.users.get(user)
        if held is None:
            return "EntityNotExist.User"
        for has, code in ((held.keys, "AccessKey"), (held.groups, "Group"), (held.policies, "Policy")):
            if has:
                return f"DeleteConflict.User.{code}"
        del self.users[user]
        return "OK"

    def create_key(self, user: str, _other: str) -> str:
        if user not in self.users:
            return "EntityNotExist.User"
        if self.users[user].keys == 2:
            return "LimitExceeded.User.AccessKey"
        self.users[user].keys += 1
        return "OK"

    def create_group(self, group: str, _other: str) -> str:
        if group in self.groups:
            return "EntityAlreadyExists.Group"
        self.groups.add(group)
        return "OK"

    def delete_group(self, group: str, _other: str) -> str:
        if group not in self.groups:
            return "EntityNotExist.Group"
        if any(group in held.groups for held in self.users.values()):
            return "DeleteConflict.Group.User"
        self.groups.remove(group)
        return "OK"

    def join(self, user: str, group: str) -> str:
        if user not in self.users:
            return "EntityNotExist.User"
        if group not in self.groups:
            return "EntityNotExist.Group"
        if group in self.users[user].groups:
            return "EntityAlreadyExists.User.Group"
        self.users[user].groups.add(group)
        return "OK"

    def leave(self, user: str, group: str) -> str:
        if user not in self.users:
            return "EntityNotExist.User"
        if group not in self.groups:
            return "EntityNotExist.Group"
        if group not in self.users[user].groups:
            return "EntityNotExist.User.Group"
        self.users[user].groups.remove(group)
        return "OK"

    def create_policy(self, policy: str, _other: str) -> str:
        if policy in self.policies:
            return "EntityAlreadyExists.Policy"
        self.policies.add(policy)
        return "OK"

    def delete_policy(self, policy: str, _other: str) -> str:
        if policy not in self.policies:
            return "EntityNotExist.Policy"
        if any(policy in held.policies for held in self.users.values()):
            return "DeleteConflict.Policy.User"
        self.policies.remove(policy)
        return "OK"

    def attach(self, user: str, policy: str) -> str:
        if user not in self.users:
            return "EntityNotExist.User"
        if policy not in self.policies:
            return "EntityNotExist.Policy"
        if policy in self.users[user].policies:
            return "EntityAlreadyExists.User.Policy"
        self.users[user].policies.add(policy)
        return "OK"

    def detach(self, user: str, policy: str) -> str:
        if user not in self.users:
            return "EntityNotExist.User"
        if policy not in self.policies:
            return "EntityNotExist.Policy"
        if policy not in self.users[user].policies:
            return "EntityNotExist.User.Policy"
        self.users[user].policies.remove(policy)
        return "OK"


#: The model's step, the operation, and the parameters that its two names are.
STEPS = {
    "create_user": ("CreateUser", ("UserName",), {}),
    "rename_user": ("UpdateUser", ("UserName", "NewUserName"), {}),
    "delete_user": ("DeleteUser", ("UserName",), {}),
    "create_key": ("CreateAccessKey", ("UserName",), {}),
    "create_group": ("CreateGroup", ("GroupName",), {}),
    "delete_group": ("DeleteGroup", ("GroupName",), {}),
    "join": ("AddUserToGroup", ("UserName", "GroupName"), {}),
    "leave": ("RemoveUserFromGroup", ("UserName", "GroupName"), {}),
    "create_policy": ("CreatePolicy", ("PolicyName",), {"PolicyDocument": READING}),
    "delete_policy": ("DeletePolicy", ("PolicyName",), {}),
    "attach": ("AttachPolicyToUser", ("UserName", "PolicyName"), CUSTOM),
    "detach": ("DetachPolicyFromUser", ("UserName", "PolicyName"), CUSTOM),
}


async def walk(ram, history: list[tuple[str, str, str]]) -> None:
    model = Model()
    for step, *names in history:
        operation, parameters, fixed = STEPS[step]
        reply = await ram(operation, **fixed, **dict(zip(parameters, names, strict=False)))
        assert reply.code == getattr(model, step)(*names), (step, names)
    await compare(ram, model)
    # What was written says the same to a process that reads it anew.
    await ram.bench.identities.load()
    await compare(ram, model)


async def compare(ram, model: Model) -> None:
    listed = await ram.ok("ListUsers")
    assert [user["UserName"] for user in listed["Users"]["User"]] == sorted(model.users)
    for name, held in model.users.items():
        keys = await ram.ok("ListAccessKeys", UserName=name)
        groups = await ram.ok("ListGroupsForUser", UserName=name)
        policies = await ram.ok("ListPoliciesForUser", UserName=name)
        assert len(keys["AccessKeys"]["AccessKey"]) == held.keys
        assert {group["GroupName"] for group in groups["Groups"]["Group"]} == held.groups
        assert {policy["PolicyName"] for policy in policies["Policies"]["Policy"]} == held.policies
    listed = await ram.ok("ListPolicies", PolicyType="Custom")
    assert [policy["PolicyName"] for policy in listed["Policies"]["Policy"]] == sorted(model.policies)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), NAMES, NAMES), max_size=40))
def test_random_histories_agree_with_the_model(new_ram, history: list[tuple[str, str, str]]) -> None:
    asyncio.run(walk(new_ram(), history))
