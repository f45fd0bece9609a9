"""`heliograph users`: the users of an account and what is attached to them."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.ram import Ask, perform, usage
from heliograph.cli.target import ENVIRONMENT, Target


class Action(StrEnum):
    """What is done with users."""

    LIST = "list"
    SHOW = "show"
    CREATE = "create"
    DELETE = "delete"
    POLICIES = "policies"
    ATTACH = "attach"
    DETACH = "detach"
    PROFILE = "profile"
    PASSWORD = "password"  # noqa: S105, the name of an action
    NEW_PASSWORD = "new-password"  # noqa: S105, likewise
    NO_PASSWORD = "no-password"  # noqa: S105, likewise


ASKS = {
    Action.LIST: Ask("ListUsers", rows=("Users", "User")),
    Action.SHOW: Ask("GetUser", ("UserName",), found="User"),
    Action.CREATE: Ask("CreateUser", ("UserName",), found="User"),
    Action.DELETE: Ask("DeleteUser", ("UserName",)),
    Action.POLICIES: Ask("ListPoliciesForUser", ("UserName",), rows=("Policies", "Policy")),
    Action.ATTACH: Ask("AttachPolicyToUser", ("UserName", "PolicyName")),
    Action.DETACH: Ask("DetachPolicyFromUser", ("UserName", "PolicyName")),
    Action.PROFILE: Ask("GetLoginProfile", ("UserName",), found="LoginProfile"),
    Action.PASSWORD: Ask("CreateLoginProfile", ("UserName",), found="LoginProfile"),
    Action.NEW_PASSWORD: Ask("UpdateLoginProfile", ("UserName",)),
    Action.NO_PASSWORD: Ask("DeleteLoginProfile", ("UserName",)),
}


def users(
    action: Annotated[Action, Parameter(name="ACTION", help="What to do.")],
    user: Annotated[str, Parameter(name="USER", help="The user's name.")] = "",
    policy: Annotated[str, Parameter(name="POLICY", help="With attach and detach: the policy's name.")] = "",
    /,
    *,
    display_name: Annotated[str, Parameter(metavar="TEXT", help="With create: a name for people.")] = "",
    comments: Annotated[str, Parameter(metavar="TEXT", help="With create: remarks.")] = "",
    must_change: Annotated[
        bool, Parameter(help="With password: another one must be chosen at the first sign-in.")
    ] = False,
    system: Annotated[bool, Parameter(help="The policy is one of the system, such as AliyunDysmsFullAccess.")] = False,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Keep the users of your account.

    A user calls with keys of its own (heliograph keys) and may do what is attached to it or to its groups, and nothing
    else. delete refuses a user who still has keys, groups or policies. `heliograph can` tells what a user may do.

    With password a user may sign in to the console. It is asked for on the terminal, or is the first line of standard
    input; new-password sets another one, and no-password ends it.
    """
    options = {"DisplayName": display_name, "Comments": comments} if action is Action.CREATE else {}
    if policy:
        options["PolicyType"] = "System" if system else "Custom"
    if action in (Action.PASSWORD, Action.NEW_PASSWORD):
        options["Password"] = _password()
        options["PasswordResetRequired"] = "true" if must_change else "false"
    sent = {name: value for name, value in options.items() if value}
    return perform("users", action, ASKS[action], (user, policy), sent, target, json_)


def _password() -> str:
    """What is typed without being shown, twice; the first line of standard input where that is no terminal."""
    import getpass
    import sys

    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise Failure(ExitCode.USAGE, "Write the password as the first line of standard input.")
        return given
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise Failure(ExitCode.USAGE, "The two are not the same.")
    return password


app = command(
    "users",
    users,
    usage=usage("users", ASKS),
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph users create alice --display-name "Alice of operations"
        heliograph users attach --system alice AliyunDysmsReadOnlyAccess
        heliograph users list
        heliograph users password alice --must-change
    """,
)
