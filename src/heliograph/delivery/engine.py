"""The delivery engine: moves due segments to carriers and what carriers say to the store, within bounds.

One lane per carrier. A lane claims only when slots are free, holds at most one refill more than its window, and stops
while two windows of its answers are not yet durable: that bounds what a crash can put in doubt (I4). Facts (answers,
receipts) are offered to the store until it takes them; a receipt it cannot take is given back to the carrier (I5).
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from heliograph.carriers.port import (
    Answer,
    Carrier,
    Delivery,
    InboundDelivery,
    Lost,
    ReceiptDelivery,
    RefusedByCarrier,
)
from heliograph.delivery.flow import Flow, FlowTerms
from heliograph.delivery.flow_notices import FlowNotices
from heliograph.delivery.gauges import show_lanes
from heliograph.delivery.hand_over import hand_over_of
from heliograph.delivery.lane import Lane
from heliograph.delivery.opt_out import OptOuts
from heliograph.delivery.retry import RetryPolicy
from heliograph.delivery.settle import in_its_place, inbound_of, receipts_of, settlement_of
from heliograph.sms.clock import Clock
from heliograph.sms.events import Released
from heliograph.store.port import Claim, Claimant, MessageStore, Settlement, Unavailable
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)

#: How long the engine sleeps at most when the store says that nothing is due: hints may be lost, time may not.
LOOK_AGAIN_SECONDS = 1.0

#: Pause before facts are offered to a store again that could not take them.
STORE_RETRY_SECONDS = 0.2

#: Messages woken in one transaction.
WAKE_BATCH = 500

#: Deliveries of one carrier that may wait for the store; more are given back at once, and the carrier tries again.
DELIVERIES_MAX = 10_000


class DeliveryEngine:
    """Runs every lane of this process. Is the `CarrierSink` of its carriers."""

    def __init__(
        self,
        store: MessageStore,
        carriers: Sequence[Carrier],
        *,
        clock: Clock,
        random_source: random.Random,
        metrics: Metrics,
        owner: str,
        policy: RetryPolicy | None = None,
        opt_outs: OptOuts | None = None,
        terms: Callable[[str], FlowTerms] = lambda carrier: FlowTerms(),
    ) -> None:
        """Without `opt_outs` no inbound message changes a block list. `terms` says how much may flow to a carrier."""
        self._store = store
        self._clock = clock
        self._random = random_source
        self._owner = owner
        self._policy = policy or RetryPolicy()
        self._opt_outs = opt_outs
        self._terms = terms
        self._notices = FlowNotices(metrics)
        self._lanes = {carrier.name: Lane(carrier, flow=self._flow(carrier.name)) for carrier in carriers}
        self._refusals: dict[tuple[int, int], int] = {}
        self._tasks: set[asyncio.Future[Any]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._waiting: dict[str, int] = dict.fromkeys(self._lanes, 0)
        self._answers = metrics.counter(
            "heliograph_submit_answers_total", "Hand-overs by how they ended.", ("carrier", "answer")
        )
        self._receipts = metrics.counter(
            "heliograph_receipts_total", "Receipts and inbound received.", ("carrier", "kind")
        )
        show_lanes(metrics, self._lanes, clock)

    @property
    def lanes(self) -> Mapping[str, Lane]:
        """The lanes by name, for the pages and health checks that show them."""
        return self._lanes

    def heard(self, carrier: str) -> tuple[int, int]:
        """How many hand-overs a carrier has accepted since the start, and how many receipts of its own were kept."""
        return self._answers.value(carrier, "Accepted"), self._receipts.value(carrier, "receipt")

    # --- start and stop ---

    def start(self) -> None:
        """Start every carrier and the watch over what time brings."""
        for lane in self._lanes.values():
            if not lane.unbound:
                lane.carrier.start(self)
            self._stand_by(lane)
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self, drain_seconds: float) -> None:
        """Take no more, give back what was claimed and not handed over, let the carriers drain, settle everything."""
        if self._watching is not None:
            self._watching.cancel()
        for timer in self._timers.values():
            timer.cancel()
        for lane in self._lanes.values():
            lane.stopped = True
            if lane.held:
                self._spawn(self._give_back(lane))
        bound = [lane.carrier for lane in self._lanes.values() if not lane.unbound]
        await asyncio.gather(*(carrier.stop(drain_seconds) for carrier in bound))
        while self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=drain_seconds or STORE_RETRY_SECONDS)
            if any(not task.done() for task in self._tasks):
                break
        for task in self._tasks:
            task.cancel()

    # --- one carrier, while the others go on ---

    def add(self, carrier: Carrier) -> None:
        """Give a carrier a lane; it stays unbound until `bind`."""
        lane = self._lanes[carrier.name] = Lane(carrier, flow=self._flow(carrier.name), unbound=True)
        self._stand_by(lane)
        self._waiting.setdefault(carrier.name, 0)

    def pace(self, terms: Callable[[str], FlowTerms]) -> None:
        """Go by other terms from now on; what a carrier has taught stays known where its own are as they were."""
        before, self._terms = self._terms, terms
        for name, lane in self._lanes.items():
            if terms(name) != before(name):
                lane.flow.set_terms(terms(name))
                self._pump(lane)

    def _flow(self, name: str) -> Flow:
        return Flow(self._terms(name), self._notices.of(name))

    def close(self, name: str) -> None:
        """Claim and hand over nothing more there, and give back what was claimed and surely not handed over."""
        self._lanes[name].closed = True
        self.give_back(name)

    def open(self, name: str) -> None:
        """Claim and hand over again."""
        lane = self._lanes[name]
        lane.closed = False
        self._look(lane)

    def bind(self, carrier: Carrier) -> None:
        """Let this be the lane's carrier from now on, and start it. The one before must have been unbound."""
        lane = self._lanes[carrier.name]
        lane.carrier, lane.unbound = carrier, False
        carrier.start(self)

    async def unbind(self, name: str, drain_seconds: float) -> None:
        """Close the lane, wait for the carrier's answers, and end its links."""
        self.close(name)
        lane = self._lanes[name]
        if not lane.unbound:
            await lane.carrier.stop(drain_seconds)
            lane.unbound = True

    def forget(self, name: str) -> None:
        """Forget the lane of an unbound carrier; what waits there stays in the store."""
        self._lanes.pop(name).stopped = True
        self._store.stand_by(name, None)
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def hear(self, opt_outs: OptOuts | None) -> None:
        """Go by these when recipients write, from now on."""
        self._opt_outs = opt_outs

    def give_back(self, name: str) -> None:
        """Let what was claimed for a lane and surely not handed over wait in the store again."""
        lane = self._lanes.get(name)
        if lane is not None and lane.held and not lane.claiming:
            self._spawn(self._give_back(lane))

    # --- hints and the carrier sink ---

    def work(self, lane_name: str) -> None:
        """A hint that the lane has due segments."""
        lane = self._lanes.get(lane_name)
        if lane is not None:
            self._look(lane)

    def ready(self, carrier: str) -> None:
        lane = self._lanes[carrier]
        lane.flow.link_there(lane.carrier.window())
        self._pump(lane)

    def answered(self, carrier: str, answers: Sequence[Answer]) -> None:
        lane = self._lanes[carrier]
        now = self._clock.steady_ms()
        settlements = [self._settlement(lane, answer, now) for answer in answers]
        if any(type(answer) is Lost and answer.link_fell for answer in answers):
            lane.flow.links_fell_under_way(now)
        lane.uncommitted += len(settlements)
        self._spawn(self._settle(lane, settlements))
        self._pump(lane)

    def failed(self, carrier: str) -> None:
        lane = self._lanes[carrier]
        lane.flow.link_lost(self._clock.steady_ms(), lane.carrier.window())
        self._pump(lane)

    def delivered(self, carrier: str, deliveries: Sequence[Delivery]) -> None:
        if self._waiting[carrier] + len(deliveries) > DELIVERIES_MAX:
            for delivery in deliveries:
                delivery.acknowledge(False)
            return
        self._waiting[carrier] += len(deliveries)
        self._spawn(self._keep(carrier, deliveries))

    # --- the way out ---

    def _pump(self, lane: Lane) -> None:
        """Hand over what is held, then claim more if there is room."""
        now = self._clock.steady_ms()
        self._hand_over(lane, now)
        if lane.claiming:
            lane.again = True
        elif lane.held and lane.flow.shut(now):
            # What was refused is to go out before it when the lane opens; until then another carrier may take it.
            self._spawn(self._give_back(lane))
        elif not lane.drained and lane.may_claim(now):
            lane.claiming = True
            self._spawn(self._claim(lane))
        else:
            self._pump_when_open(lane, now)

    def _look(self, lane: Lane) -> None:
        """Pump a lane in which something may be due."""
        lane.drained = False
        self._pump(lane)

    def _hand_over(self, lane: Lane, now: int) -> None:
        going = lane.next_hand_overs(now)
        if going:
            lane.carrier.hand_over(going)

    def _pump_when_open(self, lane: Lane, now: int) -> None:
        at = lane.opens_at(now)
        if at is not None:
            self._pump_at(lane, at)

    async def _claim(self, lane: Lane) -> None:
        """Claim until the lane is full or empty; then sleep until its next segment is due."""
        try:
            while True:
                lane.again = False
                now = self._clock.steady_ms()
                room = lane.may_claim(now)
                if not room:
                    self._pump_when_open(lane, now)
                    break
                claims = await self._store.claim(lane.name, self._owner, room)
                now = self._clock.steady_ms()
                self._hold(lane, claims, now)
                if lane.stopped or lane.closed or lane.flow.shut(now):
                    await self._give_back(lane)
                    break
                self._hand_over(lane, now)
                if len(claims) < room and not lane.again:
                    # Nothing more is due; what comes is taken as it is accepted.
                    lane.drained = True
                    await self._sleep_until_due(lane)
                    break
        except Unavailable:
            self._pump_at(lane, self._clock.steady_ms() + int(STORE_RETRY_SECONDS * 1000))
        finally:
            lane.claiming = False
        if lane.again:
            self._pump(lane)

    def _hold(self, lane: Lane, claims: Sequence[Claim], now: int) -> None:
        """Have what was claimed at hand, ready to go out."""
        for claim in claims:
            lane.held.append(hand_over_of(claim, now))
            refusals = claim.message.segments[claim.segment - 1].refusals
            if refusals:
                self._refusals[claim.message.id, claim.segment] = refusals

    def _stand_by(self, lane: Lane) -> None:
        """Take new messages in the commit that accepts them, while the lane has room and nothing waits."""
        claimant = Claimant(self._owner, partial(self._offer, lane), partial(self._take, lane))
        self._store.stand_by(lane.name, claimant)

    def _offer(self, lane: Lane) -> int:
        room = 0 if lane.claiming else lane.may_claim(self._clock.steady_ms())
        if room:
            # As a claim of its own would be: `stop` waits for it, and hints that come meanwhile are kept.
            lane.claiming, lane.again = True, False
            lane.ride = asyncio.get_running_loop().create_future()
            self._tasks.add(lane.ride)
        return room

    def _take(self, lane: Lane, claims: Sequence[Claim]) -> None:
        now = self._clock.steady_ms()
        self._hold(lane, claims, now)
        lane.claiming = False
        if not claims:
            # What was promised may wait after all, and after a failed commit no hint says so.
            lane.drained, lane.again = False, True
        if lane.held and (lane.stopped or lane.closed or lane.flow.shut(now)):
            self._spawn(self._give_back(lane))
        elif claims:
            self._hand_over(lane, now)
        if lane.again:
            self._pump(lane)
        if lane.ride is not None:
            self._tasks.discard(lane.ride)
            if not lane.ride.done():
                lane.ride.set_result(None)
            lane.ride = None

    async def _give_back(self, lane: Lane) -> None:
        """Release what was claimed and surely not handed over: it waits again in its place, without a doubt."""
        now = self._clock.steady_ms()
        held = [Settlement(h.message_id, Released(h.segment, h.attempt, h.due or now)) for h in lane.held]
        for handover in lane.held:
            self._refusals.pop((handover.message_id, handover.segment), None)
        lane.held.clear()
        lane.uncommitted += len(held)
        await self._settle(lane, held)

    async def _sleep_until_due(self, lane: Lane) -> None:
        due = await self._store.next_due(lane.name)
        if due is not None:
            self._pump_at(lane, due)

    def _pump_at(self, lane: Lane, at: int) -> None:
        """Pump the lane at `at`, or sooner: a timer that is already set for later is moved."""
        if lane.stopped:
            return
        delay = min(max(at - self._clock.steady_ms(), 1) / 1000, LOOK_AGAIN_SECONDS)
        timer = self._timers.pop(lane.name, None)
        if timer is not None:
            timer.cancel()
        self._timers[lane.name] = asyncio.get_running_loop().call_later(delay, self._look, lane)

    # --- the way back ---

    def _settlement(self, lane: Lane, answer: Answer, now: int) -> Settlement:
        handover = answer.handover
        refusals = self._refusals.pop((handover.message_id, handover.segment), 0)
        throttles = lane.flow.throttles(answer) if type(answer) is RefusedByCarrier else 0
        settlement, verdict = settlement_of(answer, refusals, throttles, now, self._policy, self._random)
        pause_ms = verdict.retry_after_ms if verdict is not None and verdict.slows_link else 0
        if lane.flow.heard(answer, pause_ms, now):
            settlement = in_its_place(settlement, handover)
        self._answers.add(1, lane.name, type(answer).__name__)
        return settlement

    async def _settle(self, lane: Lane, settlements: Sequence[Settlement]) -> None:
        """Offer facts to the store until it takes them: a carrier's word is never dropped."""
        try:
            while settlements:
                try:
                    await self._store.settle(settlements)
                    break
                except Unavailable:
                    await asyncio.sleep(STORE_RETRY_SECONDS)
        finally:
            lane.uncommitted = max(0, lane.uncommitted - len(settlements))
        if not lane.stopped:
            self._pump(lane)

    async def _keep(self, carrier: str, deliveries: Sequence[Delivery]) -> None:
        """Store receipts and inbound messages; only then is the carrier told that we have them."""
        receipts = [d for d in deliveries if isinstance(d, ReceiptDelivery)]
        inbound = [d for d in deliveries if isinstance(d, InboundDelivery)]
        try:
            if receipts:
                kept = await self._kept(self._store.receipts(receipts_of(carrier, receipts)))
                self._acknowledge(carrier, "receipt", receipts, kept)
                if kept and carrier in self._lanes:
                    self._lanes[carrier].receipts.add(len(receipts), self._clock.steady_ms())
            if inbound:
                kept = await self._kept(self._store.inbound(inbound_of(carrier, inbound, self._opt_outs)))
                self._acknowledge(carrier, "inbound", inbound, kept)
        finally:
            self._waiting[carrier] -= len(deliveries)

    @staticmethod
    async def _kept(write: Coroutine[Any, Any, None]) -> bool:
        try:
            await write
        except Unavailable:
            return False
        return True

    def _acknowledge(self, carrier: str, kind: str, deliveries: Sequence[Delivery], kept: bool) -> None:
        for delivery in deliveries:
            delivery.acknowledge(kept)
        self._receipts.add(len(deliveries), carrier, kind if kept else f"{kind}_given_back")

    # --- time ---

    async def _watch(self) -> None:
        """Let the store apply what time alone has brought, when it is due."""
        while True:
            pause = LOOK_AGAIN_SECONDS
            self._look_where_something_waits()
            try:
                if await self._store.wake(WAKE_BATCH) == WAKE_BATCH:
                    continue
                due = await self._store.next_wake()
                if due is not None:
                    pause = min(pause, max(due - self._clock.steady_ms(), 1) / 1000)
            except Unavailable:
                pause = STORE_RETRY_SECONDS
            await asyncio.sleep(pause)

    def _look_where_something_waits(self) -> None:
        """Hints may be lost: a lane that passes for drained is looked at again while its outbox has rows."""
        backlog = self._store.backlog()
        for lane in self._lanes.values():
            if lane.drained and backlog.get(lane.name):
                self._look(lane)

    # --- tasks ---

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("delivery_task_failed", exc_info=task.exception())
