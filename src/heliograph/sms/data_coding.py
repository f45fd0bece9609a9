"""Reads the text of a short message's octets by its data coding (SMPP 3.4 §5.2.19; 3GPP TS 23.038 §4)."""

from heliograph.sms import gsm7


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
