"""Asks the service what became of messages that it took, for it posts receipts only to those it can reach.

Each message is asked about after a first pause, then after one that doubles, until it has ended or nobody waits for it
any more. At most `AWAITED_MAX` messages are kept in mind and a few are asked about at once. After a start the store
tells which ones were still awaited.
"""

import asyncio
import contextlib
import heapq
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

import structlog

from heliograph.carriers.port import CarrierSink, ReceiptDelivery
from heliograph.http_client.pool import NoReply, NotConnected
from heliograph.sms.clock import Clock
from heliograph.sms.message import FINAL, State
from heliograph.sms.message_state import BY_CODE
from heliograph.sms.refusal import code_of_word
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(room="carriers")

#: Messages in mind at once, about 300 octets each. Beyond it the newest are left to the webhook, or to the next start.
AWAITED_MAX: Final = 100_000

#: Questions under way at once; the service takes 300 a second.
_AT_ONCE: Final = 8

#: A message is asked about for so long: the service keeps what it knows for some days, our deadlines are shorter.
_SECONDS_MAX: Final = 4 * 86_400.0

#: The answer to QueryMessage for an id, or None where there is none yet. Raises `NotConnected` and `NoReply`.
Ask: TypeAlias = Callable[[str], Awaitable[Mapping[str, Any] | None]]

#: A place among the messages that have not ended.
Place: TypeAlias = tuple[int, int]

#: From a place on: ids that a receipt is still awaited for with the numbers they went to, and the next place or None.
Awaited: TypeAlias = Callable[[Place], Awaitable[tuple[Sequence[tuple[str, str]], Place | None]]]


class Poller:
    """One carrier's. All of its calls are made on one event loop."""

    def __init__(
        self,
        name: str,
        ask: Ask,
        *,
        awaited: Awaited | None,
        first_seconds: float,
        longest_seconds: float,
        clock: Clock,
        random_source: random.Random,
        metrics: Metrics,
    ) -> None:
        self._name = name
        self._ask = ask
        self._awaited = awaited
        self._first, self._longest = first_seconds, longest_seconds
        self._clock = clock
        self._random = random_source
        self._due: list[tuple[float, str, str, float, float]] = []
        self._stirred = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []
        self._sink: CarrierSink
        self._asked = metrics.counter(
            "heliograph_carrier_polls_total", "Questions to carriers what became of messages.", ("carrier", "outcome")
        )

    def watch(self, carrier_message_id: str, to: str) -> None:
        """Ask about this message from now on."""
        now = asyncio.get_running_loop().time()
        self._later(carrier_message_id, to, self._first, now + _SECONDS_MAX)

    def start(self, sink: CarrierSink) -> None:
        self._sink = sink
        loop = asyncio.get_running_loop()
        self._running = [loop.create_task(self._run()) for _ in range(_AT_ONCE)]
        if self._awaited is not None:
            self._running.append(loop.create_task(self._remember(self._awaited)))

    async def stop(self) -> None:
        """Ask no more; what is still awaited is in the store."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    # --- the questions ---

    async def _run(self) -> None:
        while True:
            carrier_message_id, to, pause, until = await self._next()
            ended = False
            with contextlib.suppress(NotConnected, NoReply):
                answer = await self._ask(carrier_message_id)
                ended = answer is not None and await self._told(carrier_message_id, to, answer)
            self._asked.add(1, self._name, "ended" if ended else "open")
            if not ended:
                self._later(carrier_message_id, to, min(2 * pause, self._longest), until)

    async def _next(self) -> tuple[str, str, float, float]:
        while True:
            wait = self._due[0][0] - asyncio.get_running_loop().time() if self._due else None
            if wait is not None and wait <= 0:
                _, *item = heapq.heappop(self._due)
                return tuple(item)  # type: ignore[return-value]
            self._stirred.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._stirred.wait()

    async def _told(self, carrier_message_id: str, to: str, answer: Mapping[str, Any]) -> bool:
        """Whether the answer was an end, and it is stored."""
        state, code = outcome_of(answer)
        if state not in FINAL:
            return False
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        raw = f"QueryMessage {answer.get('Status')} {code}".encode()
        now = self._clock.steady_ms()
        receipt = ReceiptDelivery(carrier_message_id, to, state, code, now, raw, partial(_settle, stored))
        self._sink.delivered(self._name, [receipt])
        return await stored

    def _later(self, carrier_message_id: str, to: str, pause: float, until: float) -> None:
        due = asyncio.get_running_loop().time() + pause * self._random.uniform(0.8, 1.2)
        if due >= until:
            self._asked.add(1, self._name, "given_up")
        elif len(self._due) >= AWAITED_MAX:
            self._asked.add(1, self._name, "left_out")
        else:
            heapq.heappush(self._due, (due, carrier_message_id, to, pause, until))
            self._stirred.set()

    async def _remember(self, awaited: Awaited) -> None:
        """Take up what a former process waited for, page by page."""
        place: Place | None = (0, 0)
        while place is not None:
            try:
                page, place = await awaited(place)
            except Exception:
                log.exception("what is still awaited could not be read", carrier=self._name)
                return
            for carrier_message_id, to in page:
                self.watch(carrier_message_id, to)
            await asyncio.sleep(0)


def _settle(stored: asyncio.Future[bool], kept: bool) -> None:
    if not stored.done():
        stored.set_result(kept)


def outcome_of(answer: Mapping[str, Any]) -> tuple[State, str]:
    """What an answer to QueryMessage says: Status 1 arrived, 2 failed, 3 on its way."""
    status, word = str(answer.get("Status")), str(answer.get("ErrorCode") or "")
    if status == "1":
        return State.DELIVERED, "DELIVERED"
    if status != "2":
        return State.SUBMITTED, ""
    code = code_of_word(word) or "UNDELIV"
    known = BY_CODE.get(code)
    return (known.state if known is not None and known.state in FINAL else State.FAILED), code
