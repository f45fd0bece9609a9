"""`heliograph carriers`: how the carriers stand, and what they are told to do."""

import time
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import clear, complain, cut, harmless, padded, say, width

Row = dict[str, Any]

#: What is shown of each column, and how wide; the last one takes what is left.
_COLUMNS = (("Carrier", 16), ("State", 14), ("Link", 5), ("Unanswered", 10), ("Answers in", 10), ("Waiting", 9))
_LAST = "Remarks"
_LAST_MIN = 30

_WATCH_SECONDS = 2.0
_WAIT_SECONDS = 0.5

#: How long `--watch` goes on without an answer, such as over a restart.
_PATIENCE_SECONDS = 60.0

_CODES = (ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION)

Name = Annotated[str, Parameter(name="NAME", help="The carrier's name in the configuration.")]
Reason = Annotated[str, Parameter(metavar="TEXT", help="Why, for whoever looks at the carrier later.")]
Wait = Annotated[bool, Parameter(help="Wait until it is done.")]
WaitSeconds = Annotated[
    float,
    Parameter(
        name="--timeout",
        metavar="SECONDS",
        validator=Number(gte=0),
        help="With --wait: how long at most; 600 by default.",
    ),
]
Json = Annotated[bool, Parameter(name="--json", help="Print the server's reply as it is.")]


def carriers(
    *,
    watch: Annotated[bool, Parameter(help="Show it again every two seconds, until Ctrl-C.")] = False,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Show how the carriers stand, and tell them what to do.

    Link is up, down, or how many of several sessions are bound. Unanswered is how many segments the carrier has been
    handed and not answered, of how many it may have; Answers in is how long the slowest session takes to answer one;
    Waiting is how many wait in the store. `heliograph carriers --json` shows everything, settings included.

    Only the server's own account may do this and what is below: its root key, or a user whose policies allow it.

    `heliograph carriers COMMAND --help` explains a command.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    _show(api, json_)
    lost_at: float | None = None
    while watch:
        time.sleep(_WATCH_SECONDS)
        try:
            _show(api, json_, again=True)
            lost_at = None
        except Failure as failure:
            lost_at = time.monotonic() if lost_at is None else lost_at
            passes = failure.code is ExitCode.UNREACHABLE or failure.passing
            if not passes or time.monotonic() - lost_at >= _PATIENCE_SECONDS:
                raise
    return ExitCode.OK


def pause(
    name: Name,
    /,
    *,
    reason: Reason = "",
    wait: Wait = False,
    timeout: WaitSeconds = 600,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Hand nothing over to a carrier for a while.

    The link stays bound, receipts still come, and routes go on sending it messages, which wait. For a short while: to
    have messages go elsewhere, drain or disable it.
    """
    return _order("PauseCarrier", name, {"Reason": reason}, (wait, timeout), target, json_)


def drain(
    name: Name,
    /,
    *,
    reason: Reason = "",
    wait: Wait = False,
    timeout: WaitSeconds = 600,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Send a carrier no new messages, and hand over what waits.

    Routes pass it over from now on. Once nothing waits and nothing is unanswered it stays bound and idle, so that
    receipts still come. What then falls to it all the same, since a route has no other carrier, waits.
    """
    return _order("DrainCarrier", name, {"Reason": reason}, (wait, timeout), target, json_)


def disable(
    name: Name,
    /,
    *,
    reason: Reason = "",
    in_flight: Annotated[
        int | None,
        Parameter(
            metavar="SECONDS",
            validator=Number(gte=0, lte=600),
            help="How long what is unanswered is waited for; 10 by default. What is unanswered then is in doubt.",
        ),
    ] = None,
    wait: Wait = False,
    timeout: WaitSeconds = 600,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Unbind from a carrier, and stay so.

    Routes pass it over, nothing more is handed over, and the links end once what is unanswered is answered. What waits
    goes to other carriers where its route has any, or waits. Receipts do not come while it is disabled.
    """
    asked = {"Reason": reason, "TimeoutSeconds": "" if in_flight is None else str(in_flight)}
    return _order("DisableCarrier", name, asked, (wait, timeout), target, json_)


def resume(
    name: Name,
    /,
    *,
    reason: Reason = "",
    wait: Wait = False,
    timeout: WaitSeconds = 600,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Let a carrier run again.

    Takes back pause, drain or disable, whichever was ordered last.
    """
    return _order("ResumeCarrier", name, {"Reason": reason}, (wait, timeout), target, json_)


def test(
    name: Name,
    /,
    *,
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Ask a carrier for a sign of life.

    Sends enquire_link on each link that is up and tells how long the answer took; where none is up, binds and unbinds
    once and tells how far that went, also of a carrier that is disabled. No message is sent. Ends with 1 when anything
    was wrong.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    reply = api.heliograph("TestCarrier", {"CarrierName": name})
    if json_:
        api.print_reply(reply)
    else:
        say(harmless(f"{reply.get('CarrierName')}: {reply.get('Says')}"))
    return ExitCode.OK if reply.get("Passed") == "true" else ExitCode.REFUSED


def _order(
    operation: str,
    name: str,
    asked: dict[str, str],
    waiting: tuple[bool, float],
    target: Target,
    as_json: bool,
) -> ExitCode:
    from heliograph.cli.api import Api

    api = Api(target, as_json)
    given = {key: value for key, value in asked.items() if value}
    reply = api.heliograph(operation, {"CarrierName": name, **given})
    wait, timeout = waiting
    if wait:
        reply = _until_obeyed(api, reply, timeout)
    if as_json:
        api.print_reply(reply)
    else:
        say(harmless(f"{reply.get('CarrierName')}: {reply.get('State')}; {_waits(reply)}."))
    return ExitCode.OK


def _until_obeyed(api: Any, ordered: Row, timeout: float) -> Row:
    """The carrier once it has obeyed. Raises `Failure` when the time is over, or another order came."""
    until = time.monotonic() + timeout
    now = ordered
    while not now.get("ObeyedDate"):
        if time.monotonic() >= until:
            says = f"{now.get('CarrierName')} is {now.get('State')} still; the order holds."
            raise Failure(ExitCode.TIMED_OUT, harmless(says))
        time.sleep(_WAIT_SECONDS)
        now = api.heliograph("GetCarrier", {"CarrierName": str(ordered.get("CarrierName", ""))})
        if now.get("Desired") != ordered.get("Desired"):
            says = f"{now.get('CarrierName')} was told to {now.get('Desired')} meanwhile, by {now.get('RequestedBy')}."
            raise Failure(ExitCode.REFUSED, harmless(says))
    return now


def _show(api: Any, as_json: bool, again: bool = False) -> None:
    reply = api.heliograph("ListCarriers", {})
    if as_json:
        api.print_reply(reply)
        return
    if again:
        clear()
    rows = reply.get("Carriers") or []
    if not rows:
        complain("there are no carriers.")
        return
    say("  ".join([*(padded(name, columns) for name, columns in _COLUMNS), _LAST]))
    for row in rows:
        say(_line(row))


def _line(row: Row) -> str:
    cells = (
        row.get("CarrierName", ""),
        row.get("State", ""),
        _link(row),
        f"{row.get('Unanswered', '')}/{row.get('Window', '')}",
        f"{row['RoundTripMs']} ms" if row.get("RoundTripMs") else "",
        row.get("Waiting", ""),
    )
    shown = [
        padded(cut(harmless(str(cell)), columns), columns) for cell, (_, columns) in zip(cells, _COLUMNS, strict=True)
    ]
    taken = sum(columns + 2 for _, columns in _COLUMNS)
    return "  ".join([*shown, cut(harmless(_remarks(row)), max(_LAST_MIN, width() - taken))]).rstrip()


def _link(row: Row) -> str:
    """up or down; of several sessions, how many are bound."""
    sessions = row.get("Sessions") or []
    if len(sessions) > 1:
        return f"{sum(one.get('State') == 'bound' for one in sessions)}/{len(sessions)}"
    return "up" if row.get("Up") == "true" else "down"


def _remarks(row: Row) -> str:
    """What a person should know beside the figures."""
    remarks = []
    if row.get("Desired") != "run":
        why = f" ({row['Reason']})" if row.get("Reason") else ""
        remarks.append(f"{row.get('Desired')} since {row.get('RequestedDate')}{why}")
    if row.get("State") == "not-configured":
        remarks.append("messages wait for it, and it is not in the configuration")
    elif row.get("State") == "leaving":
        remarks.append("it is taken out of the configuration")
    if row.get("Circuit", "closed") != "closed":
        remarks.append(f"its circuit is {row['Circuit']}")
    if row.get("WaitingSince"):
        remarks.append(f"waits since {row['WaitingSince']}")
    if row.get("LastError"):
        remarks.append(str(row["LastError"]))
    return "; ".join(remarks)


def _waits(row: Row) -> str:
    return f"{row.get('Waiting')} waiting, {row.get('Unanswered')} unanswered"


def _below(name: str, function: Any, usage: str, examples: str, *codes: ExitCode) -> Any:
    return command(
        name,
        function,
        usage=f"heliograph carriers {usage} [OPTIONS] NAME",
        codes=(*_CODES, *codes),
        environment=ENVIRONMENT,
        of="carriers",
        examples=examples,
    )


app = command(
    "carriers",
    carriers,
    usage="heliograph carriers [--watch] [OPTIONS]\nheliograph carriers pause|drain|disable|resume|test [OPTIONS] NAME",
    codes=_CODES,
    environment=ENVIRONMENT,
    examples="""
        heliograph carriers
        heliograph carriers --watch
        heliograph carriers drain --reason "planned work" --wait net-one
    """,
)

for _order_of_help, _one in enumerate(
    (
        _below(
            "pause",
            pause,
            "pause [--reason TEXT] [--wait]",
            'heliograph carriers pause --reason "asked to by their NOC" net-one',
            ExitCode.TIMED_OUT,
        ),
        _below(
            "drain",
            drain,
            "drain [--reason TEXT] [--wait]",
            "heliograph carriers drain --wait --timeout 120 net-one",
            ExitCode.TIMED_OUT,
        ),
        _below(
            "disable",
            disable,
            "disable [--in-flight SECONDS] [--wait]",
            "heliograph carriers disable --in-flight 30 --wait net-one",
            ExitCode.TIMED_OUT,
        ),
        _below(
            "resume",
            resume,
            "resume [--reason TEXT] [--wait]",
            "heliograph carriers resume net-one",
            ExitCode.TIMED_OUT,
        ),
        _below("test", test, "test", "heliograph carriers test net-one"),
    )
):
    _one.sort_key = _order_of_help
    app.command(_one)
