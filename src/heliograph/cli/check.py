"""`heliograph check`: tells what is wrong with a configuration file, by line and key."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.manual import command
from heliograph.cli.terminal import harmless, say

if TYPE_CHECKING:
    from heliograph.settings import Fault, Settings


def check(
    file: Annotated[Path, Parameter(name="FILE", help="The configuration, in TOML.")],
    /,
    *,
    json_: Annotated[
        bool, Parameter(name="--json", help="Print one object with ok, faults, warnings and settings.")
    ] = False,
) -> ExitCode:
    """Validate a configuration file.

    Reads FILE as `heliograph serve --config FILE` would, without the environment, and prints each fault as
    file:line: key and what is wrong. A file without faults is followed by the settings that it gives, secrets hidden.
    Nothing is started and nothing is connected to. docs/configuration.md explains every key.
    """
    from heliograph.settings import ConfigurationError, load

    try:
        loaded = load(file)
    except ConfigurationError as error:
        _show(error.faults, (), None, json_)
        return ExitCode.CONFIGURATION
    _show((), loaded.warnings, loaded.settings, json_)
    if not json_:
        say(f"{file}: no faults")
    return ExitCode.OK


def _show(
    faults: "tuple[Fault, ...]", warnings: "tuple[Fault, ...]", settings: "Settings | None", as_json: bool
) -> None:
    from heliograph.settings.redact import as_toml, redacted

    if as_json:
        shown = redacted(settings) if settings is not None else None
        found = {"ok": not faults, "faults": _plain(faults), "warnings": _plain(warnings), "settings": shown}
        say(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for fault in faults:
        say(harmless(str(fault)))
    for warning in warnings:
        say(harmless(f"{warning} (warning)"))
    if settings is not None:
        say(as_toml(settings))


def _plain(faults: "tuple[Fault, ...]") -> list[dict[str, Any]]:
    return [{"file": one.source, "line": one.line, "key": one.key, "says": one.says} for one in faults]


app = command(
    "check",
    check,
    usage="heliograph check [--json] FILE",
    codes=(ExitCode.CONFIGURATION,),
    examples="""
        heliograph check heliograph.toml
        heliograph check --json heliograph.toml | jq '.faults[].line'
    """,
)
