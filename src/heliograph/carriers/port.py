"""The connector port: how delivery hands segments to a carrier and hears of them again, whatever the protocol.

A connector is driven from one event loop and never blocks. Its promises:

- a hand-over is written at most once, on one link; its answer names it by (message_id, segment, attempt);
- every hand-over gets exactly one answer: accepted, refused, lost (it may be there) or released (it surely is not);
- answers and deliveries reach the sink in batches, in the order they came;
- a delivery is acknowledged to the carrier only through its `acknowledge`, once, after the sink stored it.
"""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.given import Given
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import State
from heliograph.sms.refusal import Refusal


class HandOver(msgspec.Struct, frozen=True, gc=False):
    """One segment to hand to the carrier."""

    message_id: int
    segment: int
    attempt: int
    to: str
    sender: str
    text: str
    """The text of this part only."""
    ucs2: bool
    """True when the whole message needs UCS-2, so that all parts are coded alike; else it fits the route's alphabet."""
    reference: int
    total: int
    """How many parts the message has; concatenation headers only where it is above 1."""
    validity_seconds: int
    long_messages: LongMessages = LongMessages.UDH8
    """How the parts were cut, and are named to the carrier."""
    priority: int = 1
    """0 for a one-time code, 1 for a notice, 2 for marketing."""
    part: int = 1
    """1, 2, … of `total`, as in the concatenation header; `segment` counts on where a message has left a carrier."""
    given: Given | None = None
    """What goes to the carrier as the sender gave it; its octets, where it has any, in place of the text."""
    segments: int = 1
    """How many it takes of the carrier's rate: those that the carrier makes of a text that it cuts itself."""
    due: int = 0
    """Since when it waits, in milliseconds of the store's clock: its place in the queue."""


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """The carrier took it: submit_sm_resp with ESME_ROK, or a reply that says so."""

    handover: HandOver
    carrier_message_id: str
    """As received; empty where the carrier gives none."""
    handed_at: int
    key: str = ""
    """The id in the carrier's canonical form; empty where it is the id itself."""


class RefusedByCarrier(msgspec.Struct, frozen=True, gc=False):
    """The carrier said no: submit_sm_resp (or generic_nack) with an error status, or a reply that refuses."""

    handover: HandOver
    refusal: Refusal
    handed_at: int


class Lost(msgspec.Struct, frozen=True, gc=False):
    """Written, but the link fell or time ran out before the response."""

    handover: HandOver
    handed_at: int
    link_fell: bool = False
    """Whether it was lost with its link. The fall is told once by `failed`, however many were under way."""


class NotSent(msgspec.Struct, frozen=True, gc=False):
    """Surely not written: the link went before the first octet of it, or it could not be encoded for this carrier.

    `reason` is empty when it may simply be tried again, else the catalogue's code why it never can.
    """

    handover: HandOver
    reason: str = ""


Answer: TypeAlias = Accepted | RefusedByCarrier | Lost | NotSent


class ReceiptDelivery(msgspec.Struct, frozen=True):
    """A receipt: a deliver_sm or data_sm that is one, or what the carrier posted to us."""

    key: str
    to: str
    state: State
    code: str
    received_at: int
    raw: bytes
    acknowledge: Callable[[bool], None]
    """Call once: True when stored, False when the carrier shall try again (ESME_RX_T_APPN, or HTTP 503)."""
    words: CarrierWords = CarrierWords()


class Wrote(msgspec.Struct, frozen=True, gc=False):
    """What a person wrote: one message, or one part of it."""

    source: str
    destination: str
    octets: bytes
    """The user data without its header."""
    data_coding: int
    reference: int = 0
    total: int = 1
    number: int = 1


class InboundDelivery(msgspec.Struct, frozen=True):
    """What came from the carrier and is no receipt."""

    key: str
    received_at: int
    raw: bytes
    """As it came: the PDU, or the entry of a posted body."""
    acknowledge: Callable[[bool], None]
    wrote: Wrote | None = None
    """None for a receipt that names no message: it is kept whole, and nobody wrote it."""


Delivery: TypeAlias = ReceiptDelivery | InboundDelivery


class Standing(enum.StrEnum):
    """What one session of a carrier does just now, in words that people read."""

    STOPPED = "stopped"
    """Not started yet, or stopped."""
    CONNECTING = "connecting"
    BINDING = "binding"
    """Connected; the carrier has not answered the bind yet."""
    BOUND = "bound"
    WAITING = "waiting to try again"
    REFUSED = "waiting after a refused bind"
    """The carrier refused it for a reason that does not pass by itself: somebody has to look at it."""
    UNBINDING = "unbinding"


class BindKind(enum.StrEnum):
    """What a session is bound for."""

    TRANSCEIVER = "transceiver"
    TRANSMITTER = "transmitter"
    RECEIVER = "receiver"

    @property
    def sends(self) -> bool:
        return self is not BindKind.RECEIVER

    @property
    def receives(self) -> bool:
        """Whether receipts and inbound messages can come over it."""
        return self is not BindKind.TRANSMITTER


class Circuit(enum.StrEnum):
    """Whether a carrier is trusted with messages."""

    CLOSED = "closed"
    """It works: messages flow."""
    OPEN = "open"
    """It failed again and again: it gets none for a while, as if it were down."""
    PROBING = "probing"
    """It gets a few, to see whether it works again."""


class SessionState(msgspec.Struct, frozen=True, gc=False):
    """How one session of a carrier stands."""

    number: int
    """From 1, in the order in which the carrier's sessions are listed; the same as long as the server runs."""
    kind: BindKind
    standing: Standing = Standing.STOPPED
    window: int = 0
    """Segments it may have unanswered at once; 0 while it is not bound, and for a receiver."""
    unanswered: int = 0
    round_trip_ms: float | None = None
    """From a submit_sm to its response, smoothed over the latest few; None before the first."""
    last_error: str = ""
    """Why it is not bound, in words, without secrets; empty while it is."""
    tries: int = 0
    """Connections in a row that did not come to a bind, up to now."""
    enquire_link_ms: int | None = None
    """From the latest enquire_link that was answered to its answer; None before the first."""

    @property
    def bound(self) -> bool:
        return self.standing is Standing.BOUND


@dataclass(frozen=True, slots=True)
class LinkState:
    """How a carrier's link stands, all its sessions taken together, for people and metrics."""

    carrier: str
    up: bool
    """Whether messages can be handed over now; of a carrier that is bound to receive only, whether it is bound."""
    window: int
    """Segments it may have unanswered at once; 0 while down."""
    unanswered: int
    last_error: str = ""
    """In words, without secrets: why it is down, or else why one of its sessions is."""
    sessions: tuple[SessionState, ...] = ()
    """Empty for a carrier that is not reached over sessions."""
    circuit: Circuit = Circuit.CLOSED
    rate: float | None = None
    """Segments a second that it is given at most just now; None without bounds."""
    rate_now: float = 0.0
    """Segments a second that it was handed lately."""
    receipts_per_minute: int = 0
    """Receipts of the last minute."""

    @property
    def receives(self) -> bool:
        """Whether receipts can come now. One that has no sessions is asked in its own way."""
        return not self.sessions or any(session.bound and session.kind.receives for session in self.sessions)


class Tried(msgspec.Struct, frozen=True):
    """What came of trying a carrier."""

    passed: bool
    says: str
    """What was done and how it went: sentences without secrets."""


@runtime_checkable
class Triable(Protocol):
    """A connector that can be tried without a message."""

    async def test(self, seconds: float) -> Tried:
        """Ask the links that are up for a sign of life, or try to bind where none is; takes no longer than so long."""
        ...


class CarrierSink(Protocol):
    """What delivery listens to. Called on the event loop; returns at once."""

    def answered(self, carrier: str, answers: Sequence[Answer]) -> None: ...

    def delivered(self, carrier: str, deliveries: Sequence[Delivery]) -> None: ...

    def ready(self, carrier: str) -> None:
        """Slots are free that were not: a link came up, or answers freed some."""
        ...

    def failed(self, carrier: str) -> None:
        """A link could not be made, was refused, or fell by itself. Once for each time."""
        ...


class Carrier(Protocol):
    """A connector to one carrier, over one link or several."""

    @property
    def name(self) -> str: ...

    def start(self, sink: CarrierSink) -> None:
        """Begin to connect, and go on doing so until `stop`."""
        ...

    def free(self) -> int:
        """How many segments may be handed over now; 0 while no link is up."""
        ...

    def window(self) -> int:
        """How many segments may be unanswered at once; 0 while no link is up."""
        ...

    def hand_over(self, handovers: Sequence[HandOver]) -> None:
        """Write these now. More than `free()` are answered `NotSent`."""
        ...

    def state(self) -> LinkState: ...

    async def stop(self, drain_seconds: float) -> None:
        """Take no more, wait for answers up to `drain_seconds`, answer the rest `Lost`, unbind, close."""
        ...
