"""Reads a search from what a person typed, and writes it back in one form.

    search = [ term *( space term ) ]
    term   = [ "-" ] ( field ":" value *( "," value ) / value )
    value  = quoted / bare

Every term must hold; of several values of one term any may. `-` in front says the opposite. A quoted value may have
spaces; inside quotes a backslash stands before a quote and before itself. A value without a field is an id if it has
16 digits or more, a number if it has 8 or more or begins with `+`, and else a part of the text. The text has no commas
that part it.
"""

import re
from dataclasses import dataclass

from heliograph.sms.search.fields import FIELDS, VALUE_MAX, Field, allowed_by, nearest

#: More than anybody types; a bound on what one search costs.
QUERY_MAX = 2_000
TERMS_MAX = 30

_TERM = re.compile(r"(-?)(?:([A-Za-z]+):(?!//))?")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE = re.compile(r'[^\s"][^\s]*')
_BARE_ITEM = re.compile(r'[^\s",][^\s,]*')
_SPACE = re.compile(r"\s*")
_DIGITS = re.compile(r"\+?[0-9]+", re.ASCII)

#: Of digits alone: ids have had 17 since the first day, numbers have 15 at most, and shorter ones are codes in texts.
_ID_DIGITS = 16
_NUMBER_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Term:
    """One condition."""

    field: str
    """A key of `FIELDS`."""
    values: tuple[str, ...]
    """In canonical form; any of them may hold. Never empty."""
    negated: bool = False

    def __str__(self) -> str:
        sign = "-" if self.negated else ""
        if self.field == "text":
            return sign + _text(self.values[0], bool(sign))
        return f"{sign}{self.field}:{','.join(_item(value) for value in self.values)}"


@dataclass(frozen=True, slots=True)
class Search:
    """All conditions, in the order in which they were typed; none means every message."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def without(self, place: int) -> "Search":
        """The search without one of its terms."""
        return Search(self.terms[:place] + self.terms[place + 1 :])


@dataclass(frozen=True, slots=True)
class Misread:
    """Why something is no search."""

    term: str
    """The term as it was typed, for the person who typed it; it may be personal."""
    says: str
    """What is wrong and what is allowed, as a sentence that repeats nothing personal."""


def read_search(text: str) -> Search | Misread:
    """The search that a person typed; or the first thing that is wrong with it."""
    if len(text) > QUERY_MAX:
        return Misread("", f"The search has {len(text)} characters; at most {QUERY_MAX} are allowed.")
    terms: list[Term] = []
    place = _space(text, 0)
    while place < len(text):
        found, place = _term(text, place)
        if isinstance(found, Misread):
            return found
        if found not in terms:
            terms.append(found)
        place = _space(text, place)
    if len(terms) > TERMS_MAX:
        return Misread("", f"The search has {len(terms)} terms; at most {TERMS_MAX} are allowed.")
    return Search(tuple(terms))


def _space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    assert found is not None
    return found.end()


def _term(text: str, begin: int) -> tuple[Term | Misread, int]:
    head = _TERM.match(text, begin)
    assert head is not None
    negated, name, place = bool(head[1]), (head[2] or "").lower(), head.end()
    if not name:
        if place == len(text) or text[place].isspace():
            # A minus alone is a text like any other.
            return Term("text", ("-",)), place
        return _plain(text, begin, place, negated)
    end = _BARE.match(text, place)
    shown = text[begin : end.end() if end is not None else place]
    field = FIELDS.get(name)
    if field is None:
        meant = nearest(name, FIELDS)
        hint = f"; {meant}: was perhaps meant" if meant else ""
        says = f"{name}: is no field{hint}. Fields are {', '.join(FIELDS)}. A text with a colon is put in quotes."
        return Misread(shown, says), place
    return _values(text, begin, place, field, negated)


def _plain(text: str, begin: int, place: int, negated: bool) -> tuple[Term | Misread, int]:
    """A value without a field: what it looks like."""
    if text[place] == '"':
        return _values(text, begin, place, FIELDS["text"], negated)
    found = _BARE.match(text, place)
    assert found is not None
    word, end = found[0], found.end()
    if _DIGITS.fullmatch(word) is not None:
        digits = word.lstrip("+")
        name = "to" if word[0] == "+" or len(digits) < _ID_DIGITS else "id"
        value = FIELDS[name].read(digits) if word[0] == "+" or len(digits) >= _NUMBER_DIGITS else None
        if value is not None:
            return Term(name, (value,), negated), end
    if len(word) > VALUE_MAX:
        return _too_long("text", word), end
    return Term("text", (word,), negated), end


def _values(text: str, begin: int, place: int, field: Field, negated: bool) -> tuple[Term | Misread, int]:
    """The values of a field, which begin at `place`."""
    bare = _BARE if field.name == "text" else _BARE_ITEM
    values: list[str] = []
    while True:
        if text[place : place + 1] == '"':
            quoted = _QUOTED.match(text, place)
            if quoted is None:
                return Misread(text[begin:], f"{field.name}: has a quote that does not end."), len(text)
            raw, place = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL), quoted.end()
        else:
            found = bare.match(text, place)
            raw, place = (found[0], found.end()) if found is not None else ("", place)
        misread = _wrong(text[begin:place], field, raw)
        if misread is not None:
            return misread, place
        value = field.read(raw)
        assert value is not None
        if value not in values:
            values.append(value)
        if field.name == "text" or text[place : place + 1] != ",":
            break
        place += 1
    if place < len(text) and not text[place].isspace():
        return Misread(text[begin : place + 1], f"{field.name}: needs a space or a comma behind a quoted value."), place
    return Term(field.name, tuple(values), negated), place


def _wrong(shown: str, field: Field, raw: str) -> Misread | None:
    if len(raw) > VALUE_MAX:
        return _too_long(field.name, shown)
    if not raw:
        return Misread(shown, f"{field.name}: has no value; allowed is {allowed_by(field)}.")
    if field.read(raw) is not None:
        return None
    meant = nearest(raw, field.words)
    hint = f"; {meant} was perhaps meant" if meant else ""
    what = "this value" if field.personal else repr(raw)
    return Misread(shown, f"{field.name}: cannot have {what}{hint}. Allowed is {allowed_by(field)}.")


def _too_long(name: str, shown: str) -> Misread:
    return Misread(shown, f"{name}: has a value of more than {VALUE_MAX} characters.")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _item(value: str) -> str:
    return value if _BARE_ITEM.fullmatch(value) is not None else _quoted(value)


def _text(value: str, negated: bool) -> str:
    """A text as a bare word where that reads back as the same, else in quotes."""
    if not negated and value == "-":
        return value
    if _BARE.fullmatch(value) is None or value[0] == "-":
        return _quoted(value)
    found = read_word(value)
    return value if found == Term("text", (value,)) else _quoted(value)


def read_word(word: str) -> Term | Misread:
    """What one word without spaces is read as."""
    return _term(word, 0)[0]
