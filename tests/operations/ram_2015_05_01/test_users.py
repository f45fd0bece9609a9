"""If these fail, a user is lost, found under another's name, or keeps rights it was stripped of."""

from heliograph.store.port import Nonce
from heliograph.store.records import Conflict

DATE = "2026-11-18T11:06:40Z"
WHOLE = {
    "UserName": "alice",
    "DisplayName": "Alice of operations",
    "MobilePhone": "86-18600008888",
    "Email": "alice@example.com",
    "Comments": "on call",
}


async def test_a_user_is_told_as_it_was_made(ram) -> None:
    made = (await ram.ok("CreateUser", **WHOLE))["User"]
    assert made == WHOLE | {"UserId": made["UserId"], "CreateDate": DATE}
    assert made["UserId"].isdecimal()
    found = (await ram.ok("GetUser", UserName="alice"))["User"]
    assert found == made | {"UpdateDate": DATE}


async def test_a_change_leaves_what_was_not_sent(ram) -> None:
    made = (await ram.ok("CreateUser", **WHOLE))["User"]
    changed = (await ram.ok("UpdateUser", UserName="alice", NewComments="off"))["User"]
    assert changed == made | {"Comments": "off", "UpdateDate": DATE}


async def test_a_renamed_user_keeps_its_keys_groups_and_policies(furnished) -> None:
    for old, held in (("keyed", "AccessKeys"), ("grouped", "Groups"), ("policied", "Policies")):
        listing = {"AccessKeys": "ListAccessKeys", "Groups": "ListGroupsForUser", "Policies": "ListPoliciesForUser"}
        before = await furnished.ok(listing[held], UserName=old)
        assert before[held]
        await furnished.ok("UpdateUser", UserName=old, NewUserName=f"new-{old}")
        assert await furnished.ok(listing[held], UserName=f"new-{old}") == before
        assert (await furnished("GetUser", UserName=old)).code == "EntityNotExist.User"


async def test_a_removed_user_is_gone(ram) -> None:
    first = (await ram.ok("CreateUser", UserName="alice"))["User"]
    await ram.ok("DeleteUser", UserName="alice")
    assert await ram.ok("ListUsers") == {"Users": {"User": []}, "IsTruncated": False}
    again = (await ram.ok("CreateUser", UserName="alice"))["User"]
    assert again["UserId"] != first["UserId"]


async def test_pages_of_users_leave_none_out(ram) -> None:
    names = sorted(f"u{number}" for number in range(12))
    for name in names:
        await ram.ok("CreateUser", UserName=name)
    seen, marker = [], {}
    while True:
        page = await ram.ok("ListUsers", MaxItems="5", **marker)
        seen += [user["UserName"] for user in page["Users"]["User"]]
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    assert seen == names
    assert "Marker" not in page


async def test_the_nonce_is_burnt_with_the_change(ram) -> None:
    nonce = Nonce("LTAI", "n-1", 1)
    served = ram.registry.find("2015-05-01", "CreateUser")
    await ram.bench.call(served, nonce=nonce, UserName="alice")
    assert ram.bench.records.burnt == [nonce]


async def test_a_change_that_others_came_before_is_decided_anew(ram) -> None:
    ram.bench.records.raises = [Conflict("user", "1", "alice")]
    await ram.ok("CreateUser", UserName="alice")
    ram.bench.records.raises = [Conflict("user", "1", "bob")] * 99
    served = ram.registry.find("2015-05-01", "CreateUser")
    ports = ram.bench.ports()
    reply = await served.run(ram.bench.made(served, UserName="bob"), ports)
    assert (reply.code, "Call again" in reply.text) == ("ServiceUnavailable", True)
    ram.bench.records.raises = []
    assert (await ram("GetUser", UserName="bob")).code == "EntityNotExist.User"
