"""If these fail, a secret is told twice, or a key that was revoked still signs."""

import pytest

ALICE = {"UserName": "alice"}


@pytest.fixture
async def key(ram) -> dict[str, str]:
    await ram.ok("CreateUser", **ALICE)
    return (await ram.ok("CreateAccessKey", **ALICE))["AccessKey"]


async def test_a_key_signs_from_its_making_on_and_its_secret_is_told_once(ram, key) -> None:
    found = ram.bench.identities.directory.find(key["AccessKeyId"])
    assert (found.secret, found.active) == (key["AccessKeySecret"], True)
    listed = await ram.ok("ListAccessKeys", **ALICE)
    assert listed["AccessKeys"]["AccessKey"] == [
        {"AccessKeyId": key["AccessKeyId"], "Status": "Active", "CreateDate": key["CreateDate"]}
    ]
    stored = b"".join(record.body for record in ram.bench.records.kept.values())
    assert key["AccessKeySecret"].encode() not in stored


async def test_a_disabled_key_is_known_and_does_not_sign_and_can_be_enabled(ram, key) -> None:
    for status, active in (("Inactive", False), ("Active", True)):
        await ram.ok("UpdateAccessKey", **ALICE, UserAccessKeyId=key["AccessKeyId"], Status=status)
        assert ram.bench.identities.directory.find(key["AccessKeyId"]).active is active


async def test_a_removed_key_is_not_known(ram, key) -> None:
    await ram.ok("DeleteAccessKey", **ALICE, UserAccessKeyId=key["AccessKeyId"])
    assert ram.bench.identities.directory.find(key["AccessKeyId"]) is None
    assert (await ram.ok("ListAccessKeys", **ALICE))["AccessKeys"]["AccessKey"] == []


async def test_another_user_s_key_is_no_key_of_this_one(ram, key) -> None:
    await ram.ok("CreateUser", UserName="bob")
    for name, more in (("UpdateAccessKey", {"Status": "Inactive"}), ("DeleteAccessKey", {})):
        reply = await ram(name, UserName="bob", UserAccessKeyId=key["AccessKeyId"], **more)
        assert reply.code == "EntityNotExist.User.AccessKey"
    assert ram.bench.identities.directory.find(key["AccessKeyId"]).active


async def test_the_last_use_is_told_once_there_is_one(ram, key) -> None:
    asked = {**ALICE, "UserAccessKeyId": key["AccessKeyId"]}
    assert await ram.ok("GetAccessKeyLastUsed", **asked) == {"AccessKeyLastUsed": {}}
    ram.bench.identities.directory.used(key["AccessKeyId"], 1_795_000_000_000)
    assert await ram.ok("GetAccessKeyLastUsed", **asked) == {
        "AccessKeyLastUsed": {"LastUsedDate": "2026-11-18T11:06:40Z"}
    }


async def test_a_user_who_names_nobody_means_itself(ram, key) -> None:
    caller = ram.bench.identities.directory.find(key["AccessKeyId"])
    second = (await ram.ok("CreateAccessKey", caller))["AccessKey"]
    await ram.ok("DeleteAccessKey", caller, UserAccessKeyId=key["AccessKeyId"])
    listed = await ram.ok("ListAccessKeys", caller)
    assert [one["AccessKeyId"] for one in listed["AccessKeys"]["AccessKey"]] == [second["AccessKeyId"]]
