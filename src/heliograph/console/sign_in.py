"""Signs a browser in by a one-time link, and keeps it signed in by a cookie.

The link carries its token in the fragment, which browsers never send; the page posts it. A token is good once and for
ten minutes. Sessions live in memory: a restart signs everybody out and prints a new link.
"""

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable

from heliograph.http.request import Request
from heliograph.sms.clock import Clock

TOKEN_LIFE_MS = 10 * 60 * 1000

SESSION_LIFE_MS = 12 * 60 * 60 * 1000

#: A handful of people look at one server; a bound all the same, the oldest session goes.
SESSIONS_MAX = 256

COOKIE = "heliograph_session"


class SignIn:
    """One-time tokens and the sessions they were exchanged for."""

    def __init__(self, clock: Clock, make_token: Callable[[], str] = lambda: secrets.token_urlsafe(24)) -> None:
        self._clock = clock
        self._make_token = make_token
        self._tokens: OrderedDict[str, int] = OrderedDict()
        self._sessions: OrderedDict[str, int] = OrderedDict()

    def new_token(self) -> str:
        """A token for a link; good once, for ten minutes."""
        return self._issue(self._tokens, TOKEN_LIFE_MS)

    def exchange(self, token: str) -> str | None:
        """The session for a token, which is used up; None where it is unknown, used or too old."""
        if not self._holds(self._tokens, token):
            return None
        del self._tokens[token]
        return self._issue(self._sessions, SESSION_LIFE_MS)

    def is_signed_in(self, request: Request) -> bool:
        """Whether the request carries the cookie of a living session."""
        session = _cookie(request, COOKIE)
        return bool(session) and self._holds(self._sessions, session)

    def _issue(self, kept: OrderedDict[str, int], life_ms: int) -> str:
        value = self._make_token()
        kept[value] = self._clock.steady_ms() + life_ms
        while len(kept) > SESSIONS_MAX:
            kept.popitem(last=False)
        return value

    def _holds(self, kept: OrderedDict[str, int], value: str) -> bool:
        now = self._clock.steady_ms()
        for known, until in list(kept.items()):
            if until <= now:
                del kept[known]
            elif hmac.compare_digest(known.encode(), value.encode()):
                return True
        return False


def cookie_header(session: str, secure: bool) -> tuple[str, str]:
    """Set-Cookie for a session: not for scripts, not for other sites."""
    flags = "; Secure" if secure else ""
    return "Set-Cookie", f"{COOKIE}={session}; Path=/console; HttpOnly; SameSite=Strict; Max-Age=43200{flags}"


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
