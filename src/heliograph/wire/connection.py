"""One client's connection: what the transport tells goes to the reader, whole requests to the pipeline."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from heliograph.wire.exchange import Exchange
from heliograph.wire.pipeline import Pipeline
from heliograph.wire.reader import BODY, HEAD, PIECE, RequestReader
from heliograph.wire.refusal import Refusal, too_busy, too_slow
from heliograph.wire.replies import CONTINUE

if TYPE_CHECKING:
    from heliograph.wire.front import Front

log = logging.getLogger(__name__)

#: The first octet of a TLS record that carries a handshake.
_TLS_HANDSHAKE = b"\x16"


class Connection(asyncio.Protocol):
    """Reading pauses while the pipeline is full: enough requests in flight, or a client that reads no replies.

    A refusal is the last reply; after it the client is read on for `linger_seconds` without effect, so that a reset
    does not take the refusal from it.
    """

    __slots__ = (
        "_eof",
        "_finished_at",
        "_front",
        "_held",
        "_paused",
        "_pipeline",
        "_reader",
        "_since",
        "_stage",
        "_transport",
        "_unread",
    )

    def __init__(self, front: Front) -> None:
        self._front = front
        self._unread = b""
        """Received, but not parsed yet: one read of the transport at most, since reading pauses then."""
        self._paused = False
        self._eof = False
        """The client sends no more, but may wait for replies."""
        self._held = 0
        self._stage = 0
        self._since = front.now
        """Loop time of the sweep before the reader's stage changed."""
        self._finished_at: float | None = None

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not derive from asyncio's.
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        secure = transport.get_extra_info("sslcontext") is not None
        self._reader = RequestReader(self._front.limits, str(peer[0]) if peer else "", secure)
        self._pipeline = Pipeline(self._front, self, self._transport)
        self._front.connections.add(self)

    def data_received(self, data: bytes) -> None:
        if self._reader.finished:
            return
        if self._paused:
            self._unread += data
        elif self._pipeline.full:
            self._unread = data
            self._pause()
        else:
            self._read(data)

    def eof_received(self) -> bool:
        if self._finished_at is not None or self._pipeline.streaming or self.at_rest:
            self._front.outgoing.send()
            return False
        self._eof = True
        return self._transport.get_extra_info("sslcontext") is None  # TLS knows no half-closed connection.

    def pause_writing(self) -> None:
        self._pipeline.pause()

    def resume_writing(self) -> None:
        self._pipeline.resume()
        self.room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._reader.finished = True
        self._unread = b""
        self._hold(0)
        self._pipeline.lose()
        self.room()

    # What the pipeline tells.

    def room(self) -> None:
        """Take up what waited for a reply to leave."""
        if self._pipeline.lost:
            if self._pipeline.empty:
                self._front.forget(self)
        elif self._paused:
            self._read_on()
        elif self._eof and self._pipeline.empty:
            self._close()
        elif self._reader.wants_continue and self._pipeline.empty:
            self._continue()

    def more_to_come(self) -> bool:
        return bool(self._unread) or self._reader.stage % 3 != 0

    def finish(self, linger: bool) -> None:
        self._finished_at = self._front.now
        self._reader.finished = True
        self._unread = b""
        self._hold(0)
        if linger and not self._eof and self._transport.can_write_eof():
            self._front.outgoing.send()
            self._transport.write_eof()
            if self._paused:
                self._resume()
        else:
            self._close()

    @property
    def at_rest(self) -> bool:
        """Whether nothing happens here until the client or the clock moves."""
        return self._pipeline.empty and not self._unread

    # What the front tells.

    def check(self, now: float) -> None:
        """Act on what has lasted too long."""
        self._pipeline.check_work(now)
        if self._pipeline.lost:
            return
        self._pipeline.check(now)
        limits = self._front.limits
        if self._finished_at is not None:
            if now - self._finished_at > limits.linger_seconds and not self._transport.get_write_buffer_size():
                self._transport.abort()
            return
        if self._paused or self._pipeline.full or self._reader.finished:
            self._since = now
            return
        stage = self._reader.stage % 3
        if stage == HEAD:
            self._check_slow(now, limits.head_seconds)
        elif stage == BODY:
            self._check_slow(now, limits.body_seconds)
        elif self._pipeline.empty:
            idle = now - max(self._since, self._pipeline.since)
            if self._front.closing_idle or idle > limits.idle_seconds:
                self._close()

    def drain(self) -> None:
        """The front is draining: endless streams end now."""
        self._pipeline.end_events()

    def cancel(self) -> None:
        """Time is up: the application is cancelled, and 503 said where it owes a reply."""
        self._pipeline.cancel()

    def abort(self) -> None:
        """Drop the connection without another word."""
        self._transport.abort()

    # From octets to requests.

    def _read(self, data: bytes) -> None:
        reader = self._reader
        if len(data) <= PIECE:
            for exchange in reader.feed(data):
                self._pipeline.add(exchange)
        else:
            self._read_in_pieces(data)
        if reader.stage != self._stage:
            self._stage = reader.stage
            self._since = self._front.now
        if reader.finished:
            self._end(data)
            return
        if self._held or reader.stage % 3:
            self._hold(reader.held)
            if self._held and self._front.held > self._front.limits.held_max:
                self._refuse(too_busy())
            elif reader.wants_continue and self._pipeline.empty:
                self._continue()

    def _read_in_pieces(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            if self._pipeline.full:
                self._unread = data[start:]
                self._pause()
                return
            for exchange in self._reader.feed(data[start : start + PIECE]):
                self._pipeline.add(exchange)

    def _read_on(self) -> None:
        if self._pipeline.full:
            return
        self._since = self._front.now
        self._resume()
        data, self._unread = self._unread, b""
        if data and not self._reader.finished:
            self._read(data)

    def _pause(self) -> None:
        self._paused = True
        self._transport.pause_reading()

    def _resume(self) -> None:
        self._paused = False
        self._transport.resume_reading()

    def _continue(self) -> None:
        self._reader.wants_continue = False
        self._front.outgoing.send()
        self._transport.write(CONTINUE)

    def _close(self) -> None:
        self._front.outgoing.send()
        self._transport.close()

    def _hold(self, octets: int) -> None:
        """Tell the front how much this connection keeps of an unfinished request."""
        if octets != self._held:
            self._front.held += octets - self._held
            self._held = octets

    def _end(self, data: bytes) -> None:
        """The reader takes no more: it was asked to close after the last request, or something was wrong."""
        refusal = self._reader.refusal
        self._hold(0)
        if refusal is None:
            return
        if self._reader.stage <= 1 and data.startswith(_TLS_HANDSHAKE):
            self._front.hint_at_tls(self._transport)
            self._transport.close()
            return
        self._refuse(refusal)

    def _refuse(self, refusal: Refusal) -> None:
        self._reader.finished = True
        self._hold(0)
        self._pipeline.add(Exchange(None, keep_alive=False, reply=self._front.refuse(refusal)))

    def _check_slow(self, now: float, seconds: float) -> None:
        if now - self._since > seconds:
            self._refuse(too_slow(seconds))
