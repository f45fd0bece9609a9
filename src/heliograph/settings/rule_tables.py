"""Reads tables of TOML as rules for a simulated carrier, and says where what is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from heliograph.rules import Rule, Unreadable, Vocabulary, read_mapping
from heliograph.rules.carrier import CARRIER
from heliograph.settings.toml_lines import KeyPath, dotted


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
