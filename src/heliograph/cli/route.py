"""`heliograph route`: where a message would go, and what each rule has to do with it."""

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import harmless, say


def route(
    *,
    to: Annotated[
        str, Parameter(metavar="NUMBER", help="The recipient: dialing code and number, such as 85212345678.")
    ],
    from_: Annotated[
        str, Parameter(name="--from", metavar="SENDER", help="The sender ID, or a template's signature.")
    ] = "",
    type_: Annotated[
        Literal["OTP", "NOTIFY", "MKT", ""],
        Parameter(name="--type", metavar="TYPE", show_choices=False, help="OTP, NOTIFY or MKT."),
    ] = "",
    account: Annotated[
        str, Parameter(metavar="ID", help="The account that would send it; the server's own by default.")
    ] = "",
    at: Annotated[
        str, Parameter(metavar="HH:MM", help="At which time of day, where the server's dates are; now by default.")
    ] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Tell where a message would go, and why.

    Asks the running server, which decides as for the next such message, by its rules and by which links are up. Every
    rule that was looked at is listed, with the first thing that does not match. Nothing is sent. Ends with 1 when the
    message would be refused.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    asked = {"To": to, "From": from_, "Type": type_, "AccountId": account, "At": at}
    reply = api.heliograph("ExplainRoute", {name: value for name, value in asked.items() if value})
    if json_:
        api.print_reply(reply)
    else:
        _show(reply)
    return ExitCode.OK if reply.get("Carrier") else ExitCode.REFUSED


def _show(reply: dict[str, Any]) -> None:
    outcome = reply.get("Carrier") or f"refused with {reply.get('RefusedWith', '')}"
    by = f" by rule {reply['Route']}" if reply.get("Route") else ""
    say(harmless(f"{outcome}{by}: {reply.get('Why', '')}"))
    if reply.get("Network"):
        say(harmless(f"network {reply['Network']}"))
    for row in reply.get("Rules") or []:
        matches = row.get("Matches") == "true"
        say(harmless(f"{'+' if matches else '-'} {row.get('Route')}: {row.get('WhyNot') or 'matches'}"))
    for row in reply.get("Carriers") or []:
        part = f"weight {row['Weight']}" if row.get("Weight") else "failover"
        stands = row.get("WhyNot") or ("up" if row.get("Up") == "true" else "down")
        say(harmless(f"  {row.get('Carrier')}: {part}, {stands}"))
    if reply.get("GoesOn"):
        say(harmless(str(reply["GoesOn"])))


app = command(
    "route",
    route,
    usage="heliograph route --to NUMBER [--type TYPE] [--at HH:MM] [OPTIONS]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph route --to 85212345678
        heliograph route --to 4915112345678 --from Acme --type OTP --at 23:30
        heliograph route --to 447400123456 --account 1000000000000002 --json
    """,
)
