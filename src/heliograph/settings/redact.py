"""Shows settings to people and programs, with every secret hidden."""

import enum
import json
from pathlib import Path
from typing import Any

import msgspec

from heliograph.rules import Rule, as_mapping
from heliograph.settings.networks import Networks
from heliograph.settings.secret import Secret


def redacted(settings: msgspec.Struct) -> dict[str, Any]:
    """The settings as plain values that JSON knows; a secret is `(hidden)`, or empty where none is set.

    A path that is not set is left out: TOML has no word for it.
    """
    return {name: _plain(value) for name, value in msgspec.structs.asdict(settings).items() if value is not None}


def as_toml(settings: msgspec.Struct) -> str:
    """The same as a TOML file would say it."""
    return "\n".join(_lines(redacted(settings), "")).strip("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Rule):
        return as_mapping(value)
    if isinstance(value, msgspec.Struct):
        return redacted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Secret):
        return repr(value) if value else ""
    if isinstance(value, enum.Enum):
        return value.value
    return str(value) if isinstance(value, (Path, Networks)) else value


def _lines(table: dict[str, Any], at: str) -> list[str]:
    lines = [f"{_key(name)} = {_value(value)}" for name, value in table.items() if not _is_table(value)]
    for name, value in table.items():
        path = f"{at}{_key(name)}"
        if isinstance(value, dict) and value:
            lines += ["", f"[{path}]", *_lines(value, f"{path}.")]
        elif isinstance(value, list) and _is_table(value):
            for one in value:
                lines += ["", f"[[{path}]]", *_lines(one, f"{path}.")]
    return lines


def _is_table(value: Any) -> bool:
    """Whether it has lines of its own below: a table, or a list of tables. An empty list says nothing at all."""
    return isinstance(value, dict) or (isinstance(value, list) and not any(isinstance(one, str) for one in value))


def _key(name: str) -> str:
    """A name as TOML writes it: bare where it may be, such as every one but `*` for any country."""
    return name if name.replace("_", "").isalnum() else _value(name)


def _value(value: Any) -> str:
    """A scalar or a list of them as TOML writes it: JSON's form of text, numbers and booleans is also TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
