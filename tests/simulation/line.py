"""The line between a process and the carrier network: slow by a drawn latency, in order, and cut at any moment."""

import asyncio
import contextvars
from collections.abc import Callable
from typing import Any


class End(asyncio.Transport):
    """One end of the line. What is written arrives at the peer's protocol after the latency, in order."""

    def __init__(self, line: "Line", protocol: asyncio.Protocol, context: contextvars.Context) -> None:
        super().__init__()
        self.peer: End
        self.alive = True
        self._line = line
        self._protocol = protocol
        self._context = context
        self._lost = False
        self._arrives = 0.0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self.alive and data:
            self.peer.later(self.peer.receive, bytes(data))

    def close(self) -> None:
        if self.alive:
            self.alive = False
            self.peer.later(self.peer.lose)
            self.later(self.lose)

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return not self.alive

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def later(self, act: Callable[..., None], *arguments: object) -> None:
        """Call it when the latency has passed, and never before what was sent earlier."""
        loop = asyncio.get_running_loop()
        self._arrives = max(self._arrives + 1e-6, loop.time() + self._line.latency())
        loop.call_at(self._arrives, act, *arguments, context=self._context)

    def receive(self, data: bytes) -> None:
        if self.alive:
            self._protocol.data_received(data)

    def lose(self) -> None:
        self.alive = False
        if not self._lost:
            self._lost = True
            self._protocol.connection_lost(None)

    def vanish(self) -> None:
        """The process of this end is gone: nothing is told to it any more, and the peer hears the end later."""
        self._lost = True
        self.close()


class Line:
    """Makes connections for one process; `near` is the process's end of the latest."""

    def __init__(
        self, accept: Callable[[], asyncio.Protocol], latency: Callable[[], float], network: contextvars.Context
    ) -> None:
        self._accept = accept
        self._network = network
        self.latency = latency
        self.near: End | None = None

    async def connect(self, make: Callable[[], asyncio.Protocol]) -> None:
        await asyncio.sleep(self.latency())
        theirs, ours = self._network.copy().run(self._accept), make()
        near = End(self, ours, contextvars.copy_context())
        far = End(self, theirs, self._network.copy())
        near.peer, far.peer = far, near
        self.near = near
        self._network.copy().run(theirs.connection_made, far)
        ours.connection_made(near)

    def cut(self) -> bool:
        """Cut the connection; what is under way is lost. Whether there was one."""
        near = self.near
        if near is None or not near.alive:
            return False
        near.alive = near.peer.alive = False
        near.later(near.lose)
        near.peer.later(near.peer.lose)
        return True
