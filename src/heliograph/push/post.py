"""Posts a body to one address and reads the reply: one connection, no redirect, no proxy, all of it bounded."""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Protocol

import msgspec

from heliograph.http_client.reply import ReplyReader, Unreadable
from heliograph.sms.push_target import Address, PushUrl

#: A host with several addresses is tried at the next one after this, while time is left.
_CONNECT_SECONDS = 3.0

_PIECE = 16_384


class Failed(Exception):
    """No whole reply came; the text says why in words, without names or addresses."""


class Reply(msgspec.Struct, frozen=True):
    """A whole reply."""

    status: int
    body: bytes


class Post(Protocol):
    """How a body gets to a subscriber: `post`, or another that keeps its word where there are no sockets."""

    async def __call__(
        self,
        url: PushUrl,
        addresses: Sequence[Address],
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        timeout_seconds: float,
        tls: ssl.SSLContext | None = None,
    ) -> Reply: ...


async def post(
    url: PushUrl,
    addresses: Sequence[Address],
    headers: Sequence[tuple[str, str]],
    body: bytes,
    *,
    timeout_seconds: float,
    tls: ssl.SSLContext | None = None,
) -> Reply:
    """The reply of the host at one of these addresses. Raises `Failed`.

    The name is not resolved again: the connection goes to the address that was checked, with the name in Host and in
    TLS' SNI, and the certificate must be the name's.
    """
    try:
        async with asyncio.timeout(timeout_seconds):
            reader, writer = await _connected(url, addresses, tls)
            try:
                writer.write(_request(url, headers, body))
                return await _reply(reader)
            finally:
                writer.close()
    except TimeoutError:
        raise Failed(f"no reply within {timeout_seconds:g} s") from None
    except ssl.SSLError as error:
        raise Failed(f"TLS: {error.reason or 'failed'}") from None
    except OSError:
        raise Failed("the connection was lost") from None


async def _connected(
    url: PushUrl, addresses: Sequence[Address], tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = (tls or ssl.create_default_context()) if url.secure else None
    name = url.host if url.secure else None
    for address in addresses:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                return await asyncio.open_connection(str(address), url.port, ssl=context, server_hostname=name)
        except ssl.SSLError:
            raise
        except (OSError, TimeoutError):
            continue
    raise Failed("no connection")


def _request(url: PushUrl, headers: Sequence[tuple[str, str]], body: bytes) -> bytes:
    lines = [f"POST {url.target} HTTP/1.1", f"Host: {url.authority}", *(f"{name}: {value}" for name, value in headers)]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("ascii") + body


async def _reply(reader: asyncio.StreamReader) -> Reply:
    reading = ReplyReader()
    try:
        while not reading.complete:
            piece = await reader.read(_PIECE)
            if piece:
                reading.feed(piece)
            else:
                reading.end()
    except Unreadable as fault:
        raise Failed(str(fault)) from None
    whole = reading.reply()
    return Reply(whole.status, whole.body)
