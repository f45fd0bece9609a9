"""A store of every kind in its own folder, with a clock that a test moves and words for what happens to messages."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from heliograph.sms.events import Event, Released, SubmitError, SubmitLost, SubmitOk
from heliograph.sms.failover import ALL_ABLE
from heliograph.sms.message import Body, Life, Message, Route, Segment, State, message_state
from heliograph.sms.message_id import MessageIds
from heliograph.sms.prices import NO_PRICE, Price
from heliograph.store.port import Claim, Inquiry, MessageStore, Nonce, Receipt, Recovery, Settlement, Stored
from heliograph.store.sqlite import Bounds, SqliteMessageStore
from heliograph.telemetry.metrics import Metrics

#: 2026-11-24T12:00:00Z.
NOON = 1_795_521_600_000
DAY_MS = 86_400_000
ACCOUNT = "1000000000000001"
OTHER_ACCOUNT = "2000000000000002"
LANE = "net-one"
OWNER = "delivery-1"
TO = "85261234567"

#: Far above what any step takes; a test that meets it has failed.
PATIENCE = 30.0

#: Every adapter that keeps the port's promises, in each of its ways of working.
ADAPTERS = ("sqlite-inline", "sqlite-thread")


class MovedClock:
    """Both readings are what the test says."""

    def __init__(self) -> None:
        self.now = NOON

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        return self.now


class World:
    """One store on a folder, and the messages that went into it."""

    def __init__(self, folder: Path, adapter: str) -> None:
        self.folder = folder
        self.adapter = adapter
        self.clock = MovedClock()
        self.metrics = Metrics()
        self.hints: list[str] = []
        self.wakes: list[int] = []
        self.told: list[str] = []
        self.inquiries: list[Inquiry] = []
        self.learning: set[str] = set()
        self.weights: dict[str, int] = {}
        self.prices: dict[str, Price] = {}
        self.bounds = Bounds(disk_free_bytes_min=0)
        self.lanes = ALL_ABLE
        self.crash_points: Callable[[str], None] | None = None
        self._ids = MessageIds(self.clock)
        self._requests = 0
        self.store = self.make()

    # --- life ---

    def make(self) -> Any:
        """Another store on the same folder, not started."""
        return SqliteMessageStore(
            self.folder,
            clock=self.clock,
            metrics=self.metrics,
            mode="thread" if self.adapter == "sqlite-thread" else "inline",
            on_work=self.hints.append,
            on_wake=self.wakes.append,
            on_told=self.told.append,
            on_inquiries=self.inquiries.extend,
            learning=lambda carrier: carrier in self.learning,
            standing=lambda: self.lanes,
            inbound_account=lambda number: OTHER_ACCOUNT if number == "other" else ACCOUNT,
            weight=lambda account: self.weights.get(account, 1),
            price_of=lambda lane, digits, country: self.prices.get(lane, NO_PRICE),
            bounds=self.bounds,
            crash_points=self.crash_points,
        )

    async def restart(self) -> Recovery:
        """End the process without a word and start the next one."""
        self.store.abandon()
        return await self.begin()

    async def begin(self) -> Recovery:
        self.store = self.make()
        recovery: Recovery = await self.store.start()
        return recovery

    def advance(self, milliseconds: int) -> int:
        self.clock.now += milliseconds
        return self.clock.now

    def figure(self, name: str) -> float:
        """A metric, summed over its series; 0 for one that has none."""
        lines = self.metrics.render().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.split("{")[0].split(" ")[0] == name)

    # --- messages in ---

    def message(self, *, segments: int = 1, route: Route | None = None, due: int = 0, **changes: Any) -> Message:
        """A new message with its own id and request_id, due now."""
        now = self.clock.now
        self._requests += 1
        message = Message(
            id=self._ids.next(),
            account=ACCOUNT,
            request_id=f"request-{self._requests}",
            to=TO,
            lane=LANE,
            priority=1,
            accepted_at=now,
            validity_until=now + DAY_MS,
            life=Life(tuple(Segment(n + 1, due=due or now) for n in range(segments)), route or Route(), 7),
        )
        message = msgspec.structs.replace(message, **changes)
        return msgspec.structs.replace(message, wake_at=message.validity_until)

    def body(self, text: str = "Hello!") -> Body:
        return Body(text, "Heliograph", "OTP", "task-1", "", "China", "HongKong", "CMI")

    async def accept(self, *messages: Message, nonce: Nonce | None = None) -> None:
        await self.store.accept([(message, self.body()) for message in messages], nonce)

    async def accepted(self, **changes: Any) -> Message:
        message = self.message(**changes)
        await self.accept(message)
        return message

    # --- and out ---

    async def claim(self, count: int = 100, lane: str = LANE) -> Sequence[Claim]:
        claims: Sequence[Claim] = await self.store.claim(lane, OWNER, count)
        return claims

    async def settle(self, message: Message, *events: Event) -> None:
        await self.store.settle([Settlement(message.id, event) for event in events])

    def ok(self, key: str, segment: int = 1, attempt: int = 1) -> SubmitOk:
        return SubmitOk(segment, attempt, key, self.clock.now)

    def lost(self, segment: int = 1, attempt: int = 1) -> SubmitLost:
        return SubmitLost(segment, attempt, self.clock.now)

    def released(self, due: int = 0, segment: int = 1, attempt: int = 1) -> Released:
        return Released(segment, attempt, due or self.clock.now)

    def refused(
        self, retry_in: int = 0, code: str = "ESME_RSYSERR", attempt: int = 1, counted: bool = True
    ) -> SubmitError:
        retry_at = self.clock.now + retry_in if retry_in else 0
        return SubmitError(1, attempt, code, self.clock.now, retry_at, counted)

    async def submitted(self, key: str, **changes: Any) -> Message:
        """A message of one segment that the carrier has under `key`."""
        message = await self.accepted(**changes)
        await self.claim()
        await self.settle(message, self.ok(key))
        return message

    async def doubted(self, **changes: Any) -> Message:
        """A message whose hand-over has an unknown outcome."""
        message = await self.accepted(**changes)
        await self.claim()
        await self.settle(message, self.lost())
        return message

    def receipt(self, key: str, state: State = State.DELIVERED, code: str = "DELIVRD", to: str = TO) -> Receipt:
        return Receipt(LANE, key, to, state, code, self.clock.now, b"id:1 stat:DELIVRD")

    # --- what is known ---

    async def stored(self, message: Message) -> Stored:
        found: Stored | None = await self.store.get(message.account, message.id)
        assert found is not None, "an acknowledged message is gone"
        return found

    async def state(self, message: Message) -> State:
        return message_state((await self.stored(message)).message)

    async def segment(self, message: Message, number: int = 1) -> Segment:
        return (await self.stored(message)).message.segments[number - 1]

    async def lines(self, message: Message) -> list[dict[str, Any]]:
        """The timeline, one dictionary a line."""
        found = await self.store.timeline(message.account, message.id)
        assert found is not None
        return [json.loads(line) for line in found.lines.splitlines()]

    async def events(self, message: Message) -> list[str]:
        return [line["e"] for line in await self.lines(message)]


async def outcomes(*calls: Any) -> list[Any]:
    """What each of these calls, made together, answered or raised."""
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*calls, return_exceptions=True)


@pytest.fixture(params=ADAPTERS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A started store of each kind."""
    made = World(tmp_path / "data", request.param)
    await made.store.start()
    yield made
    await made.store.close()


@pytest.fixture
def together() -> Callable[..., Any]:
    """Calls made in one tick: awaits them and gives what each answered or raised."""
    return outcomes


def is_store(store: MessageStore) -> MessageStore:
    """For mypy: the adapter has the port's shape."""
    return store
