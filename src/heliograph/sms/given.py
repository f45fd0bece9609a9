"""What a sender gave beside the text, to be handed to the carrier as it is: octets, data coding, header and TLVs."""

from typing import TypeAlias

import msgspec

from heliograph.sms.data_coding import text_of

#: Optional parameters in the order of the wire: (tag, value).
Tlvs: TypeAlias = tuple[tuple[int, bytes], ...]

#: User data of one short message in octets (3GPP TS 23.040 §9.2.3.24).
USER_DATA_OCTETS = 140

#: Data codings of the default alphabet, whose characters are septets on the air and octets here.
_SEPTETS = frozenset({0x00, 0x10, 0x11, 0x12, 0x13, 0xF0, 0xF1, 0xF2, 0xF3})


class Given(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Kept with the body of a message. New fields go at the end, with a default."""

    octets: bytes | None = None
    """The user data without its header, which goes in one piece as it is; None where the text is what goes."""
    data_coding: int = 0
    """Of `octets`; 0 is GSM 7-bit, one septet an octet."""
    udh: bytes = b""
    """The user data header with its length octet; empty for none."""
    protocol_id: int = 0
    tlvs: Tlvs = ()
    source: tuple[int, int] | None = None
    """TON and NPI of the source address as an SMPP customer gave them, for its receipts."""
    destination: tuple[int, int] | None = None


class ReceiptFor(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Which SMPP customer is told how a message ended. Stored with the life of the message."""

    credential: str
    """The key of the subscription that stands for the credential."""
    registered_delivery: int = 1
    """As SMPP 3.4 §5.2.17 has it: 0 never, 1 always, 2 of failures only; 3 (SMPP 5.0) of deliveries only."""

    def wants(self, arrived: bool) -> bool:
        """Whether a message that ended so is told."""
        return self.registered_delivery == 1 or self.registered_delivery == (3 if arrived else 2)


encode_given = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Given).decode

_NOTHING = Given()


def read_given(octets: bytes) -> Given | None:
    """What is stored; None where nothing was given."""
    return _decode(octets) if octets else None


def stored_given(given: Given) -> bytes:
    """What to store: nothing where there is nothing beside the text."""
    return b"" if given == _NOTHING else encode_given(given)


def readable(given: Given) -> str:
    """The text of the octets where their coding is known; empty where they are no text."""
    if given.octets is None:
        return ""
    return text_of(given.octets, given.data_coding) or ""


def octets_max(data_coding: int, udh_octets: int) -> int:
    """How many octets one short message holds behind a header of so many octets: of septets, 160 without one."""
    room = USER_DATA_OCTETS - udh_octets
    return room * 8 // 7 if data_coding in _SEPTETS else room


def is_whole_header(udh: bytes) -> bool:
    """Whether this is a user data header: its first octet counts the others, and each element is whole."""
    if not udh or udh[0] != len(udh) - 1:
        return False
    position = 1
    while position + 1 < len(udh):
        position += 2 + udh[position + 1]
    return position == len(udh)
