"""Tells a client above the limit of connections so, without reading its request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heliograph.wire.front import Front

#: How many may be told at a time; beyond it a connection is dropped without a word.
_TOLD_MAX = 256


class TurnedAway(asyncio.Protocol):
    """Writes one reply, then waits for the client to close, at most `linger_seconds`: closing while its request is
    still coming would reset the connection and take the reply from it."""

    def __init__(self, front: Front, reply: bytes) -> None:
        self._front = front
        self._reply = reply
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not derive from asyncio's.
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._front.turned_away += 1
        if self._front.turned_away > _TOLD_MAX:
            self._transport.abort()
            return
        self._transport.write(self._reply)
        if self._transport.can_write_eof():
            self._transport.write_eof()
            self._timer = self._front.loop.call_later(self._front.limits.linger_seconds, self._transport.abort)
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._front.turned_away -= 1
        if self._timer is not None:
            self._timer.cancel()
