"""If these fail, a policy counts for somebody it is not attached to, or still does after it was taken away."""

import pytest

from heliograph.identity.evaluate import Request, decide

QUERY = Request("dysms:QueryMessage")


@pytest.mark.parametrize(("word", "name"), [("User", "alice"), ("Group", "ops"), ("Role", "sender")])
@pytest.mark.parametrize(("type_", "policy"), [("Custom", "spare"), ("System", "AliyunDysmsReadOnlyAccess")])
async def test_what_is_attached_is_listed_both_ways_until_it_is_detached(
    furnished, word: str, name: str, type_: str, policy: str
) -> None:
    holder, what = {f"{word}Name": name}, {"PolicyType": type_, "PolicyName": policy}
    await furnished.ok(f"AttachPolicyTo{word}", **holder, **what)
    [row] = (await furnished.ok(f"ListPoliciesFor{word}", **holder))["Policies"]["Policy"]
    assert (row["PolicyName"], row["PolicyType"], row["DefaultVersion"]) == (policy, type_, "v1")
    assert row["AttachDate"] == "2026-11-18T11:06:40Z"
    entities = await furnished.ok("ListEntitiesForPolicy", **what)
    found = {kind: rows[kind.removesuffix("s")] for kind, rows in entities.items()}
    [one] = found.pop(f"{word}s")
    assert one[f"{word}Name"] == name
    assert not any(found.values())
    await furnished.ok(f"DetachPolicyFrom{word}", **holder, **what)
    assert (await furnished.ok(f"ListPoliciesFor{word}", **holder))["Policies"]["Policy"] == []


async def test_it_counts_from_the_next_call_on_and_no_longer(furnished) -> None:
    directory = furnished.bench.identities.directory
    key = (await furnished.ok("CreateAccessKey", UserName="grouped"))["AccessKey"]
    caller = directory.find(key["AccessKeyId"])
    what = {"PolicyType": "Custom", "PolicyName": "spare"}
    for operation, allowed in (("AttachPolicyToGroup", True), ("DetachPolicyFromGroup", False)):
        await furnished.ok(operation, GroupName="ops", **what)
        assert decide(directory.principal(caller), QUERY).allowed is allowed
