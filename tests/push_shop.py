"""For tests of pushing: a subscriber on a socket that answers as it is told, and a store with tellings for it."""

import asyncio
import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from heliograph.clock import SystemClock
from heliograph.sms.events import Refused
from heliograph.sms.message import Body, Life, Message, Segment
from heliograph.sms.message_id import MessageIds
from heliograph.sms.push_target import Address, read_networks
from heliograph.sms.subscription import Reached, Subscription, encode_subscription
from heliograph.store.port import Settlement
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.records import Change
from heliograph.store.sqlite import Bounds, SqliteMessageStore
from heliograph.store.told import subscriber_of
from heliograph.telemetry.metrics import Metrics

ACCOUNT = "1000000000000001"
SUBSCRIBER = subscriber_of(ACCOUNT, "shop")
LOOPBACK = read_networks("127.0.0.0/8")
CONFIRMED = b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"code":0,"msg":"received"}'

#: Reached only when something is wrong.
PATIENCE = 30.0


@dataclass
class Got:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Subscriber:
    """Answers each request with the next of `replies`, then with `usual`; None answers nothing and keeps it open."""

    port: int = 0
    replies: list[bytes | None] = field(default_factory=list)
    usual: bytes | None = CONFIRMED
    got: list[Got] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None
    """Where a test wants to hold the replies back."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/receipts?from=helio"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            self.got.append(Got(head[0], headers, body))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.came.set()
            if self.gate is not None:
                await self.gate.wait()
            reply = self.replies.pop(0) if self.replies else self.usual
            if reply is None:
                await reader.read()
            else:
                writer.write(reply)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.at_once -= 1
            writer.close()

    async def until(self, count: int) -> list[Got]:
        """The requests so far, once there are so many."""
        async with asyncio.timeout(PATIENCE):
            while len(self.got) < count:
                self.came.clear()
                await self.came.wait()
        return self.got


async def loopback(host: str, port: int) -> Sequence[Address]:
    """Every name is this machine."""
    return [ipaddress.ip_address("127.0.0.1")]


class Shop:
    """A store in which messages end, and the subscription to them."""

    def __init__(self, folder: Path) -> None:
        self.metrics = Metrics()
        self.recent = RecentlyTold()
        self.clock = SystemClock()
        self.on_told: list[Callable[[str], None]] = []
        self._committed = asyncio.Event()
        self.store = SqliteMessageStore(
            folder,
            clock=self.clock,
            metrics=self.metrics,
            mode="inline",
            bounds=Bounds(disk_free_bytes_min=0),
            on_told=self._told,
            inbound_account=lambda number: ACCOUNT,
            crash_points=self._step,
        )
        self._ids = MessageIds(self.clock)

    def _told(self, subscriber: str) -> None:
        for listener in self.on_told:
            listener(subscriber)

    def _step(self, step: str) -> None:
        if step == "committed":
            asyncio.get_running_loop().call_soon(self._committed.set)

    def figure(self, name: str) -> float:
        lines = self.metrics.render().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.split("{")[0].split(" ")[0] == name)

    async def subscribe(self, url: str, key: str = "shop", **changes: object) -> Subscription:
        usual = {"id": key, "kind": Reached.HTTP, "receipts": ("SmsReport", "SmsUp"), "url": url}
        made = Subscription(**{**usual, **changes})
        await self.store.change([Change("subscription", ACCOUNT, key, encode_subscription(made))])
        return made

    async def ended(self, count: int = 1, code: str = "NO_ROUTE") -> list[int]:
        """So many messages that were accepted and have ended; their ids."""
        now = self.clock.steady_ms()
        ids = []
        for _ in range(count):
            number = self._ids.next()
            life = Life((Segment(1, due=now + 86_400_000),))
            message = Message(number, ACCOUNT, f"r-{number}", "85261234567", "x", 1, now, now + 1, life, now + 1)
            await self.store.accept([(message, Body("Hi", "Helio", task_id="t"))])
            ids.append(number)
        await self.store.settle([Settlement(number, Refused(1, code)) for number in ids])
        return ids

    async def until(self, reached: Callable[[], object]) -> None:
        """Wait until the store says so; it is asked after every commit."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self._committed.clear()
                if await reached():  # type: ignore[misc]
                    return
                await self._committed.wait()

    async def quiet(self, key: str = "shop") -> None:
        """Wait until nothing is left to tell."""

        async def none_left() -> bool:
            return (await self.store.waiting(subscriber_of(ACCOUNT, key))).undone == 0

        await self.until(none_left)
