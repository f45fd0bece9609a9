"""Obeys what the operator ordered of each carrier of this process, and writes into the store when it has.

The orders are records (`store.desired`). They are read at the start, before anything is bound, then after each wake-up,
and now and then, since a wake-up may be lost. What is done for each follows from its order alone, so a start goes on
where the process before was killed.
"""

import asyncio
import enum
from collections.abc import Callable, Mapping
from functools import partial

import msgspec
import structlog

from heliograph.carriers.port import Carrier
from heliograph.delivery.engine import DeliveryEngine
from heliograph.delivery.lane import Lane
from heliograph.sms.clock import Clock
from heliograph.sms.events import Why
from heliograph.store.desired import FREE, Desired, Kept, Order, change_of, read_orders
from heliograph.store.port import Unavailable
from heliograph.store.records import Conflict, Records

log = structlog.get_logger(room="delivery")

#: How long an order waits at most whose wake-up was lost.
LOOK_SECONDS = 2.0

#: How often is looked whether an order under way is done.
BUSY_SECONDS = 0.1


class CarrierState(enum.StrEnum):
    """How a carrier stands towards its order."""

    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    DRAINING = "draining"
    DRAINED = "drained"
    DISABLING = "disabling"
    DISABLED = "disabled"
    LEAVING = "leaving"
    """It is no longer in the configuration, and is stopped once what waits is handed over, or its time is up."""
    NOT_CONFIGURED = "not-configured"
    """Messages wait for it, and the configuration does not name it."""


class CarrierCommand:
    """Brings each lane of the engine to where its order wants it, all on the loop that `start` was called on.

    `make(name)` makes a carrier of the present settings that is not started. `backlog()` tells by lane how many
    segments wait in the store.
    """

    def __init__(
        self,
        engine: DeliveryEngine,
        records: Records,
        clock: Clock,
        *,
        make: Callable[[str], Carrier],
        backlog: Callable[[], Mapping[str, int]],
    ) -> None:
        self._engine = engine
        self._records = records
        self._clock = clock
        self._make = make
        self._backlog = backlog
        self._orders: Mapping[str, Kept] = {}
        self._ending: dict[str, asyncio.Task[None]] = {}
        self._leaving: dict[str, tuple[int, float]] = {}
        self._stirred = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    # --- life ---

    async def load(self) -> None:
        """Read the orders, so that nothing is bound or handed over that must not be. Call before the engine's start."""
        self._orders = await read_orders(self._records)
        for name, lane in self._engine.lanes.items():
            desired = self.desired(name)
            lane.unbound = desired.order is Order.DISABLE
            lane.closed = _closes(desired)
            if desired.order is not Order.RUN:
                log.warning("an order holds a carrier", carrier=name, order=desired.order.value, reason=desired.reason)

        for name, waiting in self._backlog().items():
            if waiting and name not in self._engine.lanes:
                says = "messages wait for a carrier that is not in the configuration"
                log.warning(says, carrier=name, waiting=waiting)

    def start(self) -> None:
        self._running = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Leave everything as it is: the next start goes on."""
        tasks = [*self._ending.values(), *([self._running] if self._running is not None else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    # --- what others ask ---

    def ordered(self, name: str, kept: Kept) -> None:
        """A hint that this order was written; it may be lost. Routes go by it at once."""
        self._orders = {**self._orders, name: kept}
        self._stirred.set()

    def desired(self, name: str) -> Desired:
        """The carrier's order as it was last read."""
        return self._orders.get(name, FREE).desired

    def takes_messages(self, name: str) -> bool:
        """Whether routes may send the carrier new messages. Asked for every message."""
        kept = self._orders.get(name)
        return kept is None or kept.desired.takes_messages

    def holds(self, name: str) -> Why | None:
        """Why an order keeps the carrier from what may go on to it, and whether what waits there shall leave it.

        A pause is short, and what waits at a carrier that is being drained is on its way out: it stays, unless the link
        is down or the circuit open. At one that is drained or disabled nothing stays that has another way.
        """
        desired = self.desired(name)
        if desired.order is Order.DISABLE or (desired.order is Order.DRAIN and desired.obeyed_at):
            return Why.DISABLED
        if desired.order is Order.PAUSE:
            return Why.PAUSED
        draining = desired.order is Order.DRAIN or name in self._leaving
        return Why.PAUSED if draining and self._engine.lanes[name].takes(self._clock.steady_ms()) else None

    def state(self, name: str) -> CarrierState:
        """How the carrier stands now."""
        lane = self._engine.lanes.get(name)
        if lane is None:
            return CarrierState.NOT_CONFIGURED
        if name in self._leaving:
            return CarrierState.LEAVING
        desired = self.desired(name)
        match desired.order:
            case Order.PAUSE:
                return CarrierState.PAUSED if lane.closed and lane.at_rest else CarrierState.PAUSING
            case Order.DRAIN:
                return CarrierState.DRAINED if desired.obeyed_at else CarrierState.DRAINING
            case Order.DISABLE:
                return CarrierState.DISABLED if self._is_unbound(name, lane) else CarrierState.DISABLING
        return CarrierState.RUNNING

    # --- what the configuration brings ---

    def admit(self, carrier: Carrier) -> None:
        """Take a new carrier in, under whatever order there is for its name; one that was about to leave stays."""
        self._leaving.pop(carrier.name, None)
        if carrier.name in self._engine.lanes:
            self.rebind(carrier.name, 0)
        else:
            self._engine.add(carrier)
            self._stirred.set()

    def rebind(self, name: str, drain_seconds: float) -> None:
        """Give the carrier's answers their time, end its links, and let one of the present settings take its place."""
        if not self._engine.lanes[name].unbound and name not in self._ending:
            self._end(name, drain_seconds)
        self._stirred.set()

    def dismiss(self, name: str, drain_seconds: float) -> None:
        """Let the carrier hand over what waits for so long at most, then end its links and forget it."""
        self._leaving[name] = (self._clock.steady_ms() + round(drain_seconds * 1000), drain_seconds)
        self._stirred.set()

    # --- obeying ---

    async def _run(self) -> None:
        while True:
            self._stirred.clear()
            pause = LOOK_SECONDS
            try:
                self._orders = await read_orders(self._records)
                if not all([await self._obeys(name, lane) for name, lane in list(self._engine.lanes.items())]):
                    pause = BUSY_SECONDS
            except Unavailable:
                log.warning("orders to carriers cannot be read or acknowledged; the store is tried again")
            except Exception:
                log.exception("orders to carriers cannot be read")
            try:
                async with asyncio.timeout(pause):
                    await self._stirred.wait()
            except TimeoutError:
                continue

    async def _obeys(self, name: str, lane: Lane) -> bool:
        """`_obey`; what goes wrong with one carrier keeps no other from its order, and is tried again later."""
        try:
            return await self._obey(name, lane)
        except Unavailable:
            raise
        except Exception:
            log.exception("a carrier cannot be brought to obey", carrier=name)
            return True

    async def _obey(self, name: str, lane: Lane) -> bool:
        """Bring the lane nearer to its order; whether it is there."""
        if name in self._ending:
            return False
        if name in self._leaving:
            return await self._see_off(name, lane)
        kept = self._orders.get(name, FREE)
        desired = kept.desired
        if desired.order is Order.DISABLE:
            if not lane.unbound:
                self._end(name, desired.timeout_seconds)
                return False
        elif lane.unbound:
            lane.closed = True
            self._engine.bind(self._make(name))
        if lane.closed != _closes(desired):
            (self._engine.close if _closes(desired) else self._engine.open)(name)
        obeyed = self._is_obeyed(name, lane, desired)
        if obeyed and kept.revision and not desired.obeyed_at:
            await self._acknowledge(name, kept)
        return obeyed

    async def _see_off(self, name: str, lane: Lane) -> bool:
        """End what a carrier does that the configuration no longer names; whether it is gone."""
        until, drain_seconds = self._leaving[name]
        if lane.unbound:
            del self._leaving[name]
            self._engine.forget(name)
            log.info("carrier is gone", carrier=name, still_waiting=self._backlog().get(name, 0))
            return True
        if self._clock.steady_ms() >= until or self._has_nothing_to_do(name, lane):
            self._end(name, drain_seconds)
        return False

    def _is_obeyed(self, name: str, lane: Lane, desired: Desired) -> bool:
        match desired.order:
            case Order.PAUSE:
                return lane.at_rest
            case Order.DRAIN:
                return bool(desired.obeyed_at) or self._is_drained(name, lane)
            case Order.DISABLE:
                return lane.at_rest
        return True

    def _is_drained(self, name: str, lane: Lane) -> bool:
        """Whether nothing waits, and nothing that went out is unanswered or not yet durable."""
        if not lane.at_rest or lane.uncommitted or lane.carrier.state().unanswered:
            return False
        return not self._backlog().get(name, 0)

    def _has_nothing_to_do(self, name: str, lane: Lane) -> bool:
        """Whether waiting brings nothing more: all is handed over, or nothing can be."""
        return lane.closed or not lane.carrier.window() or self._is_drained(name, lane)

    def _is_unbound(self, name: str, lane: Lane) -> bool:
        return lane.unbound and name not in self._ending

    async def _acknowledge(self, name: str, kept: Kept) -> None:
        """Write that the order is obeyed, unless another has come meanwhile."""
        done = msgspec.structs.replace(kept.desired, obeyed_at=self._clock.utc_ms())
        try:
            [revision] = await self._records.change([change_of(name, done, kept.revision)])
        except Conflict:
            self._stirred.set()
            return
        self._orders = {**self._orders, name: Kept(done, revision)}
        log.info("carrier has obeyed", carrier=name, order=done.order.value, by=done.by, reason=done.reason)
        if done.order is Order.DRAIN:
            self._stirred.set()

    def _end(self, name: str, drain_seconds: float) -> asyncio.Task[None]:
        """Unbind the carrier, beside everything else: it may take as long as the carrier's answers."""
        task = asyncio.get_running_loop().create_task(self._engine.unbind(name, drain_seconds))
        self._ending[name] = task
        task.add_done_callback(partial(self._ended, name))
        return task

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        del self._ending[name]
        if not task.cancelled() and task.exception() is not None:
            log.error("a carrier could not be unbound", carrier=name, exc_info=task.exception())
        self._stirred.set()


def _closes(desired: Desired) -> bool:
    """Whether the order keeps the lane shut. A drained one is shut, so that it stays idle whatever falls to it."""
    return desired.order in (Order.PAUSE, Order.DISABLE) or (desired.order is Order.DRAIN and desired.obeyed_at > 0)
