"""The pieces of a stream, at the pace of the client."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from heliograph.wire.streaming import close, send_pieces


class Source:
    """Three pieces, one of them empty; remembers that it was closed."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.closed = False

    async def pieces(self) -> AsyncIterator[bytes]:
        try:
            yield b"one"
            yield b""
            if self.fails:
                raise RuntimeError("a bug")
            yield b"two"
        finally:
            self.closed = True


async def ready() -> None:
    return


@pytest.mark.parametrize(
    ("chunked", "expected"), [(True, [b"3\r\none\r\n", b"3\r\ntwo\r\n", b"0\r\n\r\n"]), (False, [b"one", b"two"])]
)
async def test_an_empty_piece_does_not_end_the_body(chunked: bool, expected: list[bytes]) -> None:
    source, written = Source(), list[bytes]()
    await send_pieces(source.pieces(), written.append, ready, chunked)
    assert written == expected
    assert source.closed


async def test_an_error_leaves_the_body_without_an_end() -> None:
    source, written = Source(fails=True), list[bytes]()
    with pytest.raises(RuntimeError):
        await send_pieces(source.pieces(), written.append, ready, True)
    assert written == [b"3\r\none\r\n"]
    assert source.closed


async def test_it_waits_for_the_client_and_closes_when_cancelled() -> None:
    source, written = Source(), list[bytes]()
    waits = asyncio.Event()

    async def never() -> None:
        waits.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(send_pieces(source.pieces(), written.append, never, True))
    await waits.wait()
    assert written == [b"3\r\none\r\n"]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert source.closed


async def test_an_iterator_without_a_close_is_left_alone() -> None:
    class Plain:
        def __aiter__(self) -> "Plain":
            return self

        async def __anext__(self) -> bytes:
            raise StopAsyncIteration

    await close(Plain())
