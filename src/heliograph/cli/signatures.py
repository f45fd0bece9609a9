"""`heliograph signatures`: keeps and approves the signatures of SendMessageWithTemplate."""

from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command, group
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.wording import CODES, Account, Json, JsonLines, Reason, Revision, act, print_list, revision_text

Name = Annotated[str, Parameter(name="NAME", help="The signature's name.")]

_SHOWN = (
    ("Name", "SignName"),
    ("State", "State"),
    ("Reason", "Reason"),
    ("Revision", "Revision"),
    ("Changed", "ChangedDate"),
    ("Read-only", "ReadOnly"),
)


def add(
    name: Annotated[str, Parameter(name="NAME", help="The name as recipients are to read it, without brackets.")],
    /,
    *,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Keep a new signature.

    Calls CreateSignature of Heliograph 2026-11-01. Messages may go out under it once it is approved.
    """
    return act("CreateSignature", {"SignName": name}, _SHOWN, target, json_)


def list_(*, account: Account = "", target: Target = Target(), json_: JsonLines = False) -> ExitCode:  # noqa: B008, frozen
    """List the signatures.

    Calls ListSignatures and prints one line a signature, those of the configuration among them.
    """
    nothing = "no signatures yet: heliograph signatures add NAME makes one."
    columns = ("SignName", "State")
    return print_list("ListSignatures", "Signatures", columns, "Reason", nothing, target, json_, account)


def show(name: Name, /, *, account: Account = "", target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """Show a signature.

    Calls GetSignature and prints everything that is known of it.
    """
    return act("GetSignature", {"SignName": name, "AccountId": account}, _SHOWN, target, json_)


def approve(
    name: Name,
    /,
    *,
    account: Account = "",
    revision: Revision = None,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Approve a signature.

    Calls ApproveSignature, which only the server's own account may.
    From then on SendMessageWithTemplate takes it as From.
    """
    asked = {"SignName": name, "AccountId": account, "Revision": revision_text(revision)}
    return act("ApproveSignature", asked, _SHOWN, target, json_)


def reject(
    name: Name,
    /,
    *,
    account: Account = "",
    reason: Reason = "",
    revision: Revision = None,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Reject a signature, or take one out of use.

    Calls RejectSignature, which only the server's own account may. From then on
    SendMessageWithTemplate refuses it, also where it was approved before.
    """
    asked = {"SignName": name, "AccountId": account, "Reason": reason, "Revision": revision_text(revision)}
    return act("RejectSignature", asked, _SHOWN, target, json_)


def remove(name: Name, /, *, revision: Revision = None, target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """Remove a signature.

    Calls DeleteSignature. Messages that went out under it stay as they are.
    """
    return act("DeleteSignature", {"SignName": name, "Revision": revision_text(revision)}, (), target, json_)


_COMMANDS = (
    command(
        "add",
        add,
        usage="heliograph signatures add [OPTIONS] NAME",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph signatures add Heliograph",
        of="signatures",
    ),
    command(
        "list",
        list_,
        usage="heliograph signatures list [--account ID] [OPTIONS]",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph signatures list --json | jq 'select(.State == \"pending\")'",
        of="signatures",
    ),
    command(
        "show",
        show,
        usage="heliograph signatures show [--account ID] [OPTIONS] NAME",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph signatures show Heliograph",
        of="signatures",
    ),
    command(
        "approve",
        approve,
        usage="heliograph signatures approve [--account ID] [--revision NUMBER] [OPTIONS] NAME",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph signatures approve --revision 1 Heliograph",
        of="signatures",
    ),
    command(
        "reject",
        reject,
        usage="heliograph signatures reject [--account ID] [--reason TEXT] [OPTIONS] NAME",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph signatures reject --reason 'Another company.' Heliograph",
        of="signatures",
    ),
    command(
        "remove",
        remove,
        usage="heliograph signatures remove [--revision NUMBER] [OPTIONS] NAME",
        codes=CODES,
        environment=ENVIRONMENT,
        examples="heliograph signatures remove Heliograph",
        of="signatures",
    ),
)

_MANUAL = """Keep and approve the signatures of SendMessageWithTemplate.

A message to the Chinese mainland goes out by an approved template, under an approved signature. Those of the
configuration file are approved and are changed there only.
"""

app = group("signatures", _MANUAL, _COMMANDS)
