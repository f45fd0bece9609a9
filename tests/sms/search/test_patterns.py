"""If these fail, a search is too strict or too loose about letters."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.search.patterns import fits, fold, other_case


def test_letters_in_either_case_are_alike() -> None:
    assert fold("ПРИВЕТ Straße ÄÖ CODE") == "привет straße äö code"
    assert fold("\u212a") != "k"
    assert fits("helio*", "HELIOGRAPH")
    assert fits("*17", "order-17")
    assert fits("a*c", "a\nc")
    assert not fits("helio", "heliograph")
    assert not fits("a.c", "abc")


@given(st.text())
def test_folding_changes_no_length_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_what_folds_to_a_character_is_itself_and_its_other_case() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        folded = fold(character)
        assert character in (folded, other_case(folded))
