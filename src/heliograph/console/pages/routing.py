"""Routes: the rules in their order, and a tester that says which of them a message would take, and why."""

from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.console.words import term
from heliograph.http.response import Response

TYPES = ("", "OTP", "NOTIFY", "MKT")

CONDITIONS = {
    "countries": term("countries"),
    "prefixes": term("numbers that begin with"),
    "networks": term("networks"),
    "senders": term("senders"),
    "accounts": term("accounts"),
    "types": term("types"),
    "times": term("times of day"),
}

#: The tester's fields, as its form and the page's address have them, and the operation's parameters.
_ASKED = {"to": "To", "from": "From", "account": "AccountId", "type": "Type", "at": "At"}


async def show(visit: Visit) -> Response:
    """The rules; with `?to=…` also where such a message would go."""
    found = await visit.ask("ListRoutes", {})
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    asked = {field: visit.query.get(field, "").strip() for field in _ASKED}
    verdict = None
    if asked["to"]:
        verdict = await visit.ask("ExplainRoute", {_ASKED[field]: value for field, value in asked.items()})
    refused = verdict is not None and verdict["ResponseCode"] != "OK"
    return visit.page(
        "routes.html",
        title="Routes",
        routes=found["Routes"],
        conditions=CONDITIONS,
        types=TYPES,
        asked=asked,
        verdict=None if refused else verdict,
        wrong=verdict["ResponseDescription"] if verdict is not None and refused else "",
    )


ROUTES = (Route("GET", "routes", show),)
