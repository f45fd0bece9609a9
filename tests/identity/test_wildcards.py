"""If these fail, a policy lets more or less through than it says, or a hostile one stops the server."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.wildcards import patterns, wildcard


def naive(pattern: str, text: str) -> bool:
    """What the wildcards mean, said in the shortest way."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(naive(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and naive(pattern[1:], text[1:])


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "", True),
        ("*", "anything at all", True),
        ("?", "", False),
        ("?", "é", True),
        ("?", "ab", False),
        ("", "", True),
        ("", "a", False),
        ("dysms:*", "dysms:QueryMessage", True),
        ("dysms:*", "dysms:", True),
        ("dysms:*", "dysm", False),
        ("dysms:*", "xdysms:a", False),
        ("*Message", "SendMessage", True),
        ("*Message", "SendMessages", False),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("a**c", "ac", True),
        ("a?*", "a", False),
        ("[a]", "a", False),
        ("a.c", "abc", False),
        ("*?*", "", False),
        ("A*", "abc", False),
    ],
)
def test_a_star_is_any_run_and_a_question_mark_one_character(pattern: str, text: str, fits: bool) -> None:
    assert wildcard(pattern).matches(text) is fits
    assert patterns([pattern]).match(text) is fits


@given(st.text("ab*?", max_size=8), st.text("ab*?", max_size=8))
def test_both_forms_agree_with_what_the_wildcards_mean(pattern: str, text: str) -> None:
    assert wildcard(pattern).matches(text) is naive(pattern, text)
    assert patterns([pattern]).match(text) is naive(pattern, text)


@given(st.lists(st.text("ab*?", max_size=5), max_size=4), st.text("ab", max_size=5))
def test_of_several_patterns_one_is_enough(several: list[str], text: str) -> None:
    assert patterns(several).match(text) is any(naive(pattern, text) for pattern in several)


class Counted(str):
    """A text that counts how often one of its characters is looked at."""

    looked = 0

    def __iter__(self) -> Iterator[str]:
        for character in str.__iter__(self):
            self.looked += 1
            yield character


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 1023 + "*b",
        "*" + "?a" * 512 + "*b",
        "a*" * 1023 + "b",
        "*?" * 1024,
        "*a" * 512 + "*?" * 511 + "b",
        "*" * 2048,
    ],
    ids=lambda pattern: pattern[:8],
)
def test_a_hostile_pattern_costs_one_step_a_character(pattern: str) -> None:
    text = Counted("a" * 2048)
    made = wildcard(pattern)
    made.matches(text)
    assert 0 < text.looked <= 2048
    # A step is a few operations on numbers of no more bits than the pattern has characters.
    assert made.end.bit_length() <= len(pattern) + 1


def test_a_text_that_cannot_fit_any_more_is_not_read_on() -> None:
    text = Counted("b" * 2048)
    assert not wildcard("a?c").matches(text)
    assert text.looked == 1
