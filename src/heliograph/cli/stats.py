"""`heliograph stats`: what became of the messages of a while, how long it took, and what waits just now."""

from typing import Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import say, show_pairs
from heliograph.cli.wording import CODES, Json, print_table

Row = dict[str, Any]

_OUTCOMES = ("Messages", "Delivered", "Failed", "Unknown", "Pending", "Cancelled")
_ROUTES_MAX = 10


def stats(
    *,
    last: Annotated[
        str, Parameter(metavar="RANGE", help="How long back: minutes, hours or days, such as 60m, 24h or 7d.")
    ] = "24h",
    country: Annotated[str, Parameter(metavar="CODE", help="Only recipients there, such as HK.")] = "",
    carrier: Annotated[str, Parameter(metavar="NAME", help="Only messages that go over this carrier.")] = "",
    account: Annotated[
        str, Parameter(metavar="ID", help="Only this account; by default all, or to customers their own.")
    ] = "",
    target: Target = Target(),  # noqa: B008, frozen
    json_: Json = False,
) -> ExitCode:
    """Show what became of messages and how long it took.

    Calls GetStatistics of Heliograph 2026-11-01. The delivery rate is of the messages that have an outcome: pending
    ones are never counted as delivered, and behind it stands the rate of as much time before. Times are known by class,
    so each is told by the ends of its class. Waiting and in flight are segments, just now. `--json` shows all there is,
    by step of time as well.
    """
    from heliograph.cli.api import Api

    api = Api(target, json_)
    named = {"Range": last, "Country": country, "CarrierName": carrier, "AccountId": account, "Compare": "true"}
    reply = api.heliograph("GetStatistics", {name: value for name, value in named.items() if value})
    if json_:
        api.print_reply(reply)
        return ExitCode.OK
    show_pairs(_pairs(reply))
    routes = list(reply.get("Routes") or [])
    if routes:
        say()
        shown = [{**row, "DeliveryRate": _percent(row), "ReceiptP95": _time(row, "ReceiptP95")} for row in routes]
        columns = ("Country", "Carrier", "Messages", "Delivered", "Failed", "Unknown", "Pending", "DeliveryRate")
        print_table(shown[:_ROUTES_MAX], columns, "ReceiptP95")
    codes = list(reply.get("ErrorCodes") or [])
    if codes:
        say()
        print_table(codes, ("ErrorCode", "Messages"), "MessagesBefore")
    return ExitCode.OK


def _pairs(reply: Row) -> list[tuple[str, str]]:
    before = _percent(reply.get("Before") or {})
    rate = _percent(reply)
    return [
        ("Since", str(reply.get("Since", ""))),
        *((name, str(reply.get(name, ""))) for name in _OUTCOMES),
        ("Delivery rate", f"{rate} (before: {before})" if rate and before else rate),
        ("A second", f"{reply.get('PerSecond', '')} (the last minute: {reply.get('LastMinutePerSecond', '')})"),
        ("To the hand-over", _times(reply, "Submit")),
        ("To the receipt", _times(reply, "Receipt")),
        ("Waiting", _waiting(reply)),
        ("In flight", str(reply.get("InFlight", ""))),
    ]


def _waiting(reply: Row) -> str:
    since = f", the first since {reply['WaitingSince']}" if reply.get("WaitingSince") else ""
    return f"{reply.get('Waiting', '')}{since}"


def _percent(row: Row) -> str:
    """97.12 %; empty where nothing has an outcome."""
    return f"{float(row['DeliveryRate']) * 100:.2f} %" if row.get("DeliveryRate") else ""


def _times(reply: Row, what: str) -> str:
    known = [(f"p{percent}", _time(reply, f"{what}P{percent}")) for percent in (50, 95, 99)]
    return ", ".join(f"{name} {time}" for name, time in known if time)


def _time(row: Row, name: str) -> str:
    """The ends of a class, `1–2.5 s`."""
    from heliograph.sms.statistics import time_words

    over, most = row.get(f"{name}OverMs"), row.get(f"{name}Ms")
    return time_words(int(over), None if most is None else int(most)) if over is not None else ""


app = command(
    "stats",
    stats,
    usage="heliograph stats [--last RANGE] [--country CODE] [--carrier NAME] [OPTIONS]",
    codes=CODES,
    environment=ENVIRONMENT,
    examples="""
        heliograph stats
        heliograph stats --last 60m --carrier net-one
        heliograph stats --json --last 7d | jq -r '.Steps[].DeliveryRate'
    """,
)
