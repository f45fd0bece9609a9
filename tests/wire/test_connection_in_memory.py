"""A connection without a socket: random clients, and an instant that no socket can hit."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from heliograph.http import Request, Response, Stream
from heliograph.wire import Front, Limits
from heliograph.wire.connection import Connection
from memory_transport import MemoryTransport, cut

LIMITS = Limits(line_max=200, headers_max=300, body_max=100, pipeline_max=3)


async def answer(request: Request) -> Response:
    """Waits as many rounds of the loop as the query says, so that replies are ready out of order."""
    if request.path == "/raise":
        raise RuntimeError("a bug")
    for _ in range(len(request.query) % 5):
        await asyncio.sleep(0)
    return Response(200, f"{request.method} {request.target} ".encode() + request.body)


def word(status: int, code: str, message: str) -> Response:
    return Response(status, f"{code}: {message}".encode())


async def converse(pieces: Iterable[bytes], transport: Any) -> Connection:
    """Give a connection its octets as a transport would: not while it pauses reading, nor after its end.

    The loops step through the rounds of the loop (bounded), since it is the rounds that are tested.
    """
    front = Front(answer, limits=LIMITS, refuse=word, wall=lambda: 0.0)
    front.loop = asyncio.get_running_loop()
    connection = Connection(front)
    connection.connection_made(transport)
    for piece in pieces:
        async with asyncio.timeout(5):
            while not transport.reading and not transport.closed:  # noqa: ASYNC110
                await asyncio.sleep(0)
        if transport.closed:
            break
        connection.data_received(piece)
    async with asyncio.timeout(5):
        while not connection.at_rest:  # noqa: ASYNC110
            await asyncio.sleep(0)
    return connection


PARTS = st.sampled_from(
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /?abc HTTP/1.1\r\nHost: x\r\n\r\n",
        b"HEAD /?a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /raise HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /?ab HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello\r\n\r\nyo",
        b"POST /?abcd HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n2;e\r\nde\r\n0\r\nT: t\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc",
        b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    ]
)
LAST = st.sampled_from(
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET",
        b"GET / HTTP/1.0\r\n\r\n",
        b"NONSENSE",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n",
        b"GET /" + b"x" * 300 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ]
)


@given(st.lists(PARTS, min_size=1, max_size=8), LAST, st.lists(st.integers(0, 900), max_size=20))
def test_any_cut_of_a_stream_gives_the_same_replies(parts: list[bytes], last: bytes, places: list[int]) -> None:
    octets = b"".join(parts) + last
    whole, pieces = MemoryTransport(), MemoryTransport()
    asyncio.run(converse([octets], whole))
    asyncio.run(converse(cut(octets, places), pieces))
    assert pieces.said == whole.said
    assert whole.said.count(b"HTTP/1.1 ") >= len(parts)
    assert (pieces.ended, pieces.closed) == (whole.ended, whole.closed)


GARBAGE = st.one_of(
    st.binary(max_size=400),
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    b"GET ",
                    b"/ ",
                    b"HTTP/1.1\r\n",
                    b"Host: x\r\n",
                    b"\r\n",
                    b"Content-Length: 5\r\n",
                    b"0\r\n\r\n",
                    b"\x16",
                ]
            ),
            st.sampled_from(
                [b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n", b"Connection: Upgrade\r\n"]
            ),
            st.sampled_from([b"Upgrade: h2c\r\n", b"POST / HTTP/1.1\r\nHost: x\r\n", b"CONNECT a:1 HTTP/1.1\r\n"]),
            st.binary(max_size=5),
        ),
        max_size=20,
    ).map(b"".join),
)


@given(GARBAGE, st.lists(st.integers(0, 400), max_size=10))
def test_garbage_never_leaves_a_connection_hanging(octets: bytes, places: list[int]) -> None:
    transport = MemoryTransport()

    async def play() -> None:
        connection = await converse(cut(octets, places), transport)
        for sweep in range(1, 4):  # Refused for being slow; then nothing more comes; then dropped.
            connection.check(sweep * 1_000.0)
            await asyncio.sleep(0)

    asyncio.run(play())
    assert transport.closed


async def test_a_stream_lost_before_its_first_step_is_closed() -> None:
    """A task that is cancelled before it ran skips even its `finally`."""
    told: list[str] = []

    class Source:
        """No generator: closing it is a call that must be made."""

        def __aiter__(self) -> "Source":
            return self

        async def __anext__(self) -> bytes:
            raise StopAsyncIteration

        async def aclose(self) -> None:
            told.append("source closed")

    async def application(request: Request) -> Stream:
        return Stream(200, Source())

    front = Front(application)
    front.loop = asyncio.get_running_loop()
    connection, transport = Connection(front), MemoryTransport()
    connection.connection_made(transport)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(5):
        while not transport.said:  # noqa: ASYNC110  # Stops in the very round in which the head is written.
            await asyncio.sleep(0)
    connection.connection_lost(None)
    for _ in range(3):
        await asyncio.sleep(0)
    assert told == ["source closed"]
    assert not front.connections


async def test_a_stream_that_comes_after_its_time_out_is_closed() -> None:
    """The 503 has its place by then; the subscription must not outlive it."""
    told: list[str] = []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            yield b"never read"
        finally:
            told.append("closed")

    async def application(request: Request) -> Stream:
        source = pieces()
        await anext(source)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            told.append("cancelled")
        return Stream(200, source)

    front = Front(application)
    front.loop = asyncio.get_running_loop()
    connection, transport = Connection(front), MemoryTransport()
    connection.connection_made(transport)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    await asyncio.sleep(0)
    connection.check(1_000.0)
    assert transport.said.startswith(b"HTTP/1.1 503 ")
    for _ in range(4):
        await asyncio.sleep(0)
    assert told == ["cancelled", "closed"]
    assert connection.at_rest


async def test_a_client_is_not_slow_while_we_do_not_read() -> None:
    """A 408 for a request that waited behind our own work would be a lie, and its message lost."""
    free = asyncio.Event()

    async def application(request: Request) -> Response:
        await free.wait()
        return Response(200, b"")

    front = Front(application, limits=Limits(pipeline_max=1, head_seconds=10, reply_seconds=1e9))
    front.loop = asyncio.get_running_loop()
    connection, transport = Connection(front), MemoryTransport()
    connection.connection_made(transport)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET")
    connection.check(1_000.0)
    free.set()
    for _ in range(4):
        await asyncio.sleep(0)
    connection.check(1_009.0)
    assert transport.said.count(b"HTTP/1.1 ") == 1
    connection.check(1_011.0)
    assert b"HTTP/1.1 408 " in transport.said
