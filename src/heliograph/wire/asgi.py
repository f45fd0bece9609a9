"""The same application for any ASGI server: a second front for those who have one, and the twin of ours in tests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from heliograph.http import Application, Request, Response, Stream
from heliograph.wire.limits import Limits
from heliograph.wire.refusal import Refusal, Refuse, body_too_large, internal_error, plain_refusal, request_id_of
from heliograph.wire.replies import BODILESS, check_headers, check_status
from heliograph.wire.streaming import close

log = logging.getLogger(__name__)

# The types of the ASGI specification, version 3.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

#: What an application needs before the first and after the last request.
Hook = Callable[[], Awaitable[None]]

#: A body that is too large is read to this many times the limit before it is refused.
_DROPPED_MAX = 8


class Gone(Exception):
    """The client went before its request was whole."""


def asgi_app(
    application: Application,
    *,
    limits: Limits | None = None,
    refuse: Refuse = plain_refusal,
    startup: Hook | None = None,
    shutdown: Hook | None = None,
) -> AsgiApp:
    """`application` as an ASGI 3 application; of `limits` only `body_max` is kept here, the rest is the server's.

    `startup` and `shutdown` run in the server's lifespan; an error in `startup` stops it.
    """
    body_max = (limits or Limits()).body_max

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send, startup, shutdown)
        elif scope["type"] == "http":
            await _answer(scope, receive, send)
        else:  # A websocket: nothing here speaks it, and a close before accept is a 403.
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
        reply: Response | Stream
        try:
            request = _request(scope, await _body(receive, body_max))
        except Refusal as refusal:
            reply = refuse(refusal.status, refusal.code, str(refusal))
            # The rest of the body may still be coming, so the connection cannot be used again.
            await _send_whole(send, reply, [*_headers(reply), (b"connection", b"close")])
            return
        except Gone:
            return
        try:
            reply = await application(request)
            if not isinstance(reply, (Response, Stream)):
                raise TypeError(f"The application returned a {type(reply).__name__}.")
            headers = _headers(reply)
        except Exception:
            bug = internal_error()
            reply = refuse(bug.status, bug.code, str(bug))
            headers = _headers(reply)
            log.exception("request %s: %s %s failed", request_id_of(reply), request.method, request.path)
        if isinstance(reply, Response):
            await _send_whole(send, reply, headers)
        else:
            await _send_stream(receive, send, reply, headers, head_only=request.method == "HEAD")

    return serve


def _request(scope: Scope, body: bytes) -> Request:
    headers: dict[str, tuple[str, ...]] = {}
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1")
        headers[name] = (*headers.get(name, ()), raw_value.decode("latin-1").strip(" \t"))
    # `raw_path` is optional in ASGI; a server without it has lost how the path was encoded.
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    client = scope.get("client")
    return Request(
        method=scope["method"],
        target=f"{path}?{query}" if query else path,
        path=path,
        query=query,
        headers=headers,
        body=body,
        peer=client[0] if client else "",
        secure=scope.get("scheme") == "https",
    )


async def _body(receive: Receive, body_max: int) -> bytes:
    """The whole body. One that is too large is read on and dropped up to a bound, since few servers let the client
    read a refusal before they reset the connection under what it still sends."""
    body = bytearray()
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        piece = message.get("body", b"")
        size += len(piece)
        if size <= body_max:
            body += piece
        done = not message.get("more_body", False)
        if size > body_max and (done or size > _DROPPED_MAX * body_max):
            raise body_too_large(body_max)
        if done:
            return bytes(body)


def _headers(reply: Response | Stream) -> list[tuple[bytes, bytes]]:
    check_status(reply.status)
    pairs = [("content-type", reply.content_type)] if reply.content_type else []
    pairs += [(name.lower(), value) for name, value in reply.headers]
    check_headers(reply.headers)
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]


async def _send_whole(send: Send, reply: Response, headers: list[tuple[bytes, bytes]]) -> None:
    if reply.status not in BODILESS:
        headers = [*headers, (b"content-length", str(len(reply.body)).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    body = b"" if reply.status in BODILESS else reply.body
    await send({"type": "http.response.body", "body": body})


async def _send_stream(
    receive: Receive, send: Send, stream: Stream, headers: list[tuple[bytes, bytes]], head_only: bool
) -> None:
    """Sends until the pieces end or the client goes, whichever is first; the source is closed in any case."""
    await send({"type": "http.response.start", "status": stream.status, "headers": headers})
    if head_only:
        await close(stream.chunks)
        await send({"type": "http.response.body", "body": b""})
        return
    pump = asyncio.ensure_future(_pump(send, stream))
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((pump, gone), return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        pump.cancel()
        await asyncio.gather(pump, gone, return_exceptions=True)
        await close(stream.chunks)
    if not pump.cancelled() and (error := pump.exception()) is not None:
        raise error  # The server breaks the connection off: all that can be said after the head.


async def _pump(send: Send, stream: Stream) -> None:
    async for piece in stream.chunks:
        if piece:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            # `send` need not suspend once the client has gone, and a source that never waits would then run for ever.
            await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _live(receive: Receive, send: Send, startup: Hook | None, shutdown: Hook | None) -> None:
    hooks = {"lifespan.startup": startup, "lifespan.shutdown": shutdown}
    while True:
        stage = (await receive())["type"]
        hook = hooks[stage]
        try:
            if hook is not None:
                await hook()
        except Exception as error:
            log.exception("%s failed", stage)
            await send({"type": f"{stage}.failed", "message": type(error).__name__})
            return
        await send({"type": f"{stage}.complete"})
        if stage == "lifespan.shutdown":
            return
