"""`heliograph templates`: keeps and approves the templates of SendMessageWithTemplate."""

from typing import Annotated, Literal

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command, group
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.wording import CODES, Account, Json, JsonLines, Reason, Revision, act, print_list, revision_text

Code = Annotated[str, Parameter(name="CODE", help="The template's code.")]

_SHOWN = (
    ("Code", "TemplateCode"),
    ("Name", "TemplateName"),
    ("Content", "TemplateContent"),
    ("Variables", "Variables"),
    ("Type", "TemplateType"),
    ("State", "State"),
    ("Reason", "Reason"),
    ("Revision", "Revision"),
    ("Changed", "ChangedDate"),
    ("Read-only", "ReadOnly"),
)


def add(
    content: Annotated[
        str, Parameter(name="CONTENT", help="The text, with variables such as ${code}: quote it for the shell.")
    ],
    /,
    *,
    code: Annotated[str, Parameter(metavar="CODE", help="The code it is to have; SMS_ and digits by default.")] = "",
    name: Annotated[str, Parameter(metavar="TEXT", help="What people call it.")] = "",
    type_: Annotated[
        Literal["OTP", "NOTIFY", "MKT"] | None,
        Parameter(name="--type", metavar="TYPE", help="What goes first: codes, notices (the default), promotions."),
    ] = None,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Keep a new template.

    Calls CreateTemplate of Heliograph 2026-11-01. The template may be sent once it is approved.
    """
    asked = {"TemplateContent": content, "TemplateCode": code, "TemplateName": name, "TemplateType": type_ or ""}
    return act("CreateTemplate", asked, _SHOWN, target, json_)


def list_(*, account: Account = "", target: Target = Target(), json_: JsonLines = False) -> ExitCode:  # noqa: B008, frozen
    """List the templates.

    Calls ListTemplates and prints one line a template, those of the configuration among them.
    """
    nothing = "no templates yet: heliograph templates add CONTENT makes one."
    columns = ("TemplateCode", "State", "TemplateType", "TemplateName")
    return print_list("ListTemplates", "Templates", columns, "TemplateContent", nothing, target, json_, account)


def show(code: Code, /, *, account: Account = "", target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """Show a template.

    Calls GetTemplate and prints everything that is known of it.
    """
    return act("GetTemplate", {"TemplateCode": code, "AccountId": account}, _SHOWN, target, json_)


def approve(
    code: Code,
    /,
    *,
    account: Account = "",
    revision: Revision = None,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Approve a template.

    Calls ApproveTemplate, which only the server's own account may.
    From then on SendMessageWithTemplate takes it.
    """
    asked = {"TemplateCode": code, "AccountId": account, "Revision": revision_text(revision)}
    return act("ApproveTemplate", asked, _SHOWN, target, json_)


def reject(
    code: Code,
    /,
    *,
    account: Account = "",
    reason: Reason = "",
    revision: Revision = None,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Reject a template, or take one out of use.

    Calls RejectTemplate, which only the server's own account may. From then on
    SendMessageWithTemplate refuses it, also where it was approved before.
    """
    asked = {"TemplateCode": code, "AccountId": account, "Reason": reason, "Revision": revision_text(revision)}
    return act("RejectTemplate", asked, _SHOWN, target, json_)


def remove(code: Code, /, *, revision: Revision = None, target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """Remove a template.

    Calls DeleteTemplate. Messages that went out by it stay as they are.
    """
    return act("DeleteTemplate", {"TemplateCode": code, "Revision": revision_text(revision)}, (), target, json_)


_COMMANDS = (
    command(
        "add",
        add,
        usage="heliograph templates add [--code CODE] [--type TYPE] [OPTIONS] CONTENT",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph templates add --code SMS_1 --type OTP 'Your code is ${code}.'",
        of="templates",
    ),
    command(
        "list",
        list_,
        usage="heliograph templates list [--account ID] [OPTIONS]",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph templates list --json | jq 'select(.State == \"pending\")'",
        of="templates",
    ),
    command(
        "show",
        show,
        usage="heliograph templates show [--account ID] [OPTIONS] CODE",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph templates show SMS_1",
        of="templates",
    ),
    command(
        "approve",
        approve,
        usage="heliograph templates approve [--account ID] [--revision NUMBER] [OPTIONS] CODE",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph templates approve --revision 1 SMS_1",
        of="templates",
    ),
    command(
        "reject",
        reject,
        usage="heliograph templates reject [--account ID] [--reason TEXT] [OPTIONS] CODE",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph templates reject --reason 'Names another company.' SMS_1",
        of="templates",
    ),
    command(
        "remove",
        remove,
        usage="heliograph templates remove [--revision NUMBER] [OPTIONS] CODE",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph templates remove SMS_1",
        of="templates",
    ),
)

_MANUAL = """Keep and approve the templates of SendMessageWithTemplate.

A message to the Chinese mainland goes out by an approved template, under an approved signature. Those of the
configuration file are approved and are changed there only.
"""

app = group("templates", _MANUAL, _COMMANDS)
