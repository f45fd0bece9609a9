"""The control port of a simulated network: HTTP and JSON, for tests in any language.

An application for our own front. Every request shows the token; a browser's page of another site gets nowhere, since
Host must name this machine and Origin this port.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote

import msgspec

from heliograph.http import Request, Response
from heliograph.rules import Unreadable
from heliograph.simulator.received import Received
from heliograph.simulator.rule_desk import RuleDesk
from heliograph.simulator.smsc import SimulatedSmsc
from heliograph.smpp.faults import LocalError
from heliograph.sms.clock import Clock
from heliograph.sms.command_status import status_of
from heliograph.sms.segments import TooLong

#: Names under which this machine reaches itself; a rebound DNS name is none of them.
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})

#: Messages of one page of what was received.
PAGE_DEFAULT, PAGE_MAX = 100, 1_000

#: How long an inbound message is waited for; an ESME that does not answer it gets it again all the same.
ANSWER_SECONDS = 20.0

Handler = Callable[[Request], Awaitable[Response]]


class Inbound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a request that has a handset send a message."""

    source: str
    destination: str
    text: str
    system_id: str | None = None


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which connections are to be cut; all where nothing is said."""

    system_id: str = ""
    link: int = 0


class Seed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A seed for all draws; the one of the start where none is said."""

    seed: int | None = None


class Wrong(Exception):
    """A request that cannot be done; the text is a sentence that says why."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status = status


class Control:
    """The application. Made and used on the loop of the network."""

    def __init__(self, smsc: SimulatedSmsc, received: Received, clock: Clock, token: str) -> None:
        self._smsc = smsc
        self._received = received
        self._desk = RuleDesk(smsc.network, clock)
        self._token = f"Bearer {token}".encode()
        self._handlers: dict[tuple[str, str], Handler] = {
            ("GET", "/rules"): self._list_rules,
            ("POST", "/rules"): self._add_rules,
            ("DELETE", "/rules"): self._clear_rules,
            ("GET", "/received"): self._list_received,
            ("GET", "/binds"): self._list_binds,
            ("POST", "/cut"): self._cut,
            ("POST", "/inbound"): self._send_inbound,
            ("POST", "/reset"): self._reset,
            ("POST", "/seed"): self._seed,
            ("GET", "/figures"): self._figures,
        }
        self._first_seed = smsc.network.seed

    async def __call__(self, request: Request) -> Response:
        try:
            self._check(request)
            return await self._handler(request)(request)
        except Wrong as wrong:
            return _json({"error": str(wrong)}, wrong.status)
        except Unreadable as unreadable:
            faults = [{"key": fault.key, "says": fault.says} for fault in unreadable.faults]
            return _json({"error": f"{unreadable}.", "faults": faults}, 400)

    def _check(self, request: Request) -> None:
        host = request.header("host")
        name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0].lower()
        if name not in LOOPBACK_NAMES:
            raise Wrong(403, "Host must be 127.0.0.1, localhost or [::1].")
        origin = request.header("origin")
        if origin and origin.partition("://")[2] != host:
            raise Wrong(403, "Origin must be this port's own.")
        if not hmac.compare_digest(request.header("authorization").encode("latin-1"), self._token):
            raise Wrong(401, "Authorization must be Bearer and the token that was printed at the start.")

    def _handler(self, request: Request) -> Handler:
        handler = self._handlers.get((request.method, request.path))
        if handler is not None:
            return handler
        if request.path.startswith("/rules/"):
            if request.method == "DELETE":
                return self._remove_rule
            raise Wrong(405, f"{request.path} knows DELETE only.")
        methods = [method for method, path in self._handlers if path == request.path]
        if methods:
            raise Wrong(405, f"{request.path} knows {' and '.join(methods)} only.")
        known = ", ".join(dict.fromkeys(path for _, path in self._handlers))
        raise Wrong(404, f"There is no {request.path}; known: {known}.")

    # --- rules ---

    async def _list_rules(self, request: Request) -> Response:
        return _json({"rules": self._desk.rows()})

    async def _add_rules(self, request: Request) -> Response:
        query = _query(request, "before", "last")
        try:
            text = request.body.decode()
        except UnicodeDecodeError:
            raise Wrong(400, "The body must be UTF-8 text: JSON, or lines of rules.") from None
        if query.get("last", "true") != "true":
            raise Wrong(400, "last must be true, or left out.")
        return _json({"names": self._desk.add(text, query.get("before", ""), "last" in query)}, 201)

    async def _remove_rule(self, request: Request) -> Response:
        name = unquote(request.path.removeprefix("/rules/"))
        if not self._desk.remove(name):
            raise Wrong(404, f"No rule is called {name!r}; built-in rules cannot be removed.")
        return _json({"removed": 1})

    async def _clear_rules(self, request: Request) -> Response:
        return _json({"removed": self._desk.clear()})

    # --- what happened, and what is to happen ---

    async def _list_received(self, request: Request) -> Response:
        query = _query(request, "after", "limit")
        after = _whole(query, "after", 0, 0, 10**15)
        page = self._received.after(after, _whole(query, "limit", PAGE_DEFAULT, 1, PAGE_MAX))
        messages = [{"position": position, **msgspec.to_builtins(line)} for position, line in page]
        last = page[-1][0] if page else max(after, self._received.forgotten)
        return _json(
            {
                "messages": messages,
                "next_after": last,
                "total": self._received.total,
                "forgotten": self._received.forgotten,
            }
        )

    async def _list_binds(self, request: Request) -> Response:
        binds = sorted(self._smsc.binds, key=lambda bind: bind.number)
        return _json({"binds": [bind.describe() for bind in binds]})

    async def _figures(self, request: Request) -> Response:
        network = self._smsc.network
        return _json({**msgspec.to_builtins(network.figures), "waiting": network.waiting, "seed": network.seed})

    async def _cut(self, request: Request) -> Response:
        asked = _body(request, Cut)
        return _json({"cut": self._smsc.cut(asked.system_id, asked.link)})

    async def _send_inbound(self, request: Request) -> Response:
        asked = _body(request, Inbound)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answers = await self._smsc.send_inbound(
                    source=asked.source, destination=asked.destination, text=asked.text, system_id=asked.system_id
                )
        except (LookupError, TooLong, LocalError) as error:
            raise Wrong(400, f"It cannot be sent: {error}.") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            raise Wrong(409, "The network began anew meanwhile.") from None
        except TimeoutError:
            raise Wrong(504, f"The ESME did not answer within {ANSWER_SECONDS:.0f} s.") from None
        return _json({"answers": [status_of(answer).name for answer in answers]})

    async def _reset(self, request: Request) -> Response:
        self._smsc.reset(self._first_seed)
        self._received.clear()
        return _json({"seed": self._first_seed})

    async def _seed(self, request: Request) -> Response:
        asked = _body(request, Seed)
        self._smsc.network.seed_with(self._first_seed if asked.seed is None else asked.seed)
        return _json({"seed": self._smsc.network.seed})


def _json(value: Any, status: int = 200) -> Response:
    return Response(status, msgspec.json.encode(value) + b"\n", headers=(("Cache-Control", "no-store"),))


Body = TypeVar("Body", bound=msgspec.Struct)


def _body(request: Request, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(request.body or b"{}", type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Wrong(400, f"The body cannot be read: {error}.") from None


def _query(request: Request, *known: str) -> dict[str, str]:
    query = {name: values[-1] for name, values in parse_qs(request.query, keep_blank_values=True).items()}
    for name in query:
        if name not in known:
            raise Wrong(400, f"{name} is no parameter of {request.path}; known: {', '.join(known)}.")
    return query


def _whole(query: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= 15 and least <= int(text) <= most):
        raise Wrong(400, f"{name} must be a whole number from {least} to {most}.")
    return int(text)
