"""`heliograph accounts`: makes customers' accounts, lists, suspends and resumes them, and keeps keys and balances."""

from enum import StrEnum
from typing import Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, cut, harmless, padded, say, show_pairs

#: Field and columns of each column of the list; the name takes what is left.
_COLUMNS = (("AccountId", 16), ("Status", 9), ("Prepaid", 7), ("CreateDate", 31))
_NAME_COLUMNS = 64


class Action(StrEnum):
    """What is done with accounts."""

    LIST = "list"
    CREATE = "create"
    SUSPEND = "suspend"
    RESUME = "resume"
    ROTATE_ROOT = "rotate-root"
    BALANCE = "balance"


#: What each action needs behind it, and the operation it calls; `list` needs nothing.
_NEEDS = {
    Action.CREATE: ("NAME", "AccountName", "CreateAccount"),
    Action.SUSPEND: ("ID", "AccountId", "SuspendAccount"),
    Action.RESUME: ("ID", "AccountId", "ResumeAccount"),
    Action.ROTATE_ROOT: ("ID", "AccountId", "RotateRootKey"),
    Action.BALANCE: ("ID", "AccountId", "GetBalance"),
}


def accounts(
    action: Annotated[Action, Parameter(name="ACTION", help="What to do.")],
    subject: Annotated[
        str, Parameter(name="NAME-OR-ID", help="The name of the account to create, or the id of another.")
    ] = "",
    /,
    *,
    prepaid: Annotated[bool, Parameter(help="With create: the account pays before it sends.")] = False,
    keep_former: Annotated[
        bool, Parameter(help="With rotate-root: the former key works until the next rotation.")
    ] = False,
    add: Annotated[
        int | None,
        Parameter(
            metavar="AMOUNT",
            help="With balance: pay this in, in millionths of a currency unit; a negative amount is taken out.",
        ),
    ] = None,
    reference: Annotated[
        str, Parameter(metavar="TEXT", help="With --add: your name for the payment; the same one counts once.")
    ] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Keep the accounts of customers.

    create makes an account and prints its root key; the secret is shown this once. suspend refuses every call of an
    account until resume; what it has sent goes on its way. rotate-root makes another root key and ends the former one.
    balance shows what a prepaid account has left, and with --add pays in, which makes the account a prepaid one.

    Only the server's own account may do this: its root key, or a user whose policies allow it. An account may see its
    own balance.
    """
    _check(action, subject, prepaid, keep_former, (add, reference))
    from heliograph.cli.api import Api

    api = Api(target, json_)
    if action is Action.LIST:
        return _list(api, json_)
    _, parameter, operation = _NEEDS[action]
    parameters = {parameter: subject}
    if prepaid:
        parameters["Prepaid"] = "true"
    if keep_former:
        parameters["KeepFormer"] = "true"
    if add is not None:
        operation = "AddBalance"
        parameters |= {"Amount": str(add), "Reference": reference}
    reply = api.heliograph(operation, parameters)
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    _show(reply)
    if "AccessKeySecret" in reply:
        complain("the secret is shown this once and cannot be read again: keep it now.")
    return ExitCode.OK


def _check(action: Action, subject: str, prepaid: bool, keep_former: bool, payment: tuple[int | None, str]) -> None:
    """What the command line can be wrong about by itself. Raises `Failure`."""
    needed = _NEEDS.get(action)
    if needed is None and subject:
        raise Failure(ExitCode.USAGE, f"accounts {action} takes nothing behind it.")
    if needed is not None and not subject:
        raise Failure(ExitCode.USAGE, f"accounts {action} needs {needed[0]} behind it.")
    if prepaid and action is not Action.CREATE:
        raise Failure(ExitCode.USAGE, "--prepaid goes with accounts create.")
    if keep_former and action is not Action.ROTATE_ROOT:
        raise Failure(ExitCode.USAGE, "--keep-former goes with accounts rotate-root.")
    amount, reference = payment
    if (amount is not None or reference) and action is not Action.BALANCE:
        raise Failure(ExitCode.USAGE, "--add and --reference go with accounts balance.")
    if (amount is None) != (not reference):
        raise Failure(
            ExitCode.USAGE, "--add and --reference go together: repeated, a payment is known by its reference."
        )


def _list(api: Any, as_json: bool) -> ExitCode:
    """All accounts, page by page."""
    if not as_json:
        say("  ".join(padded(name, columns) for name, columns in _COLUMNS) + "  AccountName")
    marker: dict[str, str] = {}
    while True:
        reply = api.heliograph("ListAccounts", marker)
        if as_json:
            api.print_reply(reply)
        else:
            for row in reply.get("Accounts") or []:
                say(_line(row))
        if reply.get("IsTruncated") != "true" or not reply.get("Marker"):
            return ExitCode.OK
        marker = {"Marker": str(reply["Marker"])}


def _line(row: dict[str, Any]) -> str:
    cells = [padded(cut(harmless(str(row.get(name, ""))), columns), columns) for name, columns in _COLUMNS]
    return "  ".join([*cells, cut(harmless(str(row.get("AccountName", ""))), _NAME_COLUMNS)]).rstrip()


def _show(reply: dict[str, Any]) -> None:
    names = (
        ("Account id", "AccountId"),
        ("Name", "AccountName"),
        ("Status", "Status"),
        ("Prepaid", "Prepaid"),
        ("Balance", "Balance"),
        ("Made", "CreateDate"),
        ("AccessKey id", "AccessKeyId"),
        ("AccessKey secret", "AccessKeySecret"),
    )
    show_pairs([(shown, str(reply.get(name, ""))) for shown, name in names])


app = command(
    "accounts",
    accounts,
    usage="heliograph accounts list [OPTIONS]\n"
    "heliograph accounts create [--prepaid] [OPTIONS] NAME\n"
    "heliograph accounts suspend|resume [OPTIONS] ID\n"
    "heliograph accounts rotate-root [--keep-former] [OPTIONS] ID\n"
    "heliograph accounts balance [--add AMOUNT --reference TEXT] [OPTIONS] ID",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph accounts create Acme
        heliograph accounts list
        heliograph accounts suspend 1234567890123456
        heliograph accounts rotate-root --keep-former 1234567890123456
        heliograph accounts balance --add 500000 --reference bill-1 1234567890123456
    """,
)
