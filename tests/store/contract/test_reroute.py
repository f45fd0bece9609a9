"""If this fails, what waits for a carrier that is gone waits for ever, or goes out by two carriers."""

from typing import Any

import msgspec

from heliograph.sms.events import SubmitError, Why
from heliograph.sms.failover import Lanes, Unable
from heliograph.sms.message import Life, Message, State
from heliograph.sms.plan import Failover, Plan, PlanLane, Terms
from heliograph.store.port import Rerouted

ONE, TWO = "net-one", "net-two"
PLAN = Plan((PlanLane(ONE), PlanLane(TWO)), Terms(on=("ESME_RSYSERR",), down_ms=30_000))
DOWN = Lanes({ONE: Unable(Why.DOWN, 30_000)})


def two_carriers(world: Any, *, plan: Plan = PLAN, segments: int = 1, **changes: Any) -> Message:
    """A message that waits for the first carrier and may go on to the second."""
    message: Message = world.message(segments=segments, **changes)
    life: Life = msgspec.structs.replace(message.life, failover=Failover(plan))
    return msgspec.structs.replace(message, life=life)


def failovers(world: Any) -> list[str]:
    return [line for line in world.metrics.render().decode().splitlines() if line.startswith("heliograph_failovers")]


async def test_what_a_carrier_refuses_goes_out_by_the_next(world):
    message = two_carriers(world)
    await world.accept(message)
    await world.claim()
    world.hints.clear()
    await world.settle(message, world.refused())
    assert world.hints == [TWO]
    assert await world.claim() == []
    [claim] = await world.claim(lane=TWO)
    assert (claim.message.lane, claim.segment, claim.attempt) == (TWO, 2, 1)
    await world.settle(message, world.ok("c-9", segment=2))
    await world.store.receipts([msgspec.structs.replace(world.receipt("c-9"), carrier=TWO)])
    assert await world.state(message) is State.DELIVERED
    moved = (await world.lines(message))[3]
    assert {key: moved[key] for key in ("e", "left", "lane", "why", "code")} == {
        "e": "failed_over",
        "left": ONE,
        "lane": TWO,
        "why": "refused",
        "code": "ESME_RSYSERR",
    }
    assert failovers(world) == ['heliograph_failovers_total{from="net-one",to="net-two",reason="refused"} 1']


async def test_a_start_finds_it_where_it_went(world):
    message = two_carriers(world, segments=2)
    await world.accept(message)
    await world.claim(1)
    await world.settle(message, world.refused())
    assert (await world.restart()).waiting == 2
    assert (await world.stored(message)).message.lane == TWO
    assert [claim.segment for claim in await world.claim(lane=TWO)] == [3, 4]


async def test_what_waits_goes_on_in_batches_and_each_row_is_looked_at_once(world):
    messages = [two_carriers(world) for _ in range(5)]
    for message in messages:
        await world.accept(message)
    stays = await world.accepted()
    world.lanes = DOWN
    first = await world.store.reroute(ONE, 4)
    assert (first.moved, first.again_in_ms) == (4, 0)
    assert await world.store.reroute(ONE, 4, first.mark) == Rerouted(1, 0, None)
    assert world.store.backlog() == {ONE: 1, TWO: 5}
    assert [claim.message.id for claim in await world.claim(lane=TWO)] == [message.id for message in messages]
    assert [claim.message.id for claim in await world.claim()] == [stays.id]
    assert await world.events(messages[0]) == ["accepted", "failed_over", "claimed"]
    assert await world.store.reroute(ONE, 4) == Rerouted(0, 0, None)


async def test_the_parts_of_a_message_go_on_together(world):
    message = two_carriers(world, segments=3)
    await world.accept(message)
    await world.claim(1)
    await world.settle(message, world.ok("c-1"))
    world.lanes = DOWN
    assert (await world.store.reroute(ONE, 1)).moved == 1
    assert world.store.backlog() == {ONE: 0, TWO: 3}
    await world.restart()
    claims = await world.claim(lane=TWO)
    assert [claim.segment for claim in claims] == [4, 5, 6]
    for claim in claims:
        await world.settle(message, world.ok(f"d-{claim.segment}", claim.segment))
    assert await world.state(message) is State.SUBMITTED


async def test_it_is_told_when_the_next_may_go_on(world):
    patient = Plan(PLAN.lanes, Terms(down_ms=90_000))
    for plan in (patient, PLAN, Plan(PLAN.lanes, Terms(down_ms=0))):
        await world.accept(two_carriers(world, plan=plan))
    world.lanes = Lanes({ONE: Unable(Why.DOWN, 10_000)})
    assert await world.store.reroute(ONE, 10) == Rerouted(0, 20_000, None)
    world.lanes = Lanes({ONE: Unable(Why.DOWN, 30_000)})
    assert await world.store.reroute(ONE, 10) == Rerouted(1, 60_000, None)


async def test_a_release_of_a_carrier_that_is_down_goes_on_at_once(world):
    message = two_carriers(world)
    await world.accept(message)
    await world.claim()
    world.lanes = DOWN
    await world.settle(message, world.released())
    assert [claim.attempt for claim in await world.claim(lane=TWO)] == [2]


async def test_a_receipt_that_is_overdue_is_woken_and_sent_again_and_counted(world):
    message = two_carriers(world, plan=Plan(PLAN.lanes, Terms(no_receipt_ms=60_000)))
    await world.accept(message)
    await world.claim()
    await world.settle(message, world.ok("c-1"))
    assert await world.store.next_wake() == world.clock.now + 60_000
    world.advance(60_000)
    assert await world.store.wake(10) == 1
    assert [claim.segment for claim in await world.claim(lane=TWO)] == [2]
    assert world.figure("heliograph_resent_total") == 1
    await world.store.receipts([world.receipt("c-1")])
    assert await world.state(message) is State.DELIVERED


async def test_a_repeated_settlement_moves_nothing_twice(world):
    message = two_carriers(world)
    await world.accept(message)
    await world.claim()
    refused = SubmitError(1, 1, "ESME_RSYSERR", world.clock.now)
    await world.settle(message, refused, refused)
    await world.settle(message, refused)
    assert world.store.backlog() == {ONE: 0, TWO: 1}
    assert len(failovers(world)) == 1
