"""Groups and who is in them: CreateGroup, DeleteGroup, ListGroups, AddUserToGroup, RemoveUserFromGroup, their lists."""

from heliograph.identity import IdentityDirectory
from heliograph.identity.attachment import Holder
from heliograph.identity.entity import put, remove
from heliograph.identity.group import Group, Membership
from heliograph.identity.holdings import Holdings
from heliograph.identity.ids import new_group_id
from heliograph.identity.user import User
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import Access, Field
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import (
    Decided,
    changed,
    full,
    group_of,
    held_by,
    page_of,
    refuse,
    user_of,
)
from heliograph.operations.ram_2015_05_01.described import (
    CREATED,
    GROUP,
    GROUP_NAME,
    GROUPS,
    IS_TRUNCATED,
    JOINED,
    NEXT_MARKER,
    PAGE,
    UPDATED,
    USER,
    USER_NAME,
    count_of,
    many,
    one,
    ram,
    text,
    told,
    told_many,
)
from heliograph.operations.ram_2015_05_01.paging import paged

_NAME = Field("GroupName", "The group's name.", "operators")
_ID = Field("GroupId", "The group's id.", "g-FpMEHiMysofp")
_COMMENTS = Field("Comments", "Remarks.", "the night shift")
_CREATED = one("Group", "The group.", _NAME, _ID, _COMMENTS, CREATED)
_LISTED = many("Groups", "Group", "The groups, by name.", _NAME, _ID, _COMMENTS, CREATED, UPDATED)
_OF_USER = many("Groups", "Group", "The groups the user is in.", _NAME, _ID, _COMMENTS, JOINED)
_MEMBERS = many(
    "Users",
    "User",
    "The users in the group, by name.",
    Field("UserName", "The user's name.", "alice"),
    Field("DisplayName", "A name for people.", "Alice of operations"),
    JOINED,
)
_BOTH = ("EntityNotExist.User", "EntityNotExist.Group")

CREATE_GROUP = ram(
    "CreateGroup",
    "Makes a group. Its users have what is attached to it.",
    Access.CREATE,
    GROUP,
    (GROUP_NAME, text("Comments", "Remarks.", "the night shift")),
    (_CREATED,),
    ("EntityAlreadyExists.Group", "LimitExceeded.Group"),
)
DELETE_GROUP = ram(
    "DeleteGroup",
    "Removes a group that has no users and no attached policies any more.",
    Access.DELETE,
    GROUP,
    (GROUP_NAME,),
    refusals=("EntityNotExist.Group", "DeleteConflict.Group.User", "DeleteConflict.Group.Policy"),
)
LIST_GROUPS = ram(
    "ListGroups", "Lists the groups by name.", Access.LIST, GROUPS, PAGE, (_LISTED, IS_TRUNCATED, NEXT_MARKER)
)
ADD_USER_TO_GROUP = ram(
    "AddUserToGroup",
    "Puts a user into a group.",
    Access.CREATE,
    USER,
    (USER_NAME, GROUP_NAME),
    refusals=(*_BOTH, "EntityAlreadyExists.User.Group", "LimitExceeded.User.Group"),
    second_resource=GROUP,
)
REMOVE_USER_FROM_GROUP = ram(
    "RemoveUserFromGroup",
    "Takes a user out of a group.",
    Access.DELETE,
    USER,
    (USER_NAME, GROUP_NAME),
    refusals=(*_BOTH, "EntityNotExist.User.Group"),
    second_resource=GROUP,
)
LIST_GROUPS_FOR_USER = ram(
    "ListGroupsForUser",
    "Lists the groups that a user is in.",
    Access.LIST,
    USER,
    (USER_NAME,),
    (_OF_USER,),
    ("EntityNotExist.User",),
)
LIST_USERS_FOR_GROUP = ram(
    "ListUsersForGroup",
    "Lists the users in a group by name.",
    Access.LIST,
    GROUP,
    (GROUP_NAME, *PAGE),
    (_MEMBERS, IS_TRUNCATED, NEXT_MARKER),
    ("EntityNotExist.Group",),
)


def of_group(group: Group) -> dict[str, Answer]:
    """All that is told of a group."""
    return {
        "GroupName": group.name,
        "GroupId": group.id,
        "Comments": group.comments,
        "CreateDate": iso_date(group.created),
        "UpdateDate": iso_date(group.updated),
    }


@operation(CREATE_GROUP)
async def create_group(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        name = call.text("GroupName")
        if held.groups.get(name) is not None:
            return refuse(Refusal("EntityAlreadyExists.Group", f"There is a group {name} already."))
        if len(held.groups) >= count_of("LimitExceeded.Group"):
            return full("LimitExceeded.Group")
        id_ = new_group_id(ports.identities.choose)
        while held.groups.one("id", id_) is not None:
            id_ = new_group_id(ports.identities.choose)
        group = Group(account=call.account, name=name, id=id_, comments=call.text("Comments"), created=now, updated=now)
        return [put(group)], Reply(fields={"Group": told(of_group(group), _CREATED)})

    return await changed(call, ports, decide)


@operation(DELETE_GROUP)
async def delete_group(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        group = group_of(held, call.text("GroupName"))
        if isinstance(group, Refusal):
            return refuse(group)
        for code, count, what in (
            ("DeleteConflict.Group.User", held.memberships.count("group", group.id), "users"),
            ("DeleteConflict.Group.Policy", len(held.attached_to(Holder.GROUP, group.id)), "attached policies"),
        ):
            if count:
                text = f"The group {group.name} has {what} still: {count}. Take them from it first."
                return refuse(Refusal(code, text))
        return [remove(group)], Reply()

    return await changed(call, ports, decide)


@operation(LIST_GROUPS)
async def list_groups(call: Call, ports: Ports) -> Reply | Refusal:
    after, items_max = page_of(call)
    found = held_by(call, ports).groups.page(after, items_max + 1)
    page, next_page = paged(found, items_max, lambda group: group.name)
    return Reply(fields={"Groups": told_many(map(of_group, page), _LISTED), **next_page})


@operation(ADD_USER_TO_GROUP)
async def add_user_to_group(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        both = _both(call, held)
        if isinstance(both, Refusal):
            return refuse(both)
        user, group = both
        if _membership(held, user, group) is not None:
            text = f"The user {user.name} is in the group {group.name} already."
            return refuse(Refusal("EntityAlreadyExists.User.Group", text))
        if held.memberships.count("user", user.id) >= count_of("LimitExceeded.User.Group"):
            return full("LimitExceeded.User.Group")
        return [put(Membership(account=call.account, group=group.id, user=user.id, joined=now))], Reply()

    return await changed(call, ports, decide)


@operation(REMOVE_USER_FROM_GROUP)
async def remove_user_from_group(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        both = _both(call, held)
        if isinstance(both, Refusal):
            return refuse(both)
        user, group = both
        found = _membership(held, user, group)
        if found is None:
            text = f"The user {user.name} is not in the group {group.name}."
            return refuse(Refusal("EntityNotExist.User.Group", text))
        return [remove(found)], Reply()

    return await changed(call, ports, decide)


@operation(LIST_GROUPS_FOR_USER)
async def list_groups_for_user(call: Call, ports: Ports) -> Reply | Refusal:
    held = held_by(call, ports)
    user = user_of(held, call.text("UserName"))
    if isinstance(user, Refusal):
        return user
    rows = [{**of_group(group), "JoinDate": iso_date(one.joined)} for group, one in held.groups_of(user.id)]
    return Reply(fields={"Groups": told_many(rows, _OF_USER)})


@operation(LIST_USERS_FOR_GROUP)
async def list_users_for_group(call: Call, ports: Ports) -> Reply | Refusal:
    held = held_by(call, ports)
    group = group_of(held, call.text("GroupName"))
    if isinstance(group, Refusal):
        return group
    after, items_max = page_of(call)
    members = [pair for pair in held.members_of(group.id) if pair[0].name > after]
    page, next_page = paged(members, items_max, lambda pair: pair[0].name)
    rows = [
        {"UserName": user.name, "DisplayName": user.display_name, "JoinDate": iso_date(one.joined)}
        for user, one in page
    ]
    return Reply(fields={"Users": told_many(rows, _MEMBERS), **next_page})


def _both(call: Call, held: Holdings) -> tuple[User, Group] | Refusal:
    """The user and the group that are named."""
    user = user_of(held, call.text("UserName"))
    if isinstance(user, Refusal):
        return user
    group = group_of(held, call.text("GroupName"))
    return group if isinstance(group, Refusal) else (user, group)


def _membership(held: Holdings, user: User, group: Group) -> Membership | None:
    return held.memberships.get(f"{group.id}:{user.id}")
