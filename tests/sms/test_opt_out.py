"""If this fails, somebody who said STOP is written to again, or one who said something else is cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.opt_out import Keywords, Wish, plain, wish_of

WORDS = Keywords.of(("STOP", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"), ("STOPALL",), ("START", "YES", "UNSTOP"))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOP", Wish.STOP),
        ("stop", Wish.STOP),
        (" Stop. ", Wish.STOP),
        ("«Stop!»\r\n", Wish.STOP),
        ("\uff33\uff34\uff2f\uff30", Wish.STOP),
        ("S.T.O.P", Wish.STOP),
        ("unsubscribe", Wish.STOP),
        ("STOPALL", Wish.STOP_ALL),
        ("Stop all", Wish.STOP_ALL),
        ("yes", Wish.START),
        ("UnStop", Wish.START),
        ("please stop", None),
        ("stop it", None),
        ("Yes, at ten", None),
        ("stopp", None),
        ("", None),
        ("...", None),
        ("STOP" + " " * 100, None),
    ],
)
def test_only_a_word_for_itself_is_a_wish(text: str, wish: Wish | None) -> None:
    assert wish_of(text, WORDS) is wish


def test_the_words_are_the_operators() -> None:
    words = Keywords.of(("Arrêt", "停止"), (), ("Départ", ""))
    assert wish_of("ARRÊT!", words) is Wish.STOP
    assert wish_of("arre\u0302t", words) is Wish.STOP
    assert wish_of("停止。", words) is Wish.STOP
    assert wish_of("départ", words) is Wish.START
    assert wish_of("STOP", words) is None
    assert wish_of("!", words) is None


def test_a_word_of_two_lists_is_the_gravest_wish() -> None:
    assert wish_of("end", Keywords.of(("END",), (), ("END",))) is Wish.STOP
    assert wish_of("end", Keywords.of(("END",), ("End",), ())) is Wish.STOP_ALL


@given(st.text(max_size=100))
def test_any_text_is_read_and_its_plain_form_is_plain(text: str) -> None:
    assert wish_of(text, WORDS) in (*Wish, None)
    assert all(character.isalnum() for character in plain(text))
