"""If this fails, a text reaches a program in Python as something else."""

import ast

from hypothesis import given

from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.python import attribute, literal


@given(ANY_TEXT)
def test_a_literal_is_its_text(text: str):
    written = literal(text)
    assert ast.literal_eval(written) == text
    assert written.isprintable()


def test_a_word_of_the_language_is_told_from_a_parameter():
    assert attribute("From") == "from_"
    assert attribute("MessageId") == "message_id"
