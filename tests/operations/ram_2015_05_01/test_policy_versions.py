"""If these fail, a version counts that was not set, or the one that counts is lost."""

import pytest

P = {"PolicyName": "p"}
CUSTOM = {"PolicyType": "Custom"}


@pytest.fixture
async def policy(ram, documents):
    await ram.ok("CreatePolicy", **P, PolicyDocument=documents["reading"])
    return ram


async def versions(ram) -> list[tuple[str, bool]]:
    rows = (await ram.ok("ListPolicyVersions", **P, **CUSTOM))["PolicyVersions"]["PolicyVersion"]
    return [(row["VersionId"], row["IsDefaultVersion"]) for row in rows]


async def test_a_new_version_counts_where_it_is_asked_to_or_set(policy, documents) -> None:
    sending = documents["sending"]
    made = await policy.ok("CreatePolicyVersion", **P, PolicyDocument=sending)
    assert (made["PolicyVersion"]["VersionId"], made["PolicyVersion"]["IsDefaultVersion"]) == ("v2", False)
    await policy.ok("CreatePolicyVersion", **P, PolicyDocument=sending, SetAsDefault="True")
    assert await versions(policy) == [("v1", False), ("v2", False), ("v3", True)]
    await policy.ok("SetDefaultPolicyVersion", **P, VersionId="v2")
    assert await versions(policy) == [("v1", False), ("v2", True), ("v3", False)]
    found = await policy.ok("GetPolicyVersion", **P, **CUSTOM, VersionId="v2")
    assert found["PolicyVersion"]["PolicyDocument"] == sending
    await policy.ok("DeletePolicyVersion", **P, VersionId="v1")
    assert await versions(policy) == [("v2", True), ("v3", False)]


async def test_a_number_is_never_given_twice(policy, documents) -> None:
    await policy.ok("CreatePolicyVersion", **P, PolicyDocument=documents["sending"])
    await policy.ok("DeletePolicyVersion", **P, VersionId="v2")
    made = await policy.ok("CreatePolicyVersion", **P, PolicyDocument=documents["sending"])
    assert made["PolicyVersion"]["VersionId"] == "v3"


async def test_rotation_removes_the_oldest_that_does_not_count(policy, documents) -> None:
    for _ in range(4):
        await policy.ok("CreatePolicyVersion", **P, PolicyDocument=documents["sending"])
    rotate = {"RotateStrategy": "DeleteOldestNonDefaultVersionWhenLimitExceeded"}
    await policy.ok("CreatePolicyVersion", **P, PolicyDocument=documents["sending"], **rotate)
    assert await versions(policy) == [("v1", True), ("v3", False), ("v4", False), ("v5", False), ("v6", False)]


async def test_a_policy_of_the_system_has_one_version(ram) -> None:
    system = {"PolicyName": "AliyunDysmsFullAccess", "PolicyType": "System"}
    listed = await ram.ok("ListPolicyVersions", **system)
    assert [row["VersionId"] for row in listed["PolicyVersions"]["PolicyVersion"]] == ["v1"]
    assert await ram.ok("GetPolicyVersion", **system, VersionId="v1")
    assert (await ram("GetPolicyVersion", **system, VersionId="v2")).code == "EntityNotExist.Policy.Version"
