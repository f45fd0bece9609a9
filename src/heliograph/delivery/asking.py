"""Asks carriers for receipts that are overdue (query_sm), slowly and beside the messages, and has the answers kept.

What waits here is in memory and bounded. A question that is lost, by a crash or because too many wait, is asked again:
the message's life counts how often it was to be asked, and when it is next.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

import structlog

from heliograph.carriers.query import Finding, Found, NotFound, Queried, Question
from heliograph.sms.events import QueryRefused
from heliograph.store.port import Inquiry, MessageStore, Receipt, Settlement, Unavailable
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)

#: Questions of one carrier that wait at most; the oldest give way.
WAITING_MAX = 10_000

#: How soon a carrier is tried again that has no link, or no room beside its messages.
LOOK_AGAIN_SECONDS = 1.0

#: Pause before an answer is offered again to a store that could not take it.
STORE_RETRY_SECONDS = 0.2


class Asked(NamedTuple):
    """A carrier that can be asked, and the seconds between two questions."""

    carrier: Queried
    pause: float


class Asking:
    """The questions of this process. All calls are made on one event loop."""

    def __init__(self, store: MessageStore, asked: Callable[[str], Asked | None], metrics: Metrics) -> None:
        """`asked(name)` is the carrier of that name, None where it cannot or must not be asked now."""
        self._store = store
        self._carrier = asked
        self._waiting: dict[str, deque[Inquiry]] = {}
        self._askers: dict[str, asyncio.Task[None]] = {}
        self._keeping: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._asked = metrics.counter(
            "heliograph_queries_total", "query_sm by what came of them.", ("carrier", "answer")
        )
        metrics.gauge(
            "heliograph_queries_waiting", "Receipts that a carrier is to be asked for.", self._lengths, ("carrier",)
        )

    def ask(self, inquiries: Iterable[Inquiry]) -> None:
        """Have these asked for. Of a carrier that cannot be asked they are passed over."""
        for one in inquiries:
            if self._stopped or self._carrier(one.carrier) is None:
                self._asked.add(1, one.carrier, "dropped")
                continue
            waiting = self._waiting.setdefault(one.carrier, deque())
            if len(waiting) == WAITING_MAX:
                waiting.popleft()
                self._asked.add(1, one.carrier, "dropped")
            waiting.append(one)
            if one.carrier not in self._askers:
                asker = asyncio.get_running_loop().create_task(self._ask_all(one.carrier))
                self._askers[one.carrier] = asker

    async def stop(self) -> None:
        """Ask no more, and wait until every answer is kept. Carriers are stopped before."""
        self._stopped = True
        for asker in self._askers.values():
            asker.cancel()
        while self._keeping:
            await asyncio.wait(tuple(self._keeping))

    async def _ask_all(self, carrier: str) -> None:
        waiting = self._waiting[carrier]
        try:
            while waiting:
                asked = self._carrier(carrier)
                if asked is None:
                    self._asked.add(len(waiting), carrier, "dropped")
                    waiting.clear()
                    break
                one = waiting[0]
                question = Question(one.carrier_message_id, one.sender, partial(self._answered, one))
                if asked.carrier.query(question):
                    waiting.popleft()
                    await asyncio.sleep(asked.pause)
                else:
                    await asyncio.sleep(LOOK_AGAIN_SECONDS)
        finally:
            del self._askers[carrier]

    def _answered(self, one: Inquiry, finding: Finding) -> None:
        self._asked.add(1, one.carrier, _NAMES[type(finding).__name__])
        if isinstance(finding, Found):
            receipt = Receipt(
                one.carrier,
                finding.key,
                one.to,
                finding.state,
                finding.code,
                finding.received_at,
                words=finding.words,
                asked=True,
            )
            self._keep(lambda: self._store.receipts([receipt]))
        elif isinstance(finding, NotFound):
            event = QueryRefused(one.segment, one.attempt, finding.code)
            self._keep(lambda: self._store.settle([Settlement(one.message_id, event)]))

    def _keep(self, offer: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.get_running_loop().create_task(self._until_kept(offer))
        self._keeping.add(task)
        task.add_done_callback(self._kept)

    async def _until_kept(self, offer: Callable[[], Awaitable[None]]) -> None:
        """A carrier's word is offered to the store until it takes it, or closes."""
        while True:
            try:
                await offer()
                return
            except Unavailable:
                if self._stopped:
                    return  # it is asked again after the start
                await asyncio.sleep(STORE_RETRY_SECONDS)

    def _kept(self, task: "asyncio.Task[None]") -> None:
        self._keeping.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("asking_task_failed", exc_info=task.exception())

    def _lengths(self) -> Mapping[tuple[str, ...], float]:
        return {(name,): float(len(waiting)) for name, waiting in self._waiting.items()}


_NAMES = {"Found": "found", "NotFound": "not_found", "NoAnswer": "none"}
