"""Roles: CreateRole, GetRole, UpdateRole, DeleteRole, ListRoles."""

import msgspec

from heliograph.identity import IdentityDirectory
from heliograph.identity.attachment import Holder
from heliograph.identity.entity import put, remove
from heliograph.identity.fields import NUMBERS
from heliograph.identity.holdings import Holdings
from heliograph.identity.ids import new_role_id
from heliograph.identity.role import Role
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import Access, Field, Shape
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import Decided, changed, full, held_by, page_of, refuse, role_of
from heliograph.operations.ram_2015_05_01.described import (
    CONSOLE_LOGIN_SAYS,
    CREATED,
    INVALID,
    IS_TRUNCATED,
    NEXT_MARKER,
    PAGE,
    ROLE,
    ROLE_NAME,
    ROLES,
    UPDATED,
    count_of,
    many,
    one,
    plain,
    ram,
    session_seconds,
    text,
    told,
    told_many,
    trust_document,
)
from heliograph.operations.ram_2015_05_01.paging import paged
from heliograph.operations.types import Boolean

_NAMES = (
    Field("RoleName", "The role's name.", "sender"),
    Field("RoleId", "The role's id.", "301234567890123456"),
    Field("Arn", "What AssumeRole takes as RoleArn.", "acs:ram::1000000000000001:role/sender"),
    Field("Description", "What it is for.", "Sends for the shop."),
    Field("MaxSessionDuration", "How long a session may last, in seconds.", "3600", Shape.INTEGER),
    Field("AllowConsoleLogin", "Always false.", "false", Shape.BOOLEAN),
)
_TRUST = Field("AssumeRolePolicyDocument", "Who may assume it.", '{"Version":"1","Statement":[]}')
_CREATED = one("Role", "The role.", *_NAMES, _TRUST, CREATED)
_UPDATED = one("Role", "The role.", *_NAMES, _TRUST, CREATED, UPDATED)
_FOUND = one(
    "Role",
    "The role.",
    *_NAMES,
    _TRUST,
    Field("RolePrincipalName", "Its name with its account's.", "sender@role.1000000000000001.onaliyunservice.com"),
    Field("IsServiceLinkedRole", "Always false.", "false", Shape.BOOLEAN),
    CREATED,
    UPDATED,
)
_LISTED = many("Roles", "Role", "The roles, by name.", *_NAMES, CREATED, UPDATED)

CREATE_ROLE = ram(
    "CreateRole",
    "Makes a role. Whoever its trust policy names may assume it, and then do what is attached to it.",
    Access.CREATE,
    ROLE,
    (
        ROLE_NAME,
        trust_document("AssumeRolePolicyDocument", required=True),
        text("Description", "What it is for.", "Sends for the shop."),
        session_seconds("MaxSessionDuration"),
        plain("AllowConsoleLogin", Boolean(), CONSOLE_LOGIN_SAYS, "false"),
    ),
    (_CREATED,),
    ("EntityAlreadyExists.Role", "LimitExceeded.Role"),
)
GET_ROLE = ram("GetRole", "Tells about one role.", Access.GET, ROLE, (ROLE_NAME,), (_FOUND,), ("EntityNotExist.Role",))
UPDATE_ROLE = ram(
    "UpdateRole",
    "Changes who may assume a role, for how long, and what is known about it. Sessions that are open stay.",
    Access.UPDATE,
    ROLE,
    (
        ROLE_NAME,
        trust_document("NewAssumeRolePolicyDocument", required=False),
        text("NewDescription", "What it is for.", "Sends for the shop."),
        session_seconds("NewMaxSessionDuration"),
        plain("NewAllowConsoleLogin", Boolean(), CONSOLE_LOGIN_SAYS, "false"),
    ),
    (_UPDATED,),
    ("EntityNotExist.Role",),
)
DELETE_ROLE = ram(
    "DeleteRole",
    "Removes a role that has no attached policies any more. Its sessions end with it.",
    Access.DELETE,
    ROLE,
    (ROLE_NAME,),
    refusals=("EntityNotExist.Role", "DeleteConflict.Role.Policy"),
)
LIST_ROLES = ram(
    "ListRoles", "Lists the roles by name.", Access.LIST, ROLES, PAGE, (_LISTED, IS_TRUNCATED, NEXT_MARKER)
)


def of_role(role: Role) -> dict[str, Answer]:
    """All that is told of a role."""
    return {
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "Description": role.description,
        "MaxSessionDuration": role.session_seconds_max,
        "AllowConsoleLogin": False,
        "AssumeRolePolicyDocument": role.trust_policy,
        "RolePrincipalName": f"{role.name}@role.{role.account}.onaliyunservice.com",
        "IsServiceLinkedRole": False,
        "CreateDate": iso_date(role.created),
        "UpdateDate": iso_date(role.updated),
    }


@operation(CREATE_ROLE)
async def create_role(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()
    if call.truth("AllowConsoleLogin"):
        return _no_console("AllowConsoleLogin")

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        name = call.text("RoleName")
        if held.roles.get(name) is not None:
            return refuse(Refusal("EntityAlreadyExists.Role", f"There is a role {name} already."))
        if len(held.roles) >= count_of("LimitExceeded.Role"):
            return full("LimitExceeded.Role")
        id_ = new_role_id(ports.identities.choose)
        while held.roles.one("id", id_) is not None:
            id_ = new_role_id(ports.identities.choose)
        role = Role(
            account=call.account,
            name=name,
            id=id_,
            description=call.text("Description"),
            trust_policy=call.text("AssumeRolePolicyDocument"),
            session_seconds_max=call.number("MaxSessionDuration", NUMBERS["MaxSessionDuration"].default),
            created=now,
            updated=now,
        )
        return [put(role)], Reply(fields={"Role": told(of_role(role), _CREATED)})

    return await changed(call, ports, decide)


@operation(GET_ROLE)
async def get_role(call: Call, ports: Ports) -> Reply | Refusal:
    role = role_of(held_by(call, ports), call.text("RoleName"))
    return role if isinstance(role, Refusal) else Reply(fields={"Role": told(of_role(role), _FOUND)})


@operation(UPDATE_ROLE)
async def update_role(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()
    if call.truth("NewAllowConsoleLogin"):
        return _no_console("NewAllowConsoleLogin")

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        role = role_of(held, call.text("RoleName"))
        if isinstance(role, Refusal):
            return refuse(role)
        role = msgspec.structs.replace(
            role,
            description=call.text("NewDescription") or role.description,
            trust_policy=call.text("NewAssumeRolePolicyDocument") or role.trust_policy,
            session_seconds_max=call.number("NewMaxSessionDuration", role.session_seconds_max),
            updated=now,
        )
        return [put(role)], Reply(fields={"Role": told(of_role(role), _UPDATED)})

    return await changed(call, ports, decide)


@operation(DELETE_ROLE)
async def delete_role(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        role = role_of(held, call.text("RoleName"))
        if isinstance(role, Refusal):
            return refuse(role)
        if count := len(held.attached_to(Holder.ROLE, role.id)):
            text = f"The role {role.name} has attached policies still: {count}. Detach them first."
            return refuse(Refusal("DeleteConflict.Role.Policy", text))
        return [remove(role)], Reply()

    return await changed(call, ports, decide)


@operation(LIST_ROLES)
async def list_roles(call: Call, ports: Ports) -> Reply | Refusal:
    after, items_max = page_of(call)
    page, next_page = paged(held_by(call, ports).roles.page(after, items_max + 1), items_max, lambda role: role.name)
    return Reply(fields={"Roles": told_many(map(of_role, page), _LISTED), **next_page})


def _no_console(parameter: str) -> Refusal:
    return Refusal(INVALID, f"{parameter} must be false: there is no console for roles here.")
