"""`heliograph query`: tells how a message stands, and can wait until it has ended."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, show_pairs

if TYPE_CHECKING:
    from heliograph.cli.api import Api

#: QueryMessage's Status, in words.
_STATUS = {"1": "delivered", "2": "failed", "3": "on its way"}
_ON_ITS_WAY = "3"
_DELIVERED = "1"

#: The first answers come in milliseconds from a simulated carrier; a real one is asked every two seconds at most.
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0
_GROWTH = 1.5

Reply = dict[str, Any]


def query(
    message_id: Annotated[str, Parameter(name="ID", help="The id that `heliograph send` printed.")],
    /,
    *,
    wait: Annotated[bool, Parameter(help="Wait until the message has ended.")] = False,
    timeout: Annotated[
        float,
        Parameter(
            metavar="SECONDS", validator=Number(gte=0, lte=86_400), help="How long --wait waits at most; 60 by default."
        ),
    ] = 60.0,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")] = False,
) -> ExitCode:
    """Show how a message stands.

    Calls QueryMessage and prints what is known: the status, the code that the carrier's receipt gave, when the message
    was handed over and when the receipt arrived; and, by GetMessage, each time it went on to another carrier, and why.
    To keys of the server's own account it also tells what carriers charge for it.

    With --wait it asks again until the message has ended, first often, then every two seconds, and the exit status
    tells the end: 0 delivered, 6 not delivered, 5 still on its way after --timeout.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)

    def ask() -> Reply:
        return api.dysmsapi("QueryMessage", {"MessageId": message_id})

    reply = wait_until_ended(ask, timeout, time.monotonic, time.sleep) if wait else ask()
    if json_:
        api.print_reply(reply)
    else:
        _show(reply, _more(api, message_id))
    if not wait or reply.get("Status") == _DELIVERED:
        return ExitCode.OK
    if reply.get("Status") == _ON_ITS_WAY:
        complain(f"message {message_id} is still on its way after {timeout:g} seconds.")
        return ExitCode.TIMED_OUT
    return ExitCode.UNDELIVERED


def wait_until_ended(
    ask: Callable[[], Reply], timeout: float, now: Callable[[], float], pause: Callable[[float], None]
) -> Reply:
    """The first reply of a message that has ended, or the last one before `timeout` seconds were over.

    Times are seconds: `now` never jumps back, `pause` waits. While waiting, a server that cannot be reached or wants
    fewer calls is asked again as long as there is time; what else goes wrong is raised.
    """
    deadline = now() + timeout
    seconds = _FIRST_PAUSE_SECONDS
    while True:
        try:
            reply = ask()
        except Failure as failure:
            if failure.code is not ExitCode.UNREACHABLE and not failure.passing:
                raise
            left = deadline - now()
            if left <= 0:
                raise
        else:
            left = deadline - now()
            if reply.get("Status") != _ON_ITS_WAY or left <= 0:
                return reply
        pause(min(seconds, left))
        seconds = min(seconds * _GROWTH, _LONGEST_PAUSE_SECONDS)


def _more(api: "Api", message_id: str) -> Reply:
    """What GetMessage knows besides; nothing where the key may not read that, or the server is the cloud."""
    try:
        return api.heliograph("GetMessage", {"MessageId": message_id})
    except Failure:
        return {}


def _show(reply: Reply, more: Reply) -> None:
    went_on = [str(event["Says"]) for event in more.get("Timeline") or () if event.get("Says")]
    place = reply.get("NumberDetail") or {}
    status = str(reply.get("Status", ""))
    code, meaning = str(reply.get("ErrorCode", "")), str(reply.get("ErrorDescription", ""))
    show_pairs(
        [
            ("Message id", str(reply.get("MessageId", ""))),
            ("Status", f"{status} ({_STATUS.get(status, 'unknown')})"),
            ("Code", f"{code} ({meaning})" if meaning and meaning != code else code),
            ("To", str(reply.get("To", ""))),
            ("Number", ", ".join(str(place[name]) for name in ("Carrier", "Region", "Country") if place.get(name))),
            ("Handed over", str(reply.get("SendDate", ""))),
            ("Receipt", str(reply.get("ReceiveDate", ""))),
            ("Cost", f"{more.get('Cost', '')} {more.get('Currency', '')}".strip()),
            *(("Went on", said) for said in went_on),
            ("Text", str(reply.get("Message", ""))),
        ]
    )


app = command(
    "query",
    query,
    usage="heliograph query [--wait] [--timeout SECONDS] [OPTIONS] ID",
    codes=(
        ExitCode.REFUSED,
        ExitCode.UNREACHABLE,
        ExitCode.CONFIGURATION,
        ExitCode.TIMED_OUT,
        ExitCode.UNDELIVERED,
    ),
    environment=ENVIRONMENT,
    examples="""
        heliograph query 1008030300312345
        heliograph query --wait --timeout 120 1008030300312345 && echo delivered
        heliograph query --json 1008030300312345 | jq -r .ErrorCode
    """,
)
