"""One ESME's connection to the simulated network: turns its session's events into calls of the network, and back."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.simulator.mailbox import Delivery
from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.settings import SmscSettings
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

    def __init__(self, network: SimulatedNetwork, settings: SmscSettings, owner: BindOwner) -> None:
        self.system_id = ""
        self.link = SmppLink(self._session, self._heard)
        self._network = network
        self._settings = settings
        self._owner = owner
        self._dropped = False

    def _session(self, now: int) -> Session:
        self._owner.opened(self)
        timers = Timers(response_ms=self._settings.response_timeout_ms, enquire_link_ms=self._settings.enquire_link_ms)
        return Session(Role.SMSC, now, window_max=self._settings.window, timers=timers, requests_max=UNANSWERED_MAX)

    # --- what the network asks for ---

    def free(self) -> int:
        """How many deliver_sm may be sent now."""
        return 0 if self._dropped else self.link.session.free()

    def deliver(self, delivery: Delivery) -> None:
        """Send a deliver_sm; its answer, its time-out or the end of the link come back to the network."""
        self.link.session.deliver_sm(delivery.pdu, self.link.now(), delivery)
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
        elif not self._dropped:
            self._network.submitted(self, event.sequence, event.pdu)

    def _happened(self, event: Event) -> None:
        match event:
            case BindRequested(sequence, pdu):
                status = self._network.status_for(pdu)
                if status:
                    self.link.session.refuse_bind(sequence, status)
                    return
                self.system_id = pdu.system_id
                self.link.session.accept_bind(sequence, "heliograph")
                if type(pdu) is not BindTransmitter:
                    self._network.can_receive(self.system_id, self)
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
