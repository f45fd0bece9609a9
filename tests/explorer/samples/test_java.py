"""If this fails, a text reaches a program in Java as something else."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists

from explorer.samples.installing import needs
from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.java import literal

_PROGRAM = """
class Texts {
    public static void main(String[] none) throws Exception {
        for (String text : new String[] {TEXTS}) {
            System.out.write((text + "\\0").getBytes("UTF-8"));
        }
        System.out.flush();
    }
}
"""


def read(texts: list[str]) -> list[str]:
    """The texts, once they have been literals of a program."""
    needs("java")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "Texts.java")
        path.write_text(_PROGRAM.replace("TEXTS", ", ".join(map(literal, texts))))
        done = subprocess.run(["java", "-Dfile.encoding=UTF-8", path], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.timeout(300)
@settings(max_examples=5, deadline=None)
@given(lists(ANY_TEXT, min_size=30, max_size=60))
def test_a_literal_is_its_text(texts: list[str]):
    assert all(literal(text).isprintable() for text in texts)
    assert read(texts) == texts


def test_escapes_that_are_read_before_the_literal_and_those_that_are_longer_than_they_look():
    texts = ["\\u0041", "\\\\u0041", "\n7", "\x017", "\x1b[1m", "\x850", "\u2028", "\U0001f600", "\ufeff"]
    assert read(texts) == texts
