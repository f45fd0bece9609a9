"""The list of messages, newest first, which shows new ones and changes as they happen."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import orjson

from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.http.response import Response, Stream

ROWS = 50

#: A comment this often keeps proxies from closing a quiet stream, and finds out that the browser has gone.
HEARTBEAT_SECONDS = 15.0


async def show(visit: Visit) -> Response:
    """One page of the list."""
    query = visit.query
    found = await visit.ask("ListMessages", _parameters(query))
    if found["ResponseCode"] == "NoPermission":
        refusal = visit.refusal(found)
        assert refusal is not None
        return refusal
    return visit.page(
        "list.html",
        title="Messages",
        rows=found.get("Messages", []),
        older=found.get("NextBefore") if found.get("IsTruncated") == "true" else None,
        to=query.get("to", ""),
        paged="before" in query,
        refusal="" if found["ResponseCode"] == "OK" else found["ResponseDescription"],
    )


async def events(visit: Visit) -> Stream:
    """The changes of the first page, for as long as it is open."""
    return Stream(200, _changes(visit), headers=(("Cache-Control", "no-store"),))


async def _changes(visit: Visit) -> AsyncIterator[bytes]:
    """Server-sent events: the rows of the first page that are new or have changed, as they do.

    One event is a JSON list of `{"id", "html"}`, newest first; the page puts each where its id is, or on top.
    """
    parameters = _parameters({"to": visit.query.get("to", "")})
    shown: dict[str, str] = {}
    quiet, pause = 0.0, visit.ports.refresh_seconds
    yield b"retry: 1000\n\n"
    while visit.is_signed_in():
        found = await visit.ask("ListMessages", parameters)
        rows = {m["MessageId"]: visit.frame.render("row.html", visit.reader, message=m) for m in _rows(found)}
        changed = [{"id": i, "html": html} for i, html in rows.items() if shown.get(i) != html]
        shown = rows
        if changed:
            quiet = 0.0
            yield b"event: rows\ndata: " + orjson.dumps(changed) + b"\n\n"
        elif quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield b": still here\n\n"
        quiet += pause
        await asyncio.sleep(pause)


def _rows(found: Mapping[str, object]) -> list[Mapping[str, str]]:
    rows = found.get("Messages", [])
    assert isinstance(rows, list)
    return rows


def _parameters(query: Mapping[str, str]) -> dict[str, str]:
    """The operation's parameters for what the page's address says."""
    return {"To": query.get("to", "").strip(), "Before": query.get("before", ""), "MaxItems": str(ROWS)}


ROUTES = (Route("GET", "", show), Route("GET", "events", events))
