"""`heliograph faults`: what a simulated carrier does wrong, changed while it runs."""

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from cyclopts import Parameter

from heliograph.cli.control import TOKEN, URL, ControlTarget, control_of
from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command, group
from heliograph.cli.target import ENVIRONMENT, Target
from heliograph.cli.terminal import complain, harmless, padded, say

Row = dict[str, Any]

_COLUMNS = (("name", 20), ("matched", 8), ("applied", 8), ("left", 7), ("expires", 8))

_CONTROL = ControlTarget()
_TARGET = Target()


def list_(
    *,
    all_: Annotated[
        bool, Parameter(name="--all", help="The built-in rules as well, those of the magic numbers.")
    ] = False,
    control: ControlTarget = _CONTROL,
    target: Target = _TARGET,
    json_: Annotated[bool, Parameter(name="--json", help="Print each rule as one JSON object a line.")] = False,
) -> ExitCode:
    """List the rules in the order in which they are asked.

    Shows of each how often its conditions were met, how often it decided, how often it still may and when it is over.
    Asks the control port of a heliograph smsc, or the server by ListSimulatorRules of Heliograph 2026-11-01.
    """
    rows = [row for row in _rows(control, target, json_, all_) if all_ or not row["built_in"]]
    for place, row in enumerate(rows):
        if json_:
            say(json.dumps(row, ensure_ascii=False))
            continue
        if not place:
            say("  ".join(padded(name, columns) for name, columns in _COLUMNS) + "  rule")
        say(_table_line(row))
    if not rows and not json_:
        complain("no rules but the magic numbers: heliograph faults add RULE makes one.")
    return ExitCode.OK


def add(
    *rule: Annotated[str, Parameter(name="RULE", help="A rule, key=value with blanks between.")],
    file: Annotated[
        Path | None, Parameter(metavar="FILE", help="Add the rules of this file, tables [[rules]] in TOML.")
    ] = None,
    before: Annotated[str, Parameter(metavar="NAME", help="Above this rule; above all others by default.")] = "",
    last: Annotated[bool, Parameter(help="Below all others but the built-in ones.")] = False,
    control: ControlTarget = _CONTROL,
    target: Target = _TARGET,
) -> ExitCode:
    """Add a rule, or the rules of a file.

    They hold from the next message on. docs/rules.md has the keys. A name is given where the rule has none, and
    printed. Asks the control port of a heliograph smsc, or the server by AddSimulatorRules of Heliograph 2026-11-01.
    """
    text = _text_of(rule, file)
    port = control_of(control)
    if port is not None:
        query = f"?before={quote(before, safe='')}" if before else "?last=true" if last else ""
        names = port.ask("POST", f"/rules{query}", text).get("names", [])
    else:
        asked = {"Rules": text, **({"Before": before} if before else {}), **({"Last": "true"} if last else {})}
        names = _api(target).heliograph("AddSimulatorRules", asked).get("RuleNames", [])
    for name in names:
        say(harmless(str(name)))
    return ExitCode.OK


def remove(
    name: Annotated[str, Parameter(name="NAME", help="What the rule is called.")],
    /,
    *,
    control: ControlTarget = _CONTROL,
    target: Target = _TARGET,
) -> ExitCode:
    """Remove a rule.

    Asks the control port of a heliograph smsc, or the server by RemoveSimulatorRule of Heliograph 2026-11-01. Built-in
    rules cannot be removed; a rule above them decides before they do.
    """
    port = control_of(control)
    if port is not None:
        port.ask("DELETE", f"/rules/{quote(name, safe='')}")
    else:
        _api(target).heliograph("RemoveSimulatorRule", {"RuleName": name})
    return ExitCode.OK


def clear(*, control: ControlTarget = _CONTROL, target: Target = _TARGET) -> ExitCode:
    """Remove all rules but the built-in ones.

    Asks the control port of a heliograph smsc, or the server by ClearSimulatorRules of Heliograph 2026-11-01.
    """
    port = control_of(control)
    if port is not None:
        count = port.ask("DELETE", "/rules").get("removed")
    else:
        count = _api(target).heliograph("ClearSimulatorRules", {}).get("RemovedCount")
    say(f"{count} removed.")
    return ExitCode.OK


def _api(target: Target, as_json: bool = False) -> Any:
    from heliograph.cli.api import Api

    return Api(target, as_json)


def _rows(control: ControlTarget, target: Target, as_json: bool, built_in: bool) -> list[Row]:
    """The rules as the control port tells them, whoever was asked."""
    port = control_of(control)
    if port is not None:
        return list(port.ask("GET", "/rules").get("rules", []))
    reply = _api(target, as_json).heliograph("ListSimulatorRules", {"BuiltIn": "true"} if built_in else {})
    limits = (("Left", "left"), ("ExpiresInMs", "expires_in_ms"))
    return [
        {
            "name": row["RuleName"],
            "line": row["Rule"],
            "matched": int(row["Matched"]),
            "applied": int(row["Applied"]),
            "built_in": row["BuiltIn"] == "true",
            **{name: int(row[theirs]) for theirs, name in limits if theirs in row},
        }
        for row in reply.get("Rules") or []
    ]


def _table_line(row: Row) -> str:
    expires = row.get("expires_in_ms")
    shown = {
        "name": row["name"],
        "matched": row["matched"],
        "applied": row["applied"],
        "left": row.get("left", ""),
        "expires": "" if expires is None else "over" if not expires else f"{expires / 1000:.0f}s",
    }
    cells = "  ".join(padded(harmless(str(shown[name])), columns) for name, columns in _COLUMNS)
    rule = str(row["line"]).removeprefix(f"name={row['name']} ")
    return f"{cells}  {harmless(rule)}".rstrip()


def _text_of(words: tuple[str, ...], file: Path | None) -> str:
    """What is to be added: the words of the command line, or the rules of the file as JSON. Raises `Failure`."""
    if bool(words) == (file is not None):
        raise Failure(ExitCode.USAGE, "give a RULE, or --file FILE.")
    if file is None:
        return " ".join(words) if len(words) == 1 else " ".join(_quoted(word) for word in words)
    from heliograph.rules import as_mapping
    from heliograph.settings.rules_file import read_rules_file

    rules, faults = read_rules_file(file)
    if faults:
        raise Failure(ExitCode.CONFIGURATION, "\n".join(harmless(str(fault)) for fault in faults))
    return json.dumps([as_mapping(rule) for rule in rules])


def _quoted(word: str) -> str:
    """A word as the shell gave it, its quotes gone: a value with blanks gets its own again."""
    key, equals, value = word.partition("=")
    if not equals or not any(character.isspace() or character in '"\\' for character in value):
        return word
    return key + '="' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


_MANUAL = """What a simulated carrier does wrong.

A rule says which messages or binds, how often and how long, and what becomes of them. Rules are changed while the
carrier runs: that of a heliograph smsc with --control-port, or the one inside a server. docs/simulator.md shows what
can be done with them, docs/rules.md has every key.
"""

_CODES = (ExitCode.REFUSED, ExitCode.UNREACHABLE, ExitCode.CONFIGURATION)
_WITH_CONTROL = f"""{ENVIRONMENT}
    {URL}
        the control port, where --control names none
    {TOKEN}
        its token, where --token-file names no file
"""

_COMMANDS = (
    command(
        "list",
        list_,
        usage="heliograph faults list [--all] [OPTIONS]",
        codes=_CODES,
        examples="""
            heliograph faults list
            heliograph faults list --all --json
        """,
        environment=_WITH_CONTROL,
        of="faults",
    ),
    command(
        "add",
        add,
        usage="heliograph faults add RULE [--before NAME | --last] [OPTIONS]\nheliograph faults add --file FILE",
        codes=_CODES,
        examples="""
            heliograph faults add number=+85251* status=ESME_RSYSERR share=0.3 for=5m
            heliograph faults add name=slow "response_delay=exponential(2s)" --last
            heliograph faults add --file faults.toml --control http://127.0.0.1:2776
        """,
        environment=_WITH_CONTROL,
        of="faults",
    ),
    command(
        "remove",
        remove,
        usage="heliograph faults remove NAME [OPTIONS]",
        codes=(*_CODES, ExitCode.NOT_FOUND),
        examples="heliograph faults remove slow",
        environment=_WITH_CONTROL,
        of="faults",
    ),
    command(
        "clear",
        clear,
        usage="heliograph faults clear [OPTIONS]",
        codes=_CODES,
        examples="heliograph faults clear",
        environment=_WITH_CONTROL,
        of="faults",
    ),
)

app = group("faults", _MANUAL, _COMMANDS)
