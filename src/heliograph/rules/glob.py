"""Patterns with `*`, `?` and `[…]`, as file names have them, for numbers, senders and links."""

import re
from collections.abc import Iterable
from typing import TypeAlias


class GlobProblem(ValueError):
    """A pattern that cannot be read: a `[` without its `]`, or nothing between them."""


def pattern_of(glob: str) -> str:
    """The regular expression of one pattern, to be matched against the whole. Raises GlobProblem."""
    return "".join(_tokens(glob))


def any_of(globs: Iterable[str], prefix: str = "") -> str:
    """The regular expression that matches what one of the patterns does, each with `prefix` before it.

    What the patterns begin with in common stands there once: forty numbers of one range cost hardly more than one.
    """
    tree: _Tree = {}
    for glob in globs:
        branch = tree
        for token in _tokens(glob):
            branch = branch.setdefault(token, {})
        branch[_END] = {}
    return prefix + _expression(tree)


_Tree: TypeAlias = dict[str, "_Tree"]

#: Where a pattern ends; no token is empty.
_END = ""


def _expression(tree: _Tree) -> str:
    branches = [token + (_expression(below) if token != _END else "") for token, below in tree.items()]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _tokens(glob: str) -> list[str]:
    """The pattern's pieces, each as a regular expression."""
    made, at = [], 0
    while at < len(glob):
        character = glob[at]
        at += 1
        if character == "*":
            made.append(".*")
        elif character == "?":
            made.append(".")
        elif character == "[":
            end = glob.find("]", at + 1)
            if end < 0:
                raise GlobProblem(glob)
            made.append(_one_of(glob[at:end]))
            at = end + 1
        else:
            made.append(re.escape(character))
    try:
        re.compile("".join(made))
    except re.error:
        raise GlobProblem(glob) from None
    return made


def _one_of(inside: str) -> str:
    negated = inside.startswith("!")
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", inside[1:] if negated else inside)
    return f"[{'^' if negated else ''}{escaped}]"
