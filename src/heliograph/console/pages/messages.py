"""The list of messages that a search means, newest first, which shows new ones and changes as they happen."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import orjson

from heliograph.console.frame import go
from heliograph.console.refused_rows import with_refused
from heliograph.console.routes import Route
from heliograph.console.strip import address_of, strip_of
from heliograph.console.visit import Visit
from heliograph.http.response import Response, Stream
from heliograph.sms.search.fields import FIELDS
from heliograph.sms.search.grammar import Misread, Search, Term, read_search
from heliograph.sms.search.standing import IS

ROWS = 50

#: A comment this often keeps proxies from closing a quiet stream, and finds out that the browser has gone.
HEARTBEAT_SECONDS = 15.0

#: Comparisons with what is new for one with what has changed: rows that wait are few, and nobody reads faster.
CHANGES_EVERY = 4

#: Terms of a search that finds nothing, of which is tried whether it finds something without them.
DROPPED_MAX = 6

#: A number that nobody has (NANPA's numbers for fiction), and a text for it.
SAMPLE = {"To": "12025550100", "Message": "Hello from Heliograph"}
_SEND = ("2018-05-01", "SendMessageToGlobe", "dysms:SendMessageToGlobe")


async def show(visit: Visit) -> Response:
    """One page of the list."""
    typed, before = _typed(visit), visit.query.get("before", "")
    search = read_search(typed)
    found = await visit.ask("ListMessages", {**_query(typed), "Before": before, "MaxItems": str(ROWS)})
    if found["ResponseCode"] == "NoPermission":
        refusal = visit.refusal(found)
        assert refusal is not None
        return refusal
    among = await with_refused(visit, typed, found, before)
    truncated = found.get("IsTruncated") == "true"
    # Refused calls can end the page before it has come as far as the messages that were looked at.
    as_far = truncated and among.before == str(found.get("NextBefore", ""))
    known = search if isinstance(search, Search) else Search()
    return visit.page(
        "list.html",
        title="Messages",
        rows=among.rows,
        older=address_of(typed, before=among.before) if among.before else None,
        looked_back_to=found.get("LookedBackTo", "") if as_far and len(_rows(found)) < ROWS else "",
        typed=typed,
        search=known,
        without=[(str(term), address_of(known.without(n))) for n, term in enumerate(known.terms)],
        dropped=[] if among.rows or truncated or before else await _dropped(visit, known),
        paged=bool(before),
        live=_is_live(known),
        misread=search.term if isinstance(search, Misread) else "",
        refusal="" if found["ResponseCode"] == "OK" else found["ResponseDescription"],
        fields=FIELDS.values(),
        is_words=IS,
        address_of=address_of,
        endpoint=visit.request.header("host"),
        secure=visit.request.secure,
        may_send=visit.ports.simulated() and visit.may(_SEND[2]),
    )


async def strip(visit: Visit) -> Response:
    """How many the search means over time: a part of the list, or a page of its own where no script asks for it."""
    typed = _typed(visit)
    search = read_search(typed)
    found = await visit.ask("CountMessages", _query(typed))
    refusal = visit.refusal(found)
    if refusal is not None or isinstance(search, Misread):
        return refusal if refusal is not None and not visit.is_part else visit.page("strip.html", strip=None)
    drawn = strip_of(found, search)
    if visit.is_part:
        return visit.page("strip.html", strip=drawn)
    return visit.page("strip_page.html", title="Messages over time", strip=drawn, typed=typed, address_of=address_of)


async def send_one(visit: Visit) -> Response:
    """Send the sample, as the reader, and lead back to where it shows up."""
    version, action, _ = _SEND
    answer = await visit.ask(action, SAMPLE, version)
    return visit.refusal(answer) or go("/console")


async def events(visit: Visit) -> Stream:
    """What is new and what has changed of the first page, for as long as it is open."""
    return Stream(200, _events(visit, _typed(visit)), headers=(("Cache-Control", "no-store"),))


async def _events(visit: Visit, typed: str) -> AsyncIterator[bytes]:
    """Server-sent events: the rows of the first page that are new or have changed, as they do.

    One event is a JSON list of `{"id", "html"}`, newest first; the page puts each where its id is, or on top.
    """
    changes = _searched(visit, typed) if typed else _listed(visit)
    quiet, pause = 0.0, visit.ports.refresh_seconds
    yield b"retry: 1000\n\n"
    async for rows in changes:
        if not visit.is_signed_in():
            return
        if rows:
            quiet = 0.0
            yield b"event: rows\ndata: " + orjson.dumps(rows) + b"\n\n"
        elif quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield b": still here\n\n"
        quiet += pause
        await asyncio.sleep(pause)


async def _listed(visit: Visit) -> AsyncIterator[list[dict[str, str]]]:
    """The first page of all messages, compared with what it was."""
    shown: dict[str, str] = {}
    while True:
        found = await visit.ask("ListMessages", {"MaxItems": str(ROWS)})
        rows = _drawn(visit, (await with_refused(visit, "", found)).rows)
        yield [{"id": i, "html": html} for i, html in rows.items() if shown.get(i) != html]
        shown = rows


async def _searched(visit: Visit, typed: str) -> AsyncIterator[list[dict[str, str]]]:
    """The first page of a search once; then what comes above it, and now and then the rows that have not ended."""
    found = await visit.ask("ListMessages", {**_query(typed), "MaxItems": str(ROWS)})
    after, turn = str(found.get("NextAfter", "")), 0
    shown = _drawn(visit, (await with_refused(visit, typed, found)).rows)
    waiting = _waiting(found)
    yield [{"id": i, "html": html} for i, html in shown.items()]
    while True:
        turn += 1
        found = await visit.ask("ListMessages", {**_query(typed), "After": after, "MaxItems": str(ROWS)})
        after = str(found.get("NextAfter", after))
        calls = (await with_refused(visit, typed, {})).rows
        rows = _drawn(visit, [*_rows(found), *calls])
        waiting = [*_waiting(found), *waiting][:ROWS]
        if waiting and turn % CHANGES_EVERY == 0:
            again = await visit.ask("ListMessages", {"Query": f"id:{','.join(waiting)}", "MaxItems": str(ROWS)})
            rows = {**rows, **_drawn(visit, _rows(again))}
            waiting = _waiting(again)
        yield [{"id": i, "html": html} for i, html in rows.items() if shown.get(i) != html]
        shown = {**rows, **{i: html for i, html in shown.items() if i in waiting and i not in rows}}


def _waiting(found: Mapping[str, Any]) -> list[str]:
    """The messages that have not ended."""
    return [row["MessageId"] for row in _rows(found) if row.get("Status") == "3"]


def _drawn(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {_id(row): visit.frame.render(_template(row), visit.reader, message=row) for row in rows}


def _template(row: Mapping[str, Any]) -> str:
    return "refused_row.html" if "CallId" in row else "row.html"


def _id(row: Mapping[str, Any]) -> str:
    return str(row["CallId"] if "CallId" in row else row["MessageId"])


def _rows(found: Mapping[str, object]) -> list[Mapping[str, Any]]:
    rows = found.get("Messages", [])
    assert isinstance(rows, list)
    return rows


async def _dropped(visit: Visit, search: Search) -> list[tuple[str, str]]:
    """The terms without which something would be found at once, each with the address of that search."""
    found = []
    for n, term in enumerate(search.terms[:DROPPED_MAX]):
        other = search.without(n)
        answer = await visit.ask("ListMessages", {**_query(str(other)), "MaxItems": "1"})
        if answer.get("Messages"):
            found.append((str(term), address_of(other)))
    return found


def _is_live(search: Search) -> bool:
    """Whether a new message can be meant."""
    return not any(term.field == "before" and not term.negated for term in search.terms)


def _typed(visit: Visit) -> str:
    """What is looked for; `to` is a number alone, as addresses from before had it."""
    number = visit.query.get("to", "").strip()
    return visit.query.get("q", "").strip() or (str(Term("to", (number,))) if number else "")


def _query(typed: str) -> dict[str, str]:
    return {"Query": typed}


ROUTES = (
    Route("GET", "", show),
    Route("GET", "events", events),
    Route("GET", "strip", strip),
    Route("POST", "send-one", send_one),
)
