"""Codes text in the GSM 7-bit alphabet and its extension table, one octet per septet (3GPP TS 23.038 §6.2.1).

SMPP carries the alphabet unpacked: septets are octets with the top bit clear, and a character of the extension table
is a pair that begins with ESC. National shift tables are not here.
"""

import re
import unicodedata
from functools import lru_cache

ESC = 0x1B

#: Index is the septet. ESC itself has no character; a handset that knows no table behind it shows a space.
_DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)

#: The septet that follows ESC.
_EXTENSION = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}

_BASE = _DEFAULT.replace("\x1b", "")

#: Every character that the alphabet has.
CHARACTERS = frozenset(_BASE).union(_EXTENSION)

_ENCODE = str.maketrans(
    {character: chr(_DEFAULT.index(character)) for character in _BASE}
    | {character: chr(ESC) + chr(septet) for character, septet in _EXTENSION.items()}
)
_DECODE = dict(enumerate(_DEFAULT.replace("\x1b", " "))) | dict.fromkeys(range(0x80, 0x100), "\ufffd")
_DECODE_EXTENSION = {chr(septet): character for character, septet in _EXTENSION.items()}

_FITS = re.compile(f"[{re.escape(_BASE + ''.join(_EXTENSION))}]*")
_FOREIGN = re.compile(f"[^{re.escape(_BASE + ''.join(_EXTENSION))}]")
_EXTENDED = re.compile(f"[{re.escape(''.join(_EXTENSION))}]")
_PIECES = re.compile("\x1b(.?)|[^\x1b]+", re.DOTALL)

#: The characters that ASCII and the alphabet have at the same place: most texts hold no others and need no table.
_SAME_AS_ASCII = re.compile(
    "[" + re.escape("".join(c for i, c in enumerate(_DEFAULT) if ord(c) == i and i != ESC)) + "]*"
)

#: What people mean by characters that word processors put in. Only those that Unicode itself does not decompose.
_SUBSTITUTES = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "ʼ": "'",
    "“": '"', "”": '"', "„": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "•": "*", "·": ".", "×": "x", "÷": "/", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
    "\t": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "",
}  # fmt: skip


class NotInAlphabet(ValueError):
    """A character of the text is not in the GSM 7-bit alphabet; says at which position, never which text."""


def fits(text: str) -> bool:
    """Whether every character of `text` is in the default or the extension table."""
    return _FITS.fullmatch(text) is not None


def septets(text: str) -> int:
    """How many septets `text` takes, two for each character of the extension table. Only for texts that fit."""
    return len(text) + len(_EXTENDED.findall(text))


def encode(text: str) -> bytes:
    """The septets of `text`, one octet each. Raises NotInAlphabet."""
    if _SAME_AS_ASCII.fullmatch(text) is not None:
        return text.encode("ascii")
    foreign = _FOREIGN.search(text)
    if foreign is not None:
        raise NotInAlphabet(f"The character at position {foreign.start() + 1} is not in the GSM 7-bit alphabet.")
    return text.translate(_ENCODE).encode("latin-1")


def decode(octets: bytes) -> str:
    """The text of septets, one octet each.

    An extension that no table has shows the base character of its septet, as a handset does; ESC before ESC or at the
    end shows a space. Octets above 0x7F are no septets and become U+FFFD.
    """
    coded = octets.decode("latin-1")
    if "\x1b" not in coded:
        return coded.translate(_DECODE)
    return "".join(
        piece[0].translate(_DECODE)
        if piece[1] is None
        else _DECODE_EXTENSION.get(piece[1]) or (piece[1] or "\x1b").translate(_DECODE)
        for piece in _PIECES.finditer(coded)
    )


def first_foreign(text: str) -> int | None:
    """The position of the first character that is not in the alphabet, counted from 0; None when the text fits."""
    foreign = _FOREIGN.search(text)
    return None if foreign is None else foreign.start()


@lru_cache(maxsize=1024)
def substitute(character: str) -> str | None:
    """What could stand for `character` inside the alphabet without a change of meaning; None when nothing could.

    It may be empty (a zero-width space) or longer than one character (`…` is three dots).
    """
    if fits(character):
        return character
    if character in _SUBSTITUTES:
        return _SUBSTITUTES[character]
    decomposed = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain if plain and fits(plain) else None
