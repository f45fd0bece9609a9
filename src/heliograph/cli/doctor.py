"""`heliograph doctor`: why a message has no receipt, or has not gone out."""

from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, OfAccount, SentId, Target
from heliograph.cli.terminal import harmless, say


def doctor(
    message_id: SentId,
    /,
    *,
    account: OfAccount = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Tell why a message has no receipt, or has not gone out.

    Reads the message's record, the receipts that match no message, and how the carriers stand now. Prints what was
    found, the likely cause first, with what it was seen by and what to do. Changes nothing.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    asked = {"MessageId": message_id} | ({"AccountId": account} if account else {})
    reply = api.heliograph("DiagnoseMessage", asked)
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    say(harmless(f"message {reply.get('MessageId', '')} is {str(reply.get('State', '')).replace('_', ' ')}."))
    for finding in reply.get("Findings") or []:
        say(harmless(f"- {finding.get('Says', '')}"))
        if finding.get("Evidence"):
            say(harmless(f"  seen by: {finding['Evidence']}"))
        if finding.get("Advice"):
            say(harmless(f"  do: {finding['Advice']}"))
    return ExitCode.OK


app = command(
    "doctor",
    doctor,
    usage="heliograph doctor [--account ID] [OPTIONS] ID",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph doctor 1008030300312345
        heliograph doctor --json 1008030300312345 | jq -r '.Findings[0].Advice'
    """,
)
