"""The HTTP connector: one request for each hand-over, behind the carrier port.

What is said in a request and in its reply is a dialect's (`templated`, `dysmsapi`). Here is what all share: at most
`window` requests at once, a hand-over written at most once, and an honest answer to each. Nothing written is `NotSent`;
written and without a reply that can be read is `Lost`, for nobody can know.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Protocol, cast

import structlog

from heliograph.carriers.http_counters import HttpCounters
from heliograph.carriers.http_settings import HttpSettings
from heliograph.carriers.port import (
    Accepted,
    Answer,
    CarrierSink,
    HandOver,
    LinkState,
    Lost,
    NotSent,
    RefusedByCarrier,
)
from heliograph.carriers.reach import Reach
from heliograph.carriers.reconnect import Reconnect
from heliograph.carriers.unsendable import Unsendable
from heliograph.carriers.verdict import ShutOut, Taken, Unclear, Verdict
from heliograph.http_client.pool import NoReply, NotConnected
from heliograph.http_client.reply import Reply
from heliograph.sms.clock import Clock
from heliograph.sms.command_status import StatusClass
from heliograph.sms.refusal import Refusal
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(room="carriers")


class Dialect(Protocol):
    """How one carrier is asked, and what its replies mean."""

    def request(self, handover: HandOver) -> bytes:
        """The whole request. Raises `Unsendable`."""
        ...

    def verdict(self, handover: HandOver, reply: Reply) -> Verdict:
        """Never raises, whatever the reply is."""
        ...


class Exchange(Protocol):
    """Connections to the carrier: `HttpPool`, or a test's."""

    async def exchange(self, request: bytes, *, timeout_seconds: float, begin: Callable[[], None]) -> Reply: ...

    def close(self) -> None: ...


class Beside(Protocol):
    """What runs beside the requests: questions about messages that the carrier took."""

    def start(self, sink: CarrierSink) -> None: ...

    async def stop(self) -> None: ...


class HttpCarrier:
    """A `Carrier` over HTTP. All of its calls are made on the event loop on which `start` was called."""

    def __init__(
        self,
        settings: HttpSettings,
        dialect: Dialect,
        exchange: Exchange,
        *,
        clock: Clock,
        random_source: random.Random,
        metrics: Metrics,
        beside: Beside | None = None,
    ) -> None:
        self._settings = settings
        self._beside = beside
        self._dialect = dialect
        self._exchange = exchange
        self._clock = clock
        self._reconnect = Reconnect(
            random_source,
            first=settings.pause_first_seconds,
            longest=settings.pause_longest_seconds,
            refused_first=settings.shut_out_first_seconds,
            refused_longest=settings.shut_out_longest_seconds,
        )
        self._counts = HttpCounters(metrics, settings.name)
        self._sink: CarrierSink
        self._reach: Reach | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._answers: list[Answer] = []
        self._pause: asyncio.TimerHandle | None = None
        self._stopping = False

    # --- the port ---

    @property
    def name(self) -> str:
        return self._settings.name

    def start(self, sink: CarrierSink) -> None:
        self._sink = sink
        loop = asyncio.get_running_loop()
        self._reach = Reach(self._reconnect, loop.time())
        loop.call_soon(self._tell_ready)
        if self._beside is not None:
            self._beside.start(sink)

    def free(self) -> int:
        if self._reach is None or self._stopping:
            return 0
        return max(0, self._reach.room(self._settings.window) - len(self._under_way))

    def window(self) -> int:
        return self._reach.room(self._settings.window) if self._reach is not None else 0

    def hand_over(self, handovers: Sequence[HandOver]) -> None:
        free = self.free()
        loop = asyncio.get_running_loop()
        for handover in handovers[:free]:
            self._under_way.add(loop.create_task(self._run(handover)))
        for handover in handovers[free:]:
            self._answer(NotSent(handover))

    def state(self) -> LinkState:
        reach = self._reach
        return LinkState(
            self.name,
            reach is not None and reach.up,
            self.window(),
            len(self._under_way),
            reach.last_error if reach is not None else "",
        )

    async def stop(self, drain_seconds: float) -> None:
        self._stopping = True
        if self._pause is not None:
            self._pause.cancel()
        # One that was handed over in this very turn begins first, so that it is answered.
        await asyncio.sleep(0)
        if self._under_way:
            await asyncio.wait(tuple(self._under_way), timeout=drain_seconds)
        rest = tuple(self._under_way)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        if self._beside is not None:
            await self._beside.stop()
        self._exchange.close()
        self._tell()

    # --- one hand-over ---

    async def _run(self, handover: HandOver) -> None:
        handed_at = 0

        def begin() -> None:
            nonlocal handed_at
            handed_at = self._clock.steady_ms()

        answer: Answer = NotSent(handover)
        try:
            answer = self._judged(handover, await self._ask(handover, begin), handed_at)
        except Unsendable as fault:
            answer = NotSent(handover, fault.code)
        except NotConnected as trouble:
            self._counts.not_connected()
            self._left_alone(self._reached().failed(str(trouble), asyncio.get_running_loop().time()))
        except NoReply as trouble:
            self._counts.no_reply()
            answer = Lost(handover, handed_at)
            self._left_alone(self._reached().silent(str(trouble), asyncio.get_running_loop().time()))
        except asyncio.CancelledError:
            if handed_at:
                answer = Lost(handover, handed_at)
            raise
        except Exception:
            # A broken dialect must not lose the answer, nor be asked again at once.
            log.exception("request to the carrier failed", carrier=self.name)
            if handed_at:
                answer = Lost(handover, handed_at)
            self._left_alone(self._reached().failed("a fault of this program", asyncio.get_running_loop().time()))
        finally:
            # The slot is free before anybody hears of the answer.
            self._under_way.discard(cast("asyncio.Task[None]", asyncio.current_task()))
            self._answer(answer)

    async def _ask(self, handover: HandOver, begin: Callable[[], None]) -> Reply:
        request = self._dialect.request(handover)
        return await self._exchange.exchange(
            request, timeout_seconds=self._settings.response_timeout_seconds, begin=begin
        )

    def _judged(self, handover: HandOver, reply: Reply, handed_at: int) -> Answer:
        verdict = self._dialect.verdict(handover, reply)
        reach = self._reached()
        now = asyncio.get_running_loop().time()
        if isinstance(verdict, ShutOut):
            self._counts.shut_out()
            pause = reach.shut_out(verdict.code)
            self._left_alone(pause, somebody_has_to_look=True)
            waits = Refusal(verdict.code, StatusClass.THROTTLE, retry_after_ms=round(1000 * (pause or 0)))
            return RefusedByCarrier(handover, waits, handed_at)
        if isinstance(verdict, Unclear):
            self._counts.unclear()
            self._left_alone(reach.silent(verdict.says, now))
            return Lost(handover, handed_at)
        reach.worked(now)
        if isinstance(verdict, Taken):
            return Accepted(handover, verdict.carrier_message_id, handed_at)
        return RefusedByCarrier(handover, verdict, handed_at)

    # --- up and down ---

    def _reached(self) -> Reach:
        assert self._reach is not None
        return self._reach

    def _left_alone(self, pause: float | None, somebody_has_to_look: bool = False) -> None:
        if pause is None or self._stopping:
            return
        says = "carrier shuts us out; somebody has to look at it" if somebody_has_to_look else "carrier is down"
        write = log.error if somebody_has_to_look else log.warning
        write(says, carrier=self.name, cause=self._reached().last_error, again_in_seconds=round(pause, 1))
        self._pause = asyncio.get_running_loop().call_later(pause, self._prove)
        self._sink.failed(self.name)

    def _prove(self) -> None:
        self._reached().prove()
        self._tell_ready()

    # --- to the sink ---

    def _answer(self, answer: Answer) -> None:
        """Answers of one turn of the loop are told together."""
        if not self._answers:
            asyncio.get_running_loop().call_soon(self._tell)
        self._answers.append(answer)

    def _tell(self) -> None:
        answers, self._answers = self._answers, []
        if answers:
            self._sink.answered(self.name, answers)
            self._tell_ready()

    def _tell_ready(self) -> None:
        if self.free():
            self._sink.ready(self.name)
