"""Draws a page: its template inside the frame of rail, head and keys, in the reader's language and theme."""

from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from heliograph import __version__
from heliograph.console.navigation import ENTRIES, current
from heliograph.console.sign_in import Session
from heliograph.console.words import LANGUAGES, Words, preferred, words
from heliograph.http.request import Request
from heliograph.http.response import Response

HTML = "text/html;charset=utf-8"

#: Everything from this server, nothing inline, no frames: a text is hostile input on every page (DESIGN §9).
HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    # Under no-referrer browsers send a form's Origin as null, which `same_site` refuses.
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)

THEMES = ("auto", "light", "dark")

THEME_COOKIE = "heliograph-theme"
LANGUAGE_COOKIE = "heliograph-language"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, and how they like it."""

    words: Words
    theme: str
    """`auto` goes by the system's."""
    address: str
    """Path and query of the page, where a change of preferences leads back to."""
    session: Session | None = None
    """None for a stranger: the pages of codes and documents are open to all."""
    may: Callable[[str], bool] = lambda action: False
    """Whether their policies allow an action, `heliograph:ListMessages`."""


def reader_of(request: Request, session: Session | None, may: Callable[[str], bool]) -> Reader:
    """The reader of a request, by its cookies and what its browser prefers."""
    cookies = _cookies(request)
    theme, language = cookies.get(THEME_COOKIE, ""), cookies.get(LANGUAGE_COOKIE, "")
    return Reader(
        words(language if language in LANGUAGES else preferred(request.header("accept-language"))),
        theme if theme in THEMES else THEMES[0],
        request.target,
        session,
        may,
    )


class Frame:
    """The templates, and what all of them know."""

    def __init__(
        self, simulated: Callable[[], bool] = lambda: False, active_faults: Callable[[], int] = lambda: 0
    ) -> None:
        """`simulated` says whether messages stay inside this machine, and `active_faults` how many rules make the
        carrier there do something wrong: the head of every page tells both."""
        self._templates = Environment(
            loader=PackageLoader("heliograph.console"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["version"] = __version__
        self._simulated = simulated
        self._active_faults = active_faults

    @property
    def simulated(self) -> bool:
        """Whether messages stay inside this machine."""
        return self._simulated()

    def render(self, template: str, reader: Reader, **shown: Any) -> str:
        """A template as text: a page, or a part of one."""
        return self._templates.get_template(template).render(
            _=reader.words,
            language=reader.words.language,
            languages=LANGUAGES,
            theme=reader.theme,
            next_theme=THEMES[(THEMES.index(reader.theme) + 1) % len(THEMES)],
            address=reader.address,
            session=reader.session,
            may=reader.may,
            simulated=self._simulated(),
            active_faults=self._active_faults,
            navigation=[e for e in ENTRIES if not e.action or (reader.session and reader.may(e.action))],
            current=current(reader.address.partition("?")[0]),
            **shown,
        )

    def page(
        self,
        template: str,
        reader: Reader,
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
        **shown: Any,
    ) -> Response:
        """A template as a response; nothing of it is kept by browsers."""
        return Response(status, self.render(template, reader, **shown).encode(), HTML, (*HEADERS, *headers))


def go(path: str, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Lead on to another page of ours after a form was sent (RFC 9110 §15.4.4)."""
    return Response(303, b"", HTML, (("Location", path), *HEADERS, *headers))


def preference_cookie(name: str, value: str) -> tuple[str, str]:
    """Set-Cookie for a preference: for a year, and for the pages beside the console, too."""
    return "Set-Cookie", f"{name}={value}; Path=/; SameSite=Lax; HttpOnly; Max-Age=31536000"


def own_path(path: str) -> str:
    """`path` where it is one on this server, else the console's first page: a form could name any address."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours else "/console"


def _cookies(request: Request) -> dict[str, str]:
    try:
        return {name: one.value for name, one in SimpleCookie(request.header("cookie")).items()}
    except CookieError:
        return {}
