"""Keeps connections to one host, each with one request at a time, and says of a failure whether anything was written.

No redirect, no proxy, no retry: what follows a request that failed is its caller's to decide. The name is looked up for
each new connection, and the connection goes to the very address that was checked, with the name in Host and in TLS.
"""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import Final

from heliograph.http_client.reply import Reply, ReplyReader, Unreadable
from heliograph.http_client.resolve import Lookup, MayNotConnect, addresses_of
from heliograph.sms.push_target import Address, Network, PushUrl

#: A connection that has rested longer is not used again. Servers close theirs after 5 s (Node) to 75 s (nginx), and a
#: request that meets the close is lost without a word.
REST_SECONDS: Final = 4.0

_PIECE: Final = 16_384


class NotConnected(Exception):
    """No connection could be made, so nothing was written; the text says why, without names or addresses."""


class NoReply(Exception):
    """The request was written, or part of it, and no whole reply came: nobody can know what became of it."""


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.rested_since = 0.0

    def usable(self, now: float) -> bool:
        return not (self.reader.at_eof() or self.writer.is_closing() or now - self.rested_since > REST_SECONDS)


class HttpPool:
    """Connections to the host of one URL. As many are open as requests are under way; those that rest are kept a while.

    All calls are made on one event loop.
    """

    def __init__(
        self,
        url: PushUrl,
        *,
        lookup: Lookup,
        allowed: Sequence[Network],
        opened_by: str,
        connect_seconds: float,
        tls: ssl.SSLContext | None = None,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        """`allowed` are the inner networks that may be reached, `opened_by` the setting that names them. A URL without
        TLS may lead nowhere else, since secrets would go over the open net."""
        self._url = url
        self._lookup = lookup
        self._allowed = allowed
        self._opened_by = opened_by
        self._connect_seconds = connect_seconds
        self._tls = (tls or ssl.create_default_context()) if url.secure else None
        self._on_close = on_close
        self._resting: list[_Connection] = []

    async def exchange(self, request: bytes, *, timeout_seconds: float, begin: Callable[[], None]) -> Reply:
        """The reply to a request. `begin` is called when it is about to be written.

        Raises `NotConnected` before that and `NoReply` after it. `timeout_seconds` runs from the writing on.
        """
        connection = self._rested() or await self._connected()
        reader = ReplyReader()
        begin()
        try:
            async with asyncio.timeout(timeout_seconds):
                connection.writer.write(request)
                while not reader.complete:
                    piece = await connection.reader.read(_PIECE)
                    if piece:
                        reader.feed(piece)
                    else:
                        reader.end()
        except TimeoutError:
            raise NoReply(f"no reply within {timeout_seconds:g} s") from None
        except Unreadable as fault:
            raise NoReply(str(fault)) from None
        except OSError:
            raise NoReply("the connection was lost") from None
        finally:
            self._rest(connection, keep=reader.complete and reader.kept)
        return reader.reply()

    def close(self) -> None:
        """Close the connections that rest, and what `on_close` closes."""
        for connection in self._resting:
            connection.writer.close()
        self._resting.clear()
        self._on_close()

    def _rested(self) -> _Connection | None:
        now = asyncio.get_running_loop().time()
        while self._resting:
            connection = self._resting.pop()
            if connection.usable(now):
                return connection
            connection.writer.close()
        return None

    def _rest(self, connection: _Connection, keep: bool) -> None:
        if keep and not connection.writer.is_closing():
            connection.rested_since = asyncio.get_running_loop().time()
            self._resting.append(connection)
        else:
            connection.writer.close()

    async def _connected(self) -> _Connection:
        try:
            async with asyncio.timeout(self._connect_seconds):
                return await self._connect(await self._addresses())
        except TimeoutError:
            raise NotConnected("no connection in time") from None

    async def _addresses(self) -> Sequence[Address]:
        try:
            found = await addresses_of(self._url, self._lookup, self._allowed, self._opened_by)
        except MayNotConnect as fault:
            raise NotConnected(str(fault)) from None
        if self._tls is None and not all(any(address in network for network in self._allowed) for address in found):
            raise NotConnected(f"the host is outside the networks of {self._opened_by}; use https://")
        return found

    async def _connect(self, addresses: Sequence[Address]) -> _Connection:
        name = self._url.host if self._tls is not None else None
        trouble = "no connection"
        for address in addresses:
            try:
                # Each has its share of the time, so that one that swallows everything hides none of the others.
                async with asyncio.timeout(self._connect_seconds / len(addresses)):
                    streams = await asyncio.open_connection(
                        str(address), self._url.port, ssl=self._tls, server_hostname=name
                    )
            except TimeoutError:
                trouble = "no connection in time"
            except ssl.SSLError as error:
                trouble = f"TLS: {error.reason or 'failed'}"
            except OSError as error:
                trouble = error.strerror or "no connection"
            else:
                return _Connection(*streams)
        raise NotConnected(trouble)
