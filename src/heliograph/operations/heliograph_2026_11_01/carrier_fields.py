"""What the operations of carriers share: the parameter that names one, and how one is shown."""

from heliograph.operations.call import Answer
from heliograph.operations.carriers import CarrierReport, SessionReport
from heliograph.operations.dates import api_date
from heliograph.operations.description import Field, Parameter, Shape
from heliograph.operations.ports import Ports
from heliograph.operations.types import Text

CARRIER_NAME = Parameter(
    "CarrierName", Text(32), "The carrier's name in the configuration.", required=True, example="net-one"
)

#: What a policy allows or denies of one carrier.
CARRIER = "acs:heliograph:*:{account}:carrier/{CarrierName}"

CARRIER_FIELDS = (
    Field("CarrierName", "Its name.", "net-one"),
    Field("Kind", "How it is reached; absent where the configuration does not name it.", "smpp"),
    Field("Desired", "What it is ordered to do: run, pause, drain or disable.", "drain"),
    Field(
        "State",
        "How it stands towards that: running, pausing, paused, draining, drained, disabling, disabled; leaving, while "
        "it is taken out of the configuration; not-configured, where messages wait for it and the configuration does "
        "not name it.",
        "draining",
    ),
    Field("RequestedBy", "Who ordered that; absent where nobody ever did.", "acs:ram::1000000000000001:user/ann"),
    Field("RequestedDate", "When; likewise.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("Reason", "Why, in the words of who ordered it; absent where none were given.", "planned work"),
    Field("ObeyedDate", "When it was done; absent until then.", "Mon, 24 Dec 2018 16:58:23 +0800"),
    Field("Up", "Whether a link is bound: true or false.", "true"),
    Field("Window", "Segments that may be unanswered at once; 0 while no link is up.", "10"),
    Field("Unanswered", "Segments handed over and unanswered.", "3"),
    Field("Waiting", "Segments that wait to be handed over.", "120"),
    Field(
        "WaitingSince",
        "Since when the first is due; absent while none is.",
        "Mon, 24 Dec 2018 16:58:22 +0800",
    ),
    Field("Circuit", "Whether it is trusted with messages: closed where it works, open, or probing.", "closed"),
    Field("Rate", "Segments a second that it is given at most; absent without bounds.", "50"),
    Field("RateNow", "Segments a second that it was handed over the last ten seconds.", "37.5"),
    Field("ReceiptsPerMinute", "Receipts of it that were stored in the last minute.", "2150"),
    Field("RoundTripMs", "From a hand-over to its answer on the slowest session; absent before the first.", "12.5"),
    Field(
        "Sessions",
        "Its sessions; none where it is not reached over sessions.",
        shape=Shape.LIST,
        fields=(
            Field("Number", "From 1.", "1"),
            Field("Kind", "transceiver, transmitter or receiver.", "transceiver"),
            Field("State", "What it does just now, in words.", "bound"),
            Field("Window", "Segments it may have unanswered at once.", "10"),
            Field("Unanswered", "Segments handed over and unanswered.", "3"),
            Field("RoundTripMs", "From a hand-over to its answer, smoothed; absent before the first.", "12.5"),
            Field(
                "EnquireLinkMs",
                "From its latest enquire_link to the answer; absent before the first, which goes out when it is quiet.",
                "11",
            ),
            Field("LastError", "What last went wrong with it; absent where nothing did.", "no connection in time"),
        ),
    ),
    Field("LastError", "What last went wrong with its link, in words.", "no connection in time"),
    Field(
        "Settings",
        "What the configuration says of it, as the text of a JSON object; secrets are hidden.",
        '{"name":"net-one","kind":"smpp","host":"smsc.example.net","port":2775}',
    ),
)


def shown(report: CarrierReport, ports: Ports) -> dict[str, Answer]:
    """The carrier's fields."""
    desired = report.desired
    offset = ports.rules.offset_minutes
    always: dict[str, Answer] = {
        "CarrierName": report.name,
        "Desired": desired.order.value,
        "State": report.state,
        "Up": "true" if report.up else "false",
        "Window": str(report.window),
        "Unanswered": str(report.unanswered),
        "Waiting": str(report.waiting),
        "RateNow": _figure(report.rate_now),
        "ReceiptsPerMinute": str(report.receipts_per_minute),
        "Sessions": [_session(one) for one in report.sessions],
    }
    known = {
        "Kind": report.kind,
        "RequestedBy": desired.by,
        "RequestedDate": api_date(desired.at, offset) if desired.at else "",
        "Reason": desired.reason,
        "ObeyedDate": api_date(desired.obeyed_at, offset) if desired.obeyed_at else "",
        "WaitingSince": api_date(report.waiting_since, offset) if report.waiting_since else "",
        "Circuit": report.circuit,
        "Rate": _figure(report.rate),
        "RoundTripMs": _figure(report.round_trip_ms),
        "LastError": report.last_error,
        "Settings": report.settings,
    }
    return {**always, **{name: value for name, value in known.items() if value}}


def _session(one: SessionReport) -> dict[str, Answer]:
    row = {
        "Number": str(one.number),
        "Kind": one.kind,
        "State": one.state,
        "Window": str(one.window),
        "Unanswered": str(one.unanswered),
    }
    known = {
        "RoundTripMs": _figure(one.round_trip_ms),
        "EnquireLinkMs": _figure(one.enquire_link_ms),
        "LastError": one.last_error,
    }
    return {**row, **{name: value for name, value in known.items() if value}}


def _figure(number: float | None) -> str:
    """Three significant digits are more than such a figure is worth; empty for None."""
    return "" if number is None else f"{number:.3g}" if number < 100 else f"{number:.0f}"
