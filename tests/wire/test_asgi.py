"""What the ASGI adapter promises beyond the contract."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from heliograph.http import Request, Response, Stream
from heliograph.wire import Limits, asgi_app


async def nothing(request: Request) -> Response:
    return Response(200, request.body)


class Exchange:
    """One run of an ASGI application with given messages."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.incoming = list(messages)
        self.sent: list[Any] = []

    async def receive(self) -> dict[str, Any]:
        return self.incoming.pop(0)

    async def send(self, message: Any) -> None:
        self.sent.append(message)


def scope(**changes: Any) -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [], **changes}


@pytest.mark.parametrize(
    ("changes", "target", "path", "peer", "secure"),
    [
        ({"raw_path": b"/a%2Fb", "path": "/a/b"}, "/a%2Fb", "/a%2Fb", "", False),
        ({"path": "/x", "query_string": b"a=%20"}, "/x?a=%20", "/x", "", False),
        ({"client": ("192.0.2.1", 1), "scheme": "https"}, "/", "/", "192.0.2.1", True),
    ],
)
async def test_the_request(changes: dict[str, Any], target: str, path: str, peer: str, secure: bool) -> None:
    seen: list[Request] = []

    async def application(request: Request) -> Response:
        seen.append(request)
        return Response(200, b"")

    run = Exchange({"type": "http.request"})
    await asgi_app(application)(scope(**changes), run.receive, run.send)
    assert (seen[0].target, seen[0].path, seen[0].peer, seen[0].secure) == (target, path, peer, secure)


async def test_the_body_is_joined_and_bounded() -> None:
    pieces = [{"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.request", "body": b"c"}]
    run = Exchange(*pieces)
    await asgi_app(nothing)(scope(), run.receive, run.send)
    assert run.sent[1]["body"] == b"abc"
    run = Exchange(*pieces)
    await asgi_app(nothing, limits=Limits(body_max=2))(scope(), run.receive, run.send)
    assert run.sent[0]["status"] == 413
    assert (b"connection", b"close") in run.sent[0]["headers"]


async def test_an_endless_body_is_refused_before_its_end() -> None:
    run = Exchange(*[{"type": "http.request", "body": b"abc", "more_body": True}] * 10)
    await asgi_app(nothing, limits=Limits(body_max=2))(scope(), run.receive, run.send)
    assert run.sent[0]["status"] == 413
    assert len(run.incoming) == 4


async def test_a_client_that_goes_before_its_request_is_whole_is_not_answered() -> None:
    run = Exchange({"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"})
    await asgi_app(nothing)(scope(), run.receive, run.send)
    assert run.sent == []


async def test_a_source_that_never_waits_ends_when_the_client_goes() -> None:
    """A server may take pieces for a lost client without ever suspending us."""
    closed: list[bool] = []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x"
        finally:
            closed.append(True)

    async def application(request: Request) -> Stream:
        return Stream(200, pieces())

    run = Exchange({"type": "http.request"}, {"type": "http.disconnect"})
    await asgi_app(application)(scope(), run.receive, run.send)
    assert closed == [True]


async def test_a_websocket_is_refused() -> None:
    run = Exchange()
    await asgi_app(nothing)({"type": "websocket"}, run.receive, run.send)
    assert run.sent == [{"type": "websocket.close", "code": 1000}]


def hook(log: list[str], name: str, fails: bool = False) -> Callable[[], Any]:
    async def run() -> None:
        log.append(name)
        if fails:
            raise RuntimeError("a bug")

    return run


LIFE = ({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})


async def test_the_lifespan_runs_the_hooks() -> None:
    log: list[str] = []
    run = Exchange(*LIFE)
    app = asgi_app(nothing, startup=hook(log, "up"), shutdown=hook(log, "down"))
    await app({"type": "lifespan"}, run.receive, run.send)
    assert log == ["up", "down"]
    assert [message["type"] for message in run.sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_lifespan_without_hooks_completes() -> None:
    run = Exchange(*LIFE)
    await asgi_app(nothing)({"type": "lifespan"}, run.receive, run.send)
    assert len(run.sent) == 2


async def test_a_failed_start_is_told_to_the_server() -> None:
    run = Exchange(*LIFE)
    await asgi_app(nothing, startup=hook([], "up", fails=True))({"type": "lifespan"}, run.receive, run.send)
    assert run.sent == [{"type": "lifespan.startup.failed", "message": "RuntimeError"}]
