"""Users: CreateUser, GetUser, UpdateUser, DeleteUser, ListUsers."""

import msgspec

from heliograph.identity import IdentityDirectory
from heliograph.identity.attachment import Holder
from heliograph.identity.entity import put, remove
from heliograph.identity.holdings import Holdings
from heliograph.identity.ids import new_user_id
from heliograph.identity.user import User
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import Access, Field
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import Decided, changed, full, held_by, page_of, refuse, user_of
from heliograph.operations.ram_2015_05_01.described import (
    CREATED,
    IS_TRUNCATED,
    NEXT_MARKER,
    PAGE,
    UPDATED,
    USER,
    USER_NAME,
    USERS,
    count_of,
    date,
    many,
    one,
    ram,
    rule_of,
    text,
    told,
    told_many,
)
from heliograph.operations.ram_2015_05_01.paging import paged

_TEXTS = (
    ("DisplayName", "display_name", "A name for people.", "Alice of operations"),
    ("MobilePhone", "mobile", f"A phone number: {rule_of('MobilePhone')}.", "86-18600008888"),
    ("Email", "email", f"A mail address: {rule_of('Email')}.", "alice@example.com"),
    ("Comments", "comments", "Remarks.", "on call in odd weeks"),
)

_NAMES = (
    Field("UserName", "The user's name.", "alice"),
    Field("UserId", "The user's id, which outlives a change of name.", "204040123456789012"),
    *(Field(name, says, example) for name, _, says, example in _TEXTS),
)
_CREATED = one("User", "The user.", *_NAMES, CREATED)
_UPDATED = one("User", "The user.", *_NAMES, CREATED, UPDATED)
_FOUND = one(
    "User",
    "The user.",
    *_NAMES,
    CREATED,
    UPDATED,
    date("LastLoginDate", "Absent: it is not kept when somebody signs in to the console."),
)
_LISTED = many("Users", "User", "The users, by name.", *_NAMES, CREATED, UPDATED)

CREATE_USER = ram(
    "CreateUser",
    "Makes a user. It may do nothing until a policy is attached to it or to a group it is in.",
    Access.CREATE,
    USER,
    (USER_NAME, *(text(name, says, example) for name, _, says, example in _TEXTS)),
    (_CREATED,),
    ("EntityAlreadyExists.User", "LimitExceeded.User"),
)
GET_USER = ram("GetUser", "Tells about one user.", Access.GET, USER, (USER_NAME,), (_FOUND,), ("EntityNotExist.User",))
UPDATE_USER = ram(
    "UpdateUser",
    "Changes a user's name and what is known of it. What is not sent stays, and so do its keys, groups and policies.",
    Access.UPDATE,
    USER,
    (
        USER_NAME,
        text("NewUserName", "Its new name.", "alice.b"),
        *(text(f"New{name}", says, example) for name, _, says, example in _TEXTS),
    ),
    (_UPDATED,),
    ("EntityNotExist.User", "EntityAlreadyExists.User"),
)
DELETE_USER = ram(
    "DeleteUser",
    "Removes a user, who must have no keys, groups and policies any more.",
    Access.DELETE,
    USER,
    (USER_NAME,),
    refusals=(
        "EntityNotExist.User",
        "DeleteConflict.User.AccessKey",
        "DeleteConflict.User.Group",
        "DeleteConflict.User.Policy",
        "DeleteConflict.User.LoginProfile",
    ),
)
LIST_USERS = ram(
    "ListUsers", "Lists the users by name.", Access.LIST, USERS, PAGE, (_LISTED, IS_TRUNCATED, NEXT_MARKER)
)


def of_user(user: User) -> dict[str, Answer]:
    """All that is told of a user."""
    return {
        "UserName": user.name,
        "UserId": user.id,
        **{name: str(getattr(user, attribute)) for name, attribute, _, _ in _TEXTS},
        "CreateDate": iso_date(user.created),
        "UpdateDate": iso_date(user.updated),
    }


@operation(CREATE_USER)
async def create_user(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        name = call.text("UserName")
        if held.users.get(name) is not None:
            return refuse(_taken(name))
        if len(held.users) >= count_of("LimitExceeded.User"):
            return full("LimitExceeded.User")
        id_ = new_user_id(ports.identities.choose)
        while held.users.one("id", id_) is not None:
            id_ = new_user_id(ports.identities.choose)
        texts = {attribute: call.text(parameter) for parameter, attribute, _, _ in _TEXTS}
        user = User(account=call.account, name=name, id=id_, created=now, updated=now, **texts)
        return [put(user)], Reply(fields={"User": told(of_user(user), _CREATED)})

    return await changed(call, ports, decide)


@operation(GET_USER)
async def get_user(call: Call, ports: Ports) -> Reply | Refusal:
    user = user_of(held_by(call, ports), call.text("UserName"))
    return user if isinstance(user, Refusal) else Reply(fields={"User": told(of_user(user), _FOUND)})


@operation(UPDATE_USER)
async def update_user(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        user = user_of(held, call.text("UserName"))
        if isinstance(user, Refusal):
            return refuse(user)
        name = call.text("NewUserName") or user.name
        if name != user.name and held.users.get(name) is not None:
            return refuse(_taken(name))
        sent = {attribute: call.text(f"New{parameter}") for parameter, attribute, _, _ in _TEXTS}
        new = msgspec.structs.replace(
            user, name=name, updated=now, **{attribute: value for attribute, value in sent.items() if value}
        )
        edits = [put(new)] if name == user.name else [remove(user), put(new)]
        return edits, Reply(fields={"User": told(of_user(new), _UPDATED)})

    return await changed(call, ports, decide)


@operation(DELETE_USER)
async def delete_user(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        user = user_of(held, call.text("UserName"))
        if isinstance(user, Refusal):
            return refuse(user)
        holds = _still_held(held, user)
        return refuse(holds) if holds is not None else ([remove(user)], Reply())

    return await changed(call, ports, decide)


@operation(LIST_USERS)
async def list_users(call: Call, ports: Ports) -> Reply | Refusal:
    after, items_max = page_of(call)
    page, next_page = paged(held_by(call, ports).users.page(after, items_max + 1), items_max, lambda user: user.name)
    return Reply(fields={"Users": told_many(map(of_user, page), _LISTED), **next_page})


def _taken(name: str) -> Refusal:
    return Refusal("EntityAlreadyExists.User", f"There is a user {name} already.")


def _still_held(held: Holdings, user: User) -> Refusal | None:
    """What the user has that must be taken from it first."""
    for code, count, what in (
        ("DeleteConflict.User.AccessKey", held.keys.count("user", user.id), "access keys"),
        ("DeleteConflict.User.Group", held.memberships.count("user", user.id), "groups"),
        ("DeleteConflict.User.Policy", len(held.attached_to(Holder.USER, user.id)), "attached policies"),
        ("DeleteConflict.User.LoginProfile", int(held.login_profiles.get(user.id) is not None), "login profiles"),
    ):
        if count:
            return Refusal(code, f"The user {user.name} has {what} still: {count}. Take them from it first.")
    return None
