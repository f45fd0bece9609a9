"""Carries a session over an asyncio transport: the one place of this room that knows sockets and the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias, cast

from heliograph.smpp.events import Event, LinkClosed
from heliograph.smpp.session import Session

#: Seconds that a peer which does not read is given to take our last octets before the connection is cut.
CLOSE_SECONDS = 5.0

#: PDUs that may wait while the peer does not read; above it, nothing more is read from it either.
PDUS_MAX = 10_000

#: What happened on a link, in order; all that one piece of the stream brought comes in one call.
Listener: TypeAlias = Callable[["SmppLink", Sequence[Event]], None]


class Tap(Protocol):
    """Somebody who looks at the octets of a bound link. It is given what is there anyway and copies nothing."""

    def read(self, octets: bytes, aligned: bool) -> None:
        """A piece of the stream from the peer; `aligned` says whether it begins with a PDU."""
        ...

    def wrote(self, octets: bytes) -> None:
        """Whole PDUs, on their way to the peer."""
        ...


class SmppLink(asyncio.Protocol):
    """One connection with its session, for either end.

    `make_session` is given the loop's time in milliseconds when the connection is there. `listener` hears every event,
    on the loop; the last one is `LinkClosed`, once. After calling anything of `session` outside of the listener, call
    `wake`: events and octets that came of it then leave in this turn of the loop, many PDUs in one write. As a server:
    `loop.create_server(lambda: SmppLink(make_session, listener), host, port)`. `tap` is shown nothing of a bind, which
    has a password.
    """

    def __init__(self, make_session: Callable[[int], Session], listener: Listener, tap: Tap | None = None) -> None:
        self.session: Session
        """There from the connection on."""
        self.connected = False
        self._make_session = make_session
        self._listener = listener
        self._tap = tap
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._writable = True
        self._reading = True
        self._ended = False
        self._awake = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def peer(self) -> str:
        """The peer's address; empty where the transport has none."""
        name = self._transport.get_extra_info("peername") if self.connected else None
        return str(name[0]) if isinstance(name, tuple) else ""

    def now(self) -> int:
        """The session's clock: milliseconds of the loop's."""
        # Rounded, since a timer rings at its very moment in virtual time, and 1.001 s are 1000.99… ms.
        return round(self._loop.time() * 1000)

    def wake(self) -> None:
        """Let events and octets of the session leave at the end of this turn of the loop."""
        if not self._awake and not self._ended:
            self._awake = True
            self._loop.call_soon(self._turn)

    def abort(self) -> None:
        """Cut the connection at once, if there is one; `LinkClosed` follows."""
        if self.connected:
            self._transport.abort()

    # --- what asyncio calls ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.connected = True
        self.session = self._make_session(self.now())
        self.wake()

    def data_received(self, data: bytes) -> None:
        if self._tap is not None and self.session.accepted:
            self._tap.read(data, self.session.aligned)
        self.session.receive_data(data, self.now())
        self._tell()
        self.wake()

    def eof_received(self) -> bool:
        """A peer that writes no more has left: SMPP has no half-open links."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.session.connection_lost()
        self._tell()
        self._ended = True
        if self._timer is not None:
            self._timer.cancel()

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        self.wake()

    # --- the turn ---

    def _turn(self) -> None:
        """Tell what happened, write what waits, set the timer."""
        self._awake = False
        if self._ended:
            return
        self._tell()
        self._write()
        self._set_timer()

    def _tell(self) -> None:
        # The listener's own calls may bring further events (it may close the session), so until there are none.
        while events := self.session.events():
            self._listener(self, events)
            if type(events[-1]) is LinkClosed:
                self.wake()

    def _write(self) -> None:
        # What a closing or full transport is not given stays in the session, where it counts as not sent.
        if self._writable and not self._transport.is_closing():
            octets = self.session.data_to_send()
            if octets:
                if self._tap is not None and self.session.accepted:
                    self._tap.wrote(octets)
                self._transport.write(octets)
        backlog = self.session.pdus_to_send()
        if self._reading and backlog > PDUS_MAX:
            self._reading = False
            self._transport.pause_reading()
        elif not self._reading and not backlog:
            self._reading = True
            self._transport.resume_reading()
        if self.session.closed:
            self._close()

    def _close(self) -> None:
        if not self._transport.is_closing():
            self._transport.close()
            self._set_alarm(self._loop.time() + CLOSE_SECONDS, self._transport.abort)

    def _set_timer(self) -> None:
        """One timer, moved only when it must ring sooner; one that rings early sets itself anew."""
        deadline = self.session.deadline()
        if deadline is None:
            return
        at = deadline / 1000
        if self._timer is None or self._timer.when() > at:
            self._set_alarm(at, self._ring)

    def _set_alarm(self, at: float, call: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(at, call)

    def _ring(self) -> None:
        self._timer = None
        deadline = self.session.deadline()
        if deadline is not None and self.now() >= deadline:
            self.session.advance(self.now())
        self._turn()
