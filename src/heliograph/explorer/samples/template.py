"""Fills the templates of samples: `«name»` stands for a text, and alone on its line for any number of lines.

What is filled in is never read as a template again, so a value may hold whatever it likes. A text has no line breaks:
literals spell them in their language's way.
"""

import re
import textwrap
from collections.abc import Iterable

_NAME = re.compile("«([a-z_]+)»")
_ALONE = re.compile("([ \t]*)«([a-z_]+)»")

WIDTH = 100


def fill(template: str, **parts: str | Iterable[str]) -> str:
    """The template with its parts, ending in one line break. A list of no lines leaves none.

    Raises KeyError for a name that no part has, and ValueError where a list does not stand alone.
    """
    lines: list[str] = []
    for line in template.strip("\n").split("\n"):
        alone = _ALONE.fullmatch(line)
        if alone is not None and not isinstance(parts[alone[2]], str):
            lines += [alone[1] + one if one else "" for one in parts[alone[2]]]
        else:
            lines.append(_NAME.sub(lambda found: _text(parts[found[1]]), line))
    return "\n".join(lines) + "\n"


def _text(part: str | Iterable[str]) -> str:
    if not isinstance(part, str):
        raise ValueError("a list of lines must stand alone on its line")
    return part


def comment(mark: str, *sentences: str) -> tuple[str, ...]:
    """The sentences as a comment, each beginning a line of its own."""
    wide = WIDTH - len(mark) - 1
    return tuple(
        f"{mark} {line}" for sentence in sentences for line in textwrap.wrap(sentence, wide, break_long_words=False)
    )
