"""How words of a search compare with what is stored: letters in either case, `*` for anything."""

import re
from functools import lru_cache

ANYTHING = "*"


def fold(text: str) -> str:
    """`text` with its letters in one case, each by itself, so that no length changes.

    A letter whose two cases do not lead back to one another stays as it is: the Kelvin sign is no k, `ß` no `ss`.
    """
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 and lower.upper() == character else character


def other_case(folded: str) -> str:
    """The other character that `fold` makes into this one; itself where there is none."""
    upper = folded.upper()
    return upper if len(upper) == 1 and _folded(upper) == folded else folded


def fits(pattern: str, text: str) -> bool:
    """Whether the whole of `text` is what the pattern says: ASCII letters in either case, `*` for anything."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in re.split(r"\*+", pattern))
    return re.compile(".*".join(parts), re.ASCII | re.IGNORECASE | re.DOTALL)
