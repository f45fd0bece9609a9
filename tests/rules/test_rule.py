"""If this fails, a rule that was written down is another one when it is read again."""

import json
import tomllib

import pytest
from hypothesis import given

from heliograph.rules import Rule, as_line, as_mapping, as_toml, read_line, read_mapping
from heliograph.rules.carrier import CARRIER
from rules.strategies import rules


@given(rules())
def test_a_line_says_the_whole_rule(rule: Rule) -> None:
    again = read_line(as_line(rule), CARRIER)
    assert again == rule
    assert (again.values, again.name, again.note, again.subject) == (rule.values, rule.name, rule.note, rule.subject)


@given(rules())
def test_a_json_object_says_the_whole_rule(rule: Rule) -> None:
    again = read_mapping(json.loads(json.dumps(as_mapping(rule))), CARRIER)
    assert (again.values, again.name, again.note, again.subject) == (rule.values, rule.name, rule.note, rule.subject)


@given(rules())
def test_a_table_of_toml_says_the_whole_rule(rule: Rule) -> None:
    (table,) = tomllib.loads(as_toml(rule))["rules"]
    again = read_mapping(table, CARRIER)
    assert (again.values, again.name, again.note, again.subject) == (rule.values, rule.name, rule.note, rule.subject)


@given(rules())
def test_what_was_written_is_written_the_same_when_it_was_read(rule: Rule) -> None:
    line = as_line(rule)
    assert as_line(read_line(line, CARRIER)) == line


@pytest.mark.parametrize(
    "line",
    [
        "number=+85251* share=0.3 times=10 for=5m status=ESME_RSYSERR",
        'name=slow sender=Alicloud* response_delay=uniform(100ms,2s) note="as seen \\"there\\""',
        "on=bind system_id=heliograph times=3 status=ESME_RBINDFAIL",
        "text=code early receipt_form=esm-class-0,no-tlvs",
        "number=* receipt=UNDELIV,DELIVRD err=EF1 receipt_gap=5s",
        "number=* receipt=none",
        "above=50/s status=ESME_RTHROTTLED",
    ],
)
def test_these_lines_are_written_as_people_write_them(line: str) -> None:
    assert as_line(read_line(line, CARRIER)) == line


def test_what_is_usual_is_not_written() -> None:
    assert as_line(read_line("on=submit early=false accept=true name=a", CARRIER)) == "name=a accept"
