"""One ESME's connection to the simulated network: turns its session's events into calls of the network, and back."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from heliograph.simulator.behaviour import Behaviour, Reaction
from heliograph.simulator.mailbox import Delivery
from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.performing import bind_kind
from heliograph.simulator.settings import SmscSettings
from heliograph.simulator.stalling import StallingLink
from heliograph.smpp.events import (
    BindRequested,
    CommandReceived,
    DeliverAnswered,
    Event,
    LinkClosed,
    ResponseTimedOut,
    SubmitReceived,
)
from heliograph.smpp.pdu import (
    ESME_RINVCMDID,
    Bind,
    BindTransmitter,
    QuerySm,
    SubmitSm,
    SubmitSmResp,
)
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.timers import Timers
from heliograph.smpp.transport import SmppLink

#: submit_sm of one link that may wait for their response. Those to silent numbers wait for ever, so this is far above
#: any window.
UNANSWERED_MAX = 100_000


class BindOwner(Protocol):
    """Who keeps the binds."""

    def opened(self, bind: "EsmeBind") -> None:
        """Its connection is there."""
        ...

    def heard(self) -> None:
        """The network has been told a batch of events; no octet that answers them has left yet."""
        ...

    def ended(self, bind: "EsmeBind") -> None:
        """Its connection is gone, or will be in a moment."""
        ...


class EsmeBind:
    """One connection, from its opening to its end. `link` is what a transport is given."""

    def __init__(self, network: SimulatedNetwork, settings: SmscSettings, owner: BindOwner, number: int = 1) -> None:
        """`number` is the connection's, counted from 1."""
        self.system_id = ""
        """Empty until it is bound."""
        self.kind = ""
        """`transmitter`, `receiver` or `transceiver` once it is bound."""
        self.number = number
        self.link = StallingLink(self._session, self._heard)
        self._network = network
        self._settings = settings
        self._owner = owner
        self._dropped = False

    def _session(self, now: int) -> Session:
        self._owner.opened(self)
        timers = Timers(response_ms=self._settings.response_timeout_ms, enquire_link_ms=self._settings.enquire_link_ms)
        return Session(Role.SMSC, now, window_max=self._settings.window, timers=timers, requests_max=UNANSWERED_MAX)

    def describe(self) -> dict[str, object]:
        """How it stands, for people and programs; `bind` is empty before it is bound."""
        return {
            "link": self.number,
            "system_id": self.system_id,
            "bind": self.kind,
            "unanswered": self.link.session.unanswered(),
            "owed": self.link.session.owed(),
            "stalled": self.link.stalled,
        }

    # --- what the network asks for ---

    def free(self) -> int:
        """How many deliver_sm may be sent now."""
        return 0 if self._dropped or self.link.stalled else self.link.session.free()

    def deliver(self, delivery: Delivery) -> None:
        """Send a deliver_sm; its answer, its time-out or the end of the link come back to the network."""
        self.link.session.request(delivery.pdu, self.link.now(), delivery)
        self.link.wake()

    def respond(self, sequence: int, command_status: int, message_id: str) -> None:
        """Answer a submit_sm; a link that is gone by now drops it."""
        self.link.session.respond(sequence, SubmitSmResp(message_id), command_status)
        self.link.wake()

    def unbind(self) -> None:
        """Ask the ESME to unbind; the link closes with its answer, or in time without."""
        self.link.session.unbind(self.link.now())
        self.link.wake()

    def drop(self) -> None:
        """Cut the connection. What came behind in the same piece of the stream is not read any more."""
        self._dropped = True
        self.link.abort()

    def stall(self) -> None:
        """Be half open from now on: read, answer and send nothing, and keep the connection."""
        self.link.stall()

    def send_octets(self, octets: bytes) -> None:
        """Send what is no PDU of ours, behind what waits to be sent."""
        self.link.session.send_octets(octets)
        self.link.wake()

    # --- what the session tells ---

    def _heard(self, link: SmppLink, events: Sequence[Event]) -> None:
        for event in events:
            if type(event) is SubmitReceived:
                self._submitted(event)
            elif type(event) is DeliverAnswered:
                if not event.late:
                    self._network.answered(self.system_id, event.handle, event.command_status)
            else:
                self._happened(event)
        self._owner.heard()

    def _submitted(self, event: SubmitReceived) -> None:
        if type(event.pdu) is not SubmitSm:
            self.link.session.refuse(event.sequence, ESME_RINVCMDID)
        elif not self._dropped and not self.link.stalled:
            self._network.submitted(self, event.sequence, event.pdu)

    def _happened(self, event: Event) -> None:
        match event:
            case BindRequested(sequence, pdu):
                self._asked_to_bind(sequence, pdu)
            case ResponseTimedOut(handle=delivery):
                self._network.not_answered(self.system_id, delivery)
            case LinkClosed(unanswered=unanswered):
                self._network.closed(self.system_id, self, [request.handle for request in unanswered])
                self._owner.ended(self)
            case CommandReceived(sequence, QuerySm() as asked):
                status, answer = self._network.queried(asked)
                self.link.session.respond(sequence, answer, status)
            case CommandReceived(sequence):
                self.link.session.refuse(sequence, ESME_RINVCMDID)

    # --- binding ---

    def _asked_to_bind(self, sequence: int, pdu: Bind) -> None:
        if status := self._network.status_for(pdu):
            self.link.session.refuse_bind(sequence, status)
        elif (behaviour := self._network.behaviour_at(pdu, self.number)) is None:
            self._admit(sequence, pdu)
        elif behaviour.reaction is Reaction.STALL:
            self.stall()
        elif behaviour.reaction is not Reaction.SILENCE:
            answer = (
                self.drop if behaviour.reaction is Reaction.DROP else partial(self._answer, sequence, pdu, behaviour)
            )
            self._network.soon(behaviour.response_delay, answer)

    def _answer(self, sequence: int, pdu: Bind, behaviour: Behaviour) -> None:
        if behaviour.command_status:
            self.link.session.refuse_bind(sequence, behaviour.command_status)
        else:
            self._admit(sequence, pdu)
        self.link.wake()

    def _admit(self, sequence: int, pdu: Bind) -> None:
        session = self.link.session
        session.accept_bind(sequence, "heliograph")
        if not session.accepted:
            return  # the answer was to take a while, and the link is gone meanwhile
        self.system_id, self.kind = pdu.system_id, bind_kind(pdu)
        if type(pdu) is not BindTransmitter:
            self._network.can_receive(self.system_id, self)
