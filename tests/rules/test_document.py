"""If this fails, rules that a program sends are read otherwise than it means them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.rules import Rule, Unreadable, as_line, as_mapping, read_document
from heliograph.rules.carrier import CARRIER
from rules.strategies import rules


@given(st.lists(rules(), min_size=1, max_size=4))
def test_all_forms_say_the_same(written: list[Rule]) -> None:
    mappings = [as_mapping(rule) for rule in written]
    for text in (
        json.dumps(mappings),
        json.dumps({"rules": mappings}),
        json.dumps([as_line(rule) for rule in written]),
        "\n\n# as lines\n" + "\n".join(as_line(rule) for rule in written),
    ):
        assert list(read_document(text, CARRIER)) == written


def test_one_rule_is_an_object_or_a_line() -> None:
    assert read_document('{"accept": true}', CARRIER) == read_document(" accept\n", CARRIER)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the rule is missing; there must be at least one"),
        ("[]", "the rule is missing"),
        ("# nothing", "the rule is missing"),
        ("{", "the rule is no JSON: "),
        ('{"share": 2, "accept": true}', "share is 2; it must be a number"),
        ('[{"accept": true}, {"share": 2, "accept": true}]', "rules[1]: share is 2; it must be"),
        ("[3]", "the rule must be an object of JSON, or a line"),
        ("accept\n\nstatus=x\n", "line 3: status is 'x'; it must be"),
        ("[" * 100_000, "the rule is no JSON"),
        ("accept\n" * 1001, "the rule is one too many; there may be 1000 at once"),
    ],
)
def test_a_slip_is_told_with_its_place(text: str, says: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_document(text, CARRIER)
    assert str(raised.value).startswith(says)
