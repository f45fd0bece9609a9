"""Lets consumers wait at an empty queue: until there is something, their time is up, or the server stops.

A waiting consumer is woken by a hint that its queue got something, and looks again by itself when the next message is
due and once a second, since hints may be lost. To look is one read of an index; a queue that has nothing due is never
written to. How many of an account may wait at a time is bounded; one more is answered at once, as MNS does it.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence

from heliograph.queues.queue import Queue
from heliograph.sms.clock import Clock
from heliograph.store.told import Telling, Told
from heliograph.telemetry.metrics import Metrics

#: Node's SDK gives up after 30 s without an octet, so a poll of 30 s is answered before (spec: clients §4, measured).
WAIT_MS_MAX = 29_500

LOOK_AGAIN_MS = 1_000

#: A consumer waits in one poll at a time, so this is as many consumers of one account; each costs one look a second.
WAITING_PER_ACCOUNT_MAX = 64


class Polls:
    """The consumers that wait in this process."""

    def __init__(
        self, told: Told, clock: Clock, metrics: Metrics, waiting_per_account_max: int = WAITING_PER_ACCOUNT_MAX
    ) -> None:
        self._told = told
        self._clock = clock
        self._waiting_max = waiting_per_account_max
        self._waiting: Counter[str] = Counter()
        self._hints: dict[str, asyncio.Future[None]] = {}
        """By subscriber; there while somebody waits for it. Subscriptions bound it."""
        self._ended = False
        metrics.gauge(
            "heliograph_queue_polls", "Consumers that wait at a queue.", lambda: {(): float(self._waiting.total())}
        )

    def hint(self, subscriber: str) -> None:
        """There may be something for this subscriber now."""
        hint = self._hints.pop(subscriber, None)
        if hint is not None:
            hint.set_result(None)

    def end(self) -> None:
        """Nobody waits any more: those who do are answered now, with what there is."""
        self._ended = True
        for subscriber in tuple(self._hints):
            self.hint(subscriber)

    async def take(self, queue: Queue, limit: int, hold_ms: int, wait_ms: int) -> Sequence[Telling]:
        """Lease at most `limit` messages of the queue; wait up to `wait_ms` for the first of them."""
        deadline = self._clock.steady_ms() + min(wait_ms, WAIT_MS_MAX)
        hint = self._hint_of(queue.subscriber)
        found, due = await self._look(queue, limit, hold_ms)
        if found or self._ended or wait_ms <= 0 or self._waiting[queue.account] >= self._waiting_max:
            return found
        self._waiting[queue.account] += 1
        try:
            while not found and not self._ended and (left_ms := deadline - self._clock.steady_ms()) > 0:
                due_ms = LOOK_AGAIN_MS if due is None else max(due - self._clock.steady_ms(), 1)
                await asyncio.wait((hint,), timeout=min(left_ms, due_ms, LOOK_AGAIN_MS) / 1000)
                # Before the look, so that a hint that comes while it looks is not missed.
                hint = self._hint_of(queue.subscriber)
                found, due = await self._look(queue, limit, hold_ms)
        finally:
            self._waiting[queue.account] -= 1
            if not self._waiting[queue.account]:
                del self._waiting[queue.account]
        return found

    async def _look(self, queue: Queue, limit: int, hold_ms: int) -> tuple[Sequence[Telling], int | None]:
        """What is due now, taken; else when something will be, None where that is not known."""
        due = await self._told.next_told(queue.subscriber)
        if due is None or due > self._clock.steady_ms():
            return (), due
        # Empty when another consumer was quicker; the next due time is another then.
        return await self._told.take(queue.subscriber, limit, hold_ms), None

    def _hint_of(self, subscriber: str) -> asyncio.Future[None]:
        hint = self._hints.get(subscriber)
        if hint is None:
            hint = self._hints[subscriber] = asyncio.get_running_loop().create_future()
        return hint
