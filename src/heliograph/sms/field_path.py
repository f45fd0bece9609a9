"""Finds a value in what another system wrote, by a path such as `messages.0.id` or a regular expression."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

#: Before a regular expression whose first group is the value.
EXPRESSION: Final = "re:"

#: A value found is cut here: it is an id, a code or a word, and a text is read by `text_at`.
VALUE_MAX: Final = 255

#: A document nested deeper is not looked into: no path is so long.
_STEPS_MAX: Final = 16

_decode = msgspec.json.Decoder().decode


class FieldPath(msgspec.Struct, frozen=True):
    """Where a value stands. `read_path` makes it."""

    steps: tuple[str, ...] = ()
    pattern: str = ""
    """A regular expression for the whole text, instead of steps."""

    def __bool__(self) -> bool:
        return bool(self.steps or self.pattern)


def read_path(text: str) -> FieldPath:
    """The path that an operator wrote; an empty one finds nothing. Raises ValueError with what is wrong, in words."""
    if not text.startswith(EXPRESSION):
        steps = tuple(text.split(".")) if text else ()
        if "" in steps or len(steps) > _STEPS_MAX:
            raise ValueError(
                f"is no path: at most {_STEPS_MAX} names or places with dots between, such as messages.0.id"
            )
        return FieldPath(steps)
    pattern = text.removeprefix(EXPRESSION)
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    if not groups:
        raise ValueError("is a regular expression without a group (…) around the value")
    return FieldPath(pattern=pattern)


def json_of(octets: bytes) -> Any:
    """The document; None for what is none."""
    try:
        return _decode(octets)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def value_in(octets: bytes, document: Any, path: FieldPath) -> str:
    """The value in a reply, given as it came and as `json_of` reads it; "" where it has none."""
    if not path.pattern:
        return value_at(document, path)
    found = re.search(path.pattern, octets.decode("utf-8", "replace"))
    return (found[1] or "").strip()[:VALUE_MAX] if found is not None else ""


def value_at(document: Any, path: FieldPath) -> str:
    """The scalar at a path as text, without outer blanks; "" where there is none, or a list or an object."""
    return text_at(document, path).strip()[:VALUE_MAX]


def text_at(document: Any, path: FieldPath) -> str:
    """The scalar at a path as it stands, however long."""
    found = at(document, path) if path.steps else None
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return str(found).lower()
    return json.dumps(found) if isinstance(found, int | float) else ""


def at(document: Any, path: FieldPath) -> Any:
    """Whatever stands at a path, the document itself for an empty one; None where nothing does."""
    for step in path.steps:
        if isinstance(document, Mapping):
            document = document.get(step)
        elif isinstance(document, Sequence) and not isinstance(document, str | bytes) and step.isdecimal():
            place = int(step[:9])
            document = document[place] if place < len(document) else None
        else:
            return None
    return document
