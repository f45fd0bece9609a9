"""Without this, a message's text could command the terminal of who lists it, or break the columns."""

import pytest

from heliograph.cli.terminal import columns_of, cut, harmless, padded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hello", "Hello"),
        ("two\nlines\r\tx", "two lines  x"),
        ("\x1b[31mred\x07", "�[31mred�"),
        ("\x9b31m", "�31m"),
        ("left\u202eright", "left�right"),
        ("zero\u200bwidth", "zero�width"),
        ("你好 é 😀", "你好 é 😀"),
        ("\ud800", "�"),
    ],
)
def test_nothing_in_a_text_commands_the_terminal(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("你好", 4), ("e\u0301", 1), ("😀", 2)])
def test_columns_are_counted_as_a_terminal_does(text: str, columns: int) -> None:
    assert columns_of(text) == columns
    assert columns_of(padded(text, 10)) == 10


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("你好吗", 6, "你好吗"), ("你好吗", 5, "你好…"), ("你好吗", 4, "你…")],
)
def test_a_cut_text_says_so_and_fits(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert columns_of(shown) <= width
