"""Reads a file of rules for a simulated carrier, collecting every fault with its line."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from heliograph.rules import Rule, Vocabulary
from heliograph.rules.carrier import CARRIER
from heliograph.settings.fault import ConfigurationError, Fault
from heliograph.settings.read_table import read_text, syntax_fault
from heliograph.settings.rule_tables import read_rules
from heliograph.settings.toml_lines import dotted, key_lines, line_of

#: The list of tables that a file of rules holds, and nothing else.
TABLE = "rules"


def read_rules_file(path: Path, vocabulary: Vocabulary = CARRIER) -> tuple[tuple[Rule, ...], list[Fault]]:
    """The rules of the file, in their order, and everything that is wrong with it."""
    text, faults = read_text(path)
    if text is None:
        return (), faults
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (), [syntax_fault(error, path, text)]
    lines = key_lines(text)
    faults = [
        Fault(f"{name} is nothing that a file of rules holds; write [[{TABLE}]] above each rule", str(path), line, name)
        for name in tree
        if name != TABLE
        for line in [line_of(lines, (name,))]
    ]
    tables = tree.get(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        says = f"{TABLE} must be a list of tables: write [[{TABLE}]] above each"
        return (), [*faults, Fault(says, str(path), line_of(lines, (TABLE,)), TABLE)]
    rules, wrong = read_rules(tables, (TABLE,), vocabulary)
    faults += [Fault(f"{dotted(at)} {says}", str(path), line_of(lines, at) or 1, dotted(at)) for at, says in wrong]
    return rules, sorted(faults, key=lambda fault: fault.line)


def carrier_rules(inline: Sequence[Rule], path: Path | None) -> tuple[Rule, ...]:
    """The rules of the settings, and below them those of the file. Raises ConfigurationError."""
    if path is None:
        return tuple(inline)
    rules, faults = read_rules_file(path)
    taken = {rule.name for rule in inline if rule.name}
    faults += [
        Fault(f"{rule.name!r} names a rule of [[simulator.rules]] as well; each must have its own", str(path))
        for rule in rules
        if rule.name in taken
    ]
    if faults:
        raise ConfigurationError(tuple(faults))
    return (*inline, *rules)
