"""If this fails, a campaign delays an OTP, or keeps a slow carrier to itself."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from heliograph.carriers.port import Accepted, CarrierSink, HandOver, LinkState
from heliograph.clock import SystemClock
from heliograph.delivery.engine import DeliveryEngine
from heliograph.sms.message import Body, Life, Message, Segment
from heliograph.sms.message_id import MessageIds
from heliograph.store.sqlite import SqliteMessageStore
from heliograph.telemetry.metrics import Metrics

WINDOW = 10
BODY = Body("Hello!")
HOUR_MS = 3_600_000


@dataclass
class SlowCarrier:
    """A carrier that answers only when the test says so, one segment at a time."""

    name: str = "slow"
    unanswered: list[HandOver] = field(default_factory=list)
    seen: list[HandOver] = field(default_factory=list)
    sink: CarrierSink | None = None

    def __post_init__(self) -> None:
        self.stirred = asyncio.Event()

    def start(self, sink: CarrierSink) -> None:
        self.sink = sink
        sink.ready(self.name)

    def free(self) -> int:
        return WINDOW - len(self.unanswered)

    def window(self) -> int:
        return WINDOW

    def hand_over(self, handovers: Sequence[HandOver]) -> None:
        self.unanswered += handovers
        self.seen += handovers
        self.stirred.set()

    def state(self) -> LinkState:
        return LinkState(self.name, True, WINDOW, len(self.unanswered))

    async def stop(self, drain_seconds: float) -> None:
        while self.unanswered:
            self.answer()

    def answer(self) -> None:
        """Take the segment that has waited longest."""
        handover = self.unanswered.pop(0)
        assert self.sink is not None
        self.sink.answered(self.name, [Accepted(handover, f"{handover.message_id:x}", 1)])

    async def until(self, count: int) -> None:
        """Wait until so many segments were handed over in all, answering none."""
        async with asyncio.timeout(30):
            while len(self.seen) < count:
                self.stirred.clear()
                await self.stirred.wait()


class World:
    """An engine with one slow carrier, over a store in a folder."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        self.clock = clock
        self._ids = MessageIds(clock)
        self.store = SqliteMessageStore(
            folder, clock=clock, metrics=Metrics(), mode="inline", on_work=lambda lane: self.engine.work(lane)
        )
        self.carrier = SlowCarrier()
        self.engine = DeliveryEngine(
            self.store, [self.carrier], clock=clock, random_source=random.Random(1), metrics=Metrics(), owner="test"
        )

    def message(self, account: str, priority: int, request_id: str) -> Message:
        now = self.clock.steady_ms()
        life = Life((Segment(1, due=now),))
        until = now + HOUR_MS
        return Message(self._ids.next(), account, request_id, "85261234567", "slow", priority, now, until, life, until)

    async def send(self, account: str, priority: int, count: int = 1) -> None:
        for start in range(0, count, 1_000):
            request_id = f"{account}-{priority}-{start}"
            batch = [self.message(account, priority, request_id) for _ in range(min(1_000, count - start))]
            await self.store.accept([(message, BODY) for message in batch])

    async def drain(self, count: int) -> list[HandOver]:
        """Let the carrier take so many more; what it took."""
        before = len(self.carrier.seen)
        for n in range(count):
            self.carrier.answer()
            await self.carrier.until(before + n + 1)
        return self.carrier.seen[before:]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path / "data")
    await made.store.start()
    yield made
    await made.engine.stop(0)
    await made.store.close()


async def test_a_hundred_thousand_adverts_delay_a_code_by_no_more_than_a_window(world: World):
    await world.send("campaign", 2, 100_000)
    world.engine.start()
    await world.carrier.until(WINDOW)
    await world.drain(50)
    for account in ("campaign", "bank"):
        await world.send(account, 0)
        taken = await world.drain(WINDOW)
        assert [handover.priority for handover in taken].count(0) == 1, account


async def test_two_accounts_share_a_slow_carrier_evenly(world: World):
    await world.send("campaign", 1, 2_000)
    world.engine.start()
    await world.carrier.until(WINDOW)
    await world.drain(100)
    await world.send("shop", 1, 200)
    found = await world.store.find("shop", limit=200)
    ours = {stored.message.id for stored in found}
    taken = [handover.message_id in ours for handover in await world.drain(240)]
    # What was claimed before the shop came still goes first: a window and one refill.
    shares = taken[2 * WINDOW :]
    assert abs(sum(shares) - len(shares) / 2) <= WINDOW
