"""One message: what it says, where it stands, its timeline and its hand-overs."""

import orjson

from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.http.response import Response


async def show(visit: Visit) -> Response:
    """The page of a message of the reader's account."""
    message_id = visit.names["message_id"]
    found = await visit.ask("GetMessage", {"MessageId": message_id})
    if found["ResponseCode"] == "DATA_NOT_EXIST":
        return visit.page("missing.html", 404, title="No such message")
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    timeline = [{**event, "Detail": _detail(event.get("Detail", ""))} for event in found["Timeline"]]
    return visit.page("message.html", title=message_id, message=found, timeline=timeline)


def _detail(text: str) -> list[tuple[str, str]]:
    """A timeline line's further fields, for people: in its order, without the moments that the line's date says."""
    fields = orjson.loads(text).items() if text else ()
    return [(key.replace("_", " "), str(value)) for key, value in fields if not key.endswith("_at")]


ROUTES = (Route("GET", "messages/{message_id}", show),)
