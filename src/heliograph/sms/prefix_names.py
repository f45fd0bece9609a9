"""Finds the English name of a number's prefix in the number library's own tables, without importing them.

The library keeps 300,000 prefixes in 32 generated modules: importing them takes seconds and more than 100 MB, for a
server that asks a few names. Each module is one line per prefix, in order, so the files are mapped and searched where
they lie. Files that do not look so make this import the tables after all: slow, but right.
"""

import ast
import importlib
import mmap
import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import phonenumbers

_LIBRARY = Path(phonenumbers.__file__).parent

#: The head of a module, with its licence, is shorter than this.
_HEAD_MAX = 4096

#: How a table's first line has to look for its file to be searched: ` '1201':{'en': 'New Jersey'},`.
_LINE = re.compile(rb" '([0-9]+)':\{'.*\},\n")

#: A Python string behind a language's key; the library wraps those beyond ASCII in `u()`.
_IN_LANGUAGE = r"'%s': ?(?:u\()?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_IN_ENGLISH = re.compile(_IN_LANGUAGE % "en")

_COUNTRY = re.compile(r"^ *'([A-Z]{2})': \{(.*)\},$", re.MULTILINE)

#: Digits that most names are told by, and how many such beginnings are remembered: traffic is to few networks, and a
#: search through a table takes as long as a step of a message's life.
_BEGINNING = 7
_BEGINNINGS_MAX = 8192

#: Sorts behind every digit.
_ABOVE_DIGITS = ":"


class PrefixNames:
    """The names of one table of the library: `geodata` for areas, `carrierdata` for networks."""

    def __init__(self, table: str) -> None:
        folder = _LIBRARY / table
        paths = [folder / f"data{n}.py" for n in range(len(list(folder.glob("data*.py"))))]
        self._chunks = [_Chunk(path) for path in paths]
        self._firsts = [chunk.first for chunk in self._chunks]
        self._imported: Mapping[str, Mapping[str, str]] | None = None
        if not all(self._firsts) or self._firsts != sorted(self._firsts):
            self._imported = _imported(table)

        self._shared = lru_cache(_BEGINNINGS_MAX)(self._shared_by)

    def find(self, digits: str) -> str:
        """The English name of the longest prefix of `digits` that has one; "" where none has."""
        shared = self._shared(digits[:_BEGINNING])
        return self._search(digits) if shared is None else shared

    def _shared_by(self, beginning: str) -> str | None:
        """The name of all numbers that begin so; None where a longer prefix tells some of them apart."""
        if self._imported is not None:
            return None
        alone = self._up_to(beginning) == self._up_to(beginning + _ABOVE_DIGITS)
        return self._search(beginning) if alone else None

    def _search(self, digits: str) -> str:
        wanted = digits
        while wanted:
            prefix, name = self._up_to(wanted)
            if not wanted.startswith(prefix):
                wanted = _common_beginning(wanted, prefix)  # every longer prefix of `digits` would have sorted between
            elif name:
                return name
            else:
                wanted = prefix[:-1]
        return ""

    def _up_to(self, wanted: str) -> tuple[str, str]:
        """The greatest prefix that sorts at or before `wanted`, and its English name; ("", "") below the lowest."""
        if self._imported is not None:
            known = (wanted[:length] for length in range(len(wanted), 0, -1))
            prefix = next((prefix for prefix in known if prefix in self._imported), "")
            return prefix, self._imported[prefix].get("en", "") if prefix else ""
        position = bisect_right(self._firsts, wanted.encode()) - 1
        return self._chunks[position].up_to(wanted.encode()) if position >= 0 else ("", "")


class _Chunk:
    """One module of a table. Its file is mapped when first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text: mmap.mmap | None = None
        with path.open("rb") as file:
            head = file.read(_HEAD_MAX)
        self._begin = head.find(b"\ndata = {\n") + len(b"\ndata = {\n")
        line = _LINE.match(head, self._begin)
        self.first = line[1] if line is not None else b""
        """Its lowest prefix; empty when the file does not look as it should."""

    def up_to(self, wanted: bytes) -> tuple[str, str]:
        """The greatest prefix that sorts at or before `wanted`, which is not below `first`, and its English name."""
        if self._text is None:
            with self._path.open("rb") as file:
                self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        text = self._text
        low, high = self._begin, text.rfind(b"\n}") + 1
        while True:  # `low` and `high` are beginnings of lines: the one at `low` sorts at or before `wanted`
            middle = text.rfind(b"\n", low, (low + high) // 2) + 1 or text.find(b"\n", low) + 1
            if middle >= high:
                break
            if text[middle + 2 : text.find(b"'", middle + 2)] <= wanted:
                low = middle
            else:
                high = middle
        line = text[low:high].decode("ascii")
        return line[2 : line.index("'", 2)], _english(line)


@cache
def prefix_names(table: str) -> PrefixNames:
    """The names of one table, of which a process needs no second."""
    return PrefixNames(table)


@cache
def country_names() -> Mapping[str, str]:
    """English names by ISO 3166 region code, from the library's table of countries."""
    text = (_LIBRARY / "geodata" / "locale.py").read_text("utf-8")
    return MappingProxyType({region: _english(names) for region, names in _COUNTRY.findall(text)})


#: Lines whose name is remembered: reading one takes Python's own parser, and traffic is to few networks.
_NAMES_MAX = 8192


@lru_cache(_NAMES_MAX)
def _english(names: str) -> str:
    """The English name in a line of names by language; `*aa` stands for the name in the language `aa`."""
    found = _IN_ENGLISH.search(names)
    if found is None:
        return ""
    name = str(ast.literal_eval(found[1]))
    if name.startswith("*"):
        found = re.search(_IN_LANGUAGE % name[1:], names)
        name = str(ast.literal_eval(found[1])) if found is not None else ""
    return name


def _common_beginning(one: str, other: str) -> str:
    length = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        length += 1
    return one[:length]


def _imported(table: str) -> Mapping[str, Mapping[str, str]]:
    module = importlib.import_module(f"phonenumbers.{table}")
    data: Mapping[str, Mapping[str, str]] = getattr(module, "GEOCODE_DATA" if table == "geodata" else "CARRIER_DATA")
    return data
