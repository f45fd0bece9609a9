"""A clock, a sink that remembers, and an SMSC that does what a test tells it to."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import Any

from heliograph.carriers.port import Answer, Delivery
from heliograph.smpp import pdu as smpp
from heliograph.smpp.events import BindRequested, Event, LinkClosed, SubmitReceived
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.timers import Timers
from heliograph.smpp.transport import SmppLink


class LoopClock:
    """The loop's time as both readings."""

    def utc_ms(self) -> int:
        return self.steady_ms()

    def steady_ms(self) -> int:
        return 1_795_000_000_000 + round(asyncio.get_running_loop().time() * 1000)


async def until_turned(check: Callable[[], Any]) -> None:
    """Turn the loop until `check` holds, within ten seconds: for what nobody is told of."""
    async with asyncio.timeout(10):
        while not check():  # noqa: ASYNC110, there is nothing that could set an event
            await asyncio.sleep(0)


class Heard:
    """Something that can be waited on until it has come about."""

    def __init__(self) -> None:
        self._stirred = asyncio.Event()

    def stir(self) -> None:
        self._stirred.set()

    async def until(self, check: Callable[[], Any]) -> Any:
        """What `check` gives as soon as it gives something, within ten seconds."""
        async with asyncio.timeout(10):
            while not (found := check()):
                self._stirred.clear()
                await self._stirred.wait()
        return found


class Sink(Heard):
    """A `CarrierSink` that keeps everything in order, and acknowledges by itself unless it is told not to."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answer] = []
        self.answer_batches: list[int] = []
        self.deliveries: list[Delivery] = []
        self.delivery_batches: list[int] = []
        self.readies = 0
        self.failures = 0
        self.stored: bool | None = True

    def answered(self, carrier: str, answers: Sequence[Answer]) -> None:
        assert carrier == "carrier"
        self.answers += answers
        self.answer_batches.append(len(answers))
        self.stir()

    def delivered(self, carrier: str, deliveries: Sequence[Delivery]) -> None:
        assert carrier == "carrier"
        self.deliveries += deliveries
        self.delivery_batches.append(len(deliveries))
        for delivery in deliveries:
            if self.stored is not None:
                delivery.acknowledge(self.stored)
        self.stir()

    def ready(self, carrier: str) -> None:
        assert carrier == "carrier"
        self.readies += 1
        self.stir()

    def failed(self, carrier: str) -> None:
        assert carrier == "carrier"
        self.failures += 1
        self.stir()

    async def until_ready(self, times: int = 1) -> None:
        await self.until(lambda: self.readies >= times)

    async def until_answers(self, count: int) -> list[Answer]:
        await self.until(lambda: len(self.answers) >= count)
        return self.answers

    async def until_deliveries(self, count: int) -> list[Delivery]:
        await self.until(lambda: len(self.deliveries) >= count)
        return self.deliveries


class Smsc(Heard):
    """An SMSC for one test. Without orders it takes every bind and answers every submit_sm with `id-N`."""

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self.timers = Timers()
        self.links: list[SmppLink] = []
        self.ended: list[LinkClosed] = []
        self.binds: list[smpp.Bind] = []
        self.bound_as: dict[type[smpp.Bind], SmppLink] = {}
        self.bind_status = smpp.ESME_ROK
        self.submits: list[smpp.SubmitSm] = []
        self.sequences: list[int] = []
        self.events: list[Event] = []
        self.answer: Callable[[SmppLink, SubmitReceived], None] | None = self.take
        self._server: asyncio.Server | None = None

    @property
    def link(self) -> SmppLink:
        return self.links[-1]

    def accept(self) -> SmppLink:
        """The SMSC's end of a new connection."""
        self.links.append(SmppLink(lambda now: Session(Role.SMSC, now, timers=self.timers), self._happened))
        return self.links[-1]

    def take(self, link: SmppLink, event: SubmitReceived) -> None:
        """The usual answer."""
        link.session.respond(event.sequence, smpp.SubmitSmResp(f"id-{len(self.submits)}"))

    def respond(self, place: int, message_id: str, status: int = smpp.ESME_ROK) -> None:
        """Answer the submit_sm that came at `place`, by hand."""
        self.link.session.respond(self.sequences[place], smpp.SubmitSmResp(message_id), status)
        self.link.wake()

    def deliver(self, pdu: smpp.DeliverSm | smpp.DataSm, handle: Any = None) -> None:
        self.link.session.request(pdu, self.link.now(), handle)
        self.link.wake()

    async def listen(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._server = await asyncio.get_running_loop().create_server(self.accept, "127.0.0.1", port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more and cut every link."""
        if self._server is not None:
            self._server.close()
            for link in self.links:
                link.abort()
            await self._server.wait_closed()
            self._server = None

    async def until_submits(self, count: int) -> list[smpp.SubmitSm]:
        await self.until(lambda: len(self.submits) >= count)
        return self.submits

    def _happened(self, link: SmppLink, events: Sequence[Event]) -> None:
        for event in events:
            self.events.append(event)
            if isinstance(event, BindRequested):
                self.binds.append(event.pdu)
                if self.bind_status:
                    link.session.refuse_bind(event.sequence, self.bind_status)
                else:
                    link.session.accept_bind(event.sequence, "smsc")
                    self.bound_as[type(event.pdu)] = link
            elif isinstance(event, SubmitReceived) and isinstance(event.pdu, smpp.SubmitSm):
                self.submits.append(event.pdu)
                self.sequences.append(event.sequence)
                if self.answer is not None:
                    self.answer(link, event)
            elif isinstance(event, LinkClosed):
                self.ended.append(event)
        self.stir()
