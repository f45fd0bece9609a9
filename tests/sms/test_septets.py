"""A bit in the wrong place turns a packed text into noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.septets import fill_bits, pack, unpack


@pytest.mark.parametrize(
    ("septets", "fill", "octets"),
    [
        (b"", 0, ""),
        (b"hello", 0, "e8329bfd06"),  # the example that every text on the subject has
        (b"hellohello", 0, "e8329bfd4697d9ec37"),
        (b"diafaan", 0, "e474d81c0ebb1b"),  # seven spare bits: a CR fills them
        (b"A", 1, "82"),
        (b"A" * 8, 0, "c16030180c0683"),
    ],
)
def test_septets_and_octets(septets: bytes, fill: int, octets: str) -> None:
    assert pack(septets, fill).hex() == octets
    assert unpack(bytes.fromhex(octets), fill) == septets


@pytest.mark.parametrize(("header", "fill"), [(0, 0), (6, 1), (7, 0), (3, 4), (12, 2)])
def test_a_text_begins_at_a_whole_septet(header: int, fill: int) -> None:
    assert fill_bits(header) == fill
    assert (8 * header + fill) % 7 == 0


@given(st.binary(max_size=160).map(lambda octets: bytes(octet & 0x7F for octet in octets)), st.integers(0, 6))
def test_unpacking_gives_back_what_was_packed(septets: bytes, fill: int) -> None:
    packed = pack(septets, fill)
    assert len(packed) == (fill + 7 * len(septets) + 7) // 8
    lost = (fill + 7 * len(septets)) % 8 == 0 and septets.endswith(b"\r")
    assert unpack(packed, fill) == (septets[:-1] if lost else septets)


def test_what_no_packing_made_does_no_harm() -> None:
    assert unpack(b"", 6) == b""
