"""One end of an SMPP link, ESME or SMSC, without sockets or clocks: octets and times in, events and octets out.

The owner turns a wheel of four calls, in any order and as often as it likes:

    session.receive_data(octets, now)       # a torn PDU waits for more octets
    for event in session.events(): ...      # what happened; LinkClosed is the last one, once
    transport.write(session.data_to_send()) # many PDUs, one write
    session.advance(now)                    # when deadline() has come

`now` is milliseconds of any steady clock, the same one throughout. As ESME: `bind`, then `submit_sm`, `request`,
`respond`. As SMSC: `accept_bind` or `refuse_bind` at `BindRequested`, then `respond` to `SubmitReceived`, and
`deliver_sm`. `SmppLink` does all of it over an asyncio transport.

The session itself answers enquire_link (also with a full window), unbind, commands that are unknown or not allowed in
its state, and PDUs that cannot be read. It keeps the timers and the window.
"""

import enum
from typing import Any

from heliograph.smpp import events as happened
from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import HEADER, HEADER_OCTETS, decode_body, encode, encode_refusal
from heliograph.smpp.events import Cause, Event
from heliograph.smpp.faults import NotBound, PeerError, WindowFull
from heliograph.smpp.framer import PDU_OCTETS_MAX, Framer
from heliograph.smpp.layout import COMMAND_OF, PDU_OF, Make
from heliograph.smpp.role import BINDS, REQUESTS, SUBMITS, WITHOUT_RESPONSE, Request, Role
from heliograph.smpp.silence import Silence
from heliograph.smpp.timers import Timers
from heliograph.smpp.window import Window


class _State(enum.Enum):
    OPEN = "open"
    BINDING = "binding"
    BOUND = "bound"
    UNBINDING = "unbinding"
    CLOSED = "closed"


#: Requests of the peer that may wait for our response. More are turned away, for the peer to send again.
REQUESTS_MAX = 10_000


class Session:
    """One end of one link, from the connection to its end. Never blocks; not for use from several threads."""

    def __init__(
        self,
        role: Role,
        now: int,
        *,
        window_max: int = 10,
        timers: Timers | None = None,
        pdu_octets_max: int = PDU_OCTETS_MAX,
        requests_max: int = REQUESTS_MAX,
        last_sequence: int = 0,
    ) -> None:
        self.role = role
        self.strays = 0
        """Responses that answer nothing known: counted and dropped."""
        # Looked up once: to hash an enum takes longer than the rest of a check.
        self._our_requests = REQUESTS[role]
        self._their_requests = REQUESTS[Role.SMSC if role is Role.ESME else Role.ESME]
        self._timers = timers or Timers()
        self._window = Window(window_max, last_sequence)
        self._framer = Framer(pdu_octets_max)
        self._requests_max = requests_max
        self._state = _State.OPEN
        self._may_send = False
        self._may_receive = False
        self._events: list[Event] = []
        self._out: list[bytes] = []
        self._unsent: dict[int, int] = {}  # sequence → place in `_out`
        self._owed: dict[int, int] = {}  # the peer's sequence → its command id
        self._control = (0, 0)  # sequence and command id of our bind or unbind under way
        self._control_due = now + self._timers.session_init_ms
        self._silence = Silence(self._timers.enquire_link_ms, now)
        self._active_at = now  # when the latest request of a message came or went
        self._unbound_because = Cause.UNBOUND
        self._enquiry = 0  # sequence of the latest enquire_link, until it is answered
        self._enquired_at = 0
        self._enquiry_told = False
        self.enquire_link_ms: int | None = None
        """How long the peer took to answer the latest enquire_link that it answered; None before the first."""
        self._peer_version = 0

    # --- how it stands ---

    @property
    def bound(self) -> bool:
        """Whether requests may be sent."""
        return self._state is _State.BOUND and self._may_send

    @property
    def accepted(self) -> bool:
        """Whether the link is bound, in whichever direction."""
        return self._state is _State.BOUND

    @property
    def aligned(self) -> bool:
        """Whether all that has come from the peer are whole PDUs."""
        return self._framer.aligned

    @property
    def closed(self) -> bool:
        """Whether it is over. `data_to_send` may still hold the last answers; then the connection is to be closed."""
        return self._state is _State.CLOSED

    def free(self) -> int:
        """How many requests may be sent now."""
        return self._window.free() if self.bound else 0

    def unanswered(self) -> int:
        """How many of our requests wait for their response."""
        return len(self._window.waiting)

    def owed(self) -> int:
        """How many of the peer's requests wait for `respond`."""
        return len(self._owed)

    def pdus_to_send(self) -> int:
        """How many PDUs `data_to_send` would give."""
        return len(self._out)

    def allow(self, *, window_max: int, requests_max: int) -> None:
        """Other bounds from now on: what was agreed may depend on who has bound."""
        self._window.window_max = window_max
        self._requests_max = requests_max

    # --- the wheel ---

    def receive_data(self, octets: bytes, now: int) -> None:
        """Take what the peer sent, in any pieces. After the end of the session it is ignored."""
        if self.closed:
            return
        try:
            for data, start, end in self._framer.frames(octets):
                self._silence.heard(now)
                self._receive(data, start, end, now)
                if self.closed:
                    return
        except PeerError as fault:
            self._out.append(encode_refusal(smpp.GENERIC_NACK, 0, fault.command_status))
            self._events.append(happened.ProtocolFault(fault.command_status, str(fault)))
            self._close(Cause.PROTOCOL_FAULT)

    def connection_lost(self) -> None:
        """The connection is gone; nothing can be written any more."""
        self._close(Cause.PEER_CLOSED)
        self._out.clear()

    def events(self) -> list[Event]:
        """What happened since the last call, in order."""
        events, self._events = self._events, []
        return events

    def data_to_send(self) -> bytes:
        """The octets of all PDUs that wait. What is taken counts as written: its outcome may stay unknown."""
        if not self._out:
            return b""
        octets = b"".join(self._out)
        self._out.clear()
        self._unsent.clear()
        return octets

    def deadline(self) -> int | None:
        """When `advance` must be called next; None once closed, or when nothing is waited for."""
        if self.closed:
            return None
        if self._state is not _State.BOUND:
            return self._control_due
        due = (self._silence.due(), self._window.next_due(), self._inactive_from())
        return min([at for at in due if at is not None], default=None)

    def advance(self, now: int) -> None:
        """Do what time has brought: time-outs, enquire_link, the end of a dead link."""
        if self.closed:
            return
        if self._state is not _State.BOUND:
            if now >= self._control_due:
                self._close(self._unbound_because if self._state is _State.UNBINDING else Cause.NO_BIND)
            return
        for sequence, request in self._window.expire(now):
            place = self._unsent.pop(sequence, None)
            if place is not None:
                self._out[place] = b""
                self._window.forget(sequence)
            self._events.append(happened.ResponseTimedOut(sequence, request.handle, place is None))
        inactive = self._inactive_from()
        if inactive is not None and now >= inactive:
            self._unbound_because = Cause.INACTIVE
            self.unbind(now)
            return
        silence = self._silence.due()
        if silence is None or now < silence:
            return
        if self._silence.asked:
            self._close(Cause.DEAD)
        else:
            self._enquire(now)

    def _enquire(self, now: int) -> None:
        self._silence.ask(now)
        self._enquiry = self._window.next_sequence()
        self._enquired_at = now
        self._out.append(encode(smpp.EnquireLink(), self._enquiry))

    def _inactive_from(self) -> int | None:
        """When the link counts as inactive; None while something is under way, or where it never does."""
        if not self._timers.inactivity_ms or self._window.waiting or self._owed:
            return None
        return self._active_at + self._timers.inactivity_ms

    # --- what the owner asks for ---

    def enquire(self, now: int) -> None:
        """Ask the peer for a sign of life now; `EnquiryAnswered` follows, or the link dies as of silence.

        One that is under way already is waited for, and no other sent. Raises NotBound.
        """
        if self._state is not _State.BOUND:
            raise NotBound(f"the link is {self._state.value}")
        if not self._enquiry:
            self._enquire(now)
        self._enquiry_told = True

    def bind(self, pdu: smpp.Bind, now: int) -> None:
        """Ask to be bound (ESME, once, first). `Bound` or `BindRefused` follows, or the link closes in time."""
        if self.role is not Role.ESME or self._state is not _State.OPEN:
            raise NotBound("only an ESME binds, and only once")
        self._state = _State.BINDING
        self._send_control(pdu, now + self._timers.session_init_ms)

    def accept_bind(self, sequence: int, system_id: str = "") -> None:
        """Let the peer in (SMSC). `system_id` is ours; sc_interface_version goes with it to a peer of 3.4 or later."""
        if self._state is not _State.BINDING or self._control[0] != sequence:
            return
        _, command_id = self._control
        version = ((smpp.TLV_SC_INTERFACE_VERSION, bytes((smpp.VERSION_3_4,))),)
        made: Make = PDU_OF[command_id | smpp.RESPONSE]
        self._out.append(encode(made(system_id, version if self._peer_version >= smpp.VERSION_3_4 else ()), sequence))
        self._bound_as(command_id)

    def refuse_bind(self, sequence: int, command_status: int) -> None:
        """Keep the peer out (SMSC). It may try again on this link until session_init is over, unless you `close`."""
        if self._state is _State.BINDING and self._control[0] == sequence:
            self._out.append(encode_refusal(self._control[1], sequence, command_status))
            self._state = _State.OPEN

    def submit_sm(self, pdu: smpp.SubmitSm, now: int, handle: Any = None) -> int:
        """Send a submit_sm (ESME); `SubmitAnswered`, `ResponseTimedOut` or `LinkClosed` bring `handle` back.

        Returns the sequence number. Raises WindowFull, NotBound, LocalError; then nothing was sent.
        """
        return self.request(pdu, now, handle)

    def deliver_sm(self, pdu: smpp.DeliverSm, now: int, handle: Any = None) -> int:
        """Send a deliver_sm (SMSC), as `submit_sm`; `DeliverAnswered` is its answer."""
        return self.request(pdu, now, handle)

    def request(self, pdu: Request, now: int, handle: Any = None) -> int:
        """Send any request that takes a slot of the window; returns and raises as `submit_sm`."""
        command_id = COMMAND_OF[type(pdu)]
        if not self.bound or command_id not in self._our_requests:
            raise NotBound(f"the link is {self._state.value}, which does not allow {type(pdu).__name__}")
        if self._window.free() <= 0:
            raise WindowFull(f"{self._window.window_max} requests wait for their response")
        sequence = self._window.next_sequence()
        octets = encode(pdu, sequence)
        self._active_at = now
        self._window.open(sequence, command_id, handle, now + self._timers.response_ms)
        self._unsent[sequence] = len(self._out)
        self._out.append(octets)
        return sequence

    def alert(self, pdu: smpp.AlertNotification) -> None:
        """Send an alert_notification (SMSC), which has no response."""
        if not self.bound or self.role is not Role.SMSC:
            raise NotBound("only an SMSC whose peer is bound as a receiver sends alert_notification")
        self._out.append(encode(pdu, self._window.next_sequence()))

    def respond(self, sequence: int, pdu: smpp.Pdu, command_status: int = smpp.ESME_ROK) -> None:
        """Answer a request of the peer, by the sequence number of its event; a second answer, or one after the end, is
        dropped. An error status goes without the body. Raises LocalError."""
        if sequence in self._owed:
            self._out.append(encode(pdu, sequence, command_status))
            del self._owed[sequence]

    def refuse(self, sequence: int, command_status: int) -> None:
        """Answer a request of the peer with an error status, whatever the request was."""
        command_id = self._owed.pop(sequence, None)
        if command_id is not None:
            self._out.append(encode_refusal(command_id, sequence, command_status))

    def send_octets(self, octets: bytes) -> None:
        """Send octets as they are, behind the PDUs that wait; for an end that tries what its peer can bear."""
        if not self.closed:
            self._out.append(octets)

    def unbind(self, now: int) -> None:
        """End the link in order: responses still come until the peer's unbind_resp, or the response time is over."""
        if self._state is _State.BOUND:
            self._state = _State.UNBINDING
            self._send_control(smpp.Unbind(), now + self._timers.response_ms)
        else:
            self.close()

    def close(self) -> None:
        """End the link at once; answers that wait in `data_to_send` may still be written, requests are dropped."""
        self._close(Cause.CLOSED_HERE)

    def _send_control(self, pdu: smpp.Bind | smpp.Unbind, due: int) -> None:
        self._control = (self._window.next_sequence(), COMMAND_OF[type(pdu)])
        self._out.append(encode(pdu, self._control[0]))
        self._control_due = due

    def change(self, window_max: int, timers: Timers) -> None:
        """Go by another window and other times from now on. Requests under way keep the time that they were given."""
        self._window.window_max = window_max
        self._timers = timers
        self._silence.interval_ms = timers.enquire_link_ms

    # --- what the peer sends ---

    def _receive(self, data: bytes, start: int, end: int, now: int) -> None:
        _, command_id, command_status, sequence = HEADER.unpack_from(data, start)
        try:
            pdu = decode_body(command_id, data, start + HEADER_OCTETS, end)
        except PeerError as fault:
            self._unreadable(command_id, sequence, fault)
            return
        if command_id & smpp.RESPONSE:
            self._answered(command_id, command_status, sequence, pdu, now)
        elif command_id in self._their_requests:
            self._active_at = now
            self._requested(command_id, sequence, pdu, data[start:end])
        else:
            self._controlled(command_id, sequence, pdu, now)

    def _unreadable(self, command_id: int, sequence: int, fault: PeerError) -> None:
        if command_id & smpp.RESPONSE:
            self.strays += 1  # a response of a command that does not exist; to answer it could go on for ever
            return
        self._events.append(happened.ProtocolFault(fault.command_status, str(fault)))
        if command_id not in PDU_OF:
            self._out.append(encode_refusal(smpp.GENERIC_NACK, sequence, fault.command_status))
        elif command_id not in WITHOUT_RESPONSE:
            self._out.append(encode_refusal(command_id, sequence, fault.command_status))

    def _requested(self, command_id: int, sequence: int, pdu: Any, octets: bytes) -> None:
        """A request that takes a slot of the peer's window."""
        if not self._may_receive or self._state not in (_State.BOUND, _State.UNBINDING):
            self._out.append(encode_refusal(command_id, sequence, smpp.ESME_RINVBNDSTS))
        elif len(self._owed) >= self._requests_max:
            status = smpp.ESME_RTHROTTLED if self.role is Role.SMSC else smpp.ESME_RX_T_APPN
            self._out.append(encode_refusal(command_id, sequence, status))
        else:
            self._owed[sequence] = command_id
            if self.role is Role.ESME:
                self._events.append(happened.DeliverReceived(sequence, pdu, octets))
            elif command_id in SUBMITS:
                self._events.append(happened.SubmitReceived(sequence, pdu))
            else:
                self._events.append(happened.CommandReceived(sequence, pdu))

    def _controlled(self, command_id: int, sequence: int, pdu: Any, now: int) -> None:
        """A request about the link itself, or one that this end does not take."""
        if command_id == smpp.ENQUIRE_LINK:
            self._out.append(encode(smpp.EnquireLinkResp(), sequence))
        elif command_id == smpp.UNBIND:
            self._out.append(encode(smpp.UnbindResp(), sequence))
            self._close(Cause.PEER_UNBOUND)
        elif command_id in BINDS and self.role is Role.SMSC:
            if self._state is _State.OPEN:
                self._state = _State.BINDING
                self._control = (sequence, command_id)
                self._peer_version = pdu.interface_version
                self._events.append(happened.BindRequested(sequence, pdu))
            else:
                self._out.append(encode_refusal(command_id, sequence, smpp.ESME_RALYBND))
        elif command_id == smpp.ALERT_NOTIFICATION and self._may_receive and self.role is Role.ESME:
            self._events.append(happened.AlertReceived(pdu))
        elif command_id not in WITHOUT_RESPONSE:
            self._out.append(encode_refusal(command_id, sequence, smpp.ESME_RINVBNDSTS))

    def _answered(self, command_id: int, command_status: int, sequence: int, pdu: Any, now: int) -> None:
        nacked = command_id == smpp.GENERIC_NACK
        if nacked and not command_status:
            command_status = smpp.ESME_RSYSERR  # a nack is a refusal, whatever its status says
        if sequence == self._control[0] and self._control_answered(command_id, command_status, pdu):
            return
        if nacked and sequence == 0:
            self._events.append(happened.ProtocolFault(command_status, "the peer could not read a header of ours"))
            self._close(Cause.PROTOCOL_FAULT)
            return
        if sequence == self._enquiry and (nacked or command_id == smpp.ENQUIRE_LINK | smpp.RESPONSE):
            self._enquiry = 0
            self.enquire_link_ms = now - self._enquired_at
            if self._enquiry_told:
                self._enquiry_told = False
                self._events.append(happened.EnquiryAnswered())
            return
        request_id = None if nacked else command_id & ~smpp.RESPONSE
        found = self._window.answer(sequence, request_id) if sequence not in self._unsent else None
        if found is None:
            self.strays += 1
            return
        (asked, handle, _), late = found
        if self.role is Role.SMSC:
            self._events.append(happened.DeliverAnswered(sequence, handle, command_status, late))
        elif asked in SUBMITS:
            carrier_message_id = "" if command_status else pdu.message_id
            self._events.append(happened.SubmitAnswered(sequence, handle, command_status, carrier_message_id, late))
        elif asked == smpp.QUERY_SM:
            body = smpp.QuerySmResp() if nacked else pdu
            self._events.append(happened.QueryAnswered(sequence, handle, command_status, body, late))
        else:
            self._events.append(happened.CommandAnswered(sequence, handle, command_status, late))

    def _control_answered(self, command_id: int, command_status: int, pdu: Any) -> bool:
        """Whether the response is to our bind or unbind under way; then it has been dealt with."""
        asked = self._control[1]
        if self.role is Role.SMSC and self._state is not _State.UNBINDING:
            return False
        if command_id not in (asked | smpp.RESPONSE, smpp.GENERIC_NACK):
            return False
        if self._state is _State.UNBINDING:
            self._close(self._unbound_because)
        elif self._state is not _State.BINDING:
            return False
        elif command_status:
            self._events.append(happened.BindRefused(command_status))
            self._close(Cause.BIND_REFUSED)
        else:
            self._bound_as(asked)
            self._events.append(happened.Bound(pdu.system_id))
        return True

    # --- how it changes ---

    def _bound_as(self, command_id: int) -> None:
        transmitter = command_id != smpp.BIND_RECEIVER
        receiver = command_id != smpp.BIND_TRANSMITTER
        self._may_send = transmitter if self.role is Role.ESME else receiver
        self._may_receive = receiver if self.role is Role.ESME else transmitter
        self._state = _State.BOUND

    def _close(self, cause: Cause) -> None:
        if self.closed:
            return
        unanswered = tuple(
            happened.Unanswered(sequence, request.handle, sequence not in self._unsent)
            for sequence, request in self._window.waiting.items()
        )
        for place in self._unsent.values():
            self._out[place] = b""
        self._unsent.clear()
        self._window.waiting.clear()
        self._owed.clear()
        self._state = _State.CLOSED
        self._events.append(happened.LinkClosed(cause, unanswered))
