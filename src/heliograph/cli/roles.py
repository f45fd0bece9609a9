"""`heliograph roles`: the roles of an account, whom they trust and what is attached to them."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.ram import Ask, perform, usage
from heliograph.cli.target import ENVIRONMENT, Target


class Action(StrEnum):
    """What is done with roles."""

    LIST = "list"
    SHOW = "show"
    CREATE = "create"
    TRUST = "trust"
    DELETE = "delete"
    POLICIES = "policies"
    ATTACH = "attach"
    DETACH = "detach"


ASKS = {
    Action.LIST: Ask("ListRoles", rows=("Roles", "Role")),
    Action.SHOW: Ask("GetRole", ("RoleName",), found="Role"),
    Action.CREATE: Ask("CreateRole", ("RoleName",), document="AssumeRolePolicyDocument", found="Role"),
    Action.TRUST: Ask("UpdateRole", ("RoleName",), document="NewAssumeRolePolicyDocument", found="Role"),
    Action.DELETE: Ask("DeleteRole", ("RoleName",)),
    Action.POLICIES: Ask("ListPoliciesForRole", ("RoleName",), rows=("Policies", "Policy")),
    Action.ATTACH: Ask("AttachPolicyToRole", ("RoleName", "PolicyName")),
    Action.DETACH: Ask("DetachPolicyFromRole", ("RoleName", "PolicyName")),
}


def roles(
    action: Annotated[Action, Parameter(name="ACTION", help="What to do.")],
    role: Annotated[str, Parameter(name="ROLE", help="The role's name.")] = "",
    other: Annotated[
        str,
        Parameter(
            name="FILE-OR-POLICY",
            allow_leading_hyphen=True,
            help="The file with the trust policy, - for standard input; or a policy.",
        ),
    ] = "",
    /,
    *,
    description: Annotated[str, Parameter(metavar="TEXT", help="With create: what it is for.")] = "",
    session_seconds: Annotated[
        int | None,
        Parameter(
            metavar="SECONDS",
            validator=Number(gte=3600, lte=43_200),
            help="With create: how long a session may last, 3600 by default.",
        ),
    ] = None,
    system: Annotated[bool, Parameter(help="The policy is one of the system, such as AliyunDysmsFullAccess.")] = False,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Keep the roles of your account.

    A role is assumed for a while by whom its trust policy names (AssumeRole of STS), and may do what is attached to it.
    create and trust read that policy from a JSON file. delete ends the role's sessions at once.
    """
    options = {}
    if action is Action.CREATE:
        options = {"Description": description, "MaxSessionDuration": str(session_seconds or "")}
    elif action in (Action.ATTACH, Action.DETACH):
        options = {"PolicyType": "System" if system else "Custom"}
    sent = {name: value for name, value in options.items() if value}
    return perform("roles", action, ASKS[action], (role, other), sent, target, json_)


app = command(
    "roles",
    roles,
    usage=usage("roles", ASKS),
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph roles create sender trust.json
        heliograph roles attach --system sender AliyunDysmsFullAccess
        heliograph roles show sender
    """,
)
