"""If this fails, the reference of an operation leaves out what the server goes by."""

import pytest

from heliograph.explorer.products import products
from heliograph.explorer.reference import limits_in_words, reference

OPERATIONS = [operation for described in products().values() for operation in described]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.product}-{operation.name}")
def test_all_of_a_description_is_told(operation):
    told = reference(operation)
    assert {entry.parameter.name for entry in told.parameters} == {p.name for p in operation.parameters}
    required = [entry.parameter.required for entry in told.parameters]
    assert required == sorted(required, reverse=True), "required ones first"
    assert {code for code, _ in told.refusals} >= set(operation.refusals)
    assert [e.path for e in told.answers if "." not in e.path] == [field.name for field in operation.answers]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, ""),
        ({"enum": ["OTP", "NOTIFY"]}, "one of OTP, NOTIFY"),
        ({"minimum": 1, "maximum": 200}, "1 to 200"),
        ({"maxLength": 11, "pattern": "^a"}, "at most 11 characters; matches ^a"),
        ({"format": "date"}, "a day, 2026-11-26"),
        ({"contentSchema": {"type": "array", "minItems": 1, "maxItems": 9}}, "a JSON array of 1 to 9 texts"),
        ({"contentSchema": {"type": "object"}}, "a JSON object"),
    ],
)
def test_limits_are_told_in_words(schema, words: str):
    assert limits_in_words(schema) == words
