"""Octets → requests or a refusal, without sockets."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.http import Request
from heliograph.wire.exchange import Exchange
from heliograph.wire.limits import Limits
from heliograph.wire.reader import PIECE, RequestReader


def feed(reader: RequestReader, octets: bytes, size: int = PIECE) -> list[Exchange]:
    ready: list[Exchange] = []
    for start in range(0, len(octets), size):
        ready += reader.feed(octets[start : start + size])
    return ready


def requests(exchanges: list[Exchange]) -> list[Request]:
    return [exchange.request for exchange in exchanges if exchange.request is not None]


def check_refused(octets: bytes, status: int, code: str, limits: Limits | None = None) -> None:
    """The refusal is the same however the octets are cut, and nothing after it becomes a request."""
    for size in (1, 7, PIECE):
        reader = RequestReader(limits or Limits())
        assert feed(reader, octets, size) == []
        assert reader.refusal is not None, f"accepted in pieces of {size}"
        assert (reader.refusal.status, reader.refusal.code) == (status, code)
        assert str(reader.refusal).endswith(".")
        assert reader.finished
        assert feed(reader, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == []


def head(*lines: str, start: str = "POST / HTTP/1.1") -> bytes:
    return "\r\n".join((start, *lines, "", "")).encode("latin-1")


@pytest.mark.parametrize(
    "octets",
    [
        head("Host: x", "Host: y"),
        head(),
        head("Host: x", "Content-Length: 3", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        head("Host: x", "Content-Length: 3", "Content-Length: 3") + b"abc",
        head("Host: x", "Content-Length:") + b"abc",
        head("Host: x", "Content-Length: -1"),
        head("Host: x", "Transfer-Encoding: chunked, chunked"),
        head("Host: x", "Transfer-Encoding: chunked", start="POST / HTTP/1.0") + b"0\r\n\r\n",
        head("Host : x"),
        head("Host: x", " folded"),
        head("Host: x\0"),
        head("Host: x", "A: b\nC: d"),
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"GET abc HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xe4 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\t HTTP/1.1\r\nHost: x\r\n\r\n",
        b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x00\x01\x02\x03",
        head("Host: x", "Transfer-Encoding: chunked") + b"-1\r\n",
        head("Host: x", "Transfer-Encoding: chunked") + b"3\nabc",
        head("Host: x", "Transfer-Encoding: chunked") + b"3\r\nabcd",
        head("Host: x", "Transfer-Encoding: chunked") + b"fffffffffffffffff\r\n",
    ],
)
def test_a_bad_request_is_400(octets: bytes) -> None:
    check_refused(octets, 400, "InvalidRequest")


@pytest.mark.parametrize("version", ["HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0"])
def test_other_versions_are_505(version: str) -> None:
    check_refused(head("Host: x", start=f"GET / {version}"), 505, "HTTPVersionNotSupported")


def test_the_preface_of_http_2_is_505() -> None:
    check_refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTPVersionNotSupported")


@pytest.mark.parametrize("encoding", ["gzip", "gzip, chunked", "identity", "xchunked"])
def test_other_transfer_encodings_are_501(encoding: str) -> None:
    check_refused(head("Host: x", f"Transfer-Encoding: {encoding}"), 501, "NotImplemented")


def test_other_expectations_are_417() -> None:
    check_refused(head("Host: x", "Expect: 200-ok"), 417, "ExpectationFailed")


def test_connect_is_refused() -> None:
    check_refused(b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "UnsupportedHTTPMethod")


SMALL = Limits(line_max=50, headers_max=100, body_max=20, repeats_max=3)


def test_a_line_above_the_limit_is_414() -> None:
    check_refused(b"GET /" + b"x" * 50 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "RequestLineTooLong", SMALL)


def test_a_line_at_the_limit_is_read() -> None:
    ready = feed(RequestReader(SMALL), b"GET /" + b"x" * 49 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert len(requests(ready)[0].target) == 50


@pytest.mark.parametrize("count", [64 * 1_024, 200 * 1_024])
def test_a_line_above_64_kib_is_414(count: int) -> None:
    check_refused(b"GET /" + b"x" * count, 414, "RequestLineTooLong")


def test_headers_above_the_limit_are_431() -> None:
    check_refused(head("Host: x", "A: " + "b" * 100), 431, "RequestHeadersTooLarge", SMALL)


def test_headers_at_the_limit_are_read() -> None:
    lines = ["Host: x", "A: " + "b" * (100 - 9 - 5)]
    assert len(requests(feed(RequestReader(SMALL), head(*lines)))) == 1


def test_one_endless_header_is_431_before_it_ends() -> None:
    """The parser shows a header when it is whole; the memory for it is bounded all the same."""
    check_refused(b"GET / HTTP/1.1\r\nA: " + b"b" * 200_000, 431, "RequestHeadersTooLarge")


def test_a_header_repeated_too_often_is_431() -> None:
    check_refused(head("Host: x", "A:", "A:", "A:", "A:"), 431, "RequestHeadersTooLarge", SMALL)


def test_an_announced_body_above_the_limit_is_413_at_once() -> None:
    check_refused(head("Host: x", "Content-Length: 21", "Expect: 100-continue"), 413, "RequestBodyTooLarge", SMALL)


def test_a_chunked_body_above_the_limit_is_413() -> None:
    chunks = b"5\r\nabcde\r\n" * 4 + b"1\r\nx\r\n0\r\n\r\n"
    check_refused(head("Host: x", "Transfer-Encoding: chunked") + chunks, 413, "RequestBodyTooLarge", SMALL)


@pytest.mark.parametrize("framing", [["Content-Length: 20"], ["Transfer-Encoding: chunked"]])
def test_a_body_at_the_limit_is_read(framing: list[str]) -> None:
    body = b"x" * 20 if framing[0].startswith("C") else b"14\r\n" + b"x" * 20 + b"\r\n0\r\n\r\n"
    assert requests(feed(RequestReader(SMALL), head("Host: x", *framing) + body))[0].body == b"x" * 20


@pytest.mark.parametrize(
    "rest", [b"1;" + b"e" * 300_000, b"0\r\nT: " + b"t" * 300_000, b"0\r\n" + b"T: t\r\n" * 50_000]
)
def test_endless_extensions_and_trailers_are_refused(rest: bytes) -> None:
    reader = RequestReader(Limits())
    assert feed(reader, head("Host: x", "Transfer-Encoding: chunked") + rest) == []
    assert reader.refusal is not None
    assert reader.refusal.status == 400


def test_one_octet_chunks_are_no_attack() -> None:
    octets = head("Host: x", "Transfer-Encoding: chunked") + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n"
    assert requests(feed(RequestReader(Limits()), octets))[0].body == b"x" * 100_000


def test_trailers_do_not_become_headers() -> None:
    octets = head("Host: x", "Transfer-Encoding: chunked") + b"0\r\nAuthorization: t\r\n\r\n"
    assert "authorization" not in requests(feed(RequestReader(Limits()), octets))[0].headers


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("/?", "/", ""),
        ("/a%2Fb?c?d", "/a%2Fb", "c?d"),
        ("http://host:1/b?c", "/b", "c"),
        ("http://host?c", "/", "c"),
        ("*", "*", ""),
    ],
)
def test_targets(target: str, path: str, query: str) -> None:
    request = requests(feed(RequestReader(Limits()), head("Host: x", start=f"OPTIONS {target} HTTP/1.1")))[0]
    assert (request.target, request.path, request.query) == (target, path, query)


@pytest.mark.parametrize(
    ("start", "lines", "keep_alive", "http_1_0"),
    [
        ("GET / HTTP/1.1", ["Host: x"], True, False),
        ("GET / HTTP/1.1", ["Host: x", "Connection: keep-alive"], True, False),
        ("GET / HTTP/1.1", ["Host: x", "Connection: keep-alive, Close"], False, False),
        ("GET / HTTP/1.0", [], False, True),
        ("GET / HTTP/1.0", ["Connection: keep-alive"], True, True),
    ],
)
def test_what_is_known_of_the_connection(start: str, lines: list[str], keep_alive: bool, http_1_0: bool) -> None:
    (exchange,) = feed(RequestReader(Limits()), head(*lines, start=start))
    assert (exchange.keep_alive, exchange.http_1_0) == (keep_alive, http_1_0)


def test_nothing_is_read_after_a_request_that_closes() -> None:
    reader = RequestReader(Limits())
    ready = feed(reader, head("Host: x", "Connection: close") + head("Host: x"))
    assert len(ready) == 1
    assert reader.finished
    assert reader.refusal is None


def test_requests_before_a_bad_one_are_kept() -> None:
    reader = RequestReader(Limits())
    ready = feed(reader, head("Host: x", start="GET /1 HTTP/1.1") + head("Host: x", start="GET /2 HTTP/1.1") + b"!")
    assert [request.path for request in requests(ready)] == ["/1", "/2"]
    assert reader.refusal is not None


@pytest.mark.parametrize("size", [1, 5, PIECE])
def test_a_wish_for_http_2_is_ignored_and_the_body_read(size: int) -> None:
    """Java's client wishes for h2c on every first request; the parser would take its body for the next request."""
    lines = ("Host: x", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AA")
    plain = head("Host: x", "Content-Length: 2") + b"ok"
    octets = head(*lines, "Content-Length: 16") + b"GET / HTTP/9.9\r\n" + plain
    octets += head(*lines, "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n" + head(*lines) + plain
    reader = RequestReader(Limits())
    bodies = [request.body for request in requests(feed(reader, octets, size))]
    assert bodies == [b"GET / HTTP/9.9\r\n", b"ok", b"abc", b"", b"ok"]
    assert reader.refusal is None
    assert reader.stage % 3 == 0


@pytest.mark.parametrize(
    ("lines", "wants"),
    [
        (["Content-Length: 3", "Expect: 100-Continue"], True),
        (["Transfer-Encoding: chunked", "Expect: 100-continue"], True),
        (["Content-Length: 0", "Expect: 100-continue"], False),
        (["Content-Length: 3"], False),
    ],
)
def test_who_wants_to_be_told_to_continue(lines: list[str], wants: bool) -> None:
    reader = RequestReader(Limits())
    feed(reader, head("Host: x", *lines))
    assert reader.wants_continue is wants


def test_the_body_that_comes_unasked_ends_the_wish_to_be_told() -> None:
    reader = RequestReader(Limits())
    feed(reader, head("Host: x", "Content-Length: 3", "Expect: 100-continue") + b"a")
    assert reader.wants_continue is False


def test_stages_and_what_is_held() -> None:
    reader = RequestReader(Limits())
    seen: list[Any] = []
    for piece in (b"GE", b"T / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n", b"a", b"b", b"G"):
        reader.feed(piece)
        seen.append((reader.stage, reader.held))
    assert seen == [(1, 2), (2, 46), (2, 47), (3, 0), (4, 1)]


REQUEST = st.builds(
    lambda path, names, body, chunked: (
        head(
            "Host: x",
            *names,
            "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}",
            start=f"POST /{path} HTTP/1.1",
        )
        + (b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if chunked and body else b"0\r\n\r\n" if chunked else body)
    ),
    st.text("abc?=%2", max_size=20),
    st.lists(st.sampled_from(["A: b", "a:", "X-Acs-C:  two  words "]), max_size=4),
    st.binary(max_size=40),
    st.booleans(),
)


@given(st.lists(REQUEST, min_size=1, max_size=5), st.lists(st.integers(0, 600), max_size=12))
def test_any_cut_of_a_stream_gives_the_same_requests(stream: list[bytes], cuts: list[int]) -> None:
    """How the network cuts the octets must not change what is signed."""
    octets = b"".join(stream)
    whole = RequestReader(Limits())
    expected = requests(whole.feed(octets[:PIECE]))
    places = [0, *sorted(min(cut, len(octets)) for cut in cuts), len(octets)]
    reader = RequestReader(Limits())
    found: list[Request] = []
    for start, end in pairwise(places):
        found += requests(reader.feed(octets[start:end]))
    assert len(expected) == len(stream)
    assert found == expected
    assert reader.refusal is None


@given(st.binary(max_size=300), st.integers(1, 50))
def test_garbage_is_refused_or_waits_for_more_but_never_raises(octets: bytes, size: int) -> None:
    reader = RequestReader(SMALL)
    feed(reader, octets, size)
    assert reader.refusal is None or reader.refusal.status in range(400, 600)
