"""What is attached to whom: Attach, Detach and List for users, groups and roles, and ListEntitiesForPolicy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from heliograph.identity import IdentityDirectory
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.entity import put, remove
from heliograph.identity.group import Group
from heliograph.identity.holdings import Holdings
from heliograph.identity.role import Role
from heliograph.identity.shelf import Shelf
from heliograph.identity.system_policies import SYSTEM_POLICIES
from heliograph.identity.user import User
from heliograph.operations.call import Answer, Call, Refusal, Reply, Served, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import Access, Field, Parameter
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import (
    Decided,
    changed,
    full,
    group_of,
    held_by,
    no_policy,
    policy_of,
    refuse,
    role_of,
    user_of,
)
from heliograph.operations.ram_2015_05_01.described import (
    ATTACHED,
    GROUP,
    GROUP_NAME,
    INVALID,
    POLICY,
    POLICY_NAME,
    POLICY_TYPE,
    RESOURCE_GROUP,
    ROLE,
    ROLE_NAME,
    USER,
    USER_NAME,
    count_of,
    many,
    ram,
    told_many,
)
from heliograph.operations.ram_2015_05_01.policies import POLICY_ROW, of_policy, of_system_policy

E = TypeVar("E", User, Group, Role)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of holder."""

    word: str
    """As it stands in names of operations and ends of codes."""
    holder: Holder
    name: Parameter
    """The parameter that names one."""
    resource: str
    find: Callable[[Holdings, str], User | Group | Role | Refusal]


_USER = Kind("User", Holder.USER, USER_NAME, USER, user_of)
_GROUP = Kind("Group", Holder.GROUP, GROUP_NAME, GROUP, group_of)
_ROLE = Kind("Role", Holder.ROLE, ROLE_NAME, ROLE, role_of)

_LISTED = many("Policies", "Policy", "The policies attached to it itself.", *POLICY_ROW, ATTACHED)


def _attach_policy_to(kind: Kind) -> Served:
    word = kind.word
    description = ram(
        f"AttachPolicyTo{word}",
        f"Attaches a policy to a {word.lower()}. It counts from the next call on.",
        Access.CREATE,
        kind.resource,
        (POLICY_TYPE, POLICY_NAME, kind.name, RESOURCE_GROUP),
        refusals=(
            f"EntityNotExist.{word}",
            "EntityNotExist.Policy",
            f"EntityAlreadyExists.{word}.Policy",
            f"LimitExceeded.{word}.Policy",
        ),
        second_resource=POLICY,
    )

    @operation(description)
    async def attach(call: Call, ports: Ports) -> Reply | Refusal:
        now = ports.clock.utc_ms()
        if call.text("ResourceGroupId"):
            return _no_resource_groups()

        def decide(known: IdentityDirectory, held: Holdings) -> Decided:
            wanted = _wanted(call, held, kind, now)
            if isinstance(wanted, Refusal):
                return refuse(wanted)
            if not _policy_is_there(held, wanted):
                return refuse(no_policy(wanted.policy))
            if held.attachments.get(wanted.place.key) is not None:
                text = f"The policy {wanted.policy} is attached to the {word.lower()} already."
                return refuse(Refusal(f"EntityAlreadyExists.{word}.Policy", text))
            limit = f"LimitExceeded.{word}.Policy"
            if len(held.attached_to(wanted.holder, wanted.holder_id)) >= count_of(limit):
                return full(limit)
            return [put(wanted)], Reply()

        return await changed(call, ports, decide)

    return attach


def _detach_policy_from(kind: Kind) -> Served:
    word = kind.word
    description = ram(
        f"DetachPolicyFrom{word}",
        f"Takes a policy from a {word.lower()}. It no longer counts from the next call on.",
        Access.DELETE,
        kind.resource,
        (POLICY_TYPE, POLICY_NAME, kind.name, RESOURCE_GROUP),
        refusals=(f"EntityNotExist.{word}", "EntityNotExist.Policy", f"EntityNotExist.{word}.Policy"),
        second_resource=POLICY,
    )

    @operation(description)
    async def detach(call: Call, ports: Ports) -> Reply | Refusal:
        if call.text("ResourceGroupId"):
            return _no_resource_groups()

        def decide(known: IdentityDirectory, held: Holdings) -> Decided:
            wanted = _wanted(call, held, kind, 0)
            if isinstance(wanted, Refusal):
                return refuse(wanted)
            if not _policy_is_there(held, wanted):
                return refuse(no_policy(wanted.policy))
            found = held.attachments.get(wanted.place.key)
            if found is None:
                text = f"The policy {wanted.policy} is not attached to the {word.lower()}."
                return refuse(Refusal(f"EntityNotExist.{word}.Policy", text))
            return [remove(found)], Reply()

        return await changed(call, ports, decide)

    return detach


def _list_policies_for(kind: Kind) -> Served:
    word = kind.word
    description = ram(
        f"ListPoliciesFor{word}",
        f"Lists the policies that are attached to a {word.lower()} itself.",
        Access.LIST,
        kind.resource,
        (kind.name,),
        (_LISTED,),
        (f"EntityNotExist.{word}",),
    )

    @operation(description)
    async def list_policies(call: Call, ports: Ports) -> Reply | Refusal:
        held = held_by(call, ports)
        holder = kind.find(held, call.text(kind.name.name))
        if isinstance(holder, Refusal):
            return holder
        rows = [_policy_row(held, one) for one in held.attached_to(kind.holder, holder.id)]
        return Reply(fields={"Policies": told_many(rows, _LISTED)})

    return list_policies


attach_policy_to_user = _attach_policy_to(_USER)
attach_policy_to_group = _attach_policy_to(_GROUP)
attach_policy_to_role = _attach_policy_to(_ROLE)
detach_policy_from_user = _detach_policy_from(_USER)
detach_policy_from_group = _detach_policy_from(_GROUP)
detach_policy_from_role = _detach_policy_from(_ROLE)
list_policies_for_user = _list_policies_for(_USER)
list_policies_for_group = _list_policies_for(_GROUP)
list_policies_for_role = _list_policies_for(_ROLE)

_USERS = many(
    "Users",
    "User",
    "The users that it is attached to.",
    Field("UserName", "The user's name.", "alice"),
    Field("UserId", "The user's id.", "204040123456789012"),
    Field("DisplayName", "A name for people.", "Alice of operations"),
    ATTACHED,
)
_GROUPS = many(
    "Groups",
    "Group",
    "The groups that it is attached to.",
    Field("GroupName", "The group's name.", "operators"),
    Field("Comments", "Remarks.", "the night shift"),
    ATTACHED,
)
_ROLES = many(
    "Roles",
    "Role",
    "The roles that it is attached to.",
    Field("RoleName", "The role's name.", "sender"),
    Field("RoleId", "The role's id.", "301234567890123456"),
    Field("Arn", "The role's ARN.", "acs:ram::1000000000000001:role/sender"),
    Field("Description", "What it is for.", "Sends for the shop."),
    ATTACHED,
)

LIST_ENTITIES_FOR_POLICY = ram(
    "ListEntitiesForPolicy",
    "Lists the users, groups and roles of the account that a policy is attached to.",
    Access.LIST,
    POLICY,
    (POLICY_NAME, POLICY_TYPE),
    (_USERS, _GROUPS, _ROLES),
    ("EntityNotExist.Policy",),
)


@operation(LIST_ENTITIES_FOR_POLICY)
async def list_entities_for_policy(call: Call, ports: Ports) -> Reply | Refusal:
    held, name = held_by(call, ports), call.text("PolicyName")
    source = PolicySource(call.text("PolicyType"))
    if source is PolicySource.CUSTOM:
        policy = policy_of(held, name)
        if isinstance(policy, Refusal):
            return policy
    elif name not in SYSTEM_POLICIES:
        return no_policy(name)
    users: list[dict[str, Answer]] = []
    groups: list[dict[str, Answer]] = []
    roles: list[dict[str, Answer]] = []
    for one in held.holders_of(source, name):
        date: dict[str, Answer] = {"AttachDate": iso_date(one.attached)}
        if (user := _holder(held.users, one, Holder.USER)) is not None:
            users.append({"UserName": user.name, "UserId": user.id, "DisplayName": user.display_name} | date)
        elif (group := _holder(held.groups, one, Holder.GROUP)) is not None:
            groups.append({"GroupName": group.name, "Comments": group.comments} | date)
        elif (role := _holder(held.roles, one, Holder.ROLE)) is not None:
            roles.append(
                {"RoleName": role.name, "RoleId": role.id, "Arn": role.arn, "Description": role.description} | date
            )
    return Reply(
        fields={
            "Users": told_many(users, _USERS),
            "Groups": told_many(groups, _GROUPS),
            "Roles": told_many(roles, _ROLES),
        }
    )


def _holder(shelf: Shelf[E], one: Attachment, holder: Holder) -> E | None:
    """The holder of an attachment, where it is of that kind and on that shelf."""
    return shelf.one("id", one.holder_id) if one.holder is holder else None


def _wanted(call: Call, held: Holdings, kind: Kind, now: int) -> Attachment | Refusal:
    """The attachment that is spoken of, whether or not it is there."""
    holder = kind.find(held, call.text(kind.name.name))
    if isinstance(holder, Refusal):
        return holder
    return Attachment(
        account=call.account,
        policy_source=PolicySource(call.text("PolicyType")),
        policy=call.text("PolicyName"),
        holder=kind.holder,
        holder_id=holder.id,
        attached=now,
    )


def _policy_is_there(held: Holdings, one: Attachment) -> bool:
    if one.policy_source is PolicySource.SYSTEM:
        return one.policy in SYSTEM_POLICIES
    return held.policies.get(one.policy) is not None


def _policy_row(held: Holdings, one: Attachment) -> dict[str, Answer]:
    """One attached policy. A system policy that an earlier release had is told by its name alone."""
    row: dict[str, Answer] = {"PolicyName": one.policy, "PolicyType": str(one.policy_source)}
    if one.policy_source is PolicySource.SYSTEM:
        system = SYSTEM_POLICIES.get(one.policy)
        row |= of_system_policy(held, system) if system is not None else {}
    else:
        policy = held.policies.get(one.policy)
        row |= of_policy(held, policy) if policy is not None else {}
    return row | {"AttachDate": iso_date(one.attached)}


def _no_resource_groups() -> Refusal:
    return Refusal(INVALID, "ResourceGroupId must be absent: policies are attached for the whole account here.")
