"""The keys of a settings table, read from the struct that describes it: their types, bounds, words, and conversion."""

import enum
import types
import typing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import NODEFAULT, Meta

from heliograph.settings.networks import Networks
from heliograph.settings.secret import Secret

#: A secret may also be named by a file that holds it: this is added to its key.
FILE_SUFFIX = "_file"

#: A value in an error text is cut here: long ones are pasted by mistake.
_SHOWN_MAX = 60


#: Types that are made from the text of a value.
_FROM_TEXT = (Secret, Path, Networks)


class Unfit(Exception):
    """A value that a key does not take; the text is the whole predicate: "is 'x'; it must be …"."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table."""

    name: str
    holds: Any
    """The type without its bounds: a scalar, an enum, `Secret`, `Path`, `Networks`, `dict[…]`, `tuple[str, …]`, a
    struct, or `tuple[struct, …]`."""
    meta: Meta
    default: Any
    """`NODEFAULT` when the key must be given."""

    @property
    def table(self) -> type[msgspec.Struct] | None:
        """The struct of a table below this key; None for a plain value and for a list of tables."""
        return self.holds if isinstance(self.holds, type) and issubclass(self.holds, msgspec.Struct) else None

    @property
    def list_of(self) -> type[msgspec.Struct] | None:
        """The struct of each table in the list, the first of several; None where it is no list of tables."""
        return self.kinds[0] if self.kinds else None

    @property
    def kinds(self) -> tuple[type[msgspec.Struct], ...]:
        """The structs that a table of the list may be, by its `kind` where there are several; none where it is none."""
        (of, *_) = typing.get_args(self.holds) or (None,)
        several = typing.get_args(of) if isinstance(of, types.UnionType) else (of,)
        return tuple(one for one in several if isinstance(one, type) and issubclass(one, msgspec.Struct))

    @property
    def is_list(self) -> bool:
        """Whether it is a list of plain texts."""
        return typing.get_origin(self.holds) is tuple and self.list_of is None

    @property
    def is_map(self) -> bool:
        return typing.get_origin(self.holds) is dict

    @property
    def secret(self) -> bool:
        return self.holds is Secret

    @property
    def required(self) -> bool:
        return self.default is NODEFAULT

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it can be given by: a secret's also with `_file`."""
        return (self.name, self.name + FILE_SUFFIX) if self.secret else (self.name,)

    def convert(self, value: object, strict: bool = True) -> Any:
        """The value as this key's type; with `strict=False` also from text, as the environment has it.

        Raises `Unfit`, whose text shows the value unless it is a secret's.
        """
        plain = str if self.holds in _FROM_TEXT else self.holds
        try:
            read = msgspec.convert(value, typing.Annotated[plain, self.meta], strict=strict)
        except msgspec.ValidationError:
            shown = "is not shown, being a secret" if self.secret else f"is {_shown(value)}"
            raise Unfit(f"{shown}; it must be {self.allowed}") from None
        if self.holds is Path and (not read or "\0" in read):
            raise Unfit(f"is {_shown(value)}; it must be {self.allowed}")
        try:
            return self.holds(read) if self.holds in _FROM_TEXT else read
        except ValueError:
            raise Unfit(f"is {_shown(value)}; it must be {self.allowed}") from None

    @property
    def allowed(self) -> str:
        """What a value may be, in words that follow "it must be"."""
        if self.meta.extra and "allowed" in self.meta.extra:
            return str(self.meta.extra["allowed"])
        if self.holds is bool:
            return "true or false"
        if self.holds is Path:
            return "the path of a folder"
        if isinstance(self.holds, type) and issubclass(self.holds, enum.StrEnum):
            return _one_of([member.value for member in self.holds])
        if self.holds in (int, float):
            kind = "a whole number" if self.holds is int else "a number"
            return f"{kind} from {self.meta.ge} to {self.meta.le}"
        of = " of Latin-1" if self.meta.pattern else ""
        return f"text of {self.meta.min_length or 0} to {self.meta.max_length} characters{of}"

    @property
    def each(self) -> str:
        """What each entry of a table may be, in the same manner."""
        return str((self.meta.extra or {}).get("each", "a whole number from 0 to 1000000"))

    @property
    def default_text(self) -> str:
        """The default as it would be written in the file; empty for none."""
        if self.default is NODEFAULT or self.default in ("", None, Secret(), Networks(), {}, ()):
            return ""
        if isinstance(self.default, bool):
            return str(self.default).lower()
        if isinstance(self.default, tuple):
            words = ", ".join(f'"{one}"' for one in self.default)
            return f"[{words}]"
        if isinstance(self.default, (str, Path)):
            return f'"{self.default}"'
        return f"{self.default:g}" if isinstance(self.default, float) else str(self.default)


@cache
def keys_of(table: type[msgspec.Struct]) -> tuple[Key, ...]:
    """The keys of `table` in the order they are written there."""
    hints = typing.get_type_hints(table, include_extras=True)
    return tuple(_key(field, hints[field.name]) for field in msgspec.structs.fields(table))


def _key(field: msgspec.structs.FieldInfo, hint: Any) -> Key:
    meta = next((part for part in typing.get_args(hint) if isinstance(part, Meta)), Meta())
    plain = typing.get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    if plain == Path | None:
        plain = Path
    elif plain == int | None:
        plain = int
    default = field.default
    if default is NODEFAULT and field.default_factory is not NODEFAULT:
        default = typing.cast("typing.Callable[[], Any]", field.default_factory)()
    return Key(field.name, plain, meta, default)


def _one_of(choices: list[str]) -> str:
    if len(choices) == 1:
        return f'"{choices[0]}"'
    return ", ".join(f'"{choice}"' for choice in choices[:-1]) + f' or "{choices[-1]}"'


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…"
