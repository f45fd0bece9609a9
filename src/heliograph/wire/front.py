"""Listens for clients, keeps their connections within limits, and lets them finish when the server stops."""

from __future__ import annotations

import asyncio
import logging
import ssl as tls
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from heliograph.http import Application, Response
from heliograph.telemetry.metrics import Metrics
from heliograph.wire.connection import Connection
from heliograph.wire.limits import Limits
from heliograph.wire.outgoing import Outgoing
from heliograph.wire.refusal import Refusal, Refuse, plain_refusal, too_busy
from heliograph.wire.replies import ReplyWriter
from heliograph.wire.tls import Doorkeeper
from heliograph.wire.turned_away import TurnedAway

log = logging.getLogger(__name__)

#: Connections that the kernel keeps until they are accepted; the default of 100 is less than one burst of SDKs that
#: open a connection per call.
_BACKLOG = 1_024

#: A client that speaks TLS to the plain port tries again and again, as does one of the other kind; one hint in this
#: time is enough.
_HINT_SECONDS = 10.0

#: For what is cancelled at the end of a drain to say so and to clean up.
_LAST_WORDS_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a front listens."""

    host: str
    port: int
    """The port in use, also when 0 was asked for."""


class Front:
    """The HTTP door of one process. Belongs to the event loop in which `listen` is first called."""

    def __init__(
        self,
        application: Application,
        *,
        limits: Limits | None = None,
        refuse: Refuse = plain_refusal,
        metrics: Metrics | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`refuse` words what the front answers by itself; `wall` gives UTC seconds for the `Date` header."""
        metrics = metrics or Metrics()
        self.application = application
        self.limits = limits or Limits()
        self.connections: set[Connection] = set()
        """Open ones, and closed ones for which the application still works."""
        self.held = 0
        """Octets of unfinished requests, over all connections."""
        self.draining = False
        self.closing_idle = False
        """Connections without a request are closed at sight."""
        self.now = 0.0
        """Loop time of the last sweep: cheap to read, and old by a second at most."""
        self.replies = ReplyWriter(wall())
        self.outgoing = Outgoing()
        self.turned_away = 0
        """Connections that are being told 503."""
        self._refuse = refuse
        self._wall = wall
        self._servers: list[asyncio.Server] = []
        self._sweeping: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._emptied = asyncio.Event()
        self._hinted_at = float("-inf")
        self._responses = metrics.counter("heliograph_http_responses_total", "Responses by status.", ("status",))
        self._refusals = metrics.counter(
            "heliograph_http_refusals_total", "Requests that the front answered by itself, by code.", ("code",)
        )
        metrics.gauge(
            "heliograph_http_connections", "Open client connections.", lambda: {(): float(len(self.connections))}
        )
        metrics.gauge("heliograph_http_held_bytes", "Octets of unfinished requests.", lambda: {(): float(self.held)})

    async def listen(self, host: str, port: int, *, ssl: tls.SSLContext | None = None) -> Listening:
        """Accept clients on `host` and `port` (0: any free one). May be called for several addresses.

        With `ssl` the port speaks TLS and nothing else. A handshake has as long as the head of a request; TLS knows no
        half-closed connection, so a client that says goodbye before its reply does not get it.

        Raises OSError when the address cannot be had.
        """
        self.loop = asyncio.get_running_loop()
        if self._sweeping is None:
            self._sweep()
        server = await self.loop.create_server(
            self._connect,
            host,
            port,
            ssl=ssl,
            backlog=_BACKLOG,
            ssl_handshake_timeout=self.limits.head_seconds if ssl else None,
            ssl_shutdown_timeout=self.limits.linger_seconds if ssl else None,
        )
        self._servers.append(server)
        address = server.sockets[0].getsockname()
        listening = Listening(str(address[0]), int(address[1]))
        if ssl is not None:
            hint, dropped = (
                partial(self._hint_at_plain_http, listening.port),
                partial(self._tell_dropped, listening.port),
            )
            Doorkeeper(self.limits.handshakes_max, hint, dropped).watch(ssl)
        return listening

    async def drain(self, seconds: float) -> bool:
        """Stop listening, finish what is in flight, then close. What is not done after `seconds` is cancelled and told
        503, and after a moment more it is dropped.

        Replies carry `Connection: close` from now on. An idle connection may bring one more request for a moment:
        no SDK repeats a request that is lost because we closed first. Returns whether everything was finished.
        """
        self.draining = True
        self.loop = asyncio.get_running_loop()
        for server in self._servers:
            server.close()
        self._servers.clear()
        deadline = self.loop.time() + seconds
        for connection in tuple(self.connections):
            connection.drain()
        done = await self._wait_until_empty(min(self.limits.drain_idle_seconds, seconds))
        if not done:
            self.closing_idle = True
            self._check_all()
            done = await self._wait_until_empty(deadline - self.loop.time())
        if not done:
            for connection in tuple(self.connections):
                connection.cancel()
            await self._wait_until_empty(_LAST_WORDS_SECONDS)
            for connection in tuple(self.connections):
                connection.abort()
            await self._wait_until_empty(_LAST_WORDS_SECONDS)
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=_LAST_WORDS_SECONDS)
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
        return done

    # For the connections.

    def refuse(self, refusal: Refusal) -> Response:
        """The reply that words a refusal."""
        self._refusals.add(1, refusal.code)
        try:
            return self._refuse(refusal.status, refusal.code, str(refusal))
        except Exception:
            log.exception("a refusal could not be worded")
            return plain_refusal(refusal.status, refusal.code, str(refusal))

    def count(self, status: int) -> None:
        """A reply has been written."""
        self._responses.add(1, str(status))

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside the requests; `drain` waits for it."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def forget(self, connection: Connection) -> None:
        """A connection is closed and nothing is under way for it."""
        self.connections.discard(connection)
        if not self.connections:
            self._emptied.set()

    def hint_at_tls(self, transport: asyncio.BaseTransport) -> None:
        """Say once in a while that somebody speaks TLS to a plain port: the first mistake of every SDK user."""
        if not self._may_hint():
            return
        peer = transport.get_extra_info("peername")
        here = transport.get_extra_info("sockname")
        log.warning(
            "a client at %s speaks TLS to port %s, which is plain HTTP; tell its SDK protocol='http'",
            peer[0] if peer else "an unknown address",
            here[1] if here else "?",
        )

    # Inside.

    def _hint_at_plain_http(self, port: int) -> None:
        """Likewise for plain HTTP on a TLS port; who it was, the handshake does not know."""
        if self._may_hint():
            log.warning("a client speaks plain HTTP to port %s, which is TLS; tell its SDK protocol='https'", port)

    def _tell_dropped(self, port: int) -> None:
        if self._may_hint():
            most = self.limits.handshakes_max
            log.warning("clients of port %s are dropped, since %d TLS handshakes are under way", port, most)

    def _may_hint(self) -> bool:
        if self.now - self._hinted_at < _HINT_SECONDS:
            return False
        self._hinted_at = self.now
        return True

    def _connect(self) -> asyncio.Protocol:
        if len(self.connections) >= self.limits.connections_max:
            return TurnedAway(self, self.replies.whole(self.refuse(too_busy()), False, False, False))
        return Connection(self)

    def _sweep(self) -> None:
        self._sweeping = self.loop.call_later(self.limits.sweep_seconds(), self._sweep)
        self.replies.set_time(self._wall())
        self._check_all()

    def _check_all(self) -> None:
        self.now = now = self.loop.time()
        for connection in tuple(self.connections):
            connection.check(now)

    async def _wait_until_empty(self, seconds: float) -> bool:
        if self.connections:
            self._emptied.clear()
            try:
                async with asyncio.timeout(max(seconds, 0)):
                    await self._emptied.wait()
            except TimeoutError:
                return False
        return True
