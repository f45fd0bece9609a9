"""All operations for people to choose from: grouped by product, searched, and marked where policies close them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from heliograph.console.words import term
from heliograph.explorer.products import products
from heliograph.operations.description import Operation

#: The order of the groups; a product that is not here comes last.
_ORDER = ("Dysmsapi", "Ram", "Sts", "Dybaseapi", "Heliograph")

OF_SERVER = term("for the server's own account only")
NOT_ALLOWED = term("not allowed by your policies")


@dataclass(frozen=True, slots=True)
class Listed:
    """One operation."""

    operation: Operation
    closed: str
    """Why the reader may not call it; empty where they may. English; translated where it is shown."""


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one product and version."""

    product: str
    version: str
    listed: Sequence[Listed]


def find_operation(product: str, version: str, name: str) -> Operation | None:
    """The operation of that name; case counts."""
    return next((one for one in products().get((product, version), ()) if one.name == name), None)


def operation_list(asked: str, closed: Callable[[Operation], str]) -> tuple[Group, ...]:
    """The groups that have an operation with all the words of `asked` in its name, its sentence or its parameters."""
    words = asked.lower().split()
    groups = [
        Group(product, version, [Listed(one, closed(one)) for one in described if _has(one, words)])
        for (product, version), described in sorted(products().items(), key=lambda item: _place(item[0][0]))
    ]
    return tuple(group for group in groups if group.listed)


def _place(product: str) -> int:
    return _ORDER.index(product) if product in _ORDER else len(_ORDER)


def _has(operation: Operation, words: list[str]) -> bool:
    text = " ".join((operation.name, operation.says, *(one.name for one in operation.parameters))).lower()
    return all(word in text for word in words)
