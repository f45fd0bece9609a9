"""Measures a text for people: where it is cut, which characters make it dear, and what would make it cheaper."""

import unicodedata
from collections import Counter
from itertools import groupby

import msgspec

from heliograph.sms import gsm7
from heliograph.sms.segments import (
    GSM7_SINGLE,
    UCS2_SINGLE,
    DataCoding,
    Part,
    coding_of,
    octets_of,
    split_into_segments,
)

#: Septets and UTF-16 units of one segment of several, behind a header of six octets.
_GSM7_JOINED, _UCS2_JOINED = 153, 67


class Run(msgspec.Struct, frozen=True, gc=False):
    """Characters beside one another that are all in the GSM 7-bit alphabet, or none of them."""

    text: str
    foreign: bool


class Foreign(msgspec.Struct, frozen=True, gc=False):
    """A character that is not in the alphabet, so that the whole text is UCS-2."""

    character: str
    count: int
    substitute: str | None
    """What could stand for it, perhaps nothing at all; None where only the writer knows."""

    @property
    def code_point(self) -> str:
        return f"U+{ord(self.character):04X}"

    @property
    def name(self) -> str:
        """By Unicode, in English; empty for a character that has none."""
        return unicodedata.name(self.character, "")


class Ruler(msgspec.Struct, frozen=True):
    """A text measured."""

    coding: DataCoding
    parts: tuple[tuple[Run, ...], ...]
    """Of each segment its text, in order."""
    room: int
    """Characters that the last segment has room for: septets in GSM 7-bit, UTF-16 units in UCS-2."""
    foreign: tuple[Foreign, ...]
    """Each once, in the order in which they first stand; empty in GSM 7-bit."""
    plain: str
    """The text with every substitute in its place; the text itself where some character has none."""
    plain_count: int
    """How many segments that takes."""

    @property
    def count(self) -> int:
        return len(self.parts)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Characters (Unicode code points) of each segment."""
        return tuple(sum(len(run.text) for run in part) for part in self.parts)

    @property
    def saves(self) -> int:
        """How many segments fewer the plain text takes."""
        return self.count - self.plain_count


def measure(text: str) -> Ruler:
    """The text as it is cut in the GSM 7-bit alphabet where it fits, else in UCS-2. Raises segments.TooLong."""
    parts = split_into_segments(text)
    coding = coding_of(text)
    foreign = _foreign(text)
    plain = text if any(one.substitute is None for one in foreign) else _plain(text)
    return Ruler(
        coding,
        tuple(_runs(part.text) for part in parts),
        _room(parts, coding),
        foreign,
        plain,
        len(split_into_segments(plain)),
    )


def _foreign(text: str) -> tuple[Foreign, ...]:
    counted = Counter(character for character in text if not gsm7.fits(character))
    return tuple(Foreign(character, count, gsm7.substitute(character)) for character, count in counted.items())


def _plain(text: str) -> str:
    return "".join(gsm7.substitute(character) or "" for character in text)


def _runs(text: str) -> tuple[Run, ...]:
    by_fit = groupby(text, key=lambda character: not gsm7.fits(character))
    return tuple(Run("".join(characters), foreign) for foreign, characters in by_fit)


def _room(parts: tuple[Part, ...], coding: DataCoding) -> int:
    units = len(octets_of(parts[-1].text, coding)) // (1 if coding is DataCoding.GSM7 else 2)
    alone, joined = (GSM7_SINGLE, _GSM7_JOINED) if coding is DataCoding.GSM7 else (UCS2_SINGLE, _UCS2_JOINED)
    return (alone if len(parts) == 1 else joined) - units
