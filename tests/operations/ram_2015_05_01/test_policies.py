"""If these fail, a policy counts that nobody reads in the lists, or is removed while it counts."""

import pytest

from heliograph.identity.grammar import parse
from heliograph.identity.policy import Policy
from heliograph.identity.system_policies import SYSTEM_POLICIES

QUERY = {"PolicyName": "sms-query"}
CUSTOM = {"PolicyType": "Custom"}


async def test_a_policy_is_told_with_the_document_that_counts(ram, documents) -> None:
    made = (await ram.ok("CreatePolicy", **QUERY, PolicyDocument=documents["reading"], Description="d"))["Policy"]
    assert (made["PolicyType"], made["DefaultVersion"], made["Description"]) == ("Custom", "v1", "d")
    found = await ram.ok("GetPolicy", **QUERY, **CUSTOM)
    assert found["Policy"]["PolicyDocument"] == documents["reading"]
    assert found["Policy"]["AttachmentCount"] == 0
    assert found["DefaultPolicyVersion"] == {
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "PolicyDocument": documents["reading"],
        "CreateDate": made["CreateDate"],
    }


@pytest.mark.parametrize("name", sorted(SYSTEM_POLICIES))
async def test_a_policy_of_the_system_is_told_with_a_document_that_can_be_read(ram, name: str) -> None:
    found = await ram.ok("GetPolicy", PolicyName=name, PolicyType="System")
    assert isinstance(parse(found["Policy"]["PolicyDocument"]), Policy)
    assert found["DefaultPolicyVersion"]["VersionId"] == "v1"


async def test_versions_go_with_the_policy_where_that_is_asked_for(furnished) -> None:
    await furnished.ok("DeletePolicy", PolicyName="old", CascadingDelete="true")
    assert (await furnished("GetPolicy", PolicyName="old", **CUSTOM)).code == "EntityNotExist.Policy"
    assert not [key for key in furnished.bench.records.kept if key[0] == "policy_version" and key[2].startswith("old:")]


@pytest.mark.parametrize("narrowed", ["", "Custom", "System"])
async def test_pages_of_policies_leave_none_out(furnished, narrowed: str) -> None:
    custom = [("Custom", name) for name in ("of-group", "of-role", "of-user", "old", "spare")]
    system = [("System", name) for name in sorted(SYSTEM_POLICIES)]
    asked = {"MaxItems": "3"} | ({"PolicyType": narrowed} if narrowed else {})
    seen, marker = [], {}
    while True:
        page = await furnished.ok("ListPolicies", **asked, **marker)
        seen += [(row["PolicyType"], row["PolicyName"]) for row in page["Policies"]["Policy"]]
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    assert seen == {"": system + custom, "Custom": custom, "System": system}[narrowed]


async def test_how_often_it_is_attached_is_counted(furnished) -> None:
    found = await furnished.ok("GetPolicy", PolicyName="of-user", **CUSTOM)
    assert found["Policy"]["AttachmentCount"] == 1
