"""Matches a text against patterns in which `*` is any run of characters, the empty one too, and `?` exactly one.

A pattern comes from a customer's policy and the text from a request, so neither may cost more than its length: the
general form reads the text once, one step a character, whatever the pattern is. It holds every place in the pattern
that the text so far can have reached as one bit of a number (Baeza-Yates and Gonnet, Shift-And).
"""

from collections.abc import Iterable

import msgspec

ANY = "*"


class Wildcard(msgspec.Struct, frozen=True):
    """One pattern with wildcards anywhere, made ready to match; case counts."""

    loops: int
    """Bit i: after i characters of the pattern stands a `*`, which swallows any character."""
    steps: dict[str, int]
    """By character. Bit i: the character may be the pattern's next after i of them."""
    any_step: int
    """The same for every other character: only a `?` takes it."""
    end: int
    """The bit that stands for the whole pattern."""

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` fits. One step a character, fewer where it is clear sooner that none fits."""
        steps, any_step, loops = self.steps, self.any_step, self.loops
        reached = 1
        for character in text:
            reached = ((reached & steps.get(character, any_step)) << 1) | (reached & loops)
            if not reached:
                return False
        return bool(reached & self.end)


def wildcard(pattern: str) -> Wildcard:
    """`pattern` made ready, in one step a character."""
    loops = any_step = 0
    taken: dict[str, int] = {}
    bit = 1
    for character in pattern:
        if character == ANY:
            loops |= bit
            continue
        if character == "?":
            any_step |= bit
        else:
            taken[character] = taken.get(character, 0) | bit
        bit <<= 1
    return Wildcard(loops, {character: bits | any_step for character, bits in taken.items()}, any_step, bit)


class Patterns(msgspec.Struct, frozen=True):
    """Several patterns of which one must fit; the forms that policies have most cost one look-up each.

    Case counts: who wants it not to folds patterns and text alike.
    """

    anything: bool
    """Whether one of them is `*` alone."""
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    """Those whose only wildcard is a `*` at the end, without it."""
    others: tuple[Wildcard, ...]

    def match(self, text: str) -> bool:
        """Whether any of the patterns fits the whole of `text`."""
        if self.anything or text in self.exact or text.startswith(self.prefixes):
            return True
        for other in self.others:  # noqa: SIM110  # a generator costs more than the rest of this function
            if other.matches(text):
                return True
        return False


def patterns(of: Iterable[str]) -> Patterns:
    """The patterns made ready; without any, nothing fits."""
    anything = False
    exact: set[str] = set()
    prefixes: list[str] = []
    others: list[Wildcard] = []
    for pattern in of:
        head = pattern.rstrip(ANY)
        if "?" in head or ANY in head:
            others.append(wildcard(pattern))
        elif head == pattern:
            exact.add(pattern)
        elif head:
            prefixes.append(head)
        else:
            anything = True
    return Patterns(anything, frozenset(exact), tuple(prefixes), tuple(others))
