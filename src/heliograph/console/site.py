"""The application for `/console` and everything below it: who may come in, and which page answers.

What a page shows comes from the operations, asked as the reader through the gateway's dispatch (I1).
"""

import hmac
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from urllib.parse import parse_qsl

from heliograph.console.frame import (
    HEADERS,
    HTML,
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    Frame,
    Reader,
    go,
    own_path,
    preference_cookie,
    reader_of,
)
from heliograph.console.pages import ROUTES
from heliograph.console.passwords import Passwords, SignedIn, TurnedAway
from heliograph.console.ports import ConsolePorts
from heliograph.console.routes import Routes
from heliograph.console.sign_in import Session, SignIn, cookie_header, cookie_over, same_site
from heliograph.console.visit import Visit
from heliograph.console.words import LANGUAGES
from heliograph.http.request import Request
from heliograph.http.response import Response, Stream

_STATIC_TYPES = {
    "css": "text/css;charset=utf-8",
    "js": "text/javascript;charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain;charset=utf-8",
    "toml": "text/plain;charset=utf-8",
}


class Site:
    """The console of one server."""

    def __init__(
        self,
        ports: ConsolePorts,
        sign_in: SignIn,
        hosts: frozenset[str],
        passwords: Passwords | None = None,
        *,
        by_address: bool = False,
    ) -> None:
        """`hosts` are the names this server goes by, without the port; with `by_address` any address is one, too.

        Without `passwords` nobody can sign in by one.
        """
        self._passwords = passwords
        self._by_address = by_address
        self._ports = ports
        self._sign_in = sign_in
        self._hosts = hosts
        self._frame = Frame(ports.simulated, ports.active_faults)
        self._routes = Routes(ROUTES)
        self._static = dict(_assets(files("heliograph.console").joinpath("static")))

    async def answer(self, request: Request) -> Response | Stream:
        """The page, asset or stream that the path names."""
        session = self._sign_in.session(request)
        reader = self.reader(request)
        if not same_site(request, self._hosts, by_address=self._by_address):
            return self._frame.page("refused.html", reader, 403, title="Refused")
        path = request.path.removeprefix("/console").strip("/")
        if path.startswith("static/"):
            return self._asset(path.removeprefix("static/"), reader)
        if request.method == "POST" and path in ("session", "preferences"):
            return self._sign(request) if path == "session" else _prefer(request)
        if request.method == "POST" and path == "sign-in":
            return await self._sign_by_password(request, reader)
        if session is None:
            return self._sign_in_page(request, reader)
        if session.must_change() and path not in ("password", "sign-out"):
            return go("/console/password")
        return await self._visit(request, path, session, reader)

    def reader(self, request: Request) -> Reader:
        """Who reads; for the pages beside the console, which strangers may read, too."""
        session = self._sign_in.session(request)

        def may(action: str) -> bool:
            return session is not None and self._ports.may(session.credential, action)

        return reader_of(request, session, may)

    @property
    def frame(self) -> Frame:
        """What pages beside the console are drawn in."""
        return self._frame

    async def _visit(self, request: Request, path: str, session: Session, reader: Reader) -> Response | Stream:
        form = _form(request)
        if request.method == "POST":
            sent = request.header("x-csrf-token") or form.get("csrf", "")
            if not hmac.compare_digest(sent.encode(), session.csrf.encode()):
                return self._frame.page("stale.html", reader, 403, title="Send it again")
            if path == "sign-out":
                self._ports.history.forget(session.csrf)
                self._sign_in.end(request)
                return go("/console", (cookie_over(),))
        found = self._routes.find(request.method, path)
        if isinstance(found, int):
            return self._frame.page("missing.html", reader, found, title="Not here")
        page, names = found
        visit = Visit(
            request,
            session,
            reader,
            self._ports,
            self._frame,
            names,
            dict(parse_qsl(request.query)),
            form,
            is_signed_in=lambda: self._sign_in.session(request, watching=True) is not None,
        )
        return await page(visit)

    def _sign_in_page(self, request: Request, reader: Reader) -> Response:
        # A part that htmx asked for has no place for a whole page: it is told to load it.
        headers = (("HX-Redirect", "/console"),) if request.header("hx-request") else ()
        shown = {"title": "Sign in", "name": "", "wrong": False, "wait": 0}
        return self._frame.page("sign_in.html", reader, 401, headers, **shown)

    async def _sign_by_password(self, request: Request, reader: Reader) -> Response:
        """Begin a session, always one of a new name: an old cookie is never promoted."""
        form = _form(request)
        name = form.get("name", "")
        found: SignedIn | TurnedAway = TurnedAway()
        if self._passwords is not None:
            found = await self._passwords.check(name, form.get("password", ""), request.peer)
        back = own_path(form.get("back", ""))
        if isinstance(found, SignedIn):
            self._sign_in.end(request)
            return go(back, (cookie_header(self._sign_in.begin(found), request.secure),))
        status, headers = (429, (("Retry-After", str(found.wait_seconds)),)) if found.wait_seconds else (401, ())
        return self._frame.page(
            "sign_in.html",
            replace(reader, address=back),
            status,
            headers,
            title="Sign in",
            name=name[:200],
            wrong=True,
            wait=found.wait_seconds,
        )

    def _sign(self, request: Request) -> Response:
        session = self._sign_in.exchange(_form(request).get("token", ""))
        if session is None:
            return Response(403, b"", HTML, HEADERS)
        return Response(204, b"", HTML, (*HEADERS, cookie_header(session, request.secure)))

    def _asset(self, name: str, reader: Reader) -> Response:
        octets = self._static.get(name)
        if octets is None:
            return self._frame.page("missing.html", reader, 404, title="Not here")
        content_type = _STATIC_TYPES[name.rpartition(".")[2]]
        return Response(200, octets, content_type, (("Cache-Control", "max-age=300"), HEADERS[1]))


def _assets(folder: Traversable, under: str = "") -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        name = under + entry.name
        found += _assets(entry, f"{name}/") if entry.is_dir() else [(name, entry.read_bytes())]
    return found


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode("latin-1"), keep_blank_values=True))


def _prefer(request: Request) -> Response:
    """Keep a theme or a language in a cookie; what is neither is left alone."""
    form = _form(request)
    cookies = []
    if form.get("theme") in THEMES:
        cookies.append(preference_cookie(THEME_COOKIE, form["theme"]))
    if form.get("language") in LANGUAGES:
        cookies.append(preference_cookie(LANGUAGE_COOKIE, form["language"]))
    return go(own_path(form.get("back", "")), tuple(cookies))
