"""The simulated world: the real engine, a carrier network that misbehaves, and crashes, all from one seed.

Real: operations, store (SQLite on a disk), lifecycle, delivery, SMPP connector and session, simulated network.
Simulated: time, the line between connector and network (slow, and cut at random), and when the process dies.

A process dies as `kill -9` kills it: at any step of the store, or between any two turns of the loop. What it had not
committed is gone; nothing of it runs on. Another one starts on the same folder. The carrier network lives on.
"""

import asyncio
import contextvars
import random
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heliograph.client import Key, signed_request
from heliograph.http import Request
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import OnUnknown, Route
from heliograph.sms.plan import Terms
from heliograph.sms.route import Lane, Rule, Weighted
from heliograph.store.port import Unavailable
from simulation.carrier import CarrierNetwork
from simulation.line import Line
from simulation.process import ACCOUNT, OWNER, ROOT, Crash, Process, Wrap, own_task
from simulation.rest import check_rest, look, untold
from simulation.subscriber import Subscriber
from simulation.virtual_loop import VirtualClock, VirtualLoop
from simulation.watch import Violation, Watch, WatchedStore

#: How long traffic and faults last, and how long the world may then take to come to rest, in virtual seconds.
BUSY_SECONDS = 60.0
REST_SECONDS = 1_200.0

#: When messages go on to another carrier, where there are several.
TERMS = (
    Terms(),
    Terms(("ESME_RSYSERR", "temporary"), ("UNDELIV",), down_ms=2_000, throttled_ms=3_000),
    Terms(("any",), ("UNDELIV",), down_ms=1_000, throttled_ms=1_000, no_receipt_ms=5_000),
)


@dataclass
class Report:
    """What a run saw, for the line that a test or an explorer prints."""

    seed: int
    trace: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Raises `Violation` with the seed and what was seen."""
        if self.violations:
            replay = f"PYTHONPATH=tests python -m simulation.explore --seed {self.seed}"
            raise Violation("\n".join([f"seed {self.seed}", *self.violations[:10], replay]))


class World:
    """One run."""

    def __init__(self, seed: int, folder: Path, loop: VirtualLoop, wrap: Wrap) -> None:
        self.loop: Any = loop
        self.watch = Watch()
        self.report = Report(seed)
        self._folder, self._wrap = folder, wrap
        self._source = source = random.Random(seed)
        self._clock = VirtualClock(loop)
        self._faults = True
        self._lives: list[Process] = []
        self._process: Process | None = None
        self._crash_per_step = source.choice((0.0, 0.001, 0.005, 0.02))
        self._disk_fault_per_step = source.choice((0.0, 0.0, 0.002, 0.02))
        self._crash_pause = source.choice((5.0, 15.0, 60.0))
        self._cut_pause = source.choice((4.0, 15.0, 60.0))
        self._latency = source.choice((0.001, 0.02, 0.2))
        self._window = source.randint(2, 10)
        self._validity = source.choice((20, 120, 600))
        carriers = source.choice((("one",), ("one", "two"), ("one", "two", "three")))
        self._rule = Rule(
            "all",
            carriers=tuple(Weighted(Lane(name, self._route())) for name in carriers),
            terms=source.choice(TERMS),
        )
        self._recipients = 0

    def _route(self) -> Route:
        source = self._source
        return Route(
            receipts=source.choice((True, True, True, False)),
            on_unknown=source.choice((OnUnknown.RESEND, OnUnknown.RESEND, OnUnknown.HOLD)),
            receipt_grace_ms=60_000,
            doubt_wait_ms=source.choice((500, 3_000)),
            long_messages=source.choice((LongMessages.UDH8, LongMessages.UDH16)),
        )

    async def run(self) -> Report:
        self.loop.set_task_factory(own_task)
        self.loop.set_exception_handler(self._failed)
        self._network = CarrierNetwork(self._clock, self.loop, self._source, self.watch)
        self._subscriber = Subscriber(self.loop, self._source, self.watch)
        lives = self.loop.create_task(self._keep_alive())
        work = [self.loop.create_task(one) for one in (self._kill(), self._cut(), self._observe())]
        clients = [self.loop.create_task(self._client()) for _ in range(3)]
        await asyncio.gather(*clients)
        self._faults, self._network.calm, self._subscriber.calm = False, True, True
        await self._come_to_rest()
        for task in (*work, lives):
            task.cancel()
        await asyncio.gather(*work, lives, return_exceptions=True)
        if self._process is not None:
            self._process.die()
        await self._network.smsc.close()
        for process in self._lives:
            process.bury()
        self.report.trace, self.report.counts = self.watch.trace, self.watch.counts
        self.report.violations = self.watch.violations
        return self.report

    # --- lives and deaths ---

    async def _keep_alive(self) -> None:
        network = contextvars.copy_context()
        while True:
            lines = {
                one.lane.name: Line(self._network.smsc.new_link, lambda: self._source.random() * self._latency, network)
                for one in self._rule.carriers
            }
            process = Process(
                self._folder,
                clock=self._clock,
                source=self._source,
                lines=lines,
                watch=self.watch,
                window=self._window,
                validity_seconds=self._validity,
                rule=self._rule,
                subscriber=self._subscriber,
                crash_points=self._step,
                wrap=self._wrap,
            )
            self._lives.append(process)
            self._process = process
            started = process.spawn(process.start())
            await asyncio.wait((started, process.dead), return_when=asyncio.FIRST_COMPLETED)
            if started.done() and started.exception() is not None:
                process.die()
                if not isinstance(started.exception(), Crash | Unavailable):
                    self.watch.object(f"a start failed: {started.exception()!r}")
            await process.dead
            self.watch.note(self.loop.time(), "death")
            await asyncio.sleep(self._source.random() * 4)

    def _step(self, step: str) -> None:
        if not self._faults:
            return
        drawn = self._source.random()
        if drawn < self._crash_per_step:
            self.watch.note(self.loop.time(), f"crash at {step}")
            raise Crash(step)
        if drawn < self._crash_per_step + self._disk_fault_per_step:
            self.watch.note(self.loop.time(), f"disk fault at {step}")
            raise sqlite3.OperationalError("disk I/O error")

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Crash):
            if self._process is not None:
                self._process.die()
        elif "never retrieved" not in context.get("message", ""):
            self.watch.object(f"an error went unhandled: {context.get('message')} {error!r}")

    async def _kill(self) -> None:
        while True:
            await asyncio.sleep(self._source.expovariate(1 / self._crash_pause))
            for _ in range(self._source.randrange(20)):
                await asyncio.sleep(0)
            if self._faults and self._process is not None and not self._process.dead.done():
                self.watch.note(self.loop.time(), "killed")
                self._process.die()

    async def _cut(self) -> None:
        while True:
            await asyncio.sleep(self._source.expovariate(1 / self._cut_pause))
            if self._faults and self._process is not None and self._drawn_line().cut():
                self.watch.note(self.loop.time(), "line cut")

    def _drawn_line(self) -> Line:
        assert self._process is not None
        return self._source.choice(list(self._process.lines.values()))

    # --- clients ---

    async def _client(self) -> None:
        while self.loop.time() < BUSY_SECONDS:
            await asyncio.sleep(self._source.expovariate(1.5))
            self._recipients += 1
            to = f"1202{2_000_000 + self._recipients}"
            text = f"message {self._recipients} " + "word " * self._source.choice((1, 1, 1, 50))
            request = self._signed({"To": to, "Message": text})
            # A client that lost the answer, or a proxy that repeats what it was given: the very same request again.
            for _ in range(1 + self._source.choice((0, 0, 0, 1, 2))):
                await self._ask(request, to, text)
                await asyncio.sleep(self._source.choice((0.0, 0.01, 3.0)))

    def _signed(self, parameters: dict[str, str]) -> Request:
        key = Key(ROOT.access_key_id, ROOT.secret)
        now, nonce = self._clock.utc_ms(), f"{self._source.getrandbits(128):032x}"
        return signed_request(key, "SendMessageToGlobe", "2018-05-01", parameters, now_ms=now, nonce=nonce, host="sim")

    async def _ask(self, request: Request, to: str, text: str) -> None:
        process = self._process
        answer = await process.ask(request) if process is not None else None
        if answer is None:
            self.watch.note(self.loop.time(), "no answer", to)
        elif answer.get("ResponseCode") == "OK":
            self.watch.acknowledged[int(answer["MessageId"])] = (to, text)
            self.watch.note(self.loop.time(), "acknowledged", to, answer["MessageId"])
        else:
            self.watch.note(self.loop.time(), f"answered {answer.get('Code', answer.get('ResponseCode'))}", to)

    # --- checks ---

    def _store(self) -> WatchedStore | None:
        process = self._process
        return process.store if process is not None and process.gateway and not process.dead.done() else None

    async def _observe(self) -> None:
        while True:
            await asyncio.sleep(2.0)
            store = self._store()
            if store is not None:
                await look(store, self.watch, ACCOUNT)

    async def _come_to_rest(self) -> None:
        end = self.loop.time() + REST_SECONDS
        while self.loop.time() < end:
            await asyncio.sleep(20.0)
            store = self._store()
            if (
                store is not None
                and not await look(store, self.watch, ACCOUNT)
                and not self._network.smsc.network.waiting
                and not await untold(store)
            ):
                break
        store = self._store()
        if store is None:
            self.watch.object("no process lives though faults have stopped")
            return
        await look(store, self.watch, ACCOUNT)
        await check_rest(store, self.watch, ACCOUNT)
        for message_id in sorted(self.watch.final):
            self.watch.note(self.loop.time(), f"ended {self.watch.final[message_id]}", message_id)


def run_world(seed: int, folder: Path, wrap: Wrap = WatchedStore) -> Report:
    """Run the world of this seed on an empty folder; the report says what did not hold."""
    loop = VirtualLoop()
    try:
        asyncio.set_event_loop(loop)
        token = OWNER.set(None)
        try:
            return loop.run_until_complete(World(seed, folder, loop, wrap).run())
        finally:
            OWNER.reset(token)
    finally:
        asyncio.set_event_loop(None)
        loop.close()
