"""If this fails, what a person wrote is told in other words than they wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.alphabet import Alphabet, encode
from heliograph.sms.data_coding import text_of, without_default


@pytest.mark.parametrize(
    ("octets", "data_coding", "text"),
    [
        (b"\x00 5\x1b\x65", 0, "@ 5€"),
        (b"\x00", 0xF1, "@"),
        ("验证码".encode("utf-16-be"), 8, "验证码"),
        ("码".encode("utf-16-be"), 0x18, "码"),
        (b"plain", 1, "plain"),
        ("é".encode("latin-1"), 3, "é"),
        (b"\x00S\x00", 8, "S\ufffd"),
        (b"\xff", 1, "\ufffd"),
        (b"", 0, ""),
        (b"\x01\x02", 4, None),
    ],
)
def test_the_text_of_octets_by_their_coding(octets, data_coding, text):
    assert text_of(octets, data_coding) == text


@given(st.binary(max_size=300), st.integers(0, 255))
def test_no_octets_break_it(octets, data_coding):
    assert isinstance(text_of(octets, data_coding), str | None)


@pytest.mark.parametrize("alphabet", Alphabet)
@pytest.mark.parametrize("header_octets", [0, 6, 7])
def test_a_carriers_default_is_told_in_a_coding_that_everybody_reads(alphabet, header_octets):
    octets = encode("Hi @ home", alphabet, header_octets)
    assert text_of(*without_default(octets, 0, alphabet, header_octets)) == "Hi @ home"


def test_only_the_default_is_the_carriers_own():
    assert without_default(b"\x00A", 8, Alphabet.GSM7_PACKED) == (b"\x00A", 8)
    assert without_default(b"\xe9", 0, Alphabet.LATIN1) == (b"\xe9", 3)
