"""Servers in threads, clients on raw sockets, and an application that does what a test asks for."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import socket
import ssl
import struct
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
import uvloop

from certificates import Pair, make_pair
from heliograph.http import Request, Response, Stream
from heliograph.telemetry.metrics import Metrics
from heliograph.wire import Front, asgi_app

#: Far above what any step takes; a test that meets it has failed.
PATIENCE = 10.0


class Signals:
    """Named events between a test and the application in the server's thread."""

    def __init__(self) -> None:
        self._happened: dict[str, threading.Event] = defaultdict(threading.Event)
        self._released: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.loop: asyncio.AbstractEventLoop | None = None

    def tell(self, name: str) -> None:
        """Called by the application."""
        self._happened[name].set()

    def wait(self, name: str) -> None:
        """Called by the test: until the application has told."""
        assert self._happened[name].wait(PATIENCE), f"{name} did not happen"

    def happened(self, name: str) -> bool:
        return self._happened[name].is_set()

    def release(self, name: str) -> None:
        """Called by the test: lets the application go on."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(lambda: self._released[name].set())

    async def until_released(self, name: str) -> None:
        await self._released[name].wait()


class Probe:
    """The application of the tests: its paths do what their names say; the query names a signal or a number."""

    def __init__(self) -> None:
        self.signals = Signals()
        self.at_work = 0
        self.at_work_most = 0

    async def __call__(self, request: Request) -> Response | Stream:
        self.at_work += 1
        self.at_work_most = max(self.at_work, self.at_work_most)
        try:
            return await getattr(self, "do_" + request.path.strip("/").replace("/", "_"), self.do_echo)(request)
        finally:
            self.at_work -= 1

    async def do_echo(self, request: Request) -> Response:
        seen = {
            "method": request.method,
            "target": request.target,
            "path": request.path,
            "query": request.query,
            "headers": {name: list(values) for name, values in request.headers.items()},
            "body_length": len(request.body),
            "body_sha256": hashlib.sha256(request.body).hexdigest(),
            "peer": request.peer,
            "secure": request.secure,
        }
        return Response(200, json.dumps(seen).encode())

    async def do_body(self, request: Request) -> Response:
        return Response(200, request.body)

    async def do_query(self, request: Request) -> Response:
        return Response(200, request.query.encode())

    async def do_wait(self, request: Request) -> Response:
        self.signals.tell(f"{request.query} began")
        try:
            await self.signals.until_released(request.query)
        except asyncio.CancelledError:
            self.signals.tell(f"{request.query} was cancelled")
            raise
        self.signals.tell(f"{request.query} went on")
        return Response(200, request.query.encode())

    async def do_raise(self, request: Request) -> Response:
        raise RuntimeError("a bug")

    async def do_status(self, request: Request) -> Response:
        return Response(int(request.query), b"" if request.query in ("204", "304") else b"{}")

    async def do_big(self, request: Request) -> Response:
        return Response(200, b"x" * int(request.query))

    async def do_headers(self, request: Request) -> Response:
        return Response(200, b"{}", headers=(("x-acs-request-id", "A-1"), ("X-Two", "1"), ("X-Two", "2")))

    async def do_split(self, request: Request) -> Response:
        return Response(200, b"{}", headers=(("X-Bad", "1\r\nX-Injected: 2"),))

    async def do_nothing(self, request: Request) -> Any: ...

    async def do_stream(self, request: Request) -> Stream:
        return Stream(200, self._pieces(request.query), headers=(("Cache-Control", "no-store"),))

    async def do_download(self, request: Request) -> Stream:
        return Stream(200, self._pieces(request.query), content_type="text/csv")

    async def _pieces(self, name: str) -> AsyncIterator[bytes]:
        try:
            yield b"data: one\n\n"
            yield b""
            if name == "broken":
                raise RuntimeError("a bug in a stream")
            if name:
                await self.signals.until_released(name)
            yield b"data: two\n\n"
        finally:
            self.signals.tell(f"stream {name} closed")

    async def do_flood(self, request: Request) -> Stream:
        return Stream(200, self._flood(), content_type="application/octet-stream")

    async def _flood(self) -> AsyncIterator[bytes]:
        self.flooded = 0
        try:
            while True:
                self.flooded += 1
                if self.flooded == 4:
                    self.signals.tell("flood began")
                yield b"x" * 65_536
        finally:
            self.signals.tell("flood closed")


@dataclass
class Reply:
    """A reply as read from the socket."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """A raw socket, so that it can misbehave."""

    def __init__(self, port: int, receive_buffer: int = 0, pair: Pair | None = None) -> None:
        """`pair`: over TLS, and trusts its certificate alone."""
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        try:
            self.socket.connect(("127.0.0.1", port))
            if pair is not None:
                self.socket = pair.client_context().wrap_socket(self.socket, server_hostname="127.0.0.1")
        except OSError:
            self.socket.close()
            raise
        self._buffer = bytearray()

    def send(self, octets: bytes) -> None:
        self.socket.sendall(octets)

    def more(self) -> bool:
        """Read what is there; False at the end (a reset is one too)."""
        try:
            octets = self.socket.recv(65_536)
        except (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError):
            return False
        self._buffer += octets
        return bool(octets)

    def until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            assert self.more(), f"closed before {mark!r}, after {self._buffer!r}"
        before, _, self._buffer = self._buffer.partition(mark)
        return bytes(before)

    def exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            assert self.more(), "closed in a body"
        octets = bytes(self._buffer[:count])
        del self._buffer[:count]
        return octets

    def head(self) -> tuple[int, list[tuple[str, str]]]:
        lines = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = lines[0].split(" ")[1]
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        return int(status), pairs

    def piece(self) -> bytes:
        """One chunk of a chunked body; b"" for the last."""
        size = int(self.until(b"\r\n"), 16)
        octets = self.exactly(size)
        assert self.exactly(2) == b"\r\n"
        return octets

    def reply(self, head_only: bool = False) -> Reply:
        status, headers = self.head()
        named = dict(headers)
        body = b""
        if head_only or status in (204, 304):
            return Reply(status, headers, b"")
        if named.get("transfer-encoding") == "chunked":
            while piece := self.piece():
                body += piece
        elif "content-length" in named:
            body = self.exactly(int(named["content-length"]))
        else:
            body = self.rest()
        return Reply(status, headers, body)

    def rest(self) -> bytes:
        while self.more():
            pass
        octets, self._buffer = bytes(self._buffer), bytearray()
        return octets

    def assert_closed(self) -> None:
        assert self.rest() == b"", "said something more before it closed"

    def assert_open(self) -> None:
        """The connection is good for another request."""
        self.send(b"POST /query?open HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        assert self.reply().body == b"open"

    def shut_write(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """Go at once, with a reset and no word of it before."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class Server:
    """A server in a thread of its own, on a loop of its own."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.signals = probe.signals
        self.front: Any = None
        self.metrics = Metrics()
        self.port = 0
        self.pair: Pair | None = None
        """What a TLS port shows; None for plain HTTP."""
        self._ready = threading.Event()
        self._stop: asyncio.Event
        self._failure: BaseException | None = None

    def run(self, serve: Callable[[Server], Coroutine[Any, Any, None]]) -> None:
        async def main() -> None:
            self.signals.loop = asyncio.get_running_loop()
            self._stop = asyncio.Event()
            await serve(self)

        try:
            uvloop.run(main())
        except BaseException as error:
            self._failure = error
            self._ready.set()

    @contextmanager
    def running(self, serve: Callable[[Server], Coroutine[Any, Any, None]]) -> Iterator[Server]:
        thread = threading.Thread(target=self.run, args=(serve,))
        thread.start()
        try:
            assert self._ready.wait(PATIENCE)
            assert self._failure is None, self._failure
            yield self
        finally:
            if self._failure is None and self.signals.loop is not None:
                self.signals.loop.call_soon_threadsafe(self._stop.set)
            thread.join(PATIENCE)
        assert not thread.is_alive()
        assert self._failure is None, self._failure

    async def serving(self, port: int) -> None:
        self.port = port
        self._ready.set()
        await self._stop.wait()

    def start(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        """Run a coroutine in the server's loop."""
        assert self.signals.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.signals.loop)

    def until(self, true: Callable[[], bool]) -> None:
        """A bounded poll of the server's state, where nothing tells of its change."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, "did not come about"
            time.sleep(0.005)


def front_server(**settings: Any) -> Callable[[Server], Coroutine[Any, Any, None]]:
    async def serve(server: Server) -> None:
        server.pair = settings.pop("pair", None)
        context = settings.pop("context", None) or (server.pair and server.pair.server_context())
        server.front = Front(server.probe, metrics=server.metrics, **settings)
        listening = await server.front.listen("127.0.0.1", 0, ssl=context)
        await server.serving(listening.port)
        await server.front.drain(0)

    return serve


async def uvicorn_server(server: Server) -> None:
    config = uvicorn.Config(
        asgi_app(server.probe),
        host="127.0.0.1",
        port=0,
        http="httptools",
        ws="none",
        log_config=None,
        log_level=logging.CRITICAL,
        timeout_graceful_shutdown=1,
    )
    twin = _Twin(config)
    running = asyncio.create_task(twin.serve())
    await twin.listening.wait()
    await server.serving(twin.servers[0].sockets[0].getsockname()[1])
    twin.should_exit = True
    await running


class _Twin(uvicorn.Server):
    """uvicorn in a thread: it takes no signals there, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@pytest.fixture(params=["front", "front over TLS", "uvicorn"], scope="module")
def either(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Our front, plain and over TLS, and uvicorn with the same application: what all promise."""
    serve = uvicorn_server
    if request.param != "uvicorn":
        serve = front_server(pair=make_pair(tmp_path_factory.mktemp("tls")) if "TLS" in request.param else None)
    with Server(Probe()).running(serve) as server:
        yield server


@pytest.fixture
def front() -> Iterator[Callable[..., Server]]:
    """Starts our front alone: `front(limits=Limits(...), pair=make_pair(folder))`."""
    with ExitStack() as stack:

        def start(**settings: Any) -> Server:
            return stack.enter_context(Server(Probe()).running(front_server(**settings)))

        yield start


@pytest.fixture
def connect() -> Iterator[Callable[..., Client]]:
    """Connects to a server as it listens: `connect(server)`; `connect(server, pair=None)` in plain HTTP."""
    with ExitStack() as stack:

        def connect(server: Server, **settings: Any) -> Client:
            client = Client(server.port, **{"pair": server.pair, **settings})
            stack.callback(client.close)
            return client

        yield connect
