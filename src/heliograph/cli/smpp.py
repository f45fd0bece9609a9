"""`heliograph smpp`: what customers bind with over SMPP."""

from typing import Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command, group
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, harmless, padded, say, show_pairs
from heliograph.cli.wording import CODES, Account, Json

_COLUMNS = (
    ("SystemId", 15),
    ("UserName", 12),
    ("LongMessages", 12),
    ("Waiting", 7),
    ("DeadLetters", 11),
    ("AllowedAddresses", 0),
)

Count = Annotated[
    int | None,
    Parameter(metavar="COUNT", validator=Number(gte=1, lte=100_000), help="The server's by default."),
]


def create(
    *,
    system_id: Annotated[
        str,
        Parameter(
            metavar="NAME", help="The system_id, which only the server's own account may choose; made up by default."
        ),
    ] = "",
    user: Annotated[
        str, Parameter(metavar="NAME", help="The RAM user whose policies hold for its binds; none by default.")
    ] = "",
    password_length: Annotated[
        int, Parameter(metavar="COUNT", validator=Number(gte=8, lte=63), help="8 by default, as SMPP 3.4 has room for.")
    ] = 8,
    long_messages: Annotated[
        Literal["pass-through", "reassemble"],
        Parameter(help="What becomes of parts of a long message; pass-through by default."),
    ] = "pass-through",
    receipts: Annotated[
        str, Parameter(metavar="KINDS", help="SmsReport, SmsUp for inbound messages, or both with a comma, by default.")
    ] = "SmsReport,SmsUp",
    allow: Annotated[
        str,
        Parameter(metavar="NETWORKS", help="Where it may bind from, with commas; from anywhere by default."),
    ] = "",
    binds: Annotated[Count, Parameter(help="How many binds it may have at once.")] = None,
    window: Annotated[Count, Parameter(help="How many requests a bind may have unanswered.")] = None,
    rate: Annotated[Count, Parameter(help="How many messages a bind may submit a second.")] = None,
    account: Account = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Make a system_id and a password.

    Calls CreateSmppCredential and shows the password, this once; keep it. What is not set here is as the server's
    settings have it.
    """
    asked = {
        "SystemId": system_id,
        "UserName": user,
        "PasswordLength": str(password_length),
        "LongMessages": long_messages,
        "Receipts": receipts,
        "AllowedAddresses": allow,
        "BindsMax": str(binds or ""),
        "Window": str(window or ""),
        "SubmitsPerSecond": str(rate or ""),
        "AccountId": account,
    }
    api = _api(target, json_)
    reply = api.heliograph("CreateSmppCredential", {name: value for name, value in asked.items() if value})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    show_pairs([("system_id", str(reply.get("SystemId", ""))), ("password", str(reply.get("Password", "")))])
    return ExitCode.OK


def list_(*, account: Account = "", target: Target = Target(), json_: Json = False) -> ExitCode:  # noqa: B008, frozen
    """List the credentials.

    Calls ListSmppCredentials and prints one line each, with how much it has still to get and what it refused.
    """
    api = _api(target, json_)
    reply = api.heliograph("ListSmppCredentials", {"AccountId": account} if account else {})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    rows: list[dict[str, Any]] = reply.get("Credentials") or []
    if not rows:
        complain("no credentials yet: heliograph smpp create makes one.")
        return ExitCode.OK
    say("  ".join(padded(name, max(wide, len(name))) for name, wide in _COLUMNS).rstrip())
    for row in rows:
        cells = (padded(harmless(str(row.get(name, ""))), max(wide, len(name))) for name, wide in _COLUMNS)
        say("  ".join(cells).rstrip())
    return ExitCode.OK


def delete(
    system_id: Annotated[str, Parameter(name="SYSTEM_ID", help="The credential's system_id.")],
    /,
    *,
    account: Account = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """End a credential.

    Calls DeleteSmppCredential. Its binds are closed, and receipts that it has not got yet are dropped.
    """
    asked = {"SystemId": system_id} | ({"AccountId": account} if account else {})
    api = _api(target, json_)
    reply = api.heliograph("DeleteSmppCredential", asked)
    if json_:
        api.print_reply(reply)
    return ExitCode.OK


def _api(target: Target, as_json: bool) -> Any:
    from heliograph.cli.api import Api

    return Api(target, as_json)


def _member(name: str, function: Any, usage: str, examples: str) -> Any:
    return command(
        name,
        function,
        usage=f"heliograph smpp {usage} [OPTIONS]",
        codes=CODES,
        environment=ENVIRONMENT,
        examples=examples,
        of="smpp",
    )


_COMMANDS = (
    _member(
        "create",
        create,
        "create",
        """
        heliograph smpp create
        heliograph smpp create --long-messages reassemble --allow 203.0.113.0/24
        heliograph smpp create --account 1000000000000002 --system-id shop-1
        """,
    ),
    _member("list", list_, "list", "heliograph smpp list"),
    _member("delete", delete, "delete SYSTEM_ID", "heliograph smpp delete shop-1"),
)

_MANUAL = """Keep what customers bind with over SMPP.

A credential is a system_id and a password. Its binds submit messages as the account, or as one of its RAM users, and
get the receipts of what they submitted. `docs/smpp-for-customers.md` tells the rest.
"""

app = group("smpp", _MANUAL, _COMMANDS)
