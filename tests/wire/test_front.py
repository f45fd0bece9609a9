"""Listening, limits of connections, draining."""

import socket
import threading
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from certificates import make_pair
from heliograph.http import Response
from heliograph.wire import Front, Limits

GET = b"GET /query?%d HTTP/1.1\r\nHost: x\r\n\r\n"
WAIT = b"GET /wait?w HTTP/1.1\r\nHost: x\r\n\r\n"


async def answer(request: Any) -> Response:
    return Response(200, b"{}")


async def test_it_tells_the_port_it_took() -> None:
    front = Front(answer)
    one, two = await front.listen("127.0.0.1", 0), await front.listen("127.0.0.1", 0)
    assert one.host == "127.0.0.1"
    assert 0 < one.port != two.port > 0
    assert await front.drain(1)


async def test_an_address_in_use_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        front = Front(answer)
        with pytest.raises(OSError, match="in use"):
            await front.listen("127.0.0.1", taken.getsockname()[1])
        await front.drain(0)


def test_the_date_is_the_walls(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    client = connect(front(wall=lambda: 1_795_521_600.0))
    client.send(GET % 1)
    reply = client.reply()
    assert parsedate_to_datetime(reply.header("date")).isoformat() == "2026-11-24T12:00:00+00:00"
    assert reply.header("server") == "Heliograph"


def test_the_gateways_words_are_used_for_refusals(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    client = connect(front(refuse=lambda status, code, message: Response(status, f"{code}!".encode())))
    client.send(b"NONSENSE\r\n\r\n")
    reply = client.reply()
    assert (reply.status, reply.body) == (400, b"InvalidRequest!")


def test_words_that_fail_are_replaced_by_plain_ones(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    def refuse(status: int, code: str, message: str) -> Response:
        raise RuntimeError("a bug")

    client = connect(front(refuse=refuse))
    client.send(b"NONSENSE\r\n\r\n")
    assert client.reply().json()["Code"] == "InvalidRequest"


def test_what_is_counted(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front()
    client = connect(server)
    client.send(GET % 1 + b"GET /status?404 HTTP/1.1\r\nHost: x\r\n\r\n" + b"NONSENSE\r\n\r\n")
    for _ in range(3):
        client.reply()
    shown = server.metrics.render().decode()
    for status in (200, 404, 400):
        assert f'heliograph_http_responses_total{{status="{status}"}} 1' in shown
    assert 'heliograph_http_refusals_total{code="InvalidRequest"} 1' in shown
    assert "heliograph_http_connections 1" in shown
    assert "heliograph_http_held_bytes 0" in shown


class TestDrain:
    """A stop that loses a request is a message its sender believes lost, or sends twice."""

    def test_what_is_in_flight_is_finished(self, front: Callable[..., Any], connect: Callable[..., Any]) -> None:
        server = front(limits=Limits(drain_idle_seconds=0.05))
        client = connect(server)
        client.send(WAIT)
        server.signals.wait("w began")
        drained = server.start(server.front.drain(8))
        server.signals.release("w")
        reply = client.reply()
        assert (reply.body, reply.header("connection")) == (b"w", "close")
        client.assert_closed()
        assert drained.result(10) is True

    def test_nobody_else_is_let_in(self, front: Callable[..., Any], connect: Callable[..., Any]) -> None:
        server = front()
        server.start(server.front.drain(1)).result(10)
        with pytest.raises(ConnectionRefusedError):
            connect(server)

    def test_an_idle_connection_is_closed(self, front: Callable[..., Any], connect: Callable[..., Any]) -> None:
        server = front(limits=Limits(drain_idle_seconds=0.05))
        client = connect(server)
        client.assert_open()
        assert server.start(server.front.drain(8)).result(10) is True
        client.assert_closed()

    def test_an_idle_connection_may_bring_one_more(
        self, front: Callable[..., Any], connect: Callable[..., Any]
    ) -> None:
        """No SDK repeats a request that crosses our closing."""
        server = front(limits=Limits(drain_idle_seconds=5, head_seconds=0.1))
        client = connect(server)
        client.assert_open()
        drained = server.start(server.front.drain(8))
        server.until(lambda: server.front.draining)
        now = server.front.now
        server.until(lambda: server.front.now > now)  # The connection has been looked at since.
        client.send(GET % 1)
        reply = client.reply()
        assert (reply.body, reply.header("connection")) == (b"1", "close")
        assert drained.result(10) is True

    def test_all_of_a_pipeline_is_answered(self, front: Callable[..., Any], connect: Callable[..., Any]) -> None:
        server = front(limits=Limits(pipeline_max=2))
        client = connect(server)
        client.send(WAIT + b"".join(GET % number for number in range(600)))
        server.signals.wait("w began")
        drained = server.start(server.front.drain(8))
        server.until(lambda: server.front.draining)
        server.signals.release("w")
        replies = [client.reply() for _ in range(601)]
        assert [reply.header("connection") for reply in replies] == [None] * 600 + ["close"]
        assert drained.result(10) is True

    def test_a_request_half_read_is_finished(self, front: Callable[..., Any], connect: Callable[..., Any]) -> None:
        server = front(limits=Limits(drain_idle_seconds=0.05))
        client = connect(server)
        client.send(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
        server.until(lambda: server.front.held > 0)
        drained = server.start(server.front.drain(8))
        server.until(lambda: server.front.draining)
        client.send(b"cd")
        assert client.reply().body == b"abcd"
        assert drained.result(10) is True

    def test_events_end_in_good_order(self, front: Callable[..., Any], connect: Callable[..., Any]) -> None:
        """An open browser tab must not hold up the stop; it comes back by itself."""
        server = front()
        client = connect(server)
        client.send(b"GET /stream?live HTTP/1.1\r\nHost: x\r\n\r\n")
        client.head()
        client.piece()
        assert server.start(server.front.drain(8)).result(10) is True
        assert client.piece() == b""
        client.assert_closed()
        assert server.signals.happened("stream live closed")

    def test_a_download_is_finished(self, front: Callable[..., Any], connect: Callable[..., Any]) -> None:
        server = front(limits=Limits(drain_idle_seconds=0.05))
        client = connect(server)
        client.send(b"GET /download?d HTTP/1.1\r\nHost: x\r\n\r\n")
        client.head()
        client.piece()
        drained = server.start(server.front.drain(8))
        server.until(lambda: server.front.draining)
        server.signals.release("d")
        assert [client.piece(), client.piece()] == [b"data: two\n\n", b""]
        client.assert_closed()
        assert drained.result(10) is True

    def test_what_does_not_finish_is_told_503_in_time(
        self, front: Callable[..., Any], connect: Callable[..., Any]
    ) -> None:
        server = front()
        client, reader = connect(server), connect(server, receive_buffer=4_096)
        client.send(WAIT)
        reader.send(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
        server.signals.wait("w began")
        server.signals.wait("flood began")
        assert server.start(server.front.drain(0.2)).result(10) is False
        assert server.signals.happened("w was cancelled")
        assert server.signals.happened("flood closed")
        assert not server.front.connections
        reply = client.reply()
        assert (reply.status, reply.header("connection")) == (503, "close")
        client.assert_closed()


def test_tls_passes_through(front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path) -> None:
    client = connect(front(pair=make_pair(tmp_path)))
    client.send(b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n" + b"".join(GET % number for number in range(50)))
    seen = client.reply().json()
    assert (seen["secure"], seen["peer"]) == (True, "127.0.0.1")
    assert [client.reply().body for _ in range(50)] == [b"%d" % number for number in range(50)]
    client.send(b"NONSENSE\r\n\r\n")
    assert client.reply().status == 400


def test_many_clients_at_once(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front()
    clients = [connect(server) for _ in range(100)]
    for number, client in enumerate(clients):
        client.send(GET % number)
    assert [client.reply().body for client in clients] == [b"%d" % number for number in range(100)]
    assert threading.active_count() < 50
