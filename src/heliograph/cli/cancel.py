"""`heliograph cancel`: withdraws a message that waits, or those to a number from a sender."""

from typing import Annotated

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import harmless, say


def cancel(
    message_id: Annotated[str, Parameter(name="ID", help="The message; without one, --to says which.")] = "",
    /,
    *,
    to: Annotated[
        str, Parameter(metavar="NUMBER", help="The recipient of the messages: dialing code and number.")
    ] = "",
    from_: Annotated[
        str, Parameter(name="--from", metavar="SENDER", help="Their sender; without one, those that have none.")
    ] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Withdraw a message that waits.

    Calls CancelMessage for one message by its id, or for those to a number from a sender. Only what has not been handed
    to a carrier can be withdrawn: of the rest nothing changes, and the exit status is 1.
    """
    from heliograph.cli.api import Api

    if bool(message_id) == bool(to):
        raise Failure(ExitCode.USAGE, "give either the ID of a message or --to NUMBER.")
    if from_ and not to:
        raise Failure(ExitCode.USAGE, "--from goes with --to: an ID says which message it is.")
    asked = {"MessageId": message_id} if message_id else {"To": to} | ({"From": from_} if from_ else {})
    api = Api(target, json_)
    reply = api.heliograph("CancelMessage", asked)
    if json_:
        api.print_reply(reply)
    else:
        say(harmless(f"withdrawn: {reply.get('Cancelled', '')}"))
    return ExitCode.OK


app = command(
    "cancel",
    cancel,
    usage="heliograph cancel [--to NUMBER] [--from SENDER] [OPTIONS] [ID]",
    codes=(ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION),
    environment=ENVIRONMENT,
    examples="""
        heliograph cancel 1008030300312345
        heliograph cancel --to 85212345678 --from Acme
    """,
)
