"""An ESME over a real socket, made of our own session: what it heard, and waits for what it is to hear."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from heliograph.simulator.server import SmscServer
from heliograph.smpp.events import BindRefused, Bound, DeliverReceived, Event, LinkClosed, SubmitAnswered
from heliograph.smpp.pdu import Bind, DeliverSmResp, SubmitSm
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.transport import SmppLink
from heliograph.sms.receipt import CarrierReceipt
from simulator.world import receipt_of

#: Generous, because other tests may share the two cores; reached only when something is wrong.
WAIT_SECONDS = 20


class Esme:
    """Our own session over a real socket: what it heard, and waits for what it is to hear."""

    def __init__(self) -> None:
        self.link: SmppLink
        self.events: list[Event] = []
        self.answer_with: int | None = 0
        """command_status of each deliver_sm_resp; None keeps silent."""
        self._news = asyncio.Event()

    def _heard(self, link: SmppLink, events: Sequence[Event]) -> None:
        self.events += events
        for event in events:
            if type(event) is DeliverReceived and self.answer_with is not None:
                link.session.respond(event.sequence, DeliverSmResp(), self.answer_with)
        self._news.set()

    def make_link(self, window: int = 100) -> SmppLink:
        self.link = SmppLink(lambda now: Session(Role.ESME, now, window_max=window), self._heard)
        return self.link

    async def connect(self, port: int, window: int = 100) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self.make_link(window), "127.0.0.1", port)

    async def bind(self, pdu: Bind) -> int:
        """The command_status of the bind."""
        self.link.session.bind(pdu, self.link.now())
        self.link.wake()
        await self.until(lambda: bool(self.of(Bound) or self.of(BindRefused)))
        refused = self.of(BindRefused)
        return refused[0].command_status if refused else 0

    def submit(self, pdu: SubmitSm, handle: object = None) -> None:
        self.link.session.submit_sm(pdu, self.link.now(), handle)
        self.link.wake()

    def of(self, kind: type[Any]) -> list[Any]:
        """The events of one kind that were heard so far."""
        return [event for event in self.events if type(event) is kind]

    def statuses(self) -> list[int]:
        return [event.command_status for event in self.of(SubmitAnswered)]

    def receipts(self) -> list[CarrierReceipt]:
        return [receipt_of(event.pdu) for event in self.of(DeliverReceived)]

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait until something that was heard makes `reached` true."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not reached():
                self._news.clear()
                await self._news.wait()

    async def count(self, kind: type[Any], number: int) -> None:
        await self.until(lambda: len(self.of(kind)) >= number)

    async def cut(self) -> None:
        """Lose the connection without a word."""
        self.link.abort()
        await self.count(LinkClosed, 1)

    async def leave(self) -> None:
        """Unbind, as an ESME does that ends in order."""
        if not self.of(LinkClosed):
            self.link.session.unbind(self.link.now())
            self.link.wake()
            await self.count(LinkClosed, 1)


#: What the fixtures `serve` and `bind_esme` give: functions that start a network, and bind to it.
ServeSmsc = Callable[..., Awaitable[SmscServer]]
BindEsme = Callable[..., Awaitable[Esme]]
