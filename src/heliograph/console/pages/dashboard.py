"""The dashboard: what became of messages, how long it took, what waits; each number leads to its messages."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from heliograph.console.figures import Shown, list_of, of_code, of_messages, of_route, of_step, since, slowest
from heliograph.console.frame import HEADERS
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.console.words import term
from heliograph.http.response import Response
from heliograph.sms.csv_out import CsvWriter


@dataclass(frozen=True, slots=True)
class Range:
    """A range to choose: what is asked of GetStatistics, and how often an open page asks again."""

    word: str
    title: str
    asked: str
    seconds: int


RANGES = (
    Range("1h", term("1 hour"), "60m", 5),
    Range("24h", term("24 hours"), "24h", 5),
    Range("7d", term("7 days"), "7d", 15),
    Range("30d", term("30 days"), "30d", 30),
)

_COUNTS = ("Messages", "Delivered", "Failed", "Unknown", "Pending", "Cancelled", "DeliveryRate")
_TIMES = tuple(
    f"{way}P{percent}{end}Ms" for way in ("Submit", "Receipt") for percent in (50, 95) for end in ("Over", "")
)
#: By name: the list of GetStatistics that a file has, and its columns.
FILES: Mapping[str, tuple[str, Sequence[str]]] = {
    "steps.csv": ("Steps", ("Start", *_COUNTS, *_TIMES)),
    "routes.csv": ("Routes", ("Country", "Carrier", *_COUNTS, "DeliveryRateBefore", *_TIMES)),
    "codes.csv": ("ErrorCodes", ("ErrorCode", "Messages", "MessagesBefore")),
}


async def show(visit: Visit) -> Response:
    """The page; htmx asks for its figures alone."""
    chosen, narrowed = _chosen(visit), _narrowed(visit)
    found = await _ask(visit, chosen, narrowed)
    if found["ResponseCode"] not in ("OK", "INVALID_PARAMETERS", "ACCOUNT_NOT_EXISTS", "PARAM_LENGTH_LIMIT"):
        refusal = visit.refusal(found)
        assert refusal is not None
        return refusal
    fine = found["ResponseCode"] == "OK"
    shown = {
        "chosen": chosen,
        "narrowed": narrowed,
        "query": _query(chosen, narrowed),
        "found": found,
        **(_figures(found, narrowed) if fine else {}),
        "rates": await _rates(visit) if fine else {},
    }
    if visit.is_part and fine:
        return visit.page("dashboard_figures.html", **shown)
    ranges = [(one, _query(one, narrowed)) for one in RANGES]
    return visit.page(
        "dashboard.html",
        200 if fine else 400,
        title="Dashboard",
        ranges=ranges,
        accounts=await _accounts(visit),
        refusal="" if fine else found["ResponseDescription"],
        **shown,
    )


async def file(visit: Visit) -> Response:
    """One of the tables as CSV."""
    name = visit.names["file"]
    if name not in FILES:
        return visit.page("missing.html", 404, title="Not here")
    chosen, (field, columns) = _chosen(visit), FILES[name]
    found = await _ask(visit, chosen, _narrowed(visit))
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    text = io.StringIO(newline="")
    writer = CsvWriter(text, columns)
    for row in found[field]:
        writer.write(row)
    disposition = ("Content-Disposition", f'attachment; filename="heliograph-{chosen.word}-{name}"')
    return Response(200, text.getvalue().encode(), "text/csv;charset=utf-8", (*HEADERS, disposition))


async def _ask(visit: Visit, chosen: Range, narrowed: Mapping[str, str]) -> Mapping[str, Any]:
    named = {
        "Range": chosen.asked,
        "Compare": "true",
        "Country": narrowed["country"],
        "CarrierName": narrowed["carrier"],
        "AccountId": narrowed["account"],
    }
    return await visit.ask("GetStatistics", named)


def _chosen(visit: Visit) -> Range:
    word = visit.query.get("range", "")
    return next((one for one in RANGES if one.word == word), RANGES[1])


def _narrowed(visit: Visit) -> dict[str, str]:
    query = visit.query
    return {
        "country": query.get("country", "").strip().upper(),
        "carrier": query.get("carrier", "").strip(),
        "account": query.get("account", "").strip(),
    }


def _query(chosen: Range, narrowed: Mapping[str, str]) -> str:
    return urlencode({"range": chosen.word, **{name: value for name, value in narrowed.items() if value}})


async def _rates(visit: Visit) -> Mapping[str, str]:
    """By carrier how many segments a second it is given at most, where that is bounded and the reader may know."""
    if not visit.may("heliograph:ListCarriers"):
        return {}
    found = await visit.ask("ListCarriers", {})
    return {one["CarrierName"]: one["Rate"] for one in found.get("Carriers", []) if "Rate" in one}


async def _accounts(visit: Visit) -> Sequence[str]:
    """Whose figures the reader may choose; none where there is no choice."""
    if not visit.may("heliograph:ListAccounts"):
        return ()
    found = await visit.ask("ListAccounts", {"MaxItems": "1000"})
    return [account["AccountId"] for account in found.get("Accounts", [])]


def _figures(found: Mapping[str, Any], narrowed: Mapping[str, str]) -> dict[str, Any]:
    where = of_messages(narrowed)
    begin = since(found["Since"])
    routes = [of_route(row, (*where, begin)) for row in found["Routes"]]
    return {
        "list_of": list_of,
        "of_carrier": of_messages({**narrowed, "country": ""}),
        "total": Shown(found, (*where, begin)),
        "before": Shown(found["Before"], ()),
        "steps": [of_step(row, found["Step"], where) for row in found["Steps"]],
        "routes": routes,
        "slowest": slowest(routes),
        "codes": [of_code(row, (*where, begin)) for row in found["ErrorCodes"]],
    }


ROUTES = (Route("GET", "dashboard", show), Route("GET", "dashboard/{file}", file))
