"""The parameters that a sample sends, and whether a typed SDK can carry them as they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from heliograph.operations.description import Operation, Parameter, Place

#: What a parameter is in a typed SDK.
Typed: TypeAlias = str | int | bool

#: A number in the one way that every language prints it.
_INTEGER = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)

#: The largest number that every language holds exactly: JavaScript's are doubles.
INTEGER_MAX = 2**53 - 1

_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter with the text that is sent for it."""

    parameter: Parameter
    text: str

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def typed(self) -> Typed | None:
        """The value that a typed SDK would send as this very text; None where there is none.

        Booleans count in any case, as they do at the server: SDKs do not agree on it.
        """
        match self.parameter.type.json_type:
            case "integer":
                is_one = _INTEGER.fullmatch(self.text) is not None and len(self.text) <= 17
                return int(self.text) if is_one and abs(int(self.text)) <= INTEGER_MAX else None
            case "boolean":
                return {"true": True, "false": False}.get(self.text.lower())
        return self.text


@dataclass(frozen=True, slots=True)
class Given:
    """One call: an operation and what is sent to it."""

    operation: Operation
    arguments: tuple[Argument, ...]
    """In the description's order."""

    def placed(self, place: Place) -> tuple[Argument, ...]:
        """Those that the SDKs put there."""
        return tuple(argument for argument in self.arguments if argument.parameter.place is place)

    @property
    def typed(self) -> tuple[tuple[Argument, Typed], ...]:
        """The arguments with the values that a typed SDK takes; those that have none are missing."""
        return tuple((one, one.typed) for one in self.arguments if one.typed is not None)

    @property
    def fits_types(self) -> bool:
        """Whether a typed SDK can send exactly this."""
        return len(self.typed) == len(self.arguments)


def given(operation: Operation, values: Mapping[str, str]) -> Given:
    """The call that sends `values`: all of them, blank ones too, right or wrong, and nothing else.

    Raises ValueError for a name that the operation does not have, and for what is no text in a request: NUL, and half
    of a surrogate pair.
    """
    known = {parameter.name for parameter in operation.parameters}
    if unknown := sorted(set(values) - known):
        raise ValueError(f"{operation.name} has no parameter {', '.join(unknown)}; it has {', '.join(sorted(known))}.")
    for name, text in values.items():
        if "\0" in text or _HALF_A_PAIR.search(text) is not None:
            raise ValueError(f"{name} has a NUL or half of a surrogate pair, which no request can carry.")
    return Given(operation, tuple(Argument(p, values[p.name]) for p in operation.parameters if p.name in values))
