"""Reads the rules of a simulated carrier from tables of TOML, collecting every fault with its line."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heliograph.rules import Rule, Unreadable, Vocabulary, read_mapping
from heliograph.rules.carrier import CARRIER
from heliograph.settings.fault import Fault
from heliograph.settings.read_table import dotted, read_text, syntax_fault
from heliograph.settings.toml_lines import KeyPath, key_lines, line_of

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


def read_rules(
    tables: Sequence[Mapping[str, Any]], at: KeyPath, vocabulary: Vocabulary = CARRIER
) -> tuple[tuple[Rule, ...], list[tuple[KeyPath, str]]]:
    """The rules of the tables below `at`, and what is wrong: where, and the predicate."""
    rules: list[Rule] = []
    wrong: list[tuple[KeyPath, str]] = []
    named: dict[str, int] = {}
    for index, table in enumerate(tables):
        try:
            rule = read_mapping(table, vocabulary)
        except Unreadable as unreadable:
            wrong += [
                ((*at, index, fault.key) if fault.key else (*at, index), fault.says) for fault in unreadable.faults
            ]
            continue
        if rule.name and rule.name in named:
            says = f"is {rule.name!r}, as in {dotted((*at, named[rule.name]))}; each must have its own"
            wrong.append(((*at, index, "name"), says))
        named.setdefault(rule.name, index)
        rules.append(rule)
    return tuple(rules), wrong
