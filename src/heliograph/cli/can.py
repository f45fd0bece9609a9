"""`heliograph can`: whether a user may do something, and what each statement of its policies has to do with it."""

from typing import Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import harmless, say

_ROLE = "role/"

_DECISIONS = {
    "Allowed": "yes",
    "ExplicitDeny": "no: a statement denies it",
    "ImplicitDeny": "no: no statement allows it",
}


def can(
    who: Annotated[str, Parameter(name="USER", help="The user's name, or role/NAME for a session of a role.")],
    action: Annotated[str, Parameter(name="ACTION", help="What it would do, such as dysms:SendMessageToGlobe.")],
    resource: Annotated[str, Parameter(name="RESOURCE", help="On which resource; * by default.")] = "",
    /,
    *,
    source_ip: Annotated[
        str, Parameter(metavar="ADDRESS", help="From which address it would call; none by default.")
    ] = "",
    tls: Annotated[bool, Parameter(help="It would call over TLS.")] = False,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Tell whether a user may do something, and why.

    Decides as the server would if the user called now, and lists every statement of its policies, of those of its
    groups, and, where it would assume a role, of that role's trust policy: whether the statement covers the call, and
    if not, the first thing that does not fit. Ends with 1 when it may not.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    named = {"RoleName": who.removeprefix(_ROLE)} if who.startswith(_ROLE) else {"UserName": who}
    asked = {"AuthAction": action, "AuthResource": resource, "SourceIp": source_ip, "SecureTransport": str(tls or "")}
    reply = api.heliograph("ExplainAccess", named | {name: value for name, value in asked.items() if value})
    if json_:
        api.print_reply(reply)
    else:
        _show(reply)
    return ExitCode.OK if reply.get("Allowed") == "true" else ExitCode.REFUSED


def _show(reply: dict[str, Any]) -> None:
    decision = str(reply.get("Decision", ""))
    say(harmless(f"{_DECISIONS.get(decision, decision)} ({reply.get('PolicyType', '')})"))
    for row in reply.get("Statements") or []:
        mark = "+" if row.get("Covers") == "true" else "-"
        say(harmless(f"{mark} {_named(row)}: {row.get('WhyNot') or _covering(row)}"))
    if not reply.get("Statements"):
        say("- no policy is attached.")


def _named(row: dict[str, Any]) -> str:
    """`Allow, statement 0 of sms-query-only v1 (RamUser)`."""
    where = f" ({row['AttachedTo']})" if row.get("AttachedTo") else ""
    version = f" {row['Version']}" if row.get("Version") else ""
    return f"{row.get('Effect')}, statement {row.get('Statement')} of {row.get('Policy')}{version}{where}"


def _covering(row: dict[str, Any]) -> str:
    return "covers it, and denies it." if row.get("Effect") == "Deny" else "covers it."


app = command(
    "can",
    can,
    usage="heliograph can [--source-ip ADDRESS] [--tls] [OPTIONS] USER ACTION [RESOURCE]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph can alice dysms:SendMessageToGlobe
        heliograph can --source-ip 192.0.2.7 alice dysms:QueryMessage
        heliograph can alice sts:AssumeRole acs:ram::1000000000000001:role/sender
        heliograph can role/sender dysms:SendMessageToGlobe
    """,
)
