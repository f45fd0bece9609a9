"""Sends the pieces of a stream at the pace of the client, and closes their source whatever happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from heliograph.wire.replies import LAST_CHUNK, chunk


async def send_pieces(
    pieces: AsyncIterator[bytes],
    write: Callable[[bytes], None],
    writable: Callable[[], Awaitable[None]],
    chunked: bool,
) -> None:
    """Write every piece, waiting for `writable` after each; then the last chunk.

    `chunked` is false for HTTP/1.0, where the end of the connection ends the body. The source is closed at the end,
    at its error, and when this is cancelled because the client has gone.
    """
    try:
        async for piece in pieces:
            if piece:
                write(chunk(piece) if chunked else piece)
                await writable()
    finally:
        await close(pieces)
    if chunked:
        write(LAST_CHUNK)


async def close(pieces: AsyncIterator[bytes]) -> None:
    """Close the source of a stream; an iterator that is no generator may have nothing to close."""
    aclose = getattr(pieces, "aclose", None)
    if aclose is not None:
        await aclose()
