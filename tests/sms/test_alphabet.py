"""A character that the carrier's alphabet lacks would arrive as another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.alphabet import Alphabet, encode, fits
from heliograph.sms.gsm7 import NotInAlphabet


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("Hi {x}", "GSM7_UNPACKED GSM7_PACKED LATIN1 ASCII"),
        ("Grüße", "GSM7_UNPACKED GSM7_PACKED LATIN1"),
        ("5 €", "GSM7_UNPACKED GSM7_PACKED"),
        ("ΔΩ", "GSM7_UNPACKED GSM7_PACKED"),
        ("ç", ""),  # in Latin-1, but on no handset without UCS-2
        ("`", ""),
        ("你", ""),
    ],
)
def test_which_texts_fit(text: str, fitting: str) -> None:
    assert " ".join(one.name for one in Alphabet if fits(text, one)) == fitting


@pytest.mark.parametrize(
    ("alphabet", "octets"),
    [
        (Alphabet.GSM7_UNPACKED, b"\x00[|~"),
        (Alphabet.LATIN1, b"@\xc4\xf6\xfc"),
    ],
)
def test_octets(alphabet: Alphabet, octets: bytes) -> None:
    assert encode("@Äöü", alphabet) == octets


def test_packed_text_is_aligned_behind_its_header() -> None:
    assert encode("hello", Alphabet.GSM7_PACKED).hex() == "e8329bfd06"
    assert encode("A", Alphabet.GSM7_PACKED, 6) == b"\x82"
    assert encode("A", Alphabet.GSM7_PACKED, 7) == b"A"


@given(st.text(max_size=20), st.sampled_from(Alphabet))
def test_what_does_not_fit_is_not_encoded(text: str, alphabet: Alphabet) -> None:
    if fits(text, alphabet):
        assert encode(text, alphabet) is not None
    else:
        with pytest.raises(NotInAlphabet):
            encode(text, alphabet)


def test_the_numbers_stay_since_they_are_stored() -> None:
    assert {one.name: one.value for one in Alphabet} == {
        "GSM7_UNPACKED": 0,
        "GSM7_PACKED": 1,
        "LATIN1": 2,
        "ASCII": 3,
    }
