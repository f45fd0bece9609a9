"""`heliograph trace`: the PDUs that were exchanged about a message."""

from collections.abc import Mapping
from typing import Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, OfAccount, SentId, Target
from heliograph.cli.terminal import harmless, say

#: Octets of one line.
_LINE = 16


def trace(
    message_id: SentId,
    /,
    *,
    account: OfAccount = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Show the PDUs that were exchanged with carriers about a message.

    Each with its fields, what they mean, and their octets. Only the latest are in memory (`trace_octets` of a carrier);
    there are none of carriers over HTTP.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    asked = {"MessageId": message_id} | ({"AccountId": account} if account else {})
    reply = api.heliograph("GetMessageTrace", asked)
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    for pdu in reply.get("Pdus") or []:
        _print(pdu)
    if reply.get("Says"):
        say(harmless(str(reply["Says"])))
    return ExitCode.OK


def _print(pdu: Mapping[str, Any]) -> None:
    way = "->" if pdu.get("Direction") == "sent" else "<-"
    part = f", segment {pdu['Segment']}" if "Segment" in pdu else ""
    say(harmless(f"{pdu.get('Date', '')} {way} {pdu.get('Carrier', '')}/{pdu.get('Session', '')}: {pdu['Name']}{part}"))
    for field in pdu.get("Fields") or []:
        meaning = f" ({field['Meaning']})" if field.get("Meaning") else ""
        octets = str(field.get("Hex", "")).split()
        say(
            harmless(f"  {field.get('Name', ''):<24} {' '.join(octets[:_LINE]):<47}  {field.get('Value', '')}{meaning}")
        )
        for at in range(_LINE, len(octets), _LINE):
            say(harmless(f"  {'':<24} {' '.join(octets[at : at + _LINE])}"))


app = command(
    "trace",
    trace,
    usage="heliograph trace [--account ID] [OPTIONS] ID",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph trace 1008030300312345
        heliograph trace --json 1008030300312345 | jq -r '.Pdus[].Hex'
    """,
)
