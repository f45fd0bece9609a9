"""The carriers: how each stands, live, and what it is told to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from heliograph.console.frame import go
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.console.words import term
from heliograph.http.response import Response

ORPHANS = 50

#: How a carrier stands towards its order, in words, with the class that colours it.
STATES = {
    "running": (term("running"), "good"),
    "pausing": (term("pausing"), "wait"),
    "paused": (term("paused"), "wait"),
    "draining": (term("draining"), "wait"),
    "drained": (term("drained"), "wait"),
    "disabling": (term("disabling"), "bad"),
    "disabled": (term("disabled"), "bad"),
    "leaving": (term("leaving the configuration"), "wait"),
    "not-configured": (term("not in the configuration"), "bad"),
}

#: Of a session, in the words that the API has for it.
TERMS = {
    "transceiver": term("transceiver"),
    "transmitter": term("transmitter"),
    "receiver": term("receiver"),
    "stopped": term("stopped"),
    "connecting": term("connecting"),
    "binding": term("binding"),
    "bound": term("bound"),
    "waiting to try again": term("waiting to try again"),
    "waiting after a refused bind": term("waiting after a refused bind"),
    "unbinding": term("unbinding"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that a carrier can be told."""

    action: str
    says: str
    """What its button says."""
    asks: str
    """The question before it is done."""
    happens: str
    """What will happen then, so that nobody stops traffic without knowing."""
    waits: bool = False
    """Whether it waits for what is unanswered, for so long as is said."""


ORDERS = {
    "pause": Order(
        "PauseCarrier",
        term("Pause"),
        term("Pause {name}?"),
        term(
            "Nothing more is handed over. The link stays bound and receipts still come. Routes go on choosing this "
            "carrier: its messages wait until it is resumed, or until their validity is over. Good for minutes."
        ),
    ),
    "drain": Order(
        "DrainCarrier",
        term("Drain"),
        term("Drain {name}?"),
        term(
            "Routes pass this carrier over from now on. What waits for it is still handed over; then it stays bound "
            "and idle, and receipts still come. A message whose route has no other carrier is refused or waits. Good "
            "before planned work."
        ),
    ),
    "disable": Order(
        "DisableCarrier",
        term("Disable"),
        term("Disable {name}?"),
        term(
            "Routes pass this carrier over, and what waits goes on to another carrier of its route, or waits. The link "
            "ends once what is unanswered is answered; what is still unanswered after the time below is in doubt. "
            "Receipts come again only after it is resumed. Good for a carrier that does harm."
        ),
        waits=True,
    ),
}


async def show(visit: Visit) -> Response:
    """All carriers, a card each; htmx asks for the cards alone."""
    found = await visit.ask("ListCarriers", {})
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    cards = {"carriers": found["Carriers"], "states": STATES, "terms": TERMS, "orders": ORDERS}
    if visit.is_part:
        return visit.page("carrier_cards.html", **cards)
    orphans = await visit.ask("ListOrphanReceipts", {"MaxItems": str(ORPHANS), "Before": visit.query.get("before", "")})
    return visit.page(
        "carriers.html",
        title="Carriers",
        orphans=orphans.get("Receipts") if orphans["ResponseCode"] == "OK" else None,
        older=orphans.get("NextBefore"),
        tried=None,
        **cards,
    )


async def one(visit: Visit) -> Response:
    """One carrier: its sessions, and what the configuration says of it."""
    return await _one(visit, None)


async def ask(visit: Visit) -> Response:
    """Say what an order will do, and ask whether it shall be given."""
    order, name = ORDERS.get(visit.names["order"]), visit.names["name"]
    found = await visit.ask("GetCarrier", {"CarrierName": name})
    refusal = visit.refusal(found)
    if order is None or refusal is not None:
        return refusal or visit.page("missing.html", 404, title="Not here")
    return visit.page("carrier_order.html", title=order.says, carrier=found, order=order, word=visit.names["order"])


async def give(visit: Visit) -> Response:
    """Give an order, or let the carrier run again."""
    word, name = visit.names["order"], visit.names["name"]
    action = "ResumeCarrier" if word == "resume" else ORDERS[word].action if word in ORDERS else ""
    if not action:
        return visit.page("missing.html", 404, title="Not here")
    given = {"CarrierName": name, "Reason": visit.form.get("reason", "").strip()}
    if word == "disable":
        given["TimeoutSeconds"] = visit.form.get("seconds", "").strip()
    return visit.refusal(await visit.ask(action, given)) or go(f"/console/carriers#carrier-{quote(name)}")


async def test(visit: Visit) -> Response:
    """Ask the carrier's links for a sign of life, and show what came of it."""
    tried = await visit.ask("TestCarrier", {"CarrierName": visit.names["name"]})
    return visit.refusal(tried) or await _one(visit, tried)


async def _one(visit: Visit, tried: Mapping[str, Any] | None) -> Response:
    found = await visit.ask("GetCarrier", {"CarrierName": visit.names["name"]})
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    return visit.page(
        "carrier.html",
        title=found["CarrierName"],
        carrier=found,
        settings=[(key, _shown(value)) for key, value in orjson.loads(found.get("Settings", "{}")).items()],
        states=STATES,
        terms=TERMS,
        orders=ORDERS,
        tried=tried,
    )


def _shown(value: object) -> str:
    """A setting's value for people, as the configuration would write it."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


ROUTES = (
    Route("GET", "carriers", show),
    Route("GET", "carriers/{name}", one),
    Route("POST", "carriers/{name}/test", test),
    Route("GET", "carriers/{name}/{order}", ask),
    Route("POST", "carriers/{name}/{order}", give),
)
