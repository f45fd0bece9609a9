"""If these fail, somebody is told another price for a text than it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms import gsm7
from heliograph.sms.ruler import Run, measure
from heliograph.sms.segments import DataCoding, count_segments

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(texts)
def test_the_parts_are_the_text_and_as_many_as_are_billed(text: str):
    ruler = measure(text)
    assert "".join(run.text for part in ruler.parts for run in part) == text
    assert ruler.count == count_segments(text)
    assert sum(ruler.lengths) == len(text)


@given(texts)
def test_exactly_the_foreign_characters_are_named(text: str):
    ruler = measure(text)
    assert {one.character for one in ruler.foreign} == {c for c in text if not gsm7.fits(c)}
    assert bool(ruler.foreign) == (ruler.coding is DataCoding.UCS2)
    assert all(gsm7.fits(run.text) != run.foreign for part in ruler.parts for run in part)


@given(texts)
def test_the_plain_text_is_never_dearer_and_keeps_what_fits(text: str):
    ruler = measure(text)
    assert ruler.plain_count == count_segments(ruler.plain)
    if ruler.plain != text:
        assert gsm7.fits(ruler.plain)
    if gsm7.fits(text):
        assert ruler.plain == text


@given(st.text("aé€[“😀x", min_size=1, max_size=330))
def test_what_there_is_room_for_costs_no_segment_more(text: str):
    ruler = measure(text)
    fill = "a" * ruler.room
    assert measure(text + fill).count == ruler.count
    assert measure(text + fill + "a").count > ruler.count


def test_a_quote_of_a_word_processor_is_named_and_replaced():
    ruler = measure("“" + "x" * 100)
    (quote,) = ruler.foreign
    assert (quote.code_point, quote.name, quote.substitute) == ("U+201C", "LEFT DOUBLE QUOTATION MARK", '"')
    assert ruler.parts[0] == (Run("“", True), Run("x" * 66, False))
    assert (ruler.count, ruler.plain_count, ruler.saves) == (2, 1, 1)
    assert ruler.plain == '"' + "x" * 100


@pytest.mark.parametrize("text", ["短信", "naïve 😀"])
def test_a_text_that_nothing_can_stand_for_stays_as_it_is(text: str):
    ruler = measure(text)
    assert (ruler.plain, ruler.saves) == (text, 0)
