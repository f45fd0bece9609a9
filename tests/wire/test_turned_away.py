"""Clients above the limit of connections."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from heliograph.wire import Limits

GET = b"GET /query?1 HTTP/1.1\r\nHost: x\r\n\r\n"


def test_one_more_than_the_limit_is_told_503(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """A client that is refused without a word cannot tell a busy server from a dead one."""
    server = front(limits=Limits(connections_max=2))
    first, second = connect(server), connect(server)
    first.assert_open()
    second.assert_open()
    third = connect(server)
    third.send(GET)
    reply = third.reply()
    assert (reply.status, reply.header("connection")) == (503, "close")
    assert reply.header("content-type") == "application/json;charset=utf-8"
    assert reply.json()["Code"] == "ServiceUnavailable"
    third.assert_closed()
    first.assert_open()


def test_there_is_room_again_when_one_goes(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front(limits=Limits(connections_max=1))
    first = connect(server)
    first.send(b"GET /query?1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    first.reply()
    first.assert_closed()
    server.until(lambda: not server.front.connections)
    connect(server).assert_open()


def test_a_client_that_does_not_go_is_dropped(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front(limits=Limits(connections_max=0, linger_seconds=0.2))
    client = connect(server)
    assert client.reply().status == 503
    deadline = time.monotonic() + 5
    with pytest.raises((ConnectionResetError, BrokenPipeError)):  # What is sent is thrown away until then.
        while time.monotonic() < deadline:
            client.send(b"x" * 100_000)


def test_beyond_those_that_can_be_told_connections_are_dropped(
    front: Callable[..., Any], connect: Callable[..., Any]
) -> None:
    server = front(limits=Limits(connections_max=0))
    clients = [connect(server) for _ in range(300)]
    told = sum(client.rest().startswith(b"HTTP/1.1 503 ") for client in clients)
    assert told == 256
    for client in clients:
        client.close()
    server.until(lambda: not server.front.turned_away)
    fresh = connect(server)
    assert fresh.reply().status == 503
