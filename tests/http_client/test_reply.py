"""If this fails, half a reply counts as a whole one, or a host makes the server read for ever."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.http_client.reply import REPLY_OCTETS_MAX, Reply, ReplyReader, Unreadable

WHOLE = b"HTTP/1.1 503 Busy\r\nRetry-After: 7 \r\nContent-Length: 4\r\n\r\nbusy"


def read(*pieces: bytes) -> ReplyReader:
    reader = ReplyReader()
    for piece in pieces:
        reader.feed(piece)
    return reader


@given(st.lists(st.integers(1, len(WHOLE) - 1), unique=True))
def test_a_reply_is_the_same_however_it_is_cut(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(WHOLE)]
    reader = read(*(WHOLE[a:b] for a, b in pairwise(edges)))
    assert reader.complete
    assert reader.kept
    assert reader.reply() == Reply(503, b"busy", {"retry-after": "7", "content-length": "4"})


def test_the_connection_is_kept_only_where_both_sides_may() -> None:
    assert not read(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").kept
    assert not read(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").kept
    assert not read(WHOLE, b"more than was asked for").kept


def test_without_a_length_the_reply_ends_with_the_connection() -> None:
    reader = read(b"HTTP/1.1 200 OK\r\n\r\nall of it")
    assert not reader.complete
    reader.end()
    assert reader.complete
    assert reader.reply().body == b"all of it"


@pytest.mark.parametrize("raw", [b"", b"HTTP/1.1 200 OK\r\n", WHOLE[:-1]])
def test_half_a_reply_is_none(raw: bytes) -> None:
    reader = read(raw)
    with pytest.raises(Unreadable, match="closed before"):
        reader.end()


def test_what_is_no_http_or_too_much_is_refused() -> None:
    with pytest.raises(Unreadable, match="no HTTP"):
        read(b"SSH-2.0-OpenSSH\r\n")
    with pytest.raises(Unreadable, match="longer than"):
        read(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * REPLY_OCTETS_MAX)
