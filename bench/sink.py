"""A subscriber that is told: counts the reports it is posted and the callbacks it is asked, as cheaply as Python can.

A process of its own, `python bench/sink.py`; it prints where it listens. A POST carries a JSON array of reports, a GET
is one callback; `GET /count` answers how many there were of both. Others are confirmed as the cloud has it.
"""

from __future__ import annotations

import asyncio

import httptools
import msgspec
import uvloop

_decode = msgspec.json.Decoder(list[msgspec.Raw]).decode


def _reply(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_CONFIRMED = _reply(b'{"code":0,"msg":"ok"}')


class Told:
    """How many there were, over all connections."""

    count = 0


class _Connection(asyncio.Protocol):
    """One connection, kept open by both."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""
        self._body = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._url = b""
        self._body.clear()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._url == b"/count":
            self._transport.write(_reply(b"%d" % self._told.count))
            return
        self._told.count += len(_decode(self._body)) if self._body else 1
        self._transport.write(_CONFIRMED)


async def _serve() -> None:
    told = Told()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(told), "127.0.0.1", 0, backlog=1024)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
