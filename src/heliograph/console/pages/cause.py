"""Causes a code on purpose: what the button on its page does, where messages stay inside this machine."""

import orjson

from heliograph.console.frame import go
from heliograph.console.recipes import recipe
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.http.response import Response


async def cause(visit: Visit) -> Response:
    """Do what the code's recipe says; lead to the message that it made, or show what was asked and answered."""
    found = recipe(visit.names["code"])
    if found is None or not visit.ports.simulated():
        return visit.page("missing.html", 404, title="Not here")
    answer = await visit.ask(found.action, found.parameters, found.version)
    if found.by_carrier and "MessageId" in answer:
        return go(f"/console/messages/{answer['MessageId']}")
    return visit.page(
        "caused.html",
        title="What came of it",
        code=visit.names["code"],
        recipe=found,
        answer=orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode(),
    )


ROUTES = (Route("POST", "cause/{code}", cause),)
