"""Sends at a steady rate whatever the server does, so that its queues show as waits and not as fewer requests."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paced:
    """Waits in milliseconds."""

    p50_ms: float
    p99_ms: float
    max_ms: float

    @staticmethod
    def of(waits: Sequence[float]) -> Paced:
        """What a run's waits come to."""
        ordered = sorted(waits)
        return Paced(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1])


@dataclass(slots=True)
class Sent:
    """When each request was due, in their order, and how many were answered badly or not at all."""

    sent_at_ms: list[float] = field(default_factory=list)
    """By the wall clock. A request that found no free connection counts from when it was due, not from when it went."""
    errors: int = 0


class _Connection(asyncio.Protocol):
    """One request at a time; asks for the next when it is free."""

    def __init__(self, run: _Pacer) -> None:
        self._run = run
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        at = self._buffer.lower().find(b"content-length: ", 0, end)
        length = int(self._buffer[at + 16 : self._buffer.find(b"\r", at)]) if at >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return
        good = self._buffer[9] == ord("2")
        self._buffer = b""
        self._run.answered(self, good)


class _Pacer:
    def __init__(self, requests: Sequence[bytes]) -> None:
        self._requests = requests
        self._due: deque[int] = deque()
        self._free: list[_Connection] = []
        self._left = len(requests)
        self.sent = Sent()
        self.done = asyncio.Event()

    def add(self, connection: _Connection) -> None:
        self._free.append(connection)

    def due(self, number: int) -> None:
        self.sent.sent_at_ms.append(time.time() * 1000)
        if self._free:
            self._free.pop().transport.write(self._requests[number])
        else:
            self._due.append(number)

    def answered(self, connection: _Connection, good: bool) -> None:
        self.sent.errors += not good
        self._left -= 1
        if not self._left:
            self.done.set()
        if self._due:
            connection.transport.write(self._requests[self._due.popleft()])
        else:
            self._free.append(connection)


async def send_paced(host: str, port: int, requests: Sequence[bytes], *, rate: float, connections: int) -> Sent:
    """Send request i at i/`rate` seconds, each once. Raises TimeoutError where answers stay away for 30 seconds."""
    loop = asyncio.get_running_loop()
    pacer = _Pacer(requests)
    opened = [(await loop.create_connection(lambda: _Connection(pacer), host, port))[1] for _ in range(connections)]
    for connection in opened:
        pacer.add(connection)
    start = loop.time()
    for number in range(len(requests)):
        wait = start + number / rate - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        pacer.due(number)
    async with asyncio.timeout(30):
        await pacer.done.wait()
    for connection in opened:
        connection.transport.close()
    return pacer.sent
