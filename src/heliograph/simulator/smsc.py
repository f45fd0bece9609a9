"""The simulated network on an event loop: opens its end of each link, and moves it on when something is due.

`new_link` gives one end, to be put on a socket by `server` or on a transport in memory by whoever holds the other end.
"""

import asyncio
import random
from collections.abc import Sequence
from functools import partial

from heliograph.simulator.behaviour import Choose
from heliograph.simulator.bind import EsmeBind
from heliograph.simulator.inbound import inbound_pdus
from heliograph.simulator.ledger import Ledger
from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.received import Received
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.codec import encode
from heliograph.smpp.pdu import DeliverSm
from heliograph.smpp.transport import SmppLink
from heliograph.sms.clock import Clock

#: How long ESMEs are given to answer the unbind at the end.
UNBIND_SECONDS = 2.0


class SimulatedSmsc:
    """A carrier network without a socket of its own. Made and used on one event loop."""

    def __init__(
        self,
        settings: SmscSettings,
        clock: Clock,
        source: random.Random,
        *,
        choose: Choose | None = None,
        received: Received | None = None,
    ) -> None:
        """Opens the ledger where one is set: raises OSError if it cannot. `choose` as in the network; what is received
        is also kept in `received`."""
        self._settings = settings
        self._clock = clock
        self._random = source
        self._loop = asyncio.get_running_loop()
        self._ledger = None if settings.ledger is None else Ledger(settings.ledger, sync=settings.ledger_sync)
        self.network = SimulatedNetwork(settings, clock, source, choose=choose, ledger=self._ledger, received=received)
        self.failed: asyncio.Future[OSError] = self._loop.create_future()
        """Has the error of a ledger that cannot be written any more. From then on every link is cut."""
        self._binds: set[EsmeBind] = set()
        self._links = 0
        self._none_left = asyncio.Event()
        self._none_left.set()
        self._inbound: set[asyncio.Future[int]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0
        self._closing = False

    @property
    def binds(self) -> frozenset[EsmeBind]:
        """The connections that are open now, bound or not."""
        return frozenset(self._binds)

    def new_link(self) -> SmppLink:
        """The network's end of one more link: an asyncio protocol that waits for its connection and a bind."""
        self._links += 1
        return EsmeBind(self.network, self._settings, self, self._links).link

    def cut(self, system_id: str = "", link: int = 0) -> int:
        """Cut the connections of an ESME, or one by its number, or all; how many there were."""
        chosen = [
            bind
            for bind in self._binds
            if (not system_id or bind.system_id == system_id) and (not link or bind.number == link)
        ]
        for bind in chosen:
            bind.drop()
        return len(chosen)

    def reset(self, seed: int) -> None:
        """Begin anew with the rules of the settings: no counts, nothing planned or waiting. Binds stay."""
        self.network.forget()
        for answer in tuple(self._inbound):
            answer.cancel()
        self.network.begin(seed)

    async def send_inbound(
        self, *, source: str, destination: str, text: str, system_id: str | None = None
    ) -> tuple[int, ...]:
        """Have a handset send a message, and wait for the ESME's last answer to each of its segments.

        Without `system_id` it goes to the only ESME that is bound to receive. ESME_ROK or a lasting error is an answer;
        what is answered with a passing one, or not at all, is sent again. Cancelled when the network closes before.
        Raises LookupError where no ESME is bound or several are; TooLong; LocalError for an address that is too long.
        """
        pdus = inbound_pdus(source, destination, text, self._random.randrange(256), self._settings.default_alphabet)
        return await self.send_deliver_sm(pdus, system_id)

    async def send_deliver_sm(self, pdus: Sequence[DeliverSm], system_id: str | None = None) -> tuple[int, ...]:
        """As `send_inbound`, for deliver_sm of any content, broken receipts among them."""
        for pdu in pdus:
            encode(pdu, 1)  # one that cannot be written is told here, not when its turn comes
        receiver = self.network.only_receiver() if system_id is None else system_id
        answers: list[asyncio.Future[int]] = []
        for pdu in pdus:
            answer = self._loop.create_future()
            answer.add_done_callback(self._inbound.discard)
            self._inbound.add(answer)
            answers.append(answer)
            self.network.send_inbound(receiver, pdu, partial(_settle, answer))
        return tuple(await asyncio.gather(*answers))

    async def close(self) -> None:
        """Unbind every ESME, wait a moment for its answer, cut what is left, and close the ledger."""
        self._closing = True
        if self._timer is not None:
            self._timer.cancel()
        for bind in tuple(self._binds):
            if bind.link.stalled:
                bind.drop()
            else:
                bind.unbind()
        try:
            await asyncio.wait_for(self._none_left.wait(), UNBIND_SECONDS)
        except TimeoutError:
            for bind in tuple(self._binds):
                bind.drop()
            await self._none_left.wait()
        for answer in tuple(self._inbound):
            answer.cancel()
        if self._ledger is not None:
            ledger, self._ledger = self._ledger, None
            ledger.close()

    # --- what the binds tell ---

    def opened(self, bind: EsmeBind) -> None:
        self._binds.add(bind)
        self._none_left.clear()

    def heard(self) -> None:
        # Nothing that was received is answered before it is in the ledger: the octets leave later in this turn.
        try:
            self.network.write_down()
        except OSError as error:
            error.filename = str(self._settings.ledger)
            if not self.failed.done():
                self.failed.set_result(error)
            for bind in tuple(self._binds):
                bind.drop()
        self._set_timer()

    def ended(self, bind: EsmeBind) -> None:
        self._binds.discard(bind)
        if not self._binds:
            self._none_left.set()

    # --- time ---

    def _set_timer(self) -> None:
        """One timer, moved only when it must ring sooner; one that rings early sets itself anew."""
        at = self.network.next_at()
        if at is None or self._closing or (self._timer is not None and self._timer_at <= at):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = self._loop.call_later(max(0, at - self._clock.steady_ms()) / 1000, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self.network.advance()
        self._set_timer()


def _settle(answer: asyncio.Future[int], command_status: int) -> None:
    if not answer.done():
        answer.set_result(command_status)
