"""Finds the line of every key in a TOML text, since the standard library's parser keeps none.

Made for text that `tomllib` has already accepted: it follows tables, arrays of tables, dotted and quoted keys, inline
tables and multi-line values, and trusts the rest. Source: TOML 1.0.0.
"""

from bisect import bisect_right
from collections.abc import Mapping

#: Keys and list indexes from the top: `("carriers", 0, "port")`.
KeyPath = tuple[str | int, ...]

_BLANK = " \t\r\n"
_BARE_END = " \t\r\n.=]"
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line, from 1, of each key, table header and list element of `text`."""
    return _Scanner(text).scan()


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of `path`, or of the nearest thing around it (a missing key: its table's header); 0 for the file."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 0


def dotted(path: KeyPath) -> str:
    """`("carriers", 0, "port")` as `carriers[0].port`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


class _Scanner:
    """One walk over the text; `_at` is the offset of the next character to read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(offset + 1 for offset, character in enumerate(text) if character == "\n")]
        self._lines: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}
        """How many tables each array of tables has so far."""

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._skip_blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip_blank()
        return self._lines

    def _header(self) -> KeyPath:
        """Read `[a.b]` or `[[a.b]]`; the path of the table that follows."""
        line = self._line()
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        *outer, last = self._key()
        self._at += brackets
        path: KeyPath = ()
        for part in outer:
            path += (part,)
            self._lines.setdefault(path, line)
            if path in self._tables:
                path += (self._tables[path] - 1,)
        path += (last,)
        self._lines.setdefault(path, line)
        if brackets == 2:
            self._tables[path] = self._tables.get(path, 0) + 1
            path += (self._tables[path] - 1,)
        # `[a.b]` may come first and `[a]` later: the table's own header is where its missing keys belong.
        self._lines[path] = line
        return path

    def _pair(self, table: KeyPath) -> None:
        """Read `key = value` below `table`."""
        line = self._line()
        path = table
        for part in self._key():
            path += (part,)
            self._lines.setdefault(path, line)
        self._at += 1
        self._skip_blank()
        self._value(path)

    def _key(self) -> list[str]:
        """Read a key, dotted or not, and stop before the `=` or `]` that ends it."""
        parts: list[str] = []
        while True:
            self._skip_blank()
            quote = self._text[self._at]
            if quote in "\"'":
                parts.append(self._quoted(quote))
            else:
                start = self._at
                while self._text[self._at] not in _BARE_END:
                    self._at += 1
                parts.append(self._text[start : self._at])
            self._skip_blank()
            if self._text[self._at] != ".":
                return parts
            self._at += 1

    def _quoted(self, quote: str) -> str:
        """Read a one-line string in `quote`s and return what it says."""
        self._at += 1
        said: list[str] = []
        while (character := self._text[self._at]) != quote:
            self._at += 1
            if character == "\\" and quote == '"':
                character = self._escaped()
            said.append(character)
        self._at += 1
        return "".join(said)

    def _escaped(self) -> str:
        """Read what follows a backslash."""
        kind = self._text[self._at]
        self._at += 1
        digits = {"u": 4, "U": 8}.get(kind)
        if digits is None:
            return _ESCAPES[kind]
        self._at += digits
        return chr(int(self._text[self._at - digits : self._at], 16))

    def _value(self, path: KeyPath) -> None:
        """Skip one value, and note what lies inside it."""
        character = self._text[self._at]
        if self._text.startswith(('"""', "'''"), self._at):
            self._multi_line(self._text[self._at : self._at + 3])
        elif character in "\"'":
            self._quoted(character)
        elif character == "[":
            self._array(path)
        elif character == "{":
            self._inline_table(path)
        else:
            while self._at < len(self._text) and self._text[self._at] not in ",]}#\n":
                self._at += 1

    def _multi_line(self, quotes: str) -> None:
        """Skip a string in triple quotes; up to two more quotes may stand before the closing three."""
        self._at += 3
        while not self._text.startswith(quotes, self._at):
            self._at += 2 if self._text[self._at] == "\\" and quotes == '"""' else 1
        self._at += 3
        while self._text.startswith(quotes[0], self._at):
            self._at += 1

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        self._skip_blank()
        while self._text[self._at] != "]":
            self._lines[(*path, index)] = self._line()
            self._value((*path, index))
            index += 1
            self._skip_blank()
            if self._text[self._at] == ",":
                self._at += 1
                self._skip_blank()
        self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        self._skip_blank()
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip_blank()
            if self._text[self._at] == ",":
                self._at += 1
                self._skip_blank()
        self._at += 1

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)

    def _skip_blank(self) -> None:
        """Skip blanks, line ends and comments."""
        while self._at < len(self._text):
            if self._text[self._at] == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif self._text[self._at] in _BLANK:
                self._at += 1
            else:
                return
