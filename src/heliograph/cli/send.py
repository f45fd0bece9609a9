"""`heliograph send`: hands one message to the server."""

import sys
from typing import Annotated, Literal

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import say, show_pairs

#: No message is longer: 255 segments of 153 characters.
_OCTETS_MAX = 160_000


def send(
    text: Annotated[
        str | None, Parameter(name="TEXT", help="The text; without one it is read from standard input.")
    ] = None,
    /,
    *,
    to: Annotated[
        str, Parameter(metavar="NUMBER", help="The recipient: dialing code and number, such as 85212345678.")
    ],
    from_: Annotated[
        str,
        Parameter(
            name="--from",
            metavar="SENDER",
            help="The sender ID: at most 11 letters and digits, or 15 digits. The carrier chooses when it is left out.",
        ),
    ] = "",
    type_: Annotated[
        Literal["OTP", "NOTIFY", "MKT", ""],
        Parameter(name="--type", metavar="TYPE", show_choices=False, help="OTP, NOTIFY or MKT; an OTP goes first."),
    ] = "",
    validity: Annotated[
        int | None,
        Parameter(metavar="SECONDS", help="After how long it is not worth delivering; the server's default otherwise."),
    ] = None,
    task_id: Annotated[str, Parameter(metavar="ID", help="Your own id for it, at most 255 characters.")] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Send one message.

    Calls SendMessageToGlobe and prints the message's id, how many segments it takes, and where the number belongs.
    Status 0 means that the server holds the message on its disk; `heliograph query ID --wait` tells whether it arrives.

    A text that begins with a hyphen goes behind a --.
    """
    from heliograph.cli.api import Api

    asked = {"To": to, "Message": _text(text), "From": from_, "Type": type_, "TaskId": task_id}
    if validity is not None:
        asked["ValidityPeriod"] = str(validity)
    api = Api(target, json_)
    reply = api.dysmsapi("SendMessageToGlobe", {name: value for name, value in asked.items() if value})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    place = reply.get("NumberDetail") or {}
    show_pairs(
        [
            ("Message id", str(reply.get("MessageId", ""))),
            ("Segments", str(reply.get("Segments", ""))),
            ("To", str(reply.get("To", ""))),
            ("Number", ", ".join(str(place[name]) for name in ("Carrier", "Region", "Country") if place.get(name))),
        ]
    )
    say()
    say(f"heliograph query --wait {target.as_flags()}{reply.get('MessageId', '')}   tells whether it arrives.")
    return ExitCode.OK


def _text(given: str | None) -> str:
    """The text itself, or without one all of standard input but its last line end. Raises `Failure`."""
    if given is not None:
        return given
    if sys.stdin.isatty():
        raise Failure(ExitCode.USAGE, "no TEXT is given, and standard input is a terminal.")
    octets = sys.stdin.buffer.read(_OCTETS_MAX + 1)
    if len(octets) > _OCTETS_MAX:
        raise Failure(ExitCode.USAGE, "standard input is longer than any message can be.")
    try:
        text = octets.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise Failure(ExitCode.USAGE, "standard input is not UTF-8 text.") from None
    if not text:
        raise Failure(ExitCode.USAGE, "no TEXT is given, and standard input is empty.")
    return text


app = command(
    "send",
    send,
    usage="heliograph send --to NUMBER [--from SENDER] [OPTIONS] [TEXT]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph send --to 85212345678 "Your code is 1234"
        heliograph send --to 85212345678 --from Heliograph --type OTP "1234"
        heliograph send --to 85212345678 --json "Hi" | jq -r .MessageId
        fortune -s | heliograph send --to 85212345678
    """,
)
