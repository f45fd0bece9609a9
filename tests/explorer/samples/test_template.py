"""If this fails, a value that looks like a template's mark changes the sample around it."""

import pytest

from heliograph.explorer.samples.template import WIDTH, comment, fill


def test_a_mark_within_a_line_is_a_text():
    assert fill("\na(«x», «y»)\n", x="1", y="2") == "a(1, 2)\n"


def test_a_mark_alone_is_any_number_of_lines_with_its_indent():
    assert fill("a\n  «x»\n«none»\nb", x=["1", "", "2"], none=()) == "a\n  1\n\n  2\nb\n"


def test_what_is_filled_in_is_not_a_template():
    assert fill("«x» «y»\n«z»", x="«y»", y="«x»", z=["«x»"]) == "«y» «x»\n«x»\n"


def test_a_part_that_is_missing_or_in_the_wrong_place_is_an_error():
    with pytest.raises(KeyError):
        fill("«x»")
    with pytest.raises(ValueError, match="alone"):
        fill("a «x»", x=["1"])


def test_a_comment_begins_each_sentence_on_a_line_and_keeps_to_its_width():
    lines = comment("//", "word " * 60, "Next.")
    assert all(line.startswith("// word") for line in lines[:-1])
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "// Next."
