"""A character coded wrongly reaches the handset as another one, or costs its sender a segment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms import gsm7

#: The two tables of 3GPP TS 23.038 §6.2.1, written down once more by code, apart from the module's own order.
DEFAULT = {
    0x00: "@", 0x01: "£", 0x02: "$", 0x03: "¥", 0x04: "è", 0x05: "é", 0x06: "ù", 0x07: "ì", 0x08: "ò", 0x09: "Ç",
    0x0A: "\n", 0x0B: "Ø", 0x0C: "ø", 0x0D: "\r", 0x0E: "Å", 0x0F: "å", 0x10: "Δ", 0x11: "_", 0x12: "Φ", 0x13: "Γ",
    0x14: "Λ", 0x15: "Ω", 0x16: "Π", 0x17: "Ψ", 0x18: "Σ", 0x19: "Θ", 0x1A: "Ξ", 0x1C: "Æ", 0x1D: "æ", 0x1E: "ß",
    0x1F: "É", 0x24: "¤", 0x40: "¡", 0x5B: "Ä", 0x5C: "Ö", 0x5D: "Ñ", 0x5E: "Ü", 0x5F: "§", 0x60: "¿", 0x7B: "ä",
    0x7C: "ö", 0x7D: "ñ", 0x7E: "ü", 0x7F: "à",
}  # fmt: skip
DEFAULT |= {code: chr(code) for code in range(0x20, 0x7B) if code not in DEFAULT}
EXTENSION = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip

ALPHABET = "".join(DEFAULT.values()) + "".join(EXTENSION.values())
texts = st.text(st.sampled_from(ALPHABET), max_size=400)


@pytest.mark.parametrize(("code", "character"), DEFAULT.items())
def test_each_character_of_the_default_table_has_its_code(code: int, character: str):
    assert gsm7.encode(character) == bytes([code])
    assert gsm7.decode(bytes([code])) == character
    assert gsm7.septets(character) == 1


@pytest.mark.parametrize(("code", "character"), EXTENSION.items())
def test_each_character_of_the_extension_table_is_an_escape_pair(code: int, character: str):
    assert gsm7.encode(character) == bytes([0x1B, code])
    assert gsm7.decode(bytes([0x1B, code])) == character
    assert gsm7.septets(character) == 2


@given(texts)
def test_a_text_of_the_alphabet_comes_back_as_it_was(text: str):
    octets = gsm7.encode(text)
    assert gsm7.fits(text)
    assert len(octets) == gsm7.septets(text)
    assert gsm7.decode(octets) == text


@given(st.characters(exclude_categories=["Cs"], exclude_characters=ALPHABET), texts)
def test_one_foreign_character_is_found_wherever_it_stands(foreign: str, text: str):
    whole = text + foreign + text
    assert not gsm7.fits(whole)
    assert gsm7.first_foreign(whole) == len(text)
    with pytest.raises(gsm7.NotInAlphabet, match=f"position {len(text) + 1} "):
        gsm7.encode(whole)


def test_a_text_that_fits_has_no_foreign_character():
    assert gsm7.first_foreign("Your code is 123456") is None


@pytest.mark.parametrize("foreign", ["ç", "`", "\t", "\x1b", "\x00", "’"])
def test_characters_that_only_look_like_the_alphabet_do_not_fit(foreign: str):
    assert not gsm7.fits(foreign)


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"\x1ba", "a"),  # no such extension: the base character
        (b"\x1b\x00", "@"),
        (b"\x1b\x1be", " e"),  # reserved for a further table: a space
        (b"x\x1b", "x "),  # torn pair at the end
        (b"\x1b\x9c", "\ufffd"),
        (b"a\x80\xff", "a\ufffd\ufffd"),
        (b"", ""),
    ],
)
def test_what_a_handset_could_not_know_is_shown_as_a_handset_shows_it(octets: bytes, text: str):
    assert gsm7.decode(octets) == text


@given(st.binary(max_size=300))
def test_any_octets_from_a_carrier_decode_to_something(octets: bytes):
    assert len(gsm7.decode(octets)) <= len(octets)


@pytest.mark.parametrize(
    ("character", "instead"),
    [
        ("’", "'"),
        ("“", '"'),
        ("—", "-"),
        ("…", "..."),
        ("ç", "c"),
        ("ō", "o"),
        ("\u00a0", " "),
        ("\u200b", ""),
        ("é", "é"),
    ],
)
def test_people_are_offered_what_they_meant(character: str, instead: str):
    assert gsm7.substitute(character) == instead


@pytest.mark.parametrize("character", ["你", "😀", "Ж", "ع"])
def test_no_substitute_is_made_up_for_another_script(character: str):
    assert gsm7.substitute(character) is None


@given(st.characters())
def test_a_substitute_always_fits(character: str):
    instead = gsm7.substitute(character)
    assert instead is None or gsm7.fits(instead)
