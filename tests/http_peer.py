"""An HTTP server for one test, which does what the test tells it to, and shares no code with ours."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass
class Asked:
    """A request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]


#: The raw reply; None closes the connection without one.
Answer: TypeAlias = Callable[[Asked], Awaitable[bytes | None]]


def reply(status: int, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class HttpPeer:
    """Answers every request with 200 and `{}` until it is told otherwise."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Asked] = []
        self.connections = 0
        self.most_at_once = 0
        self.silence = asyncio.Event()
        """Set to let those go on that wait in `stay_silent`."""
        self.answer: Answer = self.usual
        self._stirred = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self._server: asyncio.Server | None = None

    async def usual(self, asked: Asked) -> bytes | None:
        return reply(200, b"{}")

    async def stay_silent(self, asked: Asked) -> bytes | None:
        await self.silence.wait()
        return None

    def always(self, raw: bytes | None) -> None:
        """Answer everything with these octets."""

        async def answer(asked: Asked) -> bytes | None:
            return raw

        self.answer = answer

    async def listen(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def until_asked(self, count: int) -> list[Asked]:
        async with asyncio.timeout(10):
            while len(self.asked) < count:
                self._stirred.clear()
                await self._stirred.wait()
        return self.asked

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        number = self.connections
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                line, *fields = head.rstrip("\r\n").split("\r\n")
                headers = {n.lower(): v.strip() for n, _, v in (field.partition(":") for field in fields)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                asked = Asked(line, headers, body, number)
                self.asked.append(asked)
                self._stirred.set()
                self._under_way += 1
                self.most_at_once = max(self.most_at_once, self._under_way)
                raw = await self.answer(asked)
                self._under_way -= 1
                if raw is None:
                    break
                writer.write(raw)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
