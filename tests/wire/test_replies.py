"""Replies → octets."""

import pytest

from heliograph.http import Response, Stream
from heliograph.wire.replies import FRAMING, ReplyWriter, chunk
from heliograph.wire.streaming import close

WRITER_SECOND = 1_795_521_600  # 2026-11-24 12:00:00 UTC


def test_a_whole_reply() -> None:
    """The SDKs compare the content type letter by letter."""
    octets = ReplyWriter(WRITER_SECOND).whole(Response(200, b'{"a":1}'), True, False, False)
    assert octets == (
        b"HTTP/1.1 200 OK\r\nServer: Heliograph\r\nDate: Tue, 24 Nov 2026 12:00:00 GMT\r\n"
        b"Content-Type: application/json;charset=utf-8\r\nContent-Length: 7\r\n\r\n"
        b'{"a":1}'
    )


def test_the_date_follows_the_second() -> None:
    writer = ReplyWriter(WRITER_SECOND)
    first = writer.whole(Response(200, b""), True, False, False)
    writer.set_time(WRITER_SECOND + 0.9)
    assert writer.whole(Response(200, b""), True, False, False) == first
    writer.set_time(WRITER_SECOND + 1.0)
    assert b"12:00:01 GMT" in writer.whole(Response(200, b""), True, False, False)


@pytest.mark.parametrize(
    ("keep_alive", "http_1_0", "expected"),
    [(True, False, None), (False, False, b"close"), (True, True, b"keep-alive"), (False, True, b"close")],
)
def test_the_connection_header(keep_alive: bool, http_1_0: bool, expected: bytes | None) -> None:
    octets = ReplyWriter(0).whole(Response(200, b""), keep_alive, http_1_0, False)
    found = [line[12:] for line in octets.split(b"\r\n") if line.startswith(b"Connection: ")]
    assert found == ([] if expected is None else [expected])


@pytest.mark.parametrize("status", [204, 304])
def test_a_bodiless_status_has_no_length(status: int) -> None:
    octets = ReplyWriter(0).whole(Response(status, b"lost"), True, False, False)
    assert b"Content-Length" not in octets
    assert octets.endswith(b"\r\n\r\n")


def test_head_keeps_the_length_and_drops_the_body() -> None:
    octets = ReplyWriter(0).whole(Response(200, b"four"), True, False, True)
    assert octets.endswith(b"Content-Length: 4\r\n\r\n")


def test_an_unassigned_status_is_written() -> None:
    assert ReplyWriter(0).whole(Response(499, b""), True, False, False).startswith(b"HTTP/1.1 499 Unknown\r\n")


def test_no_content_type_is_no_header() -> None:
    assert b"Content-Type" not in ReplyWriter(0).whole(Response(204, b"", ""), True, False, False)


@pytest.mark.parametrize(
    "header",
    [
        ("X-A", "b\r\nX-C: d"),
        ("X-A", "b\n"),
        ("X-A", "b\0"),
        ("X-A\r\nX-B", "c"),
        ("X A", "b"),
        ("", "b"),
        *((name.title(), "1") for name in sorted(FRAMING)),
    ],
)
def test_headers_that_would_break_the_framing_are_refused(header: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="may not send"):
        ReplyWriter(0).whole(Response(200, b"", headers=(header,)), True, False, False)


@pytest.mark.parametrize("reply", [Response(100, b""), Response(600, b""), Response(200, b"", "text/html\r\nX: y")])
def test_a_start_that_would_break_the_framing_is_refused(reply: Response) -> None:
    writer = ReplyWriter(0)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"status|control"):
            writer.whole(reply, True, False, False)


async def test_the_head_of_a_stream() -> None:
    pieces = (piece async for piece in _none())
    writer = ReplyWriter(0)
    assert b"Transfer-Encoding: chunked\r\n" in writer.stream_head(Stream(200, pieces), True, True)
    last = writer.stream_head(Stream(200, pieces), False, False)
    assert b"Connection: close\r\n" in last
    assert b"Transfer-Encoding" not in last
    await close(pieces)


async def _none():  # type: ignore[no-untyped-def]
    return
    yield b""


def test_a_chunk() -> None:
    assert chunk(b"x" * 26) == b"1a\r\n" + b"x" * 26 + b"\r\n"
