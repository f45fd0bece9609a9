"""If these fail, a carrier goes on after an operator's order, is said to have obeyed when it has not, or stays away."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest

from heliograph.carriers.port import Accepted, CarrierSink, HandOver, LinkState
from heliograph.delivery import command as under_test
from heliograph.delivery.command import CarrierCommand, CarrierState
from heliograph.delivery.engine import DeliveryEngine
from heliograph.delivery.flow import FlowTerms
from heliograph.sms.events import Released, Why
from heliograph.sms.message import Body, Life, Message, Segment
from heliograph.store.desired import KIND, Desired, Kept, Order, change_of, kept_of
from heliograph.store.port import Claim, Claimant, Settlement, Unavailable
from heliograph.telemetry.metrics import Metrics
from memory_records import MemoryRecords

NOW = 1_795_000_000_000


class StandingClock:
    def utc_ms(self) -> int:
        return NOW

    def steady_ms(self) -> int:
        return NOW


class QueueStore:
    """As much of the store as the engine needs: messages that wait for lanes, one segment each."""

    def __init__(self) -> None:
        self.queued: dict[str, list[int]] = {}
        self.released: list[int] = []
        self.gate: asyncio.Event | None = None
        """Claims wait for it where there is one."""

    def backlog(self) -> Counter[str]:
        return Counter({lane: len(ids) for lane, ids in self.queued.items()})

    def stand_by(self, lane: str, claimant: Claimant | None) -> None:
        """Nothing is accepted here."""

    async def claim(self, lane: str, owner: str, segments_max: int) -> Sequence[Claim]:
        waiting = self.queued.get(lane, [])
        taken, self.queued[lane] = waiting[:segments_max], waiting[segments_max:]
        if self.gate is not None:
            await self.gate.wait()
        return [Claim(message_of(one, lane), BODY, 1, 1) for one in taken]

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        for one in settlements:
            if isinstance(one.event, Released):
                self.released.append(one.message_id)
                self.queued.setdefault("one", []).append(one.message_id)

    async def next_due(self, lane: str) -> int | None:
        return None

    async def wake(self, limit: int) -> int:
        return 0

    async def next_wake(self) -> int | None:
        return None


BODY = Body("Hello", "Acme", "OTP", "", "", "", "", "")


def message_of(message_id: int, lane: str) -> Message:
    later = NOW + 3_600_000
    return Message(message_id, "1", "r", "85261234567", lane, 1, NOW, later, Life((Segment(1),)), later)


class Link:
    """A carrier of window 2 that answers when it is told to."""

    def __init__(self, name: str = "one") -> None:
        self.name = name
        self.started = self.stopped = False
        self.handed: list[HandOver] = []
        self.answered = 0
        self.ends = asyncio.Event()
        self.ends.set()
        self.drain_seconds = -1.0

    def start(self, sink: CarrierSink) -> None:
        self.sink, self.started = sink, True
        sink.ready(self.name)

    @property
    def up(self) -> bool:
        return self.started and not self.stopped

    def window(self) -> int:
        return 2 if self.up else 0

    def free(self) -> int:
        return self.window() - len(self.handed) + self.answered if self.up else 0

    def hand_over(self, handovers: Sequence[HandOver]) -> None:
        self.handed += handovers

    def answer(self) -> None:
        """Take everything that is unanswered."""
        fresh = self.handed[self.answered :]
        self.answered = len(self.handed)
        self.sink.answered(self.name, [Accepted(one, f"id-{one.message_id}", NOW) for one in fresh])

    def state(self) -> LinkState:
        return LinkState(self.name, self.up, self.window(), len(self.handed) - self.answered)

    async def stop(self, drain_seconds: float) -> None:
        self.drain_seconds = drain_seconds
        await self.ends.wait()
        self.stopped = True


class World:
    """An engine with one carrier and its command; every carrier that was ever made is in `made`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(under_test, "BUSY_SECONDS", 0.001)
        self.store = QueueStore()
        self.records = MemoryRecords()
        self.made = [Link()]
        self.engine = DeliveryEngine(
            self.store,  # type: ignore[arg-type]
            self.made[:],
            clock=StandingClock(),
            random_source=random.Random(1),
            metrics=Metrics(),
            owner="me",
        )
        self.command = CarrierCommand(
            self.engine,
            self.records,
            StandingClock(),
            make=self.make,
            backlog=self.store.backlog,
        )

    @property
    def link(self) -> Link:
        return self.made[-1]

    def make(self, name: str) -> Link:
        self.made.append(Link(name))
        return self.link

    async def start(self) -> None:
        await self.command.load()
        self.engine.start()
        self.command.start()

    async def order(self, order: Order, hint: bool = True, **more: object) -> None:
        desired = Desired(order, "ann", NOW, **more)  # type: ignore[arg-type]
        [revision] = await self.records.change([change_of("one", desired)])
        if hint:
            self.command.ordered("one", Kept(desired, revision))

    async def until(self, state: CarrierState, obeyed: bool = True) -> None:
        await until(lambda: self.command.state("one") is state and bool(self.written().obeyed_at) is obeyed)

    def written(self) -> Desired:
        """The order as it is stored."""
        record = self.records.kept.get((KIND, "", "one"))
        return kept_of(record).desired if record is not None else Desired()

    def queue(self, *ids: int) -> None:
        self.store.queued.setdefault("one", []).extend(ids)
        self.engine.work("one")

    def handed(self) -> list[int]:
        return [one.message_id for link in self.made for one in link.handed]


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    made = World(monkeypatch)
    await made.start()
    yield made
    await made.command.stop()
    for link in made.made:
        link.ends.set()
    await made.engine.stop(0)


async def until(check: object) -> None:
    async with asyncio.timeout(10):
        while not check():  # type: ignore[operator]  # noqa: ASYNC110, what is waited for has no event
            await asyncio.sleep(0.001)


async def test_a_paused_carrier_gives_back_what_it_has_claimed_and_stays_bound(world: World) -> None:
    world.queue(1, 2, 3, 4)
    await until(lambda: world.handed() == [1, 2])
    await world.order(Order.PAUSE)
    await world.until(CarrierState.PAUSED)
    assert sorted(world.store.released) == [3, 4]
    world.link.answer()
    world.queue(5)
    await asyncio.sleep(0.02)
    assert world.handed() == [1, 2]
    assert world.link.up
    assert world.command.takes_messages("one")
    assert world.command.holds("one") is Why.PAUSED
    await world.order(Order.RUN)
    await world.until(CarrierState.RUNNING)
    await until(lambda: len(world.handed()) == 4)
    world.link.answer()
    await until(lambda: sorted(world.handed()) == [1, 2, 3, 4, 5])


async def test_what_a_claim_under_way_brings_is_given_back_as_well(world: World) -> None:
    world.store.gate = asyncio.Event()
    world.queue(1)
    await until(lambda: not world.store.queued["one"])
    await world.order(Order.PAUSE)
    await world.until(CarrierState.PAUSING, obeyed=False)
    world.store.gate.set()
    await world.until(CarrierState.PAUSED)
    assert (world.store.released, world.handed()) == ([1], [])


async def test_a_draining_carrier_hands_over_what_waits_and_then_nothing(world: World) -> None:
    world.queue(1, 2, 3)
    await until(lambda: world.handed() == [1, 2])
    await world.order(Order.DRAIN)
    assert not world.command.takes_messages("one")
    await world.until(CarrierState.DRAINING, obeyed=False)
    assert world.command.holds("one") is Why.PAUSED
    world.link.answer()
    await until(lambda: world.handed() == [1, 2, 3])
    await world.until(CarrierState.DRAINING, obeyed=False)
    world.link.answer()
    await world.until(CarrierState.DRAINED)
    assert world.link.up
    await until(lambda: world.engine.lanes["one"].closed)
    assert world.command.holds("one") is Why.DISABLED
    world.queue(4)
    await asyncio.sleep(0.02)
    assert world.handed() == [1, 2, 3]


async def test_a_disabled_carrier_waits_for_answers_and_unbinds_and_another_binds_in_its_place(world: World) -> None:
    world.queue(1, 2, 3)
    await until(lambda: world.handed() == [1, 2])
    world.link.ends.clear()
    await world.order(Order.DISABLE, timeout_seconds=7)
    await until(lambda: world.link.drain_seconds == 7)
    await world.until(CarrierState.DISABLING, obeyed=False)
    world.link.answer()
    world.link.ends.set()
    await world.until(CarrierState.DISABLED)
    assert world.link.stopped
    assert world.command.holds("one") is Why.DISABLED
    assert not world.command.takes_messages("one")
    await world.order(Order.RUN)
    await world.until(CarrierState.RUNNING)
    assert len(world.made) == 2
    await until(lambda: sorted(world.handed()) == [1, 2, 3])


async def test_resumed_while_it_is_being_disabled_it_ends_first_and_binds_then(world: World) -> None:
    world.link.ends.clear()
    await world.order(Order.DISABLE)
    await until(lambda: world.link.drain_seconds == 10)
    await world.order(Order.RUN)
    await asyncio.sleep(0.02)
    assert len(world.made) == 1
    world.link.ends.set()
    await until(lambda: len(world.made) == 2)
    await world.until(CarrierState.RUNNING)
    assert [link.up for link in world.made] == [False, True]


@pytest.mark.parametrize("order", [Order.PAUSE, Order.DISABLE])
async def test_an_order_of_before_the_start_holds_from_its_first_moment(
    monkeypatch: pytest.MonkeyPatch, order: Order
) -> None:
    world = World(monkeypatch)
    await world.order(order, hint=False)
    world.store.queued["one"] = [1]
    await world.start()
    await world.until(CarrierState.PAUSED if order is Order.PAUSE else CarrierState.DISABLED)
    assert world.handed() == []
    assert world.link.started == (order is Order.PAUSE)
    assert len(world.made) == 1
    await world.order(Order.RUN)
    await until(lambda: world.handed() == [1])
    await world.command.stop()
    await world.engine.stop(0)


async def test_an_order_whose_hint_was_lost_is_obeyed_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "LOOK_SECONDS", 0.01)
    world.command.ordered("other", Kept())
    await world.order(Order.PAUSE, hint=False)
    await world.until(CarrierState.PAUSED)


async def test_what_waits_for_a_carrier_that_is_being_drained_may_leave_it_while_its_link_is_down(world: World) -> None:
    assert world.command.holds("one") is None
    world.queue(1, 2, 3)
    await world.order(Order.DRAIN)
    world.link.stopped = True
    assert world.command.holds("one") is None


async def test_a_later_order_is_not_acknowledged_by_the_one_before(world: World) -> None:
    class Late(MemoryRecords):
        """Somebody else's order comes between the reading and the acknowledgement."""

        async def change(self, changes, nonce=None):  # type: ignore[no-untyped-def]
            if changes[0].made_from == 1:
                await super().change([change_of("one", Desired(Order.DRAIN, "bob", NOW))])
            return await super().change(changes, nonce)

    late = Late()
    late.kept = world.records.kept
    world.command._records = late
    await world.order(Order.PAUSE)
    await world.until(CarrierState.DRAINED)
    assert world.written().by == "bob"


async def test_while_the_store_is_away_nothing_is_forgotten(world: World) -> None:
    await world.order(Order.PAUSE)
    world.records.raises += [Unavailable("the disk is full")] * 3
    await world.until(CarrierState.PAUSED)
    assert not world.records.raises


async def test_a_carrier_that_cannot_be_made_keeps_no_other_from_its_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "LOOK_SECONDS", 0.01)
    made, tries = world.make, 0

    def make(name: str) -> Link:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise OSError("tls_ca names a file that is gone")
        return made(name)

    world.command._make = make
    world.command.admit(Link("broken"))
    await world.order(Order.PAUSE)
    await world.until(CarrierState.PAUSED)
    await until(lambda: world.link.name == "broken" and world.link.up)


async def test_a_carrier_that_leaves_hands_over_what_it_can_and_is_forgotten(world: World) -> None:
    world.queue(1, 2, 3)
    await until(lambda: world.handed() == [1, 2])
    world.command.dismiss("one", 600)
    assert world.command.state("one") is CarrierState.LEAVING
    assert world.command.holds("one") is Why.PAUSED
    world.link.answer()
    await until(lambda: world.handed() == [1, 2, 3])
    world.link.answer()
    await until(lambda: "one" not in world.engine.lanes)
    assert world.command.state("one") is CarrierState.NOT_CONFIGURED
    assert world.link.stopped
    world.engine.work("one")


async def test_one_that_comes_back_while_it_leaves_stays_and_binds_anew(world: World) -> None:
    world.queue(1)
    await until(lambda: world.handed() == [1])
    world.command.dismiss("one", 600)
    world.command.admit(Link())
    await until(lambda: len(world.made) == 2 and world.link.up)
    assert world.command.state("one") is CarrierState.RUNNING
    assert world.made[0].stopped


async def test_a_new_carrier_binds_and_one_that_changed_binds_anew(world: World) -> None:
    world.command.admit(Link("two"))
    await until(lambda: len(world.made) == 2 and world.link.up)
    assert world.link.name == "two"
    world.command.rebind("two", 3)
    await until(lambda: len(world.made) == 3 and world.link.up)
    assert (world.made[1].drain_seconds, world.made[1].stopped) == (3, True)
    assert world.made[0].up


async def test_another_pace_holds_at_once_and_one_that_is_as_it_was_keeps_what_it_learnt(world: World) -> None:
    flow = world.engine.lanes["one"].flow
    world.engine.pace({"one": FlowTerms(rate=7.0)}.get)  # type: ignore[arg-type]
    assert flow.rate(NOW) == 7.0
    flow.resume_at = NOW + 5
    world.engine.pace({"one": FlowTerms(rate=7.0)}.get)  # type: ignore[arg-type]
    assert flow.rate(NOW) == 7.0
    world.command.admit(Link("two"))
    world.engine.pace(lambda name: FlowTerms(rate=3.0))
    assert [lane.flow.rate(NOW) for lane in world.engine.lanes.values()] == [3.0, 3.0]
