"""Calls of the API: a list of those that came lately or were refused, and one call step by step."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from heliograph.console.call_steps import steps_of
from heliograph.console.explorer_address import path_of
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.explorer.products import products
from heliograph.http.response import Response

ROWS = 50

#: What the list is filtered by, and the operation's parameters.
_FILTERS = {"code": "Code", "operation": "OperationName", "marker": "Marker"}


async def show(visit: Visit) -> Response:
    """One page of the list."""
    refused = visit.query.get("refused", "true") != "false"
    asked = {name: visit.query.get(field, "").strip() for field, name in _FILTERS.items()}
    found = await visit.ask("ListCalls", {**asked, "Refused": str(refused).lower(), "MaxItems": str(ROWS)})
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    return visit.page(
        "calls.html",
        title="Calls",
        calls=found["Calls"],
        refused=refused,
        code=asked["Code"],
        operation=asked["OperationName"],
        older=_older(visit.query, found),
        paged="marker" in visit.query,
    )


async def one(visit: Visit) -> Response:
    """One call."""
    found = await visit.ask("GetCall", {"CallId": visit.names["call_id"]})
    if found["ResponseCode"] == "DATA_NOT_EXIST":
        return visit.page("call_missing.html", 404, title="No such call")
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    explorer = _explorer(found.get("OperationName", ""), found.get("OperationVersion", ""))
    return visit.page("call.html", title=found["CallId"], call=found, steps=steps_of(found), explorer=explorer)


def _explorer(name: str, version: str) -> str | None:
    """Where the operation's form is; None where there is no such operation."""
    served = (one for (_, of), operations in products().items() if of == version for one in operations)
    return next((path_of(one) for one in served if one.name == name), None)


def _older(query: Mapping[str, str], found: Mapping[str, Any]) -> str | None:
    if "Marker" not in found:
        return None
    return "/console/calls?" + urlencode({**query, "marker": found["Marker"]})


ROUTES = (
    Route("GET", "calls", show),
    Route("GET", "calls/{call_id}", one),
)
