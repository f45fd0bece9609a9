"""If these fail, the help of a field shows what the field does not take."""

import pytest

from heliograph.sms.search.fields import FIELDS, allowed_by, nearest, segments_of
from heliograph.sms.search.grammar import Search, read_search


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_a_field_takes_its_example_and_its_words(field) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(read_search(field.example), Search)
    assert allowed_by(field)
    for word in field.words:
        assert field.read(word) == word


@pytest.mark.parametrize(
    ("value", "span"),
    [("2", (2, 2)), (">1", (2, 1_000)), (">=2", (2, 1_000)), ("<3", (0, 2)), ("<=3", (0, 3)), ("2-5", (2, 5))],
)
def test_a_span_of_segments(value: str, span: tuple[int, int]) -> None:
    assert segments_of(value) == span


def test_what_was_meant_is_guessed_only_when_near() -> None:
    assert nearest("delivred", ("delivered", "failed")) == "delivered"
    assert nearest("x", ("delivered", "failed")) == ""
