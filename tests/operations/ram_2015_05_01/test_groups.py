"""If these fail, a user is counted among a group's whom nobody put there, or has its rights after leaving."""

OPS = {"GroupName": "ops"}
ALICE = {"UserName": "alice"}


async def test_a_group_is_told_as_it_was_made(ram) -> None:
    made = (await ram.ok("CreateGroup", **OPS, Comments="the night shift"))["Group"]
    assert (made["GroupName"], made["Comments"]) == ("ops", "the night shift")
    assert made["GroupId"].startswith("g-")
    listed = await ram.ok("ListGroups")
    assert listed["Groups"]["Group"] == [made | {"UpdateDate": made["CreateDate"]}]


async def test_who_joins_is_listed_both_ways_until_it_leaves(ram) -> None:
    group = (await ram.ok("CreateGroup", **OPS))["Group"]
    await ram.ok("CreateUser", **ALICE, DisplayName="Alice")
    await ram.ok("AddUserToGroup", **ALICE, **OPS)
    joined = "2026-11-18T11:06:40Z"
    assert (await ram.ok("ListUsersForGroup", **OPS))["Users"]["User"] == [
        {"UserName": "alice", "DisplayName": "Alice", "JoinDate": joined}
    ]
    assert (await ram.ok("ListGroupsForUser", **ALICE))["Groups"]["Group"] == [
        {"GroupName": "ops", "GroupId": group["GroupId"], "Comments": "", "JoinDate": joined}
    ]
    await ram.ok("RemoveUserFromGroup", **ALICE, **OPS)
    assert (await ram.ok("ListUsersForGroup", **OPS))["Users"]["User"] == []
    await ram.ok("DeleteGroup", **OPS)
    assert (await ram.ok("ListGroups"))["Groups"]["Group"] == []


async def test_members_come_in_pages(ram) -> None:
    await ram.ok("CreateGroup", **OPS)
    for name in ("a", "b", "c"):
        await ram.ok("CreateUser", UserName=name)
        await ram.ok("AddUserToGroup", UserName=name, **OPS)
    first = await ram.ok("ListUsersForGroup", **OPS, MaxItems="2")
    assert ([user["UserName"] for user in first["Users"]["User"]], first["IsTruncated"]) == (["a", "b"], True)
    rest = await ram.ok("ListUsersForGroup", **OPS, Marker=first["Marker"])
    assert ([user["UserName"] for user in rest["Users"]["User"]], rest["IsTruncated"]) == (["c"], False)
