"""The order of replies, and the brakes."""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any

import pytest

from heliograph.http import Request, Response, Stream
from heliograph.wire import Limits

GET = b"GET /query?%d HTTP/1.1\r\nHost: x\r\n\r\n"


def wait_for(name: str) -> bytes:
    return f"GET /wait?{name} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def test_replies_leave_in_the_order_of_the_requests(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """A reply in another's place is another customer's message id."""
    server = front()
    client = connect(server)
    names = [f"n{number}" for number in range(8)]
    client.send(b"".join(wait_for(name) for name in names))
    for name in names:
        server.signals.wait(f"{name} began")  # All are at work at the same time …
    for name in reversed(names):
        server.signals.release(name)
        server.signals.wait(f"{name} went on")  # … and are answered in the opposite order.
    assert [client.reply().body.decode() for _ in names] == names


def test_no_more_than_the_pipeline_holds_are_at_work(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front(limits=Limits(pipeline_max=3))
    client = connect(server)
    names = [f"n{number}" for number in range(10)]
    client.send(b"".join(wait_for(name) for name in names))
    for name in names:
        server.signals.wait(f"{name} began")
        server.signals.release(name)
        assert client.reply().body.decode() == name
    assert server.probe.at_work_most == 3


def test_reading_pauses_while_the_pipeline_is_full(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """Else a client that only asks fills the memory with requests."""
    server = front(limits=Limits(pipeline_max=2))
    client = connect(server)
    client.send(wait_for("a") + wait_for("b"))
    server.signals.wait("b began")
    client.socket.settimeout(0.3)
    with pytest.raises(TimeoutError):  # The socket's buffers fill up, since nobody reads.
        for _ in range(1_000):
            client.send(b"GET /" + b"x" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert len(server.front.connections) == 1
    server.signals.release("a")
    server.signals.release("b")
    client.socket.settimeout(10)
    assert [client.reply().body, client.reply().body] == [b"a", b"b"]
    assert client.reply().status == 200  # And reading goes on.


def test_many_small_requests_in_one_read_are_all_answered(
    front: Callable[..., Any], connect: Callable[..., Any]
) -> None:
    client = connect(front(limits=Limits(pipeline_max=4)))
    client.send(b"".join(GET % number for number in range(3_000)))
    for number in range(3_000):
        assert client.reply().body == b"%d" % number


def test_a_client_that_does_not_read_replies_is_not_read(
    front: Callable[..., Any], connect: Callable[..., Any]
) -> None:
    """Each reply waits in memory until it is read, so no more are made."""
    server = front()
    client = connect(server, receive_buffer=4_096)
    ask = b"GET /big?4000000 HTTP/1.1\r\nHost: x\r\n\r\n"
    count = 40
    client.send(ask * count)
    other = connect(server)
    for _ in range(50):  # Rounds of the server's loop, in which it would go on if it did not wait.
        other.assert_open()
    made = server.metrics.counter("heliograph_http_responses_total", "", ("status",)).value("200") - 50
    assert made < 8
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)  # It begins to read, and quickly.
    for _ in range(count):
        assert len(client.reply().body) == 4_000_000
    client.assert_open()


def test_work_goes_on_when_the_client_has_gone(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """The message may be accepted by then; only its reply has no reader."""
    server = front()
    client = connect(server)
    client.send(wait_for("orphan"))
    server.signals.wait("orphan began")
    client.close()
    other = connect(server)
    other.assert_open()
    server.signals.release("orphan")
    server.signals.wait("orphan went on")


def test_work_for_a_lost_client_counts_as_a_connection(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """Else a client that asks and hangs up has no limit."""
    server = front(limits=Limits(connections_max=1))
    client = connect(server)
    client.send(wait_for("orphan"))
    server.signals.wait("orphan began")
    client.close()
    other = connect(server)
    assert other.reply().status == 503
    server.signals.release("orphan")
    server.until(lambda: not server.front.connections)
    connect(server).assert_open()


def test_a_bug_is_logged_under_the_id_in_the_document(
    front: Callable[..., Any], connect: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The id is all a user can tell about it; the query holds numbers and texts, so it is not logged."""
    client = connect(front())
    with caplog.at_level(logging.ERROR):
        client.send(b"GET /raise?To=6591234567 HTTP/1.1\r\nHost: x\r\n\r\n")
        reply = client.reply()
    record = next(record for record in caplog.records if "failed" in record.getMessage())
    assert reply.json()["RequestId"] in record.getMessage()
    assert "6591234567" not in record.getMessage()
    assert record.exc_info is not None
    client.assert_open()


def test_a_stream_to_http_1_0_ends_with_the_connection(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    client = connect(front())
    client.send(b"GET /stream HTTP/1.0\r\n\r\n")
    reply = client.reply()
    assert reply.header("transfer-encoding") is None
    assert reply.body == b"data: one\n\ndata: two\n\n"


def test_requests_behind_a_stream_wait_for_its_end(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front()
    client = connect(server)
    client.send(b"GET /stream?s HTTP/1.1\r\nHost: x\r\n\r\n" + GET % 7)
    client.head()
    assert client.piece() == b"data: one\n\n"
    server.signals.release("s")
    assert [client.piece(), client.piece()] == [b"data: two\n\n", b""]
    assert client.reply().body == b"7"


class Source:
    """The pieces of a stream without a generator: closing it is a call that must be made."""

    def __init__(self, signals: Any) -> None:
        self._signals = signals

    def __aiter__(self) -> "Source":
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self._signals.tell("source closed")


def test_a_stream_that_never_had_its_turn_is_closed(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """It holds a subscription from the moment it is made."""
    server = front()

    async def application(request: Request) -> Response | Stream:
        if request.path == "/source":
            server.signals.tell("source made")
            return Stream(200, Source(server.signals))
        return await server.probe(request)

    server.front.application = application
    client = connect(server)
    client.send(wait_for("first") + b"GET /source HTTP/1.1\r\nHost: x\r\n\r\n")
    server.signals.wait("first began")
    server.signals.wait("source made")
    client.reset()
    server.signals.wait("source closed")
    server.signals.release("first")


def test_a_cancelled_application_is_503(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """What cancels itself (a time-out that leaks) must not leave the client without a reply."""
    server = front()

    async def application(request: Request) -> Response:
        raise asyncio.CancelledError

    server.front.application = application
    client = connect(server)
    client.send(GET % 1)
    assert client.reply().status == 503
