"""The fast way through submit_sm and deliver_sm must not read another PDU than the table of fields does."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.smpp.faults import PeerError
from heliograph.smpp.layout import LAYOUT
from heliograph.smpp.pdu import SubmitSm
from heliograph.smpp.short_message import decode_short_message, encode_short_message

BODIES = st.lists(
    st.sampled_from([b"\0", b"\0\0", b"\x01\x01", b"852", b"A" * 5, b"A" * 16, b"A" * 20, b"A", b"\x02hi"]), max_size=30
).map(b"".join)


def by_the_table(data: bytes, at: int, end: int) -> tuple[tuple[object, ...], int]:
    values = []
    for field in LAYOUT[SubmitSm]:
        value, at = field.decode(data, at, end)
        values.append(value)
    return tuple(values), at


def assert_read_alike(data: bytes, at: int, end: int) -> None:
    try:
        expected = by_the_table(data, at, end)
    except (PeerError, ValueError, IndexError):
        try:
            decode_short_message(data, at, end, strict=True)
        except (PeerError, ValueError, IndexError):
            return
        raise AssertionError("the table refuses what the fast way takes") from None
    assert decode_short_message(data, at, end, strict=True) == expected


@given(BODIES | st.binary(max_size=120), st.binary(max_size=4), st.binary(max_size=4))
def test_both_ways_read_the_same(body: bytes, before: bytes, after: bytes) -> None:
    assert_read_alike(before + body + after, len(before), len(before) + len(body))


@given(st.data())
def test_both_ways_read_a_damaged_body_alike(any_submit_sm, data: st.DataObject) -> None:
    body = bytearray(encode_short_message(data.draw(any_submit_sm)))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    assert_read_alike(bytes(body), 0, len(body))


@given(st.data())
def test_both_ways_write_the_same(any_submit_sm, data: st.DataObject) -> None:
    pdu = data.draw(any_submit_sm)
    assert encode_short_message(pdu) == b"".join(field.encode(getattr(pdu, field.name)) for field in LAYOUT[SubmitSm])
