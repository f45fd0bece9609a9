"""Shows settings to people and programs, with every secret hidden."""

import enum
import json
from pathlib import Path
from typing import Any

import msgspec

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
    lines = [f"{name} = {_value(value)}" for name, value in table.items() if not isinstance(value, (dict, list))]
    for name, value in table.items():
        path = f"{at}{name}"
        if isinstance(value, dict) and value:
            lines += ["", f"[{path}]", *_lines(value, f"{path}.")]
        elif isinstance(value, list):
            for one in value:
                lines += ["", f"[[{path}]]", *_lines(one, f"{path}.")]
    return lines


def _value(value: Any) -> str:
    """A scalar as TOML writes it: JSON's form of text, numbers and booleans is also TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
