"""What a client may count on whichever server answers: our front, plain or over TLS, or uvicorn by the ASGI adapter."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest


def post(path: str, body: bytes = b"", *headers: str, host: str = "127.0.0.1:8088") -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def test_a_request_arrives_as_it_was_sent(either: Any, connect: Callable[..., Any]) -> None:
    """A lost blank, plus or order would break every signature."""
    client = connect(either)
    target = "/?ChannelId=&From=&Message=a+b%20c%2A*('~)&To=65%2B1&&="
    client.send(post(target, b"k=v&Text=%E4%BD%A0+%F0%9F%98%80", "X-Acs-Meta:  two  words\t ", "Empty:"))
    seen = client.reply().json()
    assert seen["method"] == "POST"
    assert seen["target"] == target
    assert seen["path"] == "/"
    assert seen["query"] == target[2:]
    assert seen["headers"]["x-acs-meta"] == ["two  words"]
    assert seen["headers"]["empty"] == [""]
    assert seen["headers"]["host"] == ["127.0.0.1:8088"]
    assert seen["body_sha256"] == hashlib.sha256(b"k=v&Text=%E4%BD%A0+%F0%9F%98%80").hexdigest()
    assert seen["peer"] == "127.0.0.1"
    assert seen["secure"] is (either.pair is not None)


def test_octets_above_ascii_in_a_header_are_latin_1(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(post("/", b"", "X-Text: \xe4\xbd\xa0\x80"))
    assert client.reply().json()["headers"]["x-text"] == ["\xe4\xbd\xa0\x80"]


def test_repeated_headers_keep_their_order(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(post("/", b"", "x-acs-a: 2", "X-Acs-B: b", "X-ACS-A: 1"))
    assert client.reply().json()["headers"]["x-acs-a"] == ["2", "1"]


def test_a_request_line_of_60_kib_is_read(either: Any, connect: Callable[..., Any]) -> None:
    """A batch of 1,000 numbers is a line of 25 KB."""
    client = connect(either)
    query = "To=" + "%2C6591234567" * 4_700
    client.send(post(f"/query?{query}"))
    assert client.reply().body.decode() == query


def test_headers_of_60_kib_are_read(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(post("/", b"", *[f"X-Token-{number}: {'t' * 6_000}" for number in range(10)]))
    assert client.reply().json()["headers"]["x-token-9"] == ["t" * 6_000]


def test_a_body_of_1_mib_is_read(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    body = bytes(range(256)) * 4_096
    client.send(post("/body", body))
    assert client.reply().body == body


def test_a_body_above_1_mib_is_413_with_a_document(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(17):
        client.send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
    client.send(b"0\r\n\r\n")
    reply = client.reply()
    assert reply.status == 413
    assert reply.header("content-type") == "application/json;charset=utf-8"
    assert reply.json()["Code"] == "RequestBodyTooLarge"


def test_a_chunked_body_is_joined(either: Any, connect: Callable[..., Any]) -> None:
    """Node's SDKs send every form so."""
    client = connect(either)
    client.send(b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    client.send(b"5\r\nFrom=\r\n1;ext=1\r\nA\r\nA\r\n&To=123456\r\n0\r\nX-Trailer: t\r\n\r\n")
    assert client.reply().body == b"From=A&To=123456"
    client.assert_open()


def test_an_empty_post_has_an_empty_body(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(post("/", b"", "Content-Type: application/octet-stream"))
    assert client.reply().json()["body_length"] == 0


def test_expect_100_continue_is_told_to_go_on(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
    status, _ = client.head()
    assert status == 100
    client.send(b"abc")
    assert client.reply().body == b"abc"
    client.assert_open()


def test_a_connection_is_kept_and_closed_on_demand(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(post("/query?1"))
    assert client.reply().header("connection") is None
    client.send(post("/query?2", b"", "Connection: close"))
    reply = client.reply()
    assert reply.body == b"2"
    assert reply.header("connection") == "close"
    client.assert_closed()


def test_http_1_0_is_answered_and_closed(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"GET /query?old HTTP/1.0\r\n\r\n")
    reply = client.reply()
    assert reply.body == b"old"
    assert reply.header("content-length") == "3"
    client.assert_closed()


def test_pipelined_requests_are_answered_in_order(either: Any, connect: Callable[..., Any]) -> None:
    """A reply under another request's place would be another customer's message id."""
    client = connect(either)
    client.send(b"".join(post(f"/query?{number}", b"x" * number) for number in range(200)))
    assert [client.reply().body for _ in range(200)] == [str(number).encode() for number in range(200)]


def test_a_slow_answer_holds_back_the_later_ones(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(post("/wait?order") + post("/query?second"))
    either.signals.wait("order began")
    either.signals.release("order")
    assert [client.reply().body, client.reply().body] == [b"order", b"second"]


def test_head_has_no_body_but_its_length(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"HEAD /big?1234 HTTP/1.1\r\nHost: x\r\n\r\n")
    reply = client.reply(head_only=True)
    assert reply.header("content-length") == "1234"
    client.assert_open()


def test_head_of_a_stream_closes_the_stream(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"HEAD /stream?head HTTP/1.1\r\nHost: x\r\n\r\n")
    reply = client.reply(head_only=True)
    assert reply.header("content-type") == "text/event-stream"
    client.assert_open()


def test_a_host_with_a_scheme_is_tolerated(either: Any, connect: Callable[..., Any]) -> None:
    """The Python SDK sends one when its endpoint is given as a URL."""
    client = connect(either)
    client.send(post("/", host="http://127.0.0.1:1"))
    assert client.reply().json()["headers"]["host"] == ["http://127.0.0.1:1"]


@pytest.mark.parametrize("status", [200, 400, 404, 429, 500, 503])
def test_every_status_arrives_with_its_length(either: Any, connect: Callable[..., Any], status: int) -> None:
    client = connect(either)
    client.send(post(f"/status?{status}"))
    reply = client.reply()
    assert (reply.status, reply.body, reply.header("content-length")) == (status, b"{}", "2")
    client.assert_open()


def test_204_has_neither_body_nor_length(either: Any, connect: Callable[..., Any]) -> None:
    """A length there makes some clients wait for a body."""
    client = connect(either)
    client.send(post("/status?204"))
    reply = client.reply()
    assert reply.status == 204
    assert reply.header("content-length") is None
    client.assert_open()


def test_headers_of_the_application_arrive(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(post("/headers"))
    reply = client.reply()
    assert reply.header("x-acs-request-id") == "A-1"
    assert reply.all("x-two") == ["1", "2"]
    assert reply.header("content-type") == "application/json;charset=utf-8"
    assert reply.header("content-encoding") is None
    assert reply.header("date") is not None


@pytest.mark.parametrize("path", ["/raise", "/split", "/nothing"])
def test_a_bug_is_500_with_a_document_and_the_connection_goes_on(
    either: Any, connect: Callable[..., Any], path: str
) -> None:
    """Without a document the SDKs raise errors that have no code."""
    client = connect(either)
    client.send(post(path))
    reply = client.reply()
    assert reply.status == 500
    assert reply.header("x-injected") is None
    assert reply.header("content-type") == "application/json;charset=utf-8"
    document = json.loads(reply.body)
    assert set(document) == {"RequestId", "HostId", "Code", "Message", "Recommend"}
    assert document["Code"] == "InternalError"
    client.assert_open()


def test_a_stream_is_chunked_and_the_connection_goes_on(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
    reply = client.reply()
    assert reply.header("transfer-encoding") == "chunked"
    assert reply.header("content-length") is None
    assert reply.header("cache-control") == "no-store"
    assert reply.body == b"data: one\n\ndata: two\n\n"
    client.assert_open()


def test_a_piece_of_a_stream_is_sent_when_it_is_there(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"GET /stream?live HTTP/1.1\r\nHost: x\r\n\r\n")
    client.head()
    assert client.piece() == b"data: one\n\n"
    either.signals.release("live")
    assert client.piece() == b"data: two\n\n"
    assert client.piece() == b""


def test_a_stream_is_closed_when_the_client_goes(either: Any, connect: Callable[..., Any]) -> None:
    """Else every closed browser tab would leave a subscription behind."""
    client = connect(either)
    client.send(b"GET /stream?gone HTTP/1.1\r\nHost: x\r\n\r\n")
    client.head()
    assert client.piece() == b"data: one\n\n"
    client.close()
    either.signals.wait("stream gone closed")


def test_a_stream_waits_for_a_client_that_does_not_read(either: Any, connect: Callable[..., Any]) -> None:
    """Else one stalled reader fills the memory."""
    client = connect(either, receive_buffer=4_096)
    client.send(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
    either.signals.wait("flood began")
    other = connect(either)
    for _ in range(50):  # Rounds of the server's loop in which a stream without brakes would run on.
        other.assert_open()
    assert either.probe.flooded < 200
    client.close()
    either.signals.wait("flood closed")


def test_a_broken_stream_breaks_the_connection(either: Any, connect: Callable[..., Any]) -> None:
    """A last chunk after an error would pass half a list off as a whole one."""
    client = connect(either)
    client.send(b"GET /stream?broken HTTP/1.1\r\nHost: x\r\n\r\n")
    client.head()
    assert client.piece() == b"data: one\n\n"
    client.assert_closed()


def test_a_bad_request_is_400_and_closed(either: Any, connect: Callable[..., Any]) -> None:
    client = connect(either)
    client.send(b"NO SUCH THING\r\n\r\n")
    assert client.reply().status == 400
    client.assert_closed()


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
        "Content-Length: 3\r\nContent-Length: 3",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3, 3",
        "Content-Length: +3",
        "Content-Length: 0x3",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "X-Fold: a\r\n b",
        "X-Bare: a\nX-Next: b",
        "X-Nul: a\0b",
        "X-Bell: a\x07b",
        "X(Name): a",
        ": a",
    ],
)
def test_what_two_parsers_could_read_in_two_ways_is_refused(
    either: Any, connect: Callable[..., Any], head: str
) -> None:
    """A request smuggled past a proxy would be another client's."""
    client = connect(either)
    client.send(f"POST /body HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\nabc".encode("latin-1"))
    assert client.reply().status in (400, 501)
    client.assert_closed()
