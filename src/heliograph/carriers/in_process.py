"""Joins two protocols in memory as a socket would: the connector to a carrier network in the same process.

`in_memory_connect` takes the place of a TCP connection in `SmppCarrier`. Only `call_soon` of the running loop is used,
no sockets, no threads and no clock, so it runs in virtual time too.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from heliograph.carriers.smpp import Connect

#: Octets the other end may leave unread before this end is asked to pause, as a socket's buffers would.
HIGH_WATER = 65_536


def in_memory_connect(accept: Callable[[], asyncio.Protocol]) -> Connect:
    """A connect function whose other end is a protocol that `accept` makes for each connection.

    `accept` may raise OSError, which is then how connecting fails.
    """

    async def connect(make: Callable[[], asyncio.Protocol]) -> None:
        theirs, ours = accept(), make()
        join(ours, theirs)

    return connect


def join(one: asyncio.Protocol, other: asyncio.Protocol) -> None:
    """Connect two protocols: each is given a transport whose octets the other receives, in later turns of the loop."""
    loop = asyncio.get_running_loop()
    near, far = MemoryTransport(loop, one), MemoryTransport(loop, other)
    near.peer, far.peer = far, near
    other.connection_made(far)
    one.connection_made(near)


class MemoryTransport(asyncio.Transport):
    """One end of a connection in memory. Made by `join`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self.peer: MemoryTransport
        self._loop = loop
        self._protocol = protocol
        self._unread: deque[bytes] = deque()
        self._unread_octets = 0
        self._reading = True
        self._closing = False
        self._lost = False
        self._end_comes = False  # the peer writes no more
        self._writer_paused = False  # the peer was asked to pause
        self._awake = False

    # --- writing ---

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._closing or not data:
            return
        self.peer._take(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.peer._unread_octets

    def can_write_eof(self) -> bool:
        return False

    def close(self) -> None:
        """Write no more; the peer still reads what was written before."""
        if not self._closing:
            self._closing = True
            self.peer._end()
            self._loop.call_soon(self._lose, None)

    def abort(self) -> None:
        """Cut the connection: what is not read yet is gone, at both ends."""
        self._closing = True
        self._loop.call_soon(self._lose, None)
        self._loop.call_soon(self.peer._lose, ConnectionResetError("the connection was cut"))

    def is_closing(self) -> bool:
        return self._closing

    # --- reading ---

    def pause_reading(self) -> None:
        self._reading = False

    def resume_reading(self) -> None:
        self._reading = True
        self._wake()

    def is_reading(self) -> bool:
        return self._reading and not self._closing

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def _take(self, data: bytes) -> None:
        if self._closing:
            return
        self._unread.append(data)
        self._unread_octets += len(data)
        if self._unread_octets > HIGH_WATER and not self._writer_paused:
            self._writer_paused = True
            self.peer._protocol.pause_writing()
        self._wake()

    def _end(self) -> None:
        self._end_comes = True
        self._wake()

    def _wake(self) -> None:
        if not self._awake:
            self._awake = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        """Give the protocol what has come, in one piece, and then the end."""
        self._awake = False
        if self._closing or not self._reading:
            return
        if self._unread:
            octets = b"".join(self._unread)
            self._unread.clear()
            self._unread_octets = 0
            self._protocol.data_received(octets)
            if self._writer_paused:
                self._writer_paused = False
                if not self.peer._lost:
                    self.peer._protocol.resume_writing()
        if self._end_comes and not self._closing:
            if self._unread or not self._reading:
                self._wake()
            elif not self._protocol.eof_received():
                self.close()

    def _lose(self, error: Exception | None) -> None:
        self._closing = True
        if not self._lost:
            self._lost = True
            self._unread.clear()
            self._unread_octets = 0
            self._protocol.connection_lost(error)
