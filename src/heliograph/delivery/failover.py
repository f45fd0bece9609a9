"""Knows which carriers take nothing and since when, and lets what waits there go on to others.

The store asks `standing` in each transaction that touches a message which may go on. What waits in the outbox of such a
carrier is passed over in batches: when the carrier has become unable, when the terms of a message that waits come true,
when another carrier is able again, and when more has come to wait. A pass reads each row once, and passes keep apart by
many times what the last one took: a million rows that cannot go anywhere cost little.
"""

import asyncio
from collections.abc import Callable

import structlog

from heliograph.delivery.engine import DeliveryEngine
from heliograph.sms.clock import Clock
from heliograph.sms.events import Why
from heliograph.sms.failover import Lanes, Unable
from heliograph.store.port import Mark, MessageStore, Unavailable

log = structlog.get_logger(__name__)

#: How often the carriers are looked at.
LOOK_SECONDS = 0.25

#: Segments looked at in one transaction.
BATCH = 200

#: How long a carrier must have taken nothing before what waits there is looked at: a link that is cut is often back at
#: once, and every carrier throttles now and then.
PATIENCE_MS = {Why.DOWN: 500, Why.THROTTLED: 3_000}

#: How long a lane is left alone after a pass: at least this, and so many times what the pass took.
PAUSE_MS, PAUSE_TIMES = 500, 20


class _Waiting:
    """What is known of the outbox of a carrier that takes nothing."""

    def __init__(self) -> None:
        self.due_at = 0
        """When its next pass is due; 0 for none."""
        self.not_before = 0
        self.count = 0
        """How many segments the last pass has left there."""
        self.others: frozenset[str] = frozenset()
        """The carriers that were able at the last pass."""


class Failovers:
    """One process's carriers. `order(name)` is `DISABLED` or `PAUSED` for one that is held by the operator."""

    def __init__(
        self,
        engine: DeliveryEngine,
        store: MessageStore,
        clock: Clock,
        order: Callable[[str], Why | None] = lambda name: None,
    ) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock
        self._order = order
        self._down_since: dict[str, int] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look. Call on the loop that delivery runs on."""
        self._note_down(self._clock.steady_ms())
        self._running = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Let nothing go on any more."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    def standing(self) -> Lanes:
        """How the carriers stand now."""
        now = self._clock.steady_ms()
        unable = {name: why for name in self._engine.lanes if (why := self._unable(name, now)) is not None}
        return Lanes(unable, frozenset(self._engine.lanes))

    def _unable(self, name: str, now: int) -> Unable | None:
        lane = self._engine.lanes[name]
        order = self._order(name)
        if order is not None:
            return Unable(order)
        if not lane.carrier.window():
            return Unable(Why.DOWN, now - self._down_since.get(name, now))
        failing_ms = lane.flow.open_for_ms(now)
        if failing_ms is not None:
            return Unable(Why.DOWN, failing_ms)
        if lane.throttled_since:
            return Unable(Why.THROTTLED, now - lane.throttled_since)
        return None

    # --- what waits ---

    async def reroute(self, name: str) -> int:
        """Let what waits at a carrier go on that takes nothing, as far as it may now; returns how many messages went.

        Raises `Unavailable`.
        """
        moved, _ = await self._pass(name)
        return moved

    async def _run(self) -> None:
        while True:
            try:
                await self._look()
            except Unavailable:
                log.warning("what waits at carriers that take nothing cannot be moved; the store is tried again")
            except Exception:
                log.exception("what waits at carriers that take nothing cannot be moved")
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        now = self._clock.steady_ms()
        self._note_down(now)
        standing = self.standing()
        able = frozenset(self._engine.lanes) - standing.unable.keys()
        backlog = self._store.backlog()
        for name in [name for name in self._waiting if name in able or not backlog.get(name)]:
            del self._waiting[name]
        for name, count in list(backlog.items()):
            unable = standing.of(name)
            if count <= 0 or unable is None or unable.why is Why.PAUSED:
                continue
            if unable.for_ms >= PATIENCE_MS.get(unable.why, 0):
                self._engine.give_back(name)
                await self._look_at(name, count, able)

    async def _look_at(self, name: str, count: int, able: frozenset[str]) -> None:
        """Make a pass over the lane where one may bring something."""
        now = self._clock.steady_ms()
        waiting = self._waiting.get(name)
        if waiting is None:
            waiting = self._waiting[name] = _Waiting()
            waiting.due_at = now
        elif count > waiting.count or able - waiting.others:
            waiting.due_at = now
        if not able or not waiting.due_at or now < max(waiting.due_at, waiting.not_before):
            return
        waiting.others = able
        moved, again_in_ms = await self._pass(name)
        done = self._clock.steady_ms()
        waiting.count = self._store.backlog().get(name, 0)
        waiting.not_before = done + max(PAUSE_MS, PAUSE_TIMES * (done - now))
        # What was under way while the pass went by may have come behind it.
        waiting.due_at = done if moved else done + again_in_ms if again_in_ms else 0

    async def _pass(self, name: str) -> tuple[int, int]:
        """Look at all that waits in a lane once: how many messages went on, and in how long more may; 0 for never."""
        moved = again_in_ms = 0
        mark: Mark | None = None
        while True:
            found = await self._store.reroute(name, BATCH, mark)
            moved += found.moved
            again_in_ms = min(again_in_ms or found.again_in_ms, found.again_in_ms or again_in_ms)
            mark = found.mark
            if mark is None:
                break
        if moved:
            log.info("messages went on to other carriers", carrier=name, messages=moved)
        return moved, again_in_ms

    def _note_down(self, now: int) -> None:
        for name, lane in self._engine.lanes.items():
            if lane.carrier.window():
                self._down_since.pop(name, None)
            else:
                self._down_since.setdefault(name, now)
