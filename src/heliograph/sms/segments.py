"""Splits a text into the segments that a handset can join again (3GPP TS 23.038 §6.2, TS 23.040 §9.2.3.24.1)."""

from enum import IntEnum

import msgspec

from heliograph.sms import alphabet as alphabets
from heliograph.sms import gsm7
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.long_messages import LongMessages

#: Characters (Unicode code points) in one message. Source: the API's page "message delivery rules", international.
TEXT_MAX = 1500

#: The concatenation header counts parts in one octet.
PARTS_MAX = 255

#: Septets and UTF-16 units of one segment alone: both are 140 octets.
GSM7_SINGLE, UCS2_SINGLE = 160, 70
_SEGMENT_OCTETS = 140


class DataCoding(IntEnum):
    """SMPP data_coding of texts: GSM7 is the SMSC's default alphabet, UCS2 is UTF-16BE in truth."""

    GSM7 = 0
    UCS2 = 8


class TooLong(ValueError):
    """The text needs more segments than the concatenation header can count."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """One segment's share of a text."""

    number: int
    """1, 2, … as in the concatenation header."""
    total: int
    text: str


def coding_of(text: str, alphabet: Alphabet = Alphabet.GSM7_UNPACKED) -> DataCoding:
    """GSM7 where the whole text fits the carrier's alphabet: one foreign character moves the whole text to UCS2."""
    return DataCoding.GSM7 if alphabets.fits(text, alphabet) else DataCoding.UCS2


def split_into_segments(text: str, coding: DataCoding | None = None, header_octets: int = 6) -> tuple[Part, ...]:
    """The parts of `text`, in order, ready for submit_sm.

    One segment holds 160 septets (GSM 7-bit) or 70 UTF-16 units (UCS-2); of several, each holds 153 or 67 behind a
    header of six octets, 152 or 66 behind one of seven. An escape pair and a surrogate pair are never split.
    `coding=None` picks GSM 7-bit where the whole text fits it. Never returns an empty tuple: "" is one empty part.

    Raises TooLong above 255 parts, and gsm7.NotInAlphabet where `coding` is GSM7 and the text does not fit it.
    """
    if coding is None:
        coding = coding_of(text)
    octets = octets_of(text, coding)
    cuts = _cuts(octets, coding, header_octets)
    total = len(cuts) - 1
    if total == 1:
        return (Part(1, 1, text),)
    if total > PARTS_MAX:
        raise TooLong(f"The text needs {total} segments; at most {PARTS_MAX} can be joined again.")
    return tuple(Part(n, total, text_of(octets[cuts[n - 1] : cuts[n]], coding)) for n in range(1, total + 1))


def cut_for(text: str, alphabet: Alphabet, long_messages: LongMessages) -> tuple[Part, ...]:
    """What is handed over one by one to a carrier with this alphabet and this way with long messages."""
    if long_messages is LongMessages.PAYLOAD:
        return (Part(1, 1, text),)
    return split_into_segments(text, coding_of(text, alphabet), long_messages.header_octets)


def count_segments(text: str, alphabet: Alphabet = Alphabet.GSM7_UNPACKED, header_octets: int = 6) -> int:
    """How many parts `split_into_segments` makes for the carrier's alphabet, without making them."""
    coding = coding_of(text, alphabet)
    if coding is DataCoding.GSM7 and len(text) * 2 <= GSM7_SINGLE:
        return 1
    return len(_cuts(octets_of(text, coding), coding, header_octets)) - 1


def count_for(text: str, alphabet: Alphabet, long_messages: LongMessages) -> int:
    """How many parts `cut_for` makes, without making them."""
    if long_messages is LongMessages.PAYLOAD:
        return 1
    return count_segments(text, alphabet, long_messages.header_octets)


def octets_of(text: str, coding: DataCoding) -> bytes:
    """The short_message of a part: unpacked septets, or UTF-16BE. Raises gsm7.NotInAlphabet."""
    if coding is DataCoding.GSM7:
        return gsm7.encode(text)
    return text.encode("utf-16-be", "replace")


def text_of(octets: bytes, coding: DataCoding) -> str:
    """The text of a short_message; what is no text in that coding becomes U+FFFD, as `gsm7.decode` has it."""
    if coding is DataCoding.GSM7:
        return gsm7.decode(octets)
    return octets.decode("utf-16-be", "replace")


def forcing_character(text: str) -> str | None:
    """The first character that forces the whole text into UCS-2, to show people why a text costs more segments."""
    position = gsm7.first_foreign(text)
    return None if position is None else text[position]


def _cuts(octets: bytes, coding: DataCoding, header_octets: int) -> list[int]:
    """The offsets where parts begin, and the end: each part is filled as far as whole characters go."""
    room = _SEGMENT_OCTETS - header_octets
    if coding is DataCoding.GSM7:
        single, part, step = GSM7_SINGLE, room * 8 // 7, 1
    else:
        single, part, step = UCS2_SINGLE * 2, room // 2 * 2, 2
    end = len(octets)
    if end <= single:
        return [0, end]
    cuts = [0]
    cut = part
    while cut < end:
        last = octets[cut - step]
        if last == gsm7.ESC if step == 1 else 0xD8 <= last <= 0xDB:
            cut -= step
        cuts.append(cut)
        cut += part
    return [*cuts, end]
