"""A rule as a value, and its three written forms: a table of TOML, a JSON object, one line of a command.

The table and the object have the same keys and values. The line has them as `key=value` with blanks between; a value
with blanks stands in double quotes, and a key that is true stands alone: `number=+852* early share=0.3 note="as seen"`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import msgspec

from heliograph.rules.vocabulary import NAME, NOTE, ON, Key, Subject


class Rule(msgspec.Struct, frozen=True):
    """One rule: what to match, how often, what to do."""

    subject: Subject
    name: str = ""
    """Empty until a book gives it one."""
    note: str = ""
    values: Mapping[str, Any] = MappingProxyType({})
    """By key of the subject, as its kinds read them; what is not said is absent."""

    def __eq__(self, other: object) -> bool:
        """By what they say; the subject goes by its name."""
        return isinstance(other, Rule) and as_mapping(self) == as_mapping(other)

    def __hash__(self) -> int:
        return hash((self.subject.name, self.name, tuple(self.values)))


def as_mapping(rule: Rule) -> dict[str, str | int | float | bool]:
    """The rule as TOML and JSON have it, keys in the order of the vocabulary; what is usual is left out."""
    written: dict[str, str | int | float | bool] = {}
    if rule.name:
        written[NAME.name] = rule.name
    if not rule.subject.usual:
        written[ON] = rule.subject.name
    for key in rule.subject.keys:
        if key.name in rule.values:
            written[key.name] = key.kind.write(rule.values[key.name])
    if rule.note:
        written[NOTE.name] = rule.note
    return written


def as_line(rule: Rule) -> str:
    """The rule as one line of a command."""
    return " ".join(_word(name, value) for name, value in as_mapping(rule).items())


def as_toml(rule: Rule, table: str = "rules") -> str:
    """The rule as a table of a TOML file, its header and line ends included."""
    lines = [f"{name} = {_toml(value)}" for name, value in as_mapping(rule).items()]
    return "\n".join([f"[[{table}]]", *lines, ""])


_PLAIN = re.compile(r'[^\s"\\]+')


def _word(name: str, value: str | int | float | bool) -> str:
    if value is True:
        return name
    text = _scalar(value)
    if _PLAIN.fullmatch(text) is None:
        text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name}={text}"


def _toml(value: str | int | float | bool) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _scalar(value)


def _scalar(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return str(value)


def known_keys(subject: Subject) -> dict[str, Key]:
    """Every key but `on` that a rule about `subject` may have."""
    return {key.name: key for key in (NAME, *subject.keys, NOTE)}
