"""Writes for people: rows, columns and sentences, with nothing in them that could command a terminal."""

import shutil
import sys
import unicodedata
from collections.abc import Sequence

#: Wide enough for a table when the output goes to a file.
_WIDTH_ELSEWHERE = 160


def harmless(text: str) -> str:
    """`text` on one line, every control, format and private character replaced: escapes, bells, direction marks."""
    return "".join(
        character if unicodedata.category(character)[0] != "C" else " " if character in "\n\r\t" else "�"
        for character in text
    )


def columns_of(text: str) -> int:
    """How many columns `text` takes: two for a wide (East Asian) character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def padded(text: str, width: int) -> str:
    """`text` with blanks up to `width` columns."""
    return text + " " * (width - columns_of(text))


def cut(text: str, width: int) -> str:
    """`text`, or as much of its beginning as fits `width` columns with a `…`."""
    if columns_of(text) <= width:
        return text
    kept = ""
    for character in text:
        if columns_of(kept + character) > width - 1:
            break
        kept += character
    return kept + "…"


def width() -> int:
    """The columns of standard output."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH_ELSEWHERE


def say(line: str = "") -> None:
    """One line on standard output, at once, so that a pipe follows along."""
    print(line, flush=True)


def clear() -> None:
    """An empty screen to write on, where there is a screen; elsewhere a blank line."""
    print("\x1b[H\x1b[2J" if sys.stdout.isatty() else "", end="" if sys.stdout.isatty() else "\n", flush=True)


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    print(f"heliograph: {sentence}", file=sys.stderr, flush=True)


def show_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Names and values, one pair a line; a pair without a value is left out."""
    known = [(name, value) for name, value in pairs if value]
    longest = max((columns_of(name) for name, _ in known), default=0)
    for name, value in known:
        say(f"{padded(name, longest)}  {harmless(value)}")
