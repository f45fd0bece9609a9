"""The console's pages: the live list of messages, and one message with its timeline.

`Site.answer` is an application for the paths below `/console`. What it shows comes from the operations ListMessages and
GetMessage of the product Heliograph, asked through `ask`, which server.py binds to the gateway's dispatch (I1).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined

from heliograph.console.sign_in import SignIn, cookie_header, same_site
from heliograph.http.request import Request
from heliograph.http.response import Response, Stream

#: Ask an operation of the product Heliograph: action and parameters → the answer's fields.
Ask = Callable[[str, Mapping[str, str]], Awaitable[Mapping[str, Any]]]

ROWS = 50

#: How often an open page is compared with the store: what people feel as at once, and one read of fifty rows.
REFRESH_SECONDS = 0.25

#: A comment this often keeps proxies from closing a quiet stream, and finds out that the browser has gone.
HEARTBEAT_SECONDS = 15.0

HTML = "text/html;charset=utf-8"

#: Everything from this server, nothing inline, no frames: a text is hostile input on every page (DESIGN §9).
HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)

_STATIC_TYPES = {"css": "text/css;charset=utf-8", "js": "text/javascript;charset=utf-8", "svg": "image/svg+xml"}


class Site:
    """The console of one server."""

    def __init__(
        self,
        ask: Ask,
        sign_in: SignIn,
        hosts: frozenset[str],
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        self._ask = ask
        self._sign_in = sign_in
        self._hosts = hosts
        self._refresh_seconds = refresh_seconds
        self._templates = Environment(
            loader=PackageLoader("heliograph.console"), autoescape=True, undefined=StrictUndefined
        )
        self._static = {
            entry.name: entry.read_bytes() for entry in files("heliograph.console").joinpath("static").iterdir()
        }

    async def answer(self, request: Request) -> Response | Stream:
        """The page, asset or stream that the path names."""
        if not same_site(request, self._hosts):
            return self._page("refused.html", 403, title="Refused")
        path = request.path.removeprefix("/console").strip("/")
        if path.startswith("static/"):
            return self._asset(path.removeprefix("static/"))
        if path == "session" and request.method == "POST":
            return self._sign(request)
        if request.method not in ("GET", "HEAD"):
            return self._page("missing.html", 405, title="Not here")
        if not self._sign_in.is_signed_in(request):
            return self._page("sign_in.html", 401, title="Sign in")
        if path == "":
            return await self._list(request)
        if path == "events":
            return Stream(200, self._events(request), headers=(("Cache-Control", "no-store"),))
        if path.startswith("messages/"):
            return await self._message(path.removeprefix("messages/"))
        return self._page("missing.html", 404, title="Not here")

    # --- pages ---

    async def _list(self, request: Request) -> Response:
        query = dict(parse_qsl(request.query))
        found = await self._ask("ListMessages", _list_parameters(query))
        refusal = "" if found["ResponseCode"] == "OK" else found["ResponseDescription"]
        return self._page(
            "list.html",
            title="Messages",
            rows=found.get("Messages", []),
            older=found.get("NextBefore") if found.get("IsTruncated") == "true" else None,
            to=query.get("to", ""),
            paged="before" in query,
            refusal=refusal,
        )

    async def _message(self, message_id: str) -> Response:
        found = await self._ask("GetMessage", {"MessageId": message_id})
        if found["ResponseCode"] != "OK":
            return self._page("missing.html", 404, title="No such message")
        timeline = [{**event, "Detail": _detail(event.get("Detail", ""))} for event in found["Timeline"]]
        return self._page("message.html", title=f"Message {message_id}", message=found, timeline=timeline)

    def _sign(self, request: Request) -> Response:
        token = dict(parse_qsl(request.body.decode("latin-1"))).get("token", "")
        session = self._sign_in.exchange(token)
        if session is None:
            return Response(403, b"", HTML, HEADERS)
        return Response(204, b"", HTML, (*HEADERS, cookie_header(session, request.secure)))

    def _asset(self, name: str) -> Response:
        octets = self._static.get(name)
        if octets is None:
            return self._page("missing.html", 404, title="Not here")
        content_type = _STATIC_TYPES[name.rpartition(".")[2]]
        return Response(200, octets, content_type, (("Cache-Control", "max-age=300"), HEADERS[1]))

    def _page(self, template: str, status: int = 200, **shown: Any) -> Response:
        return Response(status, self._templates.get_template(template).render(**shown).encode(), HTML, HEADERS)

    # --- what keeps the list live ---

    async def _events(self, request: Request) -> AsyncIterator[bytes]:
        """Server-sent events: the rows of the first page that are new or have changed, as they do.

        One event is a JSON list of `{"id", "html"}`, newest first; the page puts each where its id is, or on top.
        """
        parameters = _list_parameters({"to": dict(parse_qsl(request.query)).get("to", "")})
        row = self._templates.get_template("row.html")
        shown: dict[str, str] = {}
        quiet = 0.0
        yield b"retry: 1000\n\n"
        while self._sign_in.is_signed_in(request):
            found = await self._ask("ListMessages", parameters)
            rows = {m["MessageId"]: row.render(message=m) for m in found.get("Messages", [])}
            changed = [{"id": i, "html": html} for i, html in rows.items() if shown.get(i) != html]
            shown = rows
            if changed:
                quiet = 0.0
                yield b"event: rows\ndata: " + orjson.dumps(changed) + b"\n\n"
            elif quiet >= HEARTBEAT_SECONDS:
                quiet = 0.0
                yield b": still here\n\n"
            quiet += self._refresh_seconds
            await asyncio.sleep(self._refresh_seconds)


def _list_parameters(query: Mapping[str, str]) -> dict[str, str]:
    """The operation's parameters for what the page's address says; what is empty is not asked."""
    wanted = {"To": query.get("to", "").strip(), "Before": query.get("before", ""), "MaxItems": str(ROWS)}
    return {name: value for name, value in wanted.items() if value}


def _detail(text: str) -> list[tuple[str, str]]:
    """A timeline line's further fields, for people: in its order, without the moments that the line's date says."""
    fields = orjson.loads(text).items() if text else ()
    return [(key.replace("_", " "), str(value)) for key, value in fields if not key.endswith("_at")]
