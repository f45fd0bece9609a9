"""Keeps browsers signed in by a cookie, whoever was let in by a one-time link or by a password.

The link carries its token in the fragment, which browsers never send; the page posts it. A token is good once and for
ten minutes. Sessions live in memory, under the hashes of their cookies: a restart signs everybody out and prints a new
link.
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address

from heliograph.console.passwords import SignedIn
from heliograph.http.request import Request
from heliograph.identity import Credential
from heliograph.sms.clock import Clock

TOKEN_LIFE_MS = 10 * 60 * 1000

SESSION_LIFE_MS = 12 * 60 * 60 * 1000

#: A session that was begun with a password ends when nothing was asked for so long.
IDLE_MS = 2 * 60 * 60 * 1000

#: A handful of people look at one server; a bound all the same, the session that was used longest ago goes.
SESSIONS_MAX = 256

COOKIE = "heliograph_session"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in."""

    credential: Credential
    """As whom the pages ask operations."""
    name: str
    """What the head of the page calls them."""
    csrf: str = field(repr=False)
    """Comes with every form of this session; another site's page does not know it."""
    holds: Callable[[], bool] = lambda: True
    """Whether whoever it is may still be signed in."""
    must_change: Callable[[], bool] = lambda: False
    """Whether another password must be chosen before anything else."""

    @property
    def has_password(self) -> bool:
        """Whether it was begun with a password, which can be changed."""
        return bool(self.credential.user)


@dataclass(slots=True)
class _Kept:
    until: int
    idle_ms: int
    """0 for a session that does not end by that."""
    seen: int
    session: Session


class SignIn:
    """One-time tokens and sessions."""

    def __init__(
        self, clock: Clock, root: Credential, make_token: Callable[[], str] = lambda: secrets.token_urlsafe(24)
    ) -> None:
        """`root` is whom a one-time link signs in: who reads the terminal has the root key as well."""
        self._clock = clock
        self._root = root
        self._make_token = make_token
        self._tokens: OrderedDict[bytes, int] = OrderedDict()
        self._sessions: OrderedDict[bytes, _Kept] = OrderedDict()

    def new_token(self) -> str:
        """A token for a link; good once, for ten minutes."""
        token = self._make_token()
        self._tokens[_hash(token)] = self._clock.steady_ms() + TOKEN_LIFE_MS
        while len(self._tokens) > SESSIONS_MAX:
            self._tokens.popitem(last=False)
        return token

    def exchange(self, token: str) -> str | None:
        """The session for a token, which is used up; None where it is unknown, used or too old."""
        until = self._tokens.pop(_hash(token), 0)
        if until <= self._clock.steady_ms():
            return None
        return self._begin(Session(self._root, "root", self._make_token()), 0)

    def begin(self, who: SignedIn) -> str:
        """A session for somebody whose password was right."""
        session = Session(who.credential, who.name, self._make_token(), who.holds, who.must_change)
        return self._begin(session, IDLE_MS)

    def session(self, request: Request, *, watching: bool = False) -> Session | None:
        """The living session whose cookie the request carries.

        `watching` is a stream that goes on by itself: it does not count as use.
        """
        key = _hash(_cookie(request, COOKIE))
        kept = self._sessions.get(key)
        if kept is None:
            return None
        now = self._clock.steady_ms()
        if kept.until <= now or (kept.idle_ms and kept.seen + kept.idle_ms <= now) or not kept.session.holds():
            del self._sessions[key]
            return None
        if not watching:
            kept.seen = now
            self._sessions.move_to_end(key)
        return kept.session

    def end(self, request: Request) -> None:
        """Sign out: the request's session is over."""
        self._sessions.pop(_hash(_cookie(request, COOKIE)), None)

    def _begin(self, session: Session, idle_ms: int) -> str:
        cookie, now = self._make_token(), self._clock.steady_ms()
        self._sessions[_hash(cookie)] = _Kept(now + SESSION_LIFE_MS, idle_ms, now, session)
        while len(self._sessions) > SESSIONS_MAX:
            self._sessions.popitem(last=False)
        return cookie


def _hash(value: str) -> bytes:
    """What a secret is kept and found by: how long a look-up takes tells nothing of it."""
    return hashlib.sha256(value.encode()).digest()


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


def same_site(request: Request, hosts: frozenset[str], *, by_address: bool = False) -> bool:
    """Whether Host names this server and Origin, where sent, is its own: a rebound DNS name reaches loopback too.

    `hosts` are the names this server goes by, without the port; with `by_address` any address is one, which no DNS name
    can be.
    """
    host = request.header("host")
    name = _name(host)
    if name not in hosts and not (by_address and _is_address(name)):
        return False
    origin = request.header("origin")
    return not origin or origin.partition("://")[2] == host


def _name(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
