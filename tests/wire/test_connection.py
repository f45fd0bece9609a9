"""One connection of our front: what only it promises beyond the contract."""

import json
import logging
import ssl
from collections.abc import Callable
from typing import Any

import pytest

from heliograph.wire import Limits

GET = b"GET /query?%b HTTP/1.1\r\nHost: x\r\n\r\n"

#: Long enough that only the time under test can end a connection.
LONG = {
    "idle_seconds": 60.0,
    "head_seconds": 60.0,
    "body_seconds": 60.0,
    "reply_seconds": 60.0,
    "write_seconds": 60.0,
    "linger_seconds": 60.0,
}


def within(**short: float) -> Limits:
    # A short linger makes the sweep quick, and nothing here depends on a long one.
    return Limits(**{**LONG, "linger_seconds": 0.2, **short})  # type: ignore[arg-type]


def check_document(reply: Any, status: int, code: str) -> None:
    """Every failure of the front's is a document, or the SDKs raise errors without a code."""
    assert reply.status == status
    assert reply.header("content-type") == "application/json;charset=utf-8"
    assert reply.header("content-length") == str(len(reply.body))
    assert reply.header("connection") == "close"
    assert reply.header("server") == "Heliograph"
    document = json.loads(reply.body)
    assert set(document) == {"RequestId", "HostId", "Code", "Message", "Recommend"}
    assert document["Code"] == code
    assert document["Message"]


@pytest.mark.parametrize(
    ("octets", "status", "code"),
    [
        (b"NONSENSE\r\n\r\n", 400, "InvalidRequest"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "InvalidRequest"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n", 400, "InvalidRequest"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n", 413, "RequestBodyTooLarge"),
        (b"GET /" + b"x" * 65_536 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "RequestLineTooLong"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 65_536 + b"\r\n\r\n", 431, "RequestHeadersTooLarge"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\n\r\n", 417, "ExpectationFailed"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "NotImplemented"),
        (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505, "HTTPVersionNotSupported"),
    ],
)
def test_a_refusal_is_a_document_and_closes(
    front: Callable[..., Any], connect: Callable[..., Any], octets: bytes, status: int, code: str
) -> None:
    server = front()
    client = connect(server)
    client.send(octets)
    check_document(client.reply(), status, code)
    client.assert_closed()
    assert server.metrics.counter("heliograph_http_refusals_total", "", ("code",)).value(code) == 1


def test_a_refusal_comes_after_the_replies_before_it(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front()
    client = connect(server)
    client.send(b"GET /wait?a HTTP/1.1\r\nHost: x\r\n\r\nNONSENSE\r\n\r\n")
    server.signals.wait("a began")
    server.signals.release("a")
    assert client.reply().body == b"a"
    check_document(client.reply(), 400, "InvalidRequest")
    client.assert_closed()


def test_a_refusal_can_be_read_by_a_client_that_sends_on(
    front: Callable[..., Any], connect: Callable[..., Any]
) -> None:
    """Closing at once would reset the connection, and the client would see that instead of the 413."""
    client = connect(front())
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n")
    for _ in range(50):
        client.send(b"x" * 100_000)
    check_document(client.reply(), 413, "RequestBodyTooLarge")


def test_a_refused_client_that_does_not_close_is_dropped(
    front: Callable[..., Any], connect: Callable[..., Any]
) -> None:
    server = front(limits=within())
    client = connect(server)
    client.send(b"NONSENSE\r\n\r\n")
    client.reply()
    client.assert_closed()
    server.until(lambda: not server.front.connections)


def test_an_idle_connection_is_closed_without_a_word(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    client = connect(front(limits=within(idle_seconds=0.2)))
    client.send(GET % b"1")
    assert client.reply().body == b"1"
    client.assert_closed()


def test_a_connection_that_never_says_anything_is_closed(
    front: Callable[..., Any], connect: Callable[..., Any]
) -> None:
    connect(front(limits=within(idle_seconds=0.2))).assert_closed()


@pytest.mark.parametrize("said", [b"G", b"GET / HTTP/1.1\r\nHo", b"GET /query?1 HTTP/1.1\r\nHost: x\r\n\r\nGET"])
def test_a_slow_head_is_408(front: Callable[..., Any], connect: Callable[..., Any], said: bytes) -> None:
    """A slow loris would else hold a connection for ever."""
    client = connect(front(limits=within(head_seconds=0.2)))
    client.send(said)
    if b"query" in said:
        assert client.reply().body == b"1"
    check_document(client.reply(), 408, "RequestTimeout")
    client.assert_closed()


def test_a_head_that_trickles_is_408_too(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """Each octet is progress of the client's, not of the request."""
    client = connect(front(limits=within(head_seconds=0.2)))
    client.send(b"GET / HTTP/1.1\r\n")
    client.socket.settimeout(0.02)
    for _ in range(500):
        client.send(b"a")
        try:
            client.more()
        except TimeoutError:
            continue
        break
    client.socket.settimeout(10)
    check_document(client.reply(), 408, "RequestTimeout")


def test_a_slow_body_is_408(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    client = connect(front(limits=within(body_seconds=0.2)))
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
    check_document(client.reply(), 408, "RequestTimeout")
    client.assert_closed()


def test_a_waiting_client_is_not_idle(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """A long poll outlasts the idle time."""
    server = front(limits=within(idle_seconds=0.2))
    client, other = connect(server), connect(server)
    client.send(b"GET /wait?poll HTTP/1.1\r\nHost: x\r\n\r\n")
    server.signals.wait("poll began")
    other.assert_closed()  # The idle one went, so the time has passed.
    server.signals.release("poll")
    assert client.reply().body == b"poll"


def test_an_application_that_never_answers_is_503(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front(limits=within(reply_seconds=0.2))
    client = connect(server)
    client.send(b"GET /wait?never HTTP/1.1\r\nHost: x\r\n\r\n")
    reply = client.reply()
    assert (reply.status, reply.json()["Code"]) == (503, "ServiceUnavailable")
    server.signals.wait("never was cancelled")
    client.assert_open()


def test_a_client_that_stops_reading_is_dropped(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front(limits=within(write_seconds=0.2))
    client = connect(server, receive_buffer=4_096)
    client.send(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
    server.signals.wait("flood closed")


def test_unfinished_requests_share_a_bound(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """Many slow bodies of a megabyte each would else fill the memory."""
    server = front(limits=Limits(held_max=100_000))
    first, second = connect(server), connect(server)
    start = b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n"
    first.send(start + b"x" * 80_000)
    server.until(lambda: server.front.held > 80_000)
    second.send(start + b"x" * 80_000)
    check_document(second.reply(), 503, "ServiceUnavailable")
    first.send(b"x" * 10_000)
    assert first.reply().body == b"x" * 90_000
    server.until(lambda: server.front.held == 0)


def test_what_a_lost_client_held_is_given_back(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    server = front()
    client = connect(server)
    client.send(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n" + b"x" * 50_000)
    server.until(lambda: server.front.held > 50_000)
    client.close()
    server.until(lambda: server.front.held == 0 and not server.front.connections)


@pytest.mark.parametrize("path", ["/query?late", "/wait?late"])
def test_a_client_that_has_sent_its_last_still_gets_its_replies(
    front: Callable[..., Any], connect: Callable[..., Any], path: str
) -> None:
    """`printf … | nc` is how people look at a server first."""
    server = front()
    client = connect(server)
    client.send(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n" + GET % b"2")
    client.shut_write()
    if "wait" in path:
        server.signals.wait("late began")
        server.signals.release("late")
    assert client.reply().body == b"late"
    assert client.reply().body == b"2"
    client.assert_closed()


def test_half_a_request_and_an_end_is_no_request(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    client = connect(front())
    client.send(b"GET /query?1 HTTP/1.1\r\nHo")
    client.shut_write()
    client.assert_closed()


def test_tls_on_the_plain_port_leaves_one_hint(
    front: Callable[..., Any], connect: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The first mistake of every SDK user; the error on their side tells them nothing."""
    server = front()
    hello = ssl.MemoryBIO()
    context = ssl.create_default_context()
    tls = context.wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            client = connect(server)
            client.send(hello.read() or b"\x16\x03\x01\x02\x00\x01\x00")
            client.assert_closed()
    hints = [record.getMessage() for record in caplog.records if "TLS" in record.getMessage()]
    assert len(hints) == 1
    assert str(server.port) in hints[0]
    assert "protocol='http'" in hints[0]


def test_continue_waits_for_the_replies_before_it(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    """A 100 among the replies would be taken for the first request's."""
    server = front()
    client = connect(server)
    client.send(
        b"GET /wait?first HTTP/1.1\r\nHost: x\r\n\r\n"
        b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    )
    server.signals.wait("first began")
    server.signals.release("first")
    assert client.reply().body == b"first"
    assert client.head()[0] == 100
    client.send(b"abc")
    assert client.reply().body == b"abc"


def test_http_1_0_may_keep_its_connection(front: Callable[..., Any], connect: Callable[..., Any]) -> None:
    client = connect(front())
    for _ in range(2):
        client.send(b"GET /query?1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        reply = client.reply()
        assert (reply.body, reply.header("connection")) == (b"1", "keep-alive")
