"""If this fails, what waits for a dead carrier waits for ever, or a queue that cannot move eats the machine."""

import asyncio
from collections import deque
from typing import Any

import pytest

from heliograph.delivery import failover
from heliograph.delivery.failover import BATCH, Failovers
from heliograph.delivery.flow import Flow, FlowTerms
from heliograph.sms.events import Why
from heliograph.sms.failover import Unable
from heliograph.store.port import Rerouted, Unavailable


class Clock:
    now = 1_000_000

    def steady_ms(self) -> int:
        return self.now


class Carrier:
    def __init__(self) -> None:
        self.up = True

    def window(self) -> int:
        return 10 if self.up else 0


class Lane:
    def __init__(self) -> None:
        self.carrier = Carrier()
        self.flow = Flow(FlowTerms(circuit_failures=1, circuit_ms=60_000))
        self.throttled_since = 0


class Engine:
    def __init__(self) -> None:
        self.lanes = {"one": Lane(), "two": Lane()}
        self.given_back: list[str] = []

    def give_back(self, name: str) -> None:
        self.given_back.append(name)


class Store:
    """Answers what it was told to, and then that nothing may go on."""

    def __init__(self) -> None:
        self.waits = {"one": 5}
        self.asked: list[tuple[str, object]] = []
        self.answers: deque[Rerouted | Exception] = deque()

    def backlog(self) -> dict[str, int]:
        return self.waits

    async def reroute(self, lane: str, limit: int, behind: object = None) -> Rerouted:
        assert limit == BATCH
        self.asked.append((lane, behind))
        answer = self.answers.popleft() if self.answers else Rerouted(0, 0, None)
        if isinstance(answer, Exception):
            raise answer
        return answer


class World:
    def __init__(self) -> None:
        self.clock, self.engine, self.store = Clock(), Engine(), Store()
        self.orders: dict[str, Why] = {}
        made: Any = Failovers
        self.failovers: Failovers = made(self.engine, self.store, self.clock, self.orders.get)

    async def look(self, later_ms: int = 0) -> int:
        """Look once, so much later; how often the store was asked for a pass."""
        self.clock.now += later_ms
        before = len(self.store.asked)
        await self.failovers._look()
        return len(self.store.asked) - before


@pytest.fixture
def world() -> World:
    return World()


async def test_nothing_is_asked_while_all_carriers_take_messages(world: World) -> None:
    assert await world.look() == await world.look(60_000) == 0
    assert world.failovers.standing().unable == {}


async def test_what_waits_for_a_carrier_without_a_link_is_passed_over_once_and_when_it_may_go_on(world: World) -> None:
    world.engine.lanes["one"].carrier.up = False
    assert await world.look() == 0, "a link that was cut is often back at once"
    world.store.answers += [Rerouted(0, 0, (1, "", 0, 7, 1)), Rerouted(0, 29_000, None)]
    assert await world.look(1_000) == 2
    assert world.store.asked == [("one", None), ("one", (1, "", 0, 7, 1))]
    assert world.engine.given_back == ["one"]
    assert await world.look(28_000) == 0
    assert world.failovers.standing().unable == {"one": Unable(Why.DOWN, 29_000)}
    world.store.answers += [Rerouted(5, 0, None)]
    assert await world.look(1_000) == 1
    assert await world.look(600) == 1, "what was under way may have come behind the pass"
    assert await world.look(60_000) == 0, "nothing moved, so nothing will"


async def test_more_that_comes_to_wait_and_a_carrier_that_comes_up_are_reasons_for_another_pass(world: World) -> None:
    world.engine.lanes["one"].carrier.up = False
    await world.look()
    assert await world.look(1_000) == 1
    world.store.waits["one"] = 6
    assert await world.look(1_000) == 1
    assert await world.look(1_000) == 0
    world.engine.lanes["two"].carrier.up = False
    assert await world.look(1_000) == 0
    world.store.waits["one"] = 7
    assert await world.look(1_000) == 0, "there is nobody to go to"
    world.engine.lanes["two"].carrier.up = True
    assert await world.look(1_000) == 1


async def test_a_slow_pass_is_not_repeated_at_once(world: World) -> None:
    world.engine.lanes["one"].carrier.up = False
    await world.look()

    async def slow(lane: str, limit: int, behind: object = None) -> Rerouted:
        world.clock.now += 3_000
        return Rerouted(1, 0, None)

    fast, world.store.reroute = world.store.reroute, slow  # type: ignore[method-assign]
    await world.look(1_000)
    world.store.reroute = fast  # type: ignore[method-assign]
    assert await world.look(failover.PAUSE_TIMES * 3_000 - 1) == 0
    assert await world.look(1) == 1


async def test_one_that_is_back_is_forgotten_and_counted_anew(world: World) -> None:
    lane = world.engine.lanes["one"]
    lane.carrier.up = False
    await world.look()
    await world.look(10_000)
    lane.carrier.up = True
    await world.look(1_000)
    lane.carrier.up = False
    await world.look()
    world.clock.now += 5
    assert world.failovers.standing().of("one") == Unable(Why.DOWN, 5)


async def test_one_that_throttles_everything_is_unable_since_then(world: World) -> None:
    world.engine.lanes["one"].throttled_since = world.clock.now
    assert await world.look(1_000) == 0, "every carrier throttles now and then"
    assert await world.look(2_000) == 1
    assert world.failovers.standing().of("one") == Unable(Why.THROTTLED, 3_000)


async def test_one_that_fails_all_the_time_is_as_good_as_down(world: World) -> None:
    lane = world.engine.lanes["one"]
    lane.flow.links_fell_under_way(world.clock.now)
    assert await world.look(200) == 0
    assert await world.look(800) == 1
    assert world.failovers.standing().of("one") == Unable(Why.DOWN, 1_000)
    world.clock.now += 59_000
    assert world.failovers.standing().of("one") is None, "it is to be tried again"


async def test_orders_are_obeyed_at_once_and_a_carrier_that_is_gone_is_left(world: World) -> None:
    world.orders["one"] = Why.PAUSED
    assert world.failovers.standing().of("one") == Unable(Why.PAUSED)
    world.orders["one"] = Why.DISABLED
    assert await world.look() == 1
    del world.engine.lanes["one"]
    assert world.failovers.standing().of("one") == Unable(Why.GONE)
    world.store.waits["older"] = 1
    await world.look(1_000)
    assert world.store.asked[-1] == ("older", None)


async def test_a_store_that_cannot_be_written_is_tried_again(world: World) -> None:
    world.engine.lanes["one"].carrier.up = False
    world.clock.now -= 10_000
    world.failovers._note_down(world.clock.now)
    world.clock.now += 10_000
    asked = asyncio.Event()

    async def reroute(lane: str, limit: int, behind: object = None) -> Rerouted:
        if len(world.store.asked) < 2:
            world.store.asked.append((lane, behind))
            raise Unavailable("full")
        asked.set()
        return Rerouted(1, 0, None)

    world.store.reroute = reroute  # type: ignore[method-assign]
    world.failovers.start()
    async with asyncio.timeout(30):
        await asked.wait()
    await world.failovers.stop()


async def test_one_carrier_can_be_emptied_by_order(world: World) -> None:
    world.store.answers += [Rerouted(200, 0, (1, "", 0, 7, 1)), Rerouted(3, 0, None)]
    assert await world.failovers.reroute("one") == 203
