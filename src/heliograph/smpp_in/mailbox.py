"""Gives out what one credential must be told to its binds, until one of them has taken it.

Everything that waits stands in the store. A telling is leased, sent as deliver_sm within a bind's window, and done with
only at deliver_sm_resp with ESME_ROK. What is not answered, or answered with a passing refusal, is put off; a lasting
refusal buries it, to be looked at and redriven by people.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

import structlog

from heliograph.smpp.pdu import DeliverSm
from heliograph.smpp_in.deliver import deliver_sm_of
from heliograph.smpp_in.statuses import ESME_RX_P_APPN, ESME_RX_R_APPN
from heliograph.sms.clock import Clock
from heliograph.store.port import Unavailable
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.told import Key, Telling, Told
from heliograph.telemetry.metrics import Counter

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")

#: A lease outlasts the time for an answer by this: for the commit that says what became of it.
LEASE_MORE_MS = 5_000

#: Leased in one go at most.
TAKEN_MAX = 100

#: How long the store is left alone after it could not take something.
_STORE_RETRY_SECONDS = 0.2

#: With nothing due it looks again after this, should a hint have been lost.
_REST_SECONDS_MAX = 30.0

#: After a passing refusal, doubled with each, up to the second.
_PAUSE_MS, _PAUSE_MS_MAX = 1_000, 300_000

#: Answers after which the same would be answered again: a permanent failure of the application, or a rejection.
_LASTING = frozenset({ESME_RX_P_APPN, ESME_RX_R_APPN})


class Receiver(Protocol):
    """A bind as a mailbox sees it: a receiver or a transceiver."""

    def free(self) -> int:
        """How many more deliver_sm may be unanswered."""
        ...

    def deliver(self, pdu: DeliverSm, telling: Telling) -> None:
        """Send it. The answer comes back by `answered`, its lack by `unanswered`."""
        ...


class Mailbox:
    """Of one credential, while it has binds that receive."""

    def __init__(
        self,
        subscriber: str,
        told: Told,
        is_paused: Callable[[], Awaitable[bool]],
        *,
        clock: Clock,
        response_ms: int,
        answers: Counter,
        recent: RecentlyTold,
    ) -> None:
        self._subscriber = subscriber
        self._told = told
        self._is_paused = is_paused
        self._clock = clock
        self._hold_ms = response_ms + LEASE_MORE_MS
        self._answers = answers
        self._recent = recent
        self._binds: list[Receiver] = []
        self._turn = 0
        self._hint = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._running: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether it has no binds, and nothing to write any more."""
        return not self._binds and not self._tasks

    def opened(self, bind: Receiver) -> None:
        """The bind can receive from now on."""
        self._binds.append(bind)
        self.work()
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._run())

    def closed(self, bind: Receiver, unanswered: Sequence[Telling]) -> None:
        """The bind is gone; what it left unanswered goes out again, over another one."""
        self._binds.remove(bind)
        self.unanswered(unanswered)
        if not self._binds and self._running is not None:
            self.work()

    def work(self) -> None:
        """A hint: something is due, or there is room in a window."""
        self._hint.set()

    async def stop(self) -> None:
        """Take no more, and finish what was to be written."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=LEASE_MORE_MS / 1000)

    # --- what the binds tell ---

    def answered(self, answers: Sequence[tuple[Telling, int]]) -> None:
        """Responses to deliver_sm, with their command_status."""
        done = [telling.key for telling, status in answers if not status]
        if done:
            self._answers.add(len(done), "taken")
            self._recent.taken(done, self._clock.steady_ms())
            self._spawn(partial(self._told.done, done))
        for telling, status in answers:
            if status in _LASTING:
                self._answers.add(1, "refused")
                self._spawn(partial(self._told.bury, [telling.key]))
            elif status:
                self._answers.add(1, "put_off")
                pause = min(_PAUSE_MS * 2 ** min(telling.attempts - 1, 10), _PAUSE_MS_MAX)
                self._spawn(partial(self._told.put_off, [telling.key], self._clock.steady_ms() + pause))
        self.work()

    def unanswered(self, tellings: Sequence[Telling]) -> None:
        """Nobody knows whether the customer has them: they go out again."""
        if tellings:
            self._answers.add(len(tellings), "unanswered")
            self._spawn(partial(self._put_back, [telling.key for telling in tellings]))

    async def _put_back(self, keys: Sequence[Key]) -> None:
        await self._told.put_off(keys, self._clock.steady_ms())
        self.work()

    # --- the loop ---

    async def _run(self) -> None:
        while self._binds:
            self._hint.clear()
            free = sum(bind.free() for bind in self._binds)
            try:
                if not free or await self._is_paused():
                    await self._rest(None)
                    continue
                taken = await self._told.take(self._subscriber, min(free, TAKEN_MAX), self._hold_ms)
                if not taken:
                    await self._rest(await self._told.next_told(self._subscriber))
                    continue
            except Unavailable:
                await asyncio.sleep(_STORE_RETRY_SECONDS)
                continue
            self._give_out(taken)

    async def _rest(self, due: int | None) -> None:
        seconds = _REST_SECONDS_MAX
        if due is not None:
            seconds = min(seconds, max(due - self._clock.steady_ms(), 1) / 1000)
        try:
            async with asyncio.timeout(seconds):
                await self._hint.wait()
        except TimeoutError:
            return

    def _give_out(self, taken: Sequence[Telling]) -> None:
        """As much as the windows take, from bind to bind in turn; the rest goes back."""
        left: list[Key] = []
        for telling in taken:
            bind = self._next_free()
            if bind is None:
                left.append(telling.key)
                continue
            try:
                bind.deliver(deliver_sm_of(telling), telling)
            except Exception:
                # One that cannot be written must not keep the others: people find it among the dead letters.
                log.exception("receipt_not_written", subscription=self._subscriber, message=telling.key.message)
                self._spawn(partial(self._told.bury, [telling.key]))
        if left:
            self._spawn(partial(self._put_back, left))

    def _next_free(self) -> Receiver | None:
        for _ in range(len(self._binds)):
            self._turn = (self._turn + 1) % len(self._binds)
            if self._binds[self._turn].free() > 0:
                return self._binds[self._turn]
        return None

    def _spawn(self, write: Callable[[], Awaitable[object]]) -> None:
        task = asyncio.get_running_loop().create_task(self._surely(write))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _surely(self, write: Callable[[], Awaitable[object]]) -> None:
        """Offer a fact to the store until it takes it, or until the lease is over and says the same."""
        for _ in range(int(self._hold_ms / 1000 / _STORE_RETRY_SECONDS)):
            try:
                await write()
            except Unavailable:
                await asyncio.sleep(_STORE_RETRY_SECONDS)
            else:
                return
