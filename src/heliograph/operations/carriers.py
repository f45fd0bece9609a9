"""The carriers of this server as operations see them: how each stands, and a way to try one.

In one process the figures are read where they are kept, in memory; this port is where rows take their place once
several processes have carriers.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from heliograph.sms.message import Message
from heliograph.store.desired import Desired, Kept


class SessionReport(msgspec.Struct, frozen=True):
    """How one session of a carrier stands."""

    number: int
    """From 1."""
    kind: str
    """transceiver, transmitter or receiver."""
    state: str
    """What it does just now, in words."""
    window: int = 0
    unanswered: int = 0
    round_trip_ms: float | None = None
    """From a hand-over to its answer, smoothed; None before the first."""
    last_error: str = ""
    enquire_link_ms: int | None = None
    """From the latest enquire_link to its answer; None before the first."""


class CarrierReport(msgspec.Struct, frozen=True):
    """How one carrier stands. What is not known of a kind of carrier stays empty."""

    name: str
    kind: str = ""
    """Empty where the configuration does not name it."""
    settings: str = ""
    """What the configuration says of it, as a JSON object without secrets."""
    desired: Desired = Desired()
    state: str = ""
    up: bool = False
    """Whether a link is bound."""
    window: int = 0
    unanswered: int = 0
    waiting: int = 0
    """Segments in the store that wait to be handed over."""
    waiting_since: int = 0
    """Since when the first of them is due, UTC milliseconds; 0 where none is due."""
    last_error: str = ""
    sessions: tuple[SessionReport, ...] = ()
    circuit: str = ""
    rate: float | None = None
    """Segments a second that it is given at most; None without bounds."""
    rate_now: float = 0.0
    """Segments a second that it was handed lately."""
    receipts_per_minute: int = 0
    """Receipts of the last minute."""

    @property
    def round_trip_ms(self) -> float | None:
        """That of the slowest session; None where none is known."""
        return max((one.round_trip_ms for one in self.sessions if one.round_trip_ms is not None), default=None)


class Trial(msgspec.Struct, frozen=True):
    """What came of trying a carrier."""

    passed: bool
    says: str
    """What was done, how long it took, and what was wrong, in words without secrets."""


class PduPart(NamedTuple):
    """One field of a PDU."""

    name: str
    octets: bytes
    value: str
    meaning: str
    """Empty where the value speaks for itself."""


class ShownPdu(msgspec.Struct, frozen=True):
    """One PDU between a carrier and us, taken apart."""

    carrier: str
    at: int
    """UTC milliseconds."""
    session: int
    sent: bool
    """Whether we sent it."""
    name: str
    """`submit_sm`."""
    segment: int
    """The part of the message that it is about; 0 where it does not say."""
    octets: bytes
    parts: tuple[PduPart, ...]
    """Every octet in one of them."""


class Trace(msgspec.Struct, frozen=True):
    """What is remembered of what was said about a message."""

    pdus: tuple[ShownPdu, ...]
    """The oldest first."""
    says: str = ""
    """Why there are none, or not all, in a sentence; empty where nothing is missing that is known of."""


class Carriers(Protocol):
    """The carriers of this server."""

    def names(self) -> Sequence[str]:
        """Those of the configuration, in its order, then those that only messages wait for."""
        ...

    async def report(self, name: str) -> CarrierReport | None:
        """How it stands now; None for a name that no carrier has."""
        ...

    def ordered(self, name: str, kept: Kept) -> None:
        """A hint that this order has been written; it may be lost."""
        ...

    def trace(self, message: Message) -> Trace:
        """The PDUs about a message that are remembered."""
        ...

    async def test(self, name: str) -> Trial | None:
        """Ask a live link for a sign of life, or try to bind where none is up; None for an unknown name."""
        ...


class NoCarriers:
    """`Carriers` where there are none."""

    def names(self) -> Sequence[str]:
        return ()

    async def report(self, name: str) -> CarrierReport | None:
        return None

    def ordered(self, name: str, kept: Kept) -> None:
        return None

    def trace(self, message: Message) -> Trace:
        return Trace((), "There are no carriers.")

    async def test(self, name: str) -> Trial | None:
        return None
