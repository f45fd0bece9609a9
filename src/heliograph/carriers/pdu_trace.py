"""The latest PDUs of a carrier, in memory, for whoever looks what was said about a message.

What is kept are the pieces in which octets came and went, which are there anyway; they are cut into PDUs when somebody
looks. Of a bind nothing is kept: it has a password.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from heliograph.carriers.deliver_sm import receipt_id
from heliograph.carriers.port import HandOver
from heliograph.smpp.codec import HEADER, decode
from heliograph.smpp.faults import PeerError
from heliograph.smpp.framer import Framer
from heliograph.smpp.pdu import (
    ENQUIRE_LINK,
    GENERIC_NACK,
    RESPONSE,
    SUBMIT_SM,
    DataSm,
    DeliverSm,
)
from heliograph.sms.clock import Clock

#: What a piece holds beside its octets.
_PIECE_OCTETS: Final = 120

#: Hand-overs whose sequence is remembered: as many as there are submit_sm in a full trace.
_HANDED_MAX: Final = 20_000


class TracedPdu(NamedTuple):
    """One PDU as it was on the wire."""

    at: int
    """UTC milliseconds when its last octet came, or when it was written."""
    session: int
    """Number of the carrier's session."""
    sent: bool
    """Whether we wrote it; else the carrier did."""
    octets: bytes
    segment: int = 0
    """The part of the message that it is about; 0 where it does not say, as of a receipt."""

    @property
    def command_id(self) -> int:
        command_id: int = HEADER.unpack_from(self.octets)[1]
        return command_id

    @property
    def sequence(self) -> int:
        sequence: int = HEADER.unpack_from(self.octets)[3]
        return sequence


@dataclass(slots=True)
class _Piece:
    """Octets that came or went together."""

    at: int
    tap: "LinkTap"
    sent: bool
    aligned: bool
    octets: bytes


class LinkTap:
    """`Tap` of one link: what it sees goes to the carrier's trace."""

    def __init__(self, trace: "PduTrace", session: int) -> None:
        self._trace = trace
        self.session = session

    def read(self, octets: bytes, aligned: bool) -> None:
        self._trace.add(self, False, aligned, octets)

    def wrote(self, octets: bytes) -> None:
        self._trace.add(self, True, True, octets)

    def handed_over(self, handover: HandOver, sequence: int) -> None:
        """A submit_sm with this sequence number is on its way."""
        self._trace.handed.append((handover.message_id, handover.segment, self, sequence))


class PduTrace:
    """The latest octets of a carrier's links, within a bound."""

    def __init__(self, clock: Clock, octets_max: int) -> None:
        """`octets_max` is what the pieces may hold; 0 keeps none."""
        self._clock = clock
        self._octets_max = octets_max
        self._octets = 0
        self._pieces: deque[_Piece] = deque()
        self.handed: deque[tuple[int, int, LinkTap, int]] = deque(maxlen=_HANDED_MAX)
        """Message, segment, link and sequence number of the latest hand-overs."""

    @property
    def looks(self) -> bool:
        """Whether anything is kept at all."""
        return self._octets_max > 0

    def tap(self, session: int) -> LinkTap | None:
        """The tap of a new link; None while nothing is kept, and then that link does not begin to look later."""
        return LinkTap(self, session) if self.looks else None

    def change(self, octets_max: int) -> None:
        """Keep so many from now on."""
        self._octets_max = octets_max
        self._forget()

    def add(self, tap: LinkTap, sent: bool, aligned: bool, octets: bytes) -> None:
        self._pieces.append(_Piece(self._clock.utc_ms(), tap, sent, aligned, octets))
        self._octets += len(octets) + _PIECE_OCTETS
        if self._octets > self._octets_max:
            self._forget()

    def _forget(self) -> None:
        while self._octets > self._octets_max:
            self._octets -= len(self._pieces.popleft().octets) + _PIECE_OCTETS

    def of_message(self, message_id: int, carrier_ids: Collection[str]) -> Sequence[TracedPdu]:
        """What was said about a message, oldest first: its submit_sm, receipts with one of `carrier_ids`, and the
        answers to both. Walks all that is kept."""
        segments = {(tap, sequence): segment for one, segment, tap, sequence in self.handed if one == message_id}
        receipts: set[tuple[LinkTap, int]] = set()
        found: list[TracedPdu] = []
        for tap, pdu in self._pdus():
            key = (tap, pdu.sequence)
            kind, ours = pdu.command_id, pdu.sent
            if kind & RESPONSE:
                # A response belongs to a request that went the other way; each side counts for itself.
                if not ours and key in segments and kind in (SUBMIT_SM | RESPONSE, GENERIC_NACK):
                    found.append(pdu._replace(segment=segments[key]))
                elif ours and key in receipts:
                    found.append(pdu)
            elif ours and kind == SUBMIT_SM and key in segments:
                found.append(pdu._replace(segment=segments[key]))
            elif not ours and _receipted_id(pdu) in carrier_ids:
                receipts.add(key)
                found.append(pdu)
        return found

    def _pdus(self) -> Iterator[tuple[LinkTap, TracedPdu]]:
        """All PDUs that are whole, in the order in which they came and went; signs of life are left out."""
        framers: dict[tuple[LinkTap, bool], Framer] = {}
        for piece in self._pieces:
            stream = (piece.tap, piece.sent)
            if stream not in framers:
                if not piece.aligned:
                    continue  # the beginning of its first PDU is forgotten
                framers[stream] = Framer()
            try:
                for data, start, end in framers[stream].frames(piece.octets):
                    pdu = TracedPdu(piece.at, piece.tap.session, piece.sent, data[start:end])
                    if pdu.command_id & ~RESPONSE != ENQUIRE_LINK:
                        yield piece.tap, pdu
            except PeerError:
                del framers[stream]


def _receipted_id(pdu: TracedPdu) -> str | None:
    """The carrier's id in a receipt, as it stands there; None where the PDU is none."""
    try:
        _, _, read = decode(pdu.octets)
    except PeerError:
        return None
    return receipt_id(read) if isinstance(read, DeliverSm | DataSm) else None
