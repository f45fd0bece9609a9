"""The default alphabets of carriers: what data_coding 0 means to them, and which texts fit it."""

from enum import IntEnum

from heliograph.sms import gsm7
from heliograph.sms.gsm7 import NotInAlphabet
from heliograph.sms.septets import fill_bits, pack


class Alphabet(IntEnum):
    """How a carrier takes a text under its default data coding. The numbers are stored with messages: never reuse one.

    Whatever its form on the link, a handset gets the text in GSM 7-bit: `LATIN1` and `ASCII` carry what both have.
    """

    GSM7_UNPACKED = 0
    """One septet an octet."""
    GSM7_PACKED = 1
    """As on the air: eight septets in seven octets."""
    LATIN1 = 2
    ASCII = 3


_CODECS = {Alphabet.LATIN1: "latin-1", Alphabet.ASCII: "ascii"}


def fits(text: str, alphabet: Alphabet) -> bool:
    """Whether every character of `text` can go under the default data coding."""
    return gsm7.fits(text) and (alphabet not in _CODECS or _fits_codec(text, _CODECS[alphabet]))


def encode(text: str, alphabet: Alphabet, header_octets: int = 0) -> bytes:
    """The octets of `text` behind a user data header of so many octets. Raises NotInAlphabet."""
    if alphabet in _CODECS:
        if not fits(text, alphabet):
            raise NotInAlphabet(f"A character of the text is not in both GSM 7-bit and {_CODECS[alphabet]}.")
        return text.encode(_CODECS[alphabet])
    septets = gsm7.encode(text)
    return pack(septets, fill_bits(header_octets)) if alphabet is Alphabet.GSM7_PACKED else septets


def _fits_codec(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
