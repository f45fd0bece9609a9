"""Tells whether a message from a handset says STOP, STOPALL or START, and nothing else.

Case, blanks and punctuation do not count: "Stop.", "STOP ALL" and "(stopall)" are words; "please stop calling" is a
message like any other. Nothing here knows what follows from it.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

#: Longer texts are no single word in any language.
_LENGTH_MAX = 80


class Wish(Enum):
    """What the recipient wants."""

    STOP = auto()
    """Nothing more from the sender it was said to."""
    STOP_ALL = auto()
    """Nothing more from any sender."""
    START = auto()
    """Messages again, from that sender and from all."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """The words that are wishes, by their plain form (`plain`)."""

    wishes: dict[str, Wish]

    @classmethod
    def of(cls, stop: Iterable[str], stop_all: Iterable[str], start: Iterable[str]) -> "Keywords":
        """A word in two of the lists is the gravest of its wishes: STOPALL before STOP before START."""
        found: dict[str, Wish] = {}
        for wish, words in ((Wish.START, start), (Wish.STOP, stop), (Wish.STOP_ALL, stop_all)):
            found.update({plain(word): wish for word in words if plain(word)})
        return cls(found)


def plain(text: str) -> str:
    """The letters and digits of `text`, folded to one case; empty for a text that is no word."""
    if len(text) > _LENGTH_MAX:
        return ""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def wish_of(text: str, keywords: Keywords) -> Wish | None:
    """What the text asks for; None where it is no keyword."""
    return keywords.wishes.get(plain(text))
