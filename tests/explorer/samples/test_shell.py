"""If this fails, a text ends its quotes in a script, and what follows is run."""

import subprocess

import pytest
from hypothesis import given, settings

from explorer.samples.cases import BITES
from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.shell import literal, word


def read_by_bash(words: str, locale: str = "C.UTF-8") -> bytes:
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {words}"], capture_output=True, check=True, env={"LC_ALL": locale}
    )
    return done.stdout


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_literal_is_its_text(text: str):
    assert literal(text).isprintable()
    assert read_by_bash(f"{literal(text)} {word(text)}") == text.encode() + b"\0" + text.encode() + b"\0"


@pytest.mark.parametrize("text", BITES.values(), ids=BITES)
def test_in_any_locale(text: str):
    assert read_by_bash(literal(text), "C") == text.encode() + b"\0"


def test_a_plain_word_is_bare():
    assert word("127.0.0.1:8080") == "127.0.0.1:8080"
    assert word("") == "''"
