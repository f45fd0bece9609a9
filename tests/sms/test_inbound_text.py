"""If this fails, what handsets say is read wrongly, and a STOP among it is not heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.inbound_text import decode_text


@pytest.mark.parametrize(
    ("octets", "data_coding", "text"),
    [
        (b"STOP", 0, "STOP"),
        (b"\x00\x1b\x65", 0, "@€"),
        (b"STOP", 1, "STOP"),
        (b"Arr\xeat", 3, "Arrêt"),
        ("停止".encode("utf-16-be"), 8, "停止"),
        (b"\x00S\x00", 8, "S\ufffd"),
        (b"\xff", 1, "\ufffd"),
        (b"STOP", 4, ""),
        (b"", 0, ""),
    ],
)
def test_each_coding_is_read(octets: bytes, data_coding: int, text: str) -> None:
    assert decode_text(octets, data_coding) == text


@given(st.binary(max_size=300), st.integers(0, 255))
def test_no_octets_break_it(octets: bytes, data_coding: int) -> None:
    assert isinstance(decode_text(octets, data_coding), str)
