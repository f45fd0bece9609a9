"""A load generator that is cheaper than the server it measures: raw octets over kept connections, nothing parsed twice.

Reusable: `measure` takes ready request octets per connection. One request is under way on each connection at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Gives a connection (by its number) the octets of its requests, one whole request at a time; for `measure`, more than
#: it can use up: a run that ends before its time raises `RanOut`.
Requests = Callable[[int], Iterator[bytes]]


class RanOut(Exception):
    """The requests were used up before the time was over, so that a rate over it would be too low."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run showed; times in milliseconds, counted from after the warm-up."""

    requests: int
    seconds: float
    rate: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    errors: int
    """Replies that are no 2xx, and connections that broke."""
    busy: float
    """The part of its core that the load took. Near 1 it was the load that was measured, not the server."""
    server_us: float | None = None
    """The server's CPU time for one request, in microseconds: steadier than the rate where others share the core."""

    def __str__(self) -> str:
        served = "" if self.server_us is None else f"  server {self.server_us:5.1f} µs CPU each"
        return (
            f"{self.rate:8,.0f} requests/s  p50 {self.p50_ms:6.2f} ms  p99 {self.p99_ms:6.2f} ms  "
            f"max {self.max_ms:6.1f} ms  errors {self.errors}  load busy {self.busy:3.0%}{served}"
        )


class _Client(asyncio.Protocol):
    """Sends a request, waits for its whole reply, sends the next."""

    def __init__(self, requests: Iterator[bytes], run: _Run) -> None:
        self._requests = requests
        self._run = run
        self._buffer = b""
        self._sent_at = 0.0
        self._ended = False
        """Its requests are used up."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._ended = True
            self._run.ran_out = True
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
        end = data.find(b"\r\n\r\n")
        if end < 0 or len(data) < end + 4 + _content_length(data, end):
            self._buffer = data
            return
        self._buffer = b""
        if self._run.stopped:
            self._transport.close()
            return
        self._run.took.append(time.perf_counter() - self._sent_at)
        if data[9:10] != b"2":
            self._run.errors += 1
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._run.stopped and not self._ended:
            self._run.errors += 1
        self._run.closed()


class _Run:
    def __init__(self, connections: int) -> None:
        self.took: list[float] = []
        self.errors = 0
        self.stopped = False
        self.ran_out = False
        """A connection had no request left to send."""
        self._left = connections
        self.all_closed = asyncio.Event()

    def closed(self) -> None:
        self._left -= 1
        if not self._left:
            self.all_closed.set()


def _content_length(data: bytes, end: int) -> int:
    # Every server spells the name in one of these two ways.
    at = data.find(b"Content-Length: ", 0, end)
    if at < 0:
        at = data.find(b"content-length: ", 0, end)
    if at < 0:
        return 0
    stop = data.find(b"\r", at)
    return int(data[at + 16 : stop])


def _worked(pid: int | None) -> float:
    """Seconds of CPU that the main thread of a process has used (Linux)."""
    return 0.0 if pid is None else int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


async def measure(
    host: str,
    port: int,
    requests: Requests,
    *,
    connections: int = 32,
    seconds: float = 5.0,
    warm_up: float = 1.0,
    pid: int | None = None,
) -> Measured:
    """Keep `connections` busy for `warm_up` + `seconds` and report on the latter.

    Replies must carry Content-Length. `pid` is the server's process, to measure its CPU time. Best run under uvloop,
    pinned to a core that the server does not use. Raises `RanOut`.
    """
    loop = asyncio.get_running_loop()
    run = _Run(connections)
    for number in range(connections):
        stream = requests(number)
        await loop.create_connection(lambda stream=stream: _Client(stream, run), host, port)
    await asyncio.sleep(warm_up)
    run.took.clear()
    run.errors = 0
    start, worked, served = time.perf_counter(), time.process_time(), _worked(pid)
    await asyncio.sleep(seconds)
    elapsed = time.perf_counter() - start
    busy = (time.process_time() - worked) / elapsed
    served = _worked(pid) - served
    errors = run.errors
    run.stopped = True
    if run.ran_out:
        raise RanOut(
            f"the requests were used up before {warm_up + seconds:.0f} s were over, {len(run.took):,} of them after "
            f"the warm-up: make more of them"
        )
    try:
        async with asyncio.timeout(5):
            await run.all_closed.wait()
    except TimeoutError:
        errors += 1
    return _measured(run, elapsed, errors, busy, served if pid is not None else None)


async def measure_all(host: str, port: int, requests: Requests, *, connections: int = 32) -> Measured:
    """Send all requests there are, as fast as replies come, and report on the whole."""
    loop = asyncio.get_running_loop()
    run = _Run(connections)
    start, worked = time.perf_counter(), time.process_time()
    for number in range(connections):
        stream = requests(number)
        await loop.create_connection(lambda stream=stream: _Client(stream, run), host, port)
    await run.all_closed.wait()
    elapsed = time.perf_counter() - start
    return _measured(run, elapsed, run.errors, (time.process_time() - worked) / elapsed, None)


def _measured(run: _Run, elapsed: float, errors: int, busy: float, served: float | None) -> Measured:
    took = sorted(run.took)
    if not took:
        return Measured(0, elapsed, 0.0, 0.0, 0.0, 0.0, errors, busy)
    return Measured(
        requests=len(took),
        seconds=elapsed,
        rate=len(took) / elapsed,
        p50_ms=took[len(took) // 2] * 1000,
        p99_ms=took[int(len(took) * 0.99)] * 1000,
        max_ms=took[-1] * 1000,
        errors=errors,
        busy=busy,
        server_us=None if served is None else served / len(took) * 1e6,
    )
