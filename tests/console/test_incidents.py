"""If this fails, a named incident of the console is none: its rules are refused, or never end."""

import pytest

from heliograph.console.incidents import INCIDENTS, Incident, incident
from heliograph.rules import read_document
from heliograph.rules.carrier import CARRIER


@pytest.mark.parametrize("one", INCIDENTS, ids=lambda one: one.name)
def test_its_rules_are_sound_named_and_end_by_themselves(one: Incident):
    rules = read_document(one.rules, CARRIER)
    assert rules[0].name == one.name, "so that it is found and removed by its name"
    assert all("for" in rule.values for rule in rules)


def test_names_are_unique_and_find_it():
    names = [rule.name for one in INCIDENTS for rule in read_document(one.rules, CARRIER)]
    assert len(set(names)) == len(names)
    assert all(incident(one.name) is one for one in INCIDENTS)
    assert incident("none") is None
