"""`heliograph groups`: groups of users, who is in them and what is attached to them."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.ram import Ask, perform, usage
from heliograph.cli.target import ENVIRONMENT, Target


class Action(StrEnum):
    """What is done with groups."""

    LIST = "list"
    CREATE = "create"
    DELETE = "delete"
    MEMBERS = "members"
    ADD = "add"
    REMOVE = "remove"
    POLICIES = "policies"
    ATTACH = "attach"
    DETACH = "detach"


ASKS = {
    Action.LIST: Ask("ListGroups", rows=("Groups", "Group")),
    Action.CREATE: Ask("CreateGroup", ("GroupName",), found="Group"),
    Action.DELETE: Ask("DeleteGroup", ("GroupName",)),
    Action.MEMBERS: Ask("ListUsersForGroup", ("GroupName",), rows=("Users", "User")),
    Action.ADD: Ask("AddUserToGroup", ("GroupName", "UserName")),
    Action.REMOVE: Ask("RemoveUserFromGroup", ("GroupName", "UserName")),
    Action.POLICIES: Ask("ListPoliciesForGroup", ("GroupName",), rows=("Policies", "Policy")),
    Action.ATTACH: Ask("AttachPolicyToGroup", ("GroupName", "PolicyName")),
    Action.DETACH: Ask("DetachPolicyFromGroup", ("GroupName", "PolicyName")),
}


def groups(
    action: Annotated[Action, Parameter(name="ACTION", help="What to do.")],
    group: Annotated[str, Parameter(name="GROUP", help="The group's name.")] = "",
    other: Annotated[str, Parameter(name="USER-OR-POLICY", help="The user, or the policy.")] = "",
    /,
    *,
    comments: Annotated[str, Parameter(metavar="TEXT", help="With create: remarks.")] = "",
    system: Annotated[bool, Parameter(help="The policy is one of the system, such as AliyunDysmsFullAccess.")] = False,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Keep the groups of your account.

    The users in a group may do what is attached to it. delete refuses a group that still has users or policies.
    """
    options = {"Comments": comments} if comments and action is Action.CREATE else {}
    if action in (Action.ATTACH, Action.DETACH):
        options["PolicyType"] = "System" if system else "Custom"
    return perform("groups", action, ASKS[action], (group, other), options, target, json_)


app = command(
    "groups",
    groups,
    usage=usage("groups", ASKS),
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph groups create operators
        heliograph groups add operators alice
        heliograph groups attach --system operators AliyunDysmsFullAccess
    """,
)
