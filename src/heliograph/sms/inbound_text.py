"""Decodes the text of a message from a handset by its data_coding (SMPP 3.4 §5.2.19)."""

from heliograph.sms import gsm7

_GSM7 = 0
_ASCII = 1
_LATIN_1 = 3
_UCS2 = 8


def decode_text(octets: bytes, data_coding: int) -> str:
    """The text, with U+FFFD for what cannot be read; empty under a data_coding that carries no text we know."""
    if data_coding == _GSM7:
        return gsm7.decode(octets)
    if data_coding == _ASCII:
        return octets.decode("ascii", "replace")
    if data_coding == _LATIN_1:
        return octets.decode("latin-1")
    if data_coding == _UCS2:
        return octets.decode("utf-16-be", "replace")
    return ""
