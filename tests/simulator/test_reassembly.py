"""If this fails, the ledger shows another text than was sent, or none."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.simulator.reassembly import Reassembly, UserData, user_data_of
from heliograph.smpp.pdu import SubmitSm
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.segments import coding_of, octets_of, split_into_segments
from heliograph.sms.udh import concatenation_header

HEADER = bytes((5, 0, 3, 9, 2, 1))


@pytest.mark.parametrize(
    ("pdu", "data"),
    [
        (SubmitSm(short_message=b"Hi"), UserData(b"Hi")),
        (SubmitSm(esm_class=0x40, short_message=HEADER + b"Hi"), UserData(b"Hi", HEADER, 9, 1, 2)),
        (
            SubmitSm(esm_class=0x40, short_message=bytes((6, 8, 4, 1, 2, 3, 2)) + b"Hi"),
            UserData(b"Hi", bytes((6, 8, 4, 1, 2, 3, 2)), 0x0102, 2, 3),
        ),
        (SubmitSm(short_message=HEADER), UserData(HEADER)),
        (SubmitSm(esm_class=0x40, short_message=b"\x02\x24\x00Hi"), UserData(b"Hi", b"\x02\x24\x00")),
        (SubmitSm(tlvs=((0x0424, b"payload"),)), UserData(b"payload")),
        (
            SubmitSm(short_message=b"Hi", tlvs=((0x020C, b"\0\x07"), (0x020E, b"\x03"), (0x020F, b"\x02"))),
            UserData(b"Hi", b"", 7, 2, 3),
        ),
        (SubmitSm(short_message=b"Hi", tlvs=((0x020C, b"\0\x07"), (0x020E, b"\x03"))), UserData(b"Hi")),
        (
            SubmitSm(short_message=b"Hi", tlvs=((0x020C, b"\0\x07"), (0x020E, b"\x03"), (0x020F, b"\x04"))),
            UserData(b"Hi"),
        ),
        (SubmitSm(esm_class=0x40), UserData(b"")),
    ],
)
def test_what_a_submit_sm_carries(pdu: SubmitSm, data: UserData) -> None:
    assert user_data_of(pdu) == data


@settings(deadline=None)  # two cores may be busy with other tests
@given(text=st.text(min_size=1, max_size=400), seed=st.integers(0, 1000))
def test_parts_in_any_order_give_the_text_once(text: str, seed: int) -> None:
    coding = coding_of(text)
    parts = [
        UserData(octets_of(p.text, coding), concatenation_header(7, p.total, p.number), 7, p.number, p.total)
        for p in split_into_segments(text, coding)
    ]
    random.Random(seed).shuffle(parts)
    joined = Reassembly()
    shown = [joined.text("a", "b", part, int(coding)) for part in parts]
    assert shown[:-1] == [None] * (len(parts) - 1)
    assert shown[-1] == text


def part(number: int, octets: bytes, reference: int = 7) -> UserData:
    return UserData(octets, b"", reference, number, 2)


@pytest.mark.parametrize(
    ("alphabet", "octets"),
    [(Alphabet.GSM7_PACKED, "e8329bfd06"), (Alphabet.LATIN1, "68656c6c6f"), (Alphabet.ASCII, "68656c6c6f")],
)
def test_the_default_data_coding_is_the_networks_own(alphabet: Alphabet, octets: str) -> None:
    assert Reassembly(alphabet).text("a", "b", UserData(bytes.fromhex(octets)), 0) == "hello"
    assert Reassembly(alphabet).text("a", "b", UserData(b"\0h"), 8) == "h"


def test_packed_parts_are_unpacked_behind_their_own_headers() -> None:
    joined = Reassembly(Alphabet.GSM7_PACKED)
    assert joined.text("a", "b", UserData(b"\x82", HEADER, 9, 1, 2), 0) is None
    assert joined.text("a", "b", UserData(b"\x82", HEADER, 9, 2, 2), 0) == "AA"


def test_a_whole_message_that_comes_twice_is_shown_twice_but_a_repeated_part_is_not() -> None:
    joined = Reassembly()
    shown = [joined.text("a", "b", part(n, octets), 0) for n, octets in ((1, b"x"), (2, b"y"), (2, b"y"), (1, b"x"))]
    assert shown == [None, "xy", None, "xy"]


def test_a_reference_that_comes_round_begins_a_new_message() -> None:
    joined = Reassembly()
    shown = [joined.text("a", "b", part(n, octets), 0) for n, octets in ((1, b"x"), (2, b"y"), (1, b"v"), (2, b"w"))]
    assert shown == [None, "xy", None, "vw"]


def test_no_more_messages_are_kept_than_the_limit() -> None:
    joined = Reassembly(open_max=2)
    for reference in (1, 2, 3):
        assert joined.text("a", "b", part(1, b"x", reference), 0) is None
    assert joined.text("a", "b", part(2, b"y", 1), 0) is None, "the oldest was forgotten"
    assert joined.text("a", "b", part(2, b"y", 3), 0) == "xy"
