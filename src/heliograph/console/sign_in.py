"""Signs a browser in by a one-time link, and keeps it signed in by a cookie.

The link carries its token in the fragment, which browsers never send; the page posts it. A token is good once and for
ten minutes. Sessions live in memory: a restart signs everybody out and prints a new link.
"""

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from heliograph.http.request import Request
from heliograph.identity import Credential
from heliograph.sms.clock import Clock

TOKEN_LIFE_MS = 10 * 60 * 1000

SESSION_LIFE_MS = 12 * 60 * 60 * 1000

#: A handful of people look at one server; a bound all the same, the oldest session goes.
SESSIONS_MAX = 256

COOKIE = "heliograph_session"


_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in."""

    credential: Credential
    """As whom the pages ask operations."""
    name: str
    """What the head of the page calls them."""
    csrf: str = field(repr=False)
    """Comes with every form of this session; another site's page does not know it."""


class SignIn:
    """One-time tokens and the sessions they were exchanged for."""

    def __init__(
        self, clock: Clock, root: Credential, make_token: Callable[[], str] = lambda: secrets.token_urlsafe(24)
    ) -> None:
        """`root` is whom a one-time link signs in: who reads the terminal has the root key as well."""
        self._clock = clock
        self._root = root
        self._make_token = make_token
        self._tokens: OrderedDict[str, tuple[int, None]] = OrderedDict()
        self._sessions: OrderedDict[str, tuple[int, Session]] = OrderedDict()

    def new_token(self) -> str:
        """A token for a link; good once, for ten minutes."""
        return self._issue(self._tokens, None, TOKEN_LIFE_MS)

    def exchange(self, token: str) -> str | None:
        """The session for a token, which is used up; None where it is unknown, used or too old."""
        if self._find(self._tokens, token) is None:
            return None
        del self._tokens[token]
        return self._issue(self._sessions, Session(self._root, "root", self._make_token()), SESSION_LIFE_MS)

    def session(self, request: Request) -> Session | None:
        """The living session whose cookie the request carries."""
        found = self._find(self._sessions, _cookie(request, COOKIE))
        return found[1] if found else None

    def end(self, request: Request) -> None:
        """Sign out: the request's session is over."""
        self._sessions.pop(_cookie(request, COOKIE), None)

    def _issue(self, kept: OrderedDict[str, tuple[int, _Kept]], what: _Kept, life_ms: int) -> str:
        value = self._make_token()
        kept[value] = self._clock.steady_ms() + life_ms, what
        while len(kept) > SESSIONS_MAX:
            kept.popitem(last=False)
        return value

    def _find(self, kept: OrderedDict[str, tuple[int, _Kept]], value: str) -> tuple[int, _Kept] | None:
        now = self._clock.steady_ms()
        found = None
        for known, entry in list(kept.items()):
            if entry[0] <= now:
                del kept[known]
            elif hmac.compare_digest(known.encode(), value.encode()):
                found = entry
        return found


def cookie_header(session: str, secure: bool) -> tuple[str, str]:
    """Set-Cookie for a session: not for scripts, not for other sites."""
    flags = "; Secure" if secure else ""
    return "Set-Cookie", f"{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200{flags}"


def cookie_over() -> tuple[str, str]:
    """Set-Cookie that takes a session's cookie away."""
    return "Set-Cookie", f"{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"


def _cookie(request: Request, name: str) -> str:
    for pair in request.header("cookie").split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return ""


def same_site(request: Request, hosts: frozenset[str]) -> bool:
    """Whether Host names this server and Origin, where sent, is its own: a rebound DNS name reaches loopback too.

    `hosts` are the names this server goes by, without the port.
    """
    host = request.header("host")
    if _name(host) not in hosts:
        return False
    origin = request.header("origin")
    return not origin or origin.partition("://")[2] == host


def _name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()
