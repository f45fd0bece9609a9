"""Pushes to one subscriber: takes what is due, a few posts at once, and puts off what it did not confirm."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog

from heliograph.http_client.resolve import Lookup
from heliograph.push.body import body_of, by_kind
from heliograph.push.post import Post, post
from heliograph.push.sender import Sender
from heliograph.push.settings import PushSettings
from heliograph.push.sign import idempotency_key
from heliograph.sms.clock import Clock
from heliograph.sms.push_schedule import pause_ms, pauses_of
from heliograph.sms.subscription import Subscription
from heliograph.store.port import Unavailable
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.told import Attempt, Key, Kind, Telling, Told
from heliograph.telemetry.metrics import Counter, Metrics

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")

#: A lease outlasts its posts by this: for the commit that says what became of it.
_LEASE_MORE_MS = 5_000

#: How long the store is left alone after it could not take something.
_STORE_RETRY_SECONDS = 0.2

#: With nothing due it looks again after this, should a hint have been lost.
_REST_SECONDS_MAX = 30.0

#: A subscriber that fails is tried again with something else after this, doubled with each failure up to the second:
#: what waits must not burn its attempts in a minute's outage.
_CALM_SECONDS, _CALM_SECONDS_MAX = 0.25, 15.0


class Figures:
    """What pushing counts."""

    def __init__(self, metrics: Metrics) -> None:
        self.attempts: Counter = metrics.counter(
            "heliograph_push_attempts_total", "Posts to subscribers, by whether they were confirmed.", ("outcome",)
        )
        self.told: Counter = metrics.counter(
            "heliograph_push_told_total", "Reports and inbound messages that subscribers confirmed.", ("kind",)
        )
        self.given_up: Counter = metrics.counter(
            "heliograph_push_given_up_total", "Reports and inbound messages that became dead letters."
        )


class Worker:
    """One subscriber's. Everything runs on one event loop."""

    def __init__(
        self,
        subscriber: str,
        subscription: Subscription,
        secret: bytes,
        told: Told,
        *,
        clock: Clock,
        lookup: Lookup,
        settings: PushSettings,
        figures: Figures,
        recent: RecentlyTold,
        tls: ssl.SSLContext | None = None,
        transport: Post = post,
    ) -> None:
        self.subscriber = subscriber
        self.subscription = subscription
        self._secret = secret
        self._told = told
        self._clock = clock
        self._settings = settings
        self._figures = figures
        self._recent = recent
        self._sender = Sender(clock, lookup, settings, tls, transport)
        self._pauses = pauses_of(subscription.schedule) or ()
        # A lease may hold both kinds, which are posted one after the other.
        self._hold_ms = int(settings.timeout_seconds * 1000) * len(Kind) + _LEASE_MORE_MS
        self._hint = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._failures = 0
        self._loop_task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop_task = asyncio.get_running_loop().create_task(self._run())

    def work(self) -> None:
        """A hint that something is due."""
        self._hint.set()

    async def stop(self, drain_seconds: float) -> None:
        """Take no more, and wait for the posts under way. What is not confirmed then is pushed again."""
        if self._loop_task is not None:
            self._loop_task.cancel()
            await asyncio.gather(self._loop_task, return_exceptions=True)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=drain_seconds)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    # --- the loop ---

    async def _run(self) -> None:
        while True:
            await self._room()
            self._hint.clear()
            try:
                taken = await self._told.take(self.subscriber, self.subscription.batch_size, self._hold_ms)
                if not taken:
                    await self._rest(await self._told.next_told(self.subscriber))
                    continue
            except Unavailable:
                await asyncio.sleep(_STORE_RETRY_SECONDS)
                continue
            self._spawn(self._push(taken))

    async def _room(self) -> None:
        """Wait until one more post may go out: after a failure one at a time, and after a pause."""
        most = self.subscription.in_flight if not self._failures else 1
        while len(self._under_way) >= most:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            most = self.subscription.in_flight if not self._failures else 1
        if self._failures:
            await asyncio.sleep(min(_CALM_SECONDS * 2 ** min(self._failures - 1, 10), _CALM_SECONDS_MAX))

    async def _rest(self, due: int | None) -> None:
        seconds = _REST_SECONDS_MAX
        if due is not None:
            seconds = min(seconds, max(due - self._clock.steady_ms(), 1) / 1000)
        try:
            async with asyncio.timeout(seconds):
                await self._hint.wait()
        except TimeoutError:
            return

    # --- one batch ---

    async def _push(self, taken: Sequence[Telling]) -> None:
        for tellings in by_kind(taken):
            begun = self._clock.steady_ms()
            status, trouble = await self._post(tellings)
            await self._settle(tellings, trouble)
            now = self._clock.steady_ms()
            first = tellings[0].key
            attempt = Attempt(now, now - begun, first.kind, len(tellings), first.message, status, trouble)
            if first.kind is Kind.REPORT:
                self._recent.add(self.subscriber, attempt, [telling.key.message for telling in tellings])
            await self._surely(partial(self._told.log, self.subscriber, [attempt]))

    async def _post(self, tellings: Sequence[Telling]) -> tuple[int, str]:
        """HTTP status of the reply, 0 for none, and why it is no confirmation; empty where it is one."""
        body = body_of(tellings, self._settings.offset_minutes)
        key = idempotency_key([telling.key for telling in tellings])
        return await self._sender.send(self.subscription.url, self._secret, body, key)

    async def _settle(self, tellings: Sequence[Telling], trouble: str) -> None:
        keys = [telling.key for telling in tellings]
        self._figures.attempts.add(1, "failed" if trouble else "confirmed")
        if not trouble:
            self._failures = 0
            await self._surely(partial(self._told.done, keys))
            self._figures.told.add(len(keys), str(keys[0].kind))
            return
        self._failures += 1
        log.info("push_failed", subscription=self.subscriber, reports=len(keys), why=trouble, in_a_row=self._failures)
        for pause, those in self._by_pause(tellings).items():
            if pause is None:
                buried = await self._surely(partial(self._told.bury, those))
                self._figures.given_up.add(sum(buried))
            else:
                due = self._clock.steady_ms() + pause
                await self._surely(partial(self._told.put_off, those, due))

    def _by_pause(self, tellings: Sequence[Telling]) -> dict[int | None, list[Key]]:
        found: defaultdict[int | None, list[Key]] = defaultdict(list)
        for telling in tellings:
            found[pause_ms(self._pauses, telling.attempts)].append(telling.key)
        return found

    async def _surely(self, write: Callable[[], Awaitable[Answer]]) -> Answer:
        """Offer a fact to the store until it takes it."""
        while True:
            try:
                return await write()
            except Unavailable:
                await asyncio.sleep(_STORE_RETRY_SECONDS)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failures += 1
            log.error("push_task_failed", exc_info=task.exception())
