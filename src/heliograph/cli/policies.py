"""`heliograph policies`: the policies of an account, and those that every account has."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.ram import Ask, perform, usage
from heliograph.cli.target import ENVIRONMENT, Target


class Action(StrEnum):
    """What is done with policies."""

    LIST = "list"
    SHOW = "show"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    VERSIONS = "versions"
    USE = "use"


ASKS = {
    Action.LIST: Ask("ListPolicies", rows=("Policies", "Policy")),
    Action.SHOW: Ask("GetPolicy", ("PolicyName",), found="Policy"),
    Action.CREATE: Ask("CreatePolicy", ("PolicyName",), document="PolicyDocument", found="Policy"),
    Action.UPDATE: Ask(
        "CreatePolicyVersion",
        ("PolicyName",),
        {"SetAsDefault": "true", "RotateStrategy": "DeleteOldestNonDefaultVersionWhenLimitExceeded"},
        document="PolicyDocument",
        found="PolicyVersion",
    ),
    Action.DELETE: Ask("DeletePolicy", ("PolicyName",), {"CascadingDelete": "true"}),
    Action.VERSIONS: Ask("ListPolicyVersions", ("PolicyName",), rows=("PolicyVersions", "PolicyVersion")),
    Action.USE: Ask("SetDefaultPolicyVersion", ("PolicyName", "VersionId")),
}


def policies(
    action: Annotated[Action, Parameter(name="ACTION", help="What to do.")],
    policy: Annotated[str, Parameter(name="POLICY", help="The policy's name.")] = "",
    other: Annotated[
        str,
        Parameter(
            name="FILE-OR-VERSION",
            allow_leading_hyphen=True,
            help="The file with the document, - for standard input; or a version.",
        ),
    ] = "",
    /,
    *,
    description: Annotated[str, Parameter(metavar="TEXT", help="With create: what it is for.")] = "",
    system: Annotated[bool, Parameter(help="The policy is one of the system, such as AliyunDysmsFullAccess.")] = False,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Keep the policies of your account.

    create reads a document in the policy language, a JSON file. update adds it as a version that counts from the next
    call on; of more than five versions the oldest goes. use makes an earlier version count again. delete removes a
    policy with all its versions, but not while it is attached.
    """
    options = {"Description": description} if description and action is Action.CREATE else {}
    if action in (Action.SHOW, Action.VERSIONS):
        options["PolicyType"] = "System" if system else "Custom"
    elif action is Action.LIST and system:
        options["PolicyType"] = "System"
    return perform("policies", action, ASKS[action], (policy, other), options, target, json_)


app = command(
    "policies",
    policies,
    usage=usage("policies", ASKS),
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph policies create sms-query-only policy.json
        heliograph policies show --system AliyunDysmsFullAccess
        heliograph policies update sms-query-only policy.json
        heliograph policies use sms-query-only v1
    """,
)
