"""Parts under a wrong header are shown as separate messages, or never shown at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.udh import Concatenation, concatenation_header, read_header


@given(st.integers(0, 255), st.integers(1, 255), st.data(), st.binary(max_size=134))
def test_a_header_written_is_read_back_before_its_text(reference: int, total: int, data: st.DataObject, text: bytes):
    number = data.draw(st.integers(1, total))
    header = concatenation_header(reference, total, number)
    assert header[:3] == b"\x05\x00\x03"
    assert read_header(header + text) == (Concatenation(reference, total, number), text)


@given(st.integers(0, 0xFFFF), st.integers(1, 255), st.data(), st.binary(max_size=133))
def test_a_wide_header_too(reference: int, total: int, data: st.DataObject, text: bytes):
    number = data.draw(st.integers(1, total))
    header = concatenation_header(reference, total, number, wide=True)
    assert header[:3] == b"\x06\x08\x04"
    assert read_header(header + text) == (Concatenation(reference, total, number), text)


@pytest.mark.parametrize(
    ("octets", "found", "text"),
    [
        (b"\x06\x08\x04\x12\x34\x02\x01hi", Concatenation(0x1234, 2, 1), b"hi"),
        (b"\x08\x24\x01\x01\x00\x03\x07\x02\x02hi", Concatenation(7, 2, 2), b"hi"),  # after a language element
        (b"\x03\x24\x01\x01hi", None, b"hi"),
        (b"\x05\x00\x03\x07\x02\x00hi", None, b"hi"),  # part 0 of 2
        (b"\x05\x00\x03\x07\x02\x03hi", None, b"hi"),  # part 3 of 2
        (b"\x05\x00\x02\x07\x02\x03hi", None, b"hi"),  # wrong length
        (b"\x05\x00\x09\x07\x02\x01hi", None, b"hi"),  # element longer than the header
        (b"\x00hi", None, b"hi"),
        (b"\xffhi", None, b""),
        (b"", None, b""),
    ],
)
def test_what_carriers_send_is_read_and_what_is_broken_is_skipped(
    octets: bytes, found: Concatenation | None, text: bytes
):
    assert read_header(octets) == (found, text)


@given(st.binary(max_size=60))
def test_no_octets_break_the_reader(octets: bytes):
    found, text = read_header(octets)
    assert octets.endswith(text)
    assert found is None or 1 <= found.number <= found.total


@pytest.mark.parametrize(("reference", "total", "number"), [(256, 2, 1), (-1, 2, 1), (1, 256, 1), (1, 2, 3), (1, 2, 0)])
def test_a_header_that_cannot_be_written_is_refused(reference: int, total: int, number: int):
    with pytest.raises(ValueError, match="fits no concatenation header"):
        concatenation_header(reference, total, number)
    with pytest.raises(ValueError, match="fits no concatenation header"):
        concatenation_header(reference if reference < 256 else 0x10000, total, number, wide=True)
