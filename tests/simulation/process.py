"""One life of the engine's process in the simulated world: started on a folder, and dead without a further effect."""

import asyncio
import contextlib
import contextvars
import json
import random
from collections.abc import Callable, Coroutine, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

from heliograph.carriers.smpp import SmppCarrier
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.delivery.engine import DeliveryEngine
from heliograph.delivery.failover import Failovers
from heliograph.gateway import GatewaySettings, make_gateway
from heliograph.gateway.application import Gateway
from heliograph.http import Request, Response
from heliograph.identity import Credential, CredentialTable, root_principal
from heliograph.lanes import RoutedLanes
from heliograph.operations.limit_book import LimitBook
from heliograph.operations.ports import Ports, SendRules
from heliograph.push.configured import Configured, keep_configured
from heliograph.push.engine import PushEngine
from heliograph.push.post import Post
from heliograph.push.settings import PushSettings
from heliograph.sms.message_id import MessageIds
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.route import Rule, Rules
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.sqlite import SqliteMessageStore
from heliograph.telemetry.metrics import Metrics
from memory_identities import memory_identities, seal_of
from memory_told import subscribing
from simulation.line import Line
from simulation.virtual_loop import VirtualClock
from simulation.watch import Watch, WatchedStore

ACCOUNT = "1000000000000001"
ROOT = Credential("simulated", "a secret of the simulated world", ACCOUNT, root_principal(ACCOUNT))

ADDRESS = ip_address("127.0.0.1")

#: Who is told what became of messages; it is never given up within a run.
SEAL = seal_of()
SUBSCRIPTION = Configured(
    name="told",
    url="http://127.0.0.1:9/",
    receipts=("SmsReport",),
    schedule=",".join(["3"] * 100),
    batch_size=10,
    in_flight=2,
    secret="",
)

#: The process that a task, timer or callback belongs to; unset for the network and the world.
OWNER: contextvars.ContextVar["Process | None"] = contextvars.ContextVar("owner", default=None)

#: Wraps the store of each process: the place where a test breaks something on purpose.
Wrap = Callable[[SqliteMessageStore, Watch], WatchedStore]


async def _looked_up(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    return [ADDRESS]


class Crash(BaseException):
    """The process dies here. No handler of the program may catch it."""


def own_task(loop: asyncio.AbstractEventLoop, coroutine: Any, context: Any = None, **named: Any) -> Any:
    """A task factory that enters each task with the process it belongs to."""
    task = asyncio.Task(coroutine, loop=loop, context=context, **named)
    owner = context.get(OWNER) if context is not None else OWNER.get()
    if owner is not None:
        owner.tasks.append(task)
    return task


def settings_of(name: str, window: int) -> SmppSettings:
    """The carrier of that name: each is an ESME of its own to the one network, which knows them apart by that."""
    return SmppSettings(
        name=name,
        host="line",
        port=1,
        system_id=name,
        password="",
        window=window,
        response_timeout_seconds=5.0,
        reconnect_longest_seconds=8.0,
    )


class Process:
    """The real parts put together as the server puts them, on a virtual loop."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: VirtualClock,
        source: random.Random,
        lines: Mapping[str, Line],
        watch: Watch,
        window: int,
        validity_seconds: int,
        rule: Rule,
        subscriber: Post,
        crash_points: Callable[[str], None],
        wrap: Wrap = WatchedStore,
    ) -> None:
        metrics = Metrics()
        loop = asyncio.get_running_loop()
        self.tasks: list[asyncio.Task[Any]] = []
        self.dead: asyncio.Future[None] = loop.create_future()
        self.lines = lines
        self.context = contextvars.copy_context()
        self.context.run(OWNER.set, self)
        self.file = SqliteMessageStore(
            folder,
            clock=clock,
            metrics=metrics,
            mode="inline",
            on_work=self._work,
            on_told=self._told,
            standing=lambda: self.failovers.standing(),
            crash_points=crash_points,
            stopwatch=loop.time,
        )
        self.store = wrap(self.file, watch)
        self.gateway: Gateway | None = None
        self._clock, self._source, self._metrics = clock, source, metrics
        self._rules = SendRules(validity_seconds=validity_seconds)
        self._lanes = RoutedLanes(Rules([rule]), clock=clock, offset_minutes=0, up=self._is_up)
        carriers = [
            SmppCarrier(settings_of(name, window), clock, source, metrics, connect=line.connect)
            for name, line in lines.items()
        ]
        self.engine = DeliveryEngine(
            self.store,
            carriers,
            clock=clock,
            random_source=source,
            metrics=metrics,
            owner=f"{source.getrandbits(32):08x}",
        )
        self.push = PushEngine(
            self.file,
            self.store,
            SEAL,
            clock=clock,
            metrics=metrics,
            settings=PushSettings(allowed=(ip_network(ADDRESS),)),
            recent=RecentlyTold(),
            lookup=_looked_up,
            transport=subscriber,
        )
        self.failovers = Failovers(self.engine, self.store, clock)
        self.store.held = self._held
        self.store.window = window

    def spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Run it as a part of the process, so that it dies with it."""
        return asyncio.get_running_loop().create_task(work, context=self.context.copy())

    async def start(self) -> None:
        recovery = await self.store.start()
        await keep_configured(self.file, SEAL, ACCOUNT, [SUBSCRIPTION], self._clock.utc_ms())
        self.engine.start()
        self.failovers.start()
        self.push.start()
        ports = Ports(
            store=self.store,
            records=self.file,
            clock=self._clock,
            numbers=NumberBook(),
            lanes=self._lanes,
            ids=MessageIds(self._clock, floor=recovery.id_floor),
            reference=lambda: self._source.getrandbits(8),
            blocks=self.file,
            usage=self.file,
            balances=self.file,
            limits=LimitBook(),
            subscribing=subscribing(),
            conversions=self.file,
            roll_ups=self.file,
            searches=self.file,
            identities=memory_identities(self.file, [ROOT]),
            rules=self._rules,
        )
        self.gateway = await make_gateway(
            ports,
            CredentialTable([ROOT]),
            random_source=self._source,
            metrics=self._metrics,
            settings=GatewaySettings(False, {}),
        )

    async def ask(self, request: Request) -> Mapping[str, Any] | None:
        """The answer to a signed request; None when the process died over it, or does not answer yet."""
        if self.gateway is None or self.dead.done():
            return None
        asked = self.spawn(self._answered(request))
        await asyncio.wait((asked, self.dead), return_when=asyncio.FIRST_COMPLETED)
        if self.dead.done() or asked.exception() is not None:
            return None
        answer: Mapping[str, Any] = json.loads(asked.result().body)
        return answer

    async def _answered(self, request: Request) -> Response:
        assert self.gateway is not None
        return await self.gateway(request)

    def die(self) -> None:
        """Nothing of the process runs on: its callbacks never come, its tasks take no further step."""
        if self.dead.done():
            return
        loop: Any = asyncio.get_running_loop()
        for handle in (*loop._ready, *loop._scheduled):
            if not handle.cancelled() and handle._context.get(OWNER) is self:
                handle.cancel()
        for task in self.tasks:
            task._log_destroy_pending = False  # type: ignore[attr-defined]
        for line in self.lines.values():
            if line.near is not None:
                line.near.vanish()
        self.file.abandon()
        self.dead.set_result(None)

    def bury(self) -> None:
        """Close the coroutines that the dead process left; called when the run is over."""
        for task in self.tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                with contextlib.suppress(BaseException):
                    coroutine: Any = task.get_coro()
                    coroutine.close()

    def _is_up(self, name: str) -> bool:
        return self.engine.lanes[name].carrier.window() > 0

    def _held(self, name: str) -> int:
        lane = self.engine.lanes[name]
        return len(lane.held) + lane.carrier.state().unanswered

    def _work(self, lane: str) -> None:
        self.engine.work(lane)

    def _told(self, subscriber: str) -> None:
        self.push.work(subscriber)
