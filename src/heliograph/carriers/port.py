"""The connector port: how delivery hands segments to a carrier and hears of them again.

A connector is driven from one event loop and never blocks. Its promises:

- a hand-over is written at most once, on one link; its answer names it by (message_id, segment, attempt);
- every hand-over gets exactly one answer: accepted, refused, lost (it may be there) or released (it surely is not);
- answers and deliveries reach the sink in batches, in the order they came;
- a delivery is acknowledged to the carrier only through its `acknowledge`, once, after the sink stored it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import msgspec

from heliograph.sms.given import Given
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import State


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
    given: Given | None = None
    """What goes to the carrier as the sender gave it; its octets, where it has any, in place of the text."""


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """submit_sm_resp with ESME_ROK."""

    handover: HandOver
    carrier_message_id: str
    handed_at: int


class RefusedByCarrier(msgspec.Struct, frozen=True, gc=False):
    """submit_sm_resp (or generic_nack) with an error status."""

    handover: HandOver
    command_status: int
    handed_at: int


class Lost(msgspec.Struct, frozen=True, gc=False):
    """Written, but the link fell or time ran out before the response."""

    handover: HandOver
    handed_at: int


class NotSent(msgspec.Struct, frozen=True, gc=False):
    """Surely not written: the link went before the first octet of it, or it could not be encoded for this carrier.

    `reason` is empty when it may simply be tried again, else the catalogue's code why it never can.
    """

    handover: HandOver
    reason: str = ""


Answer: TypeAlias = Accepted | RefusedByCarrier | Lost | NotSent


class ReceiptDelivery(msgspec.Struct, frozen=True):
    """A deliver_sm (or data_sm) that is a receipt."""

    key: str
    to: str
    state: State
    code: str
    received_at: int
    raw: bytes
    acknowledge: Callable[[bool], None]
    """Call once: True when stored, False when the carrier shall try again (ESME_RX_T_APPN)."""


class Wrote(msgspec.Struct, frozen=True, gc=False):
    """What a deliver_sm says that comes from a person: one message, or one part of it."""

    source: str
    destination: str
    octets: bytes
    """The user data without its header."""
    data_coding: int
    reference: int = 0
    total: int = 1
    number: int = 1


class InboundDelivery(msgspec.Struct, frozen=True):
    """A deliver_sm that is no receipt."""

    key: str
    received_at: int
    pdu: bytes
    acknowledge: Callable[[bool], None]
    wrote: Wrote | None = None
    """None for a receipt that names no message: it is kept whole, and nobody wrote it."""


Delivery: TypeAlias = ReceiptDelivery | InboundDelivery


@dataclass(frozen=True, slots=True)
class LinkState:
    """How a carrier's link stands, for people and metrics."""

    carrier: str
    up: bool
    window: int
    """Segments it may have unanswered at once; 0 while down."""
    unanswered: int
    last_error: str = ""
    """In words, without secrets."""


class CarrierSink(Protocol):
    """What delivery listens to. Called on the event loop; returns at once."""

    def answered(self, carrier: str, answers: Sequence[Answer]) -> None: ...

    def delivered(self, carrier: str, deliveries: Sequence[Delivery]) -> None: ...

    def ready(self, carrier: str) -> None:
        """Slots are free that were not: the link came up, or answers freed some."""
        ...


class Carrier(Protocol):
    """A connector to one carrier."""

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
