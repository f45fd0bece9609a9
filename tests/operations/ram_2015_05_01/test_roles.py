"""If these fail, a role is assumed by whom it does not trust, or its sessions outlive it."""

SENDER = {"RoleName": "sender"}


async def test_a_role_is_told_as_it_was_made(ram, documents) -> None:
    made = (
        await ram.ok(
            "CreateRole",
            **SENDER,
            AssumeRolePolicyDocument=documents["trust"],
            Description="sends",
            MaxSessionDuration="7200",
            AllowConsoleLogin="False",
        )
    )["Role"]
    assert (made["Arn"], made["MaxSessionDuration"], made["AllowConsoleLogin"]) == (
        "acs:ram::1000000000000001:role/sender",
        7200,
        False,
    )
    assert made["AssumeRolePolicyDocument"] == documents["trust"]
    found = (await ram.ok("GetRole", **SENDER))["Role"]
    assert made.items() <= found.items()
    assert found["RolePrincipalName"] == "sender@role.1000000000000001.onaliyunservice.com"
    [listed] = (await ram.ok("ListRoles"))["Roles"]["Role"]
    assert listed == {name: found[name] for name in listed}
    assert "AssumeRolePolicyDocument" not in listed


async def test_a_change_leaves_what_was_not_sent(ram, documents) -> None:
    await ram.ok("CreateRole", **SENDER, AssumeRolePolicyDocument=documents["trust"], Description="sends")
    other = documents["trust"].replace("root", "user/alice")
    changed = (await ram.ok("UpdateRole", **SENDER, NewAssumeRolePolicyDocument=other))["Role"]
    assert (changed["AssumeRolePolicyDocument"], changed["Description"]) == (other, "sends")
    changed = (await ram.ok("UpdateRole", **SENDER, NewMaxSessionDuration="43200", NewDescription="x"))["Role"]
    assert (changed["AssumeRolePolicyDocument"], changed["MaxSessionDuration"]) == (other, 43200)


async def test_a_role_made_again_is_another_one(ram, documents) -> None:
    trust = {"AssumeRolePolicyDocument": documents["trust"]}
    first = (await ram.ok("CreateRole", **SENDER, **trust))["Role"]
    await ram.ok("DeleteRole", **SENDER)
    assert (await ram.ok("CreateRole", **SENDER, **trust))["Role"]["RoleId"] != first["RoleId"]


async def test_pages_of_roles_leave_none_out(ram, documents) -> None:
    for name in ("a", "b", "c"):
        await ram.ok("CreateRole", RoleName=name, AssumeRolePolicyDocument=documents["trust"])
    first = await ram.ok("ListRoles", MaxItems="2")
    assert ([role["RoleName"] for role in first["Roles"]["Role"]], first["IsTruncated"]) == (["a", "b"], True)
    rest = await ram.ok("ListRoles", Marker=first["Marker"])
    assert [role["RoleName"] for role in rest["Roles"]["Role"]] == ["c"]
