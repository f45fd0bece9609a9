"""Reads the text of a short message's octets by its data coding (SMPP 3.4 §5.2.19; 3GPP TS 23.038 §4)."""

from heliograph.sms import gsm7
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.septets import fill_bits, unpack

_OWN = {Alphabet.LATIN1: 0x03, Alphabet.ASCII: 0x01}


def text_of(octets: bytes, data_coding: int) -> str | None:
    """The text of these octets by their data coding; None where they are binary or the coding is unknown.

    Without a user data header. Message classes are 0x10 and 0xF0 (3GPP TS 23.038 §4).
    """
    if data_coding in (0x00, 0x10, 0x11, 0x12, 0x13) or data_coding & 0xFC == 0xF0:
        return gsm7.decode(octets)
    if data_coding in (0x08, 0x18, 0x19, 0x1A, 0x1B):
        return octets.decode("utf-16-be", "replace")
    if data_coding == 0x01:
        return octets.decode("ascii", "replace")
    if data_coding == 0x03:
        return octets.decode("latin-1")
    return None


def without_default(octets: bytes, data_coding: int, alphabet: Alphabet, header_octets: int = 0) -> tuple[bytes, int]:
    """Octets and data coding that say the same to readers who do not know what 0 means at this carrier.

    `octets` are those behind a user data header of `header_octets`, which packed septets are aligned to.
    """
    if data_coding != 0:
        return octets, data_coding
    if alphabet is Alphabet.GSM7_PACKED:
        return unpack(octets, fill_bits(header_octets)), 0
    return octets, _OWN.get(alphabet, 0)
