"""If this fails, a text reaches a program in Go as something else, or a sample is not laid out as Go's tools do."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists

from explorer.samples.golden import CALLS, text
from explorer.samples.installing import needs
from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.go import GO, literal

_PROGRAM = """
package main

import "os"

func main() {
	for _, text := range []string{TEXTS} {
		os.Stdout.WriteString(text + "\\x00")
	}
}
"""


def read(texts: list[str]) -> list[str]:
    """The texts, once they have been literals of a program."""
    needs("go")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "main.go")
        path.write_text(_PROGRAM.replace("TEXTS", ", ".join(map(literal, texts))))
        done = subprocess.run(["go", "run", path], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.timeout(300)
@settings(max_examples=5, deadline=None)
@given(lists(ANY_TEXT, min_size=30, max_size=60))
def test_a_literal_is_its_text(texts: list[str]):
    assert all(literal(text).isprintable() for text in texts)
    assert read(texts) == texts


def test_escapes_that_are_longer_than_they_look():
    texts = ["\x017", "\x850", "\u2028a", "\U0001f600", "\U000e0001f", "\ufeff", "\\u0041"]
    assert read(texts) == texts


@pytest.mark.parametrize("call", CALLS)
def test_a_sample_is_laid_out_as_gofmt_would(call: str):
    needs("gofmt")
    done = subprocess.run(["gofmt"], input=text(call, GO).encode(), capture_output=True, check=True)
    assert done.stdout.decode() == text(call, GO)
