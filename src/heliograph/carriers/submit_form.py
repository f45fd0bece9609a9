"""How one carrier wants its submit_sm: everything about the PDU that carriers differ in."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from heliograph.smpp.pdu import Tlvs
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.sender_id import SenderKind, kind_of

#: Type of number and numbering plan of an address (SMPP 3.4 §5.2.5, §5.2.6).
TonNpi: TypeAlias = tuple[int, int]


class Validity(Enum):
    """How the carrier is told until when it may try."""

    RELATIVE = "relative"
    """From its own now on: no clocks have to agree."""
    ABSOLUTE = "absolute"
    NONE = "none"
    """Not at all: the carrier's own limit holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitForm:
    """What holds for every submit_sm to a carrier. The defaults are what most carriers take."""

    sender: str = ""
    """The source address where the client gave none."""
    alphanumeric: TonNpi = SenderKind.ALPHANUMERIC.value
    short_code: TonNpi = SenderKind.SHORT_CODE.value
    msisdn: TonNpi = SenderKind.INTERNATIONAL.value
    destination: TonNpi = SenderKind.INTERNATIONAL.value
    destination_plus: bool = False
    """Whether the recipient's number is written with a plus sign before it."""
    alphabet: Alphabet = Alphabet.GSM7_UNPACKED
    default_coding: int = 0
    """The data_coding of texts in `alphabet`."""
    ucs2_coding: int = 8
    """That of all others."""
    service_type: str = ""
    protocol_id: int = 0
    priorities: tuple[int, int, int] = (0, 0, 0)
    """priority_flag of one-time codes, notices and marketing."""
    validity: Validity = Validity.RELATIVE
    registered_delivery: int = 1
    """Which receipts are asked for: 0 none, 1 all final ones, 2 those of failures; and 16 for notifications."""
    tlvs: Tlvs = ()
    """The carrier's own, sent with each submit_sm."""

    def source(self, sender: str) -> TonNpi:
        """How this source address is to be named; (0, 0) where there is none."""
        if not sender:
            return 0, 0
        match kind_of(sender):
            case SenderKind.ALPHANUMERIC:
                return self.alphanumeric
            case SenderKind.SHORT_CODE:
                return self.short_code
            case SenderKind.INTERNATIONAL:
                return self.msisdn
