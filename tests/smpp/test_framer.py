"""A stream cut in the wrong place loses every message after it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.smpp.codec import encode
from heliograph.smpp.faults import PeerError
from heliograph.smpp.framer import Framer
from heliograph.smpp.pdu import ESME_RINVCMDLEN, EnquireLink, SubmitSm

PDUS = [encode(EnquireLink(), 1), encode(SubmitSm(short_message=b"hi"), 2), encode(EnquireLink(), 3)]


def cut(framer: Framer, pieces: list[bytes]) -> list[bytes]:
    return [data[start:end] for piece in pieces for data, start, end in framer.frames(piece)]


@given(st.lists(st.integers(0, sum(map(len, PDUS)))))
def test_any_pieces_give_the_same_pdus(cuts: list[int]) -> None:
    stream = b"".join(PDUS)
    places = [0, *sorted(cuts), len(stream)]
    assert cut(Framer(), [stream[a:b] for a, b in pairwise(places)]) == PDUS


def test_octet_by_octet() -> None:
    assert cut(Framer(), [bytes((octet,)) for octet in b"".join(PDUS)]) == PDUS


@pytest.mark.parametrize("length", [0, 15, 1001, 16 * 2**20, 2**32 - 1])
@pytest.mark.parametrize("torn", [True, False])
def test_an_impossible_length_is_refused_at_once(length: int, torn: bool) -> None:
    """Sixteen megabytes that a length announces are never waited for."""
    header = length.to_bytes(4, "big")
    framer = Framer(1000)
    pieces = [PDUS[0] + header[:2], header[2:]] if torn else [PDUS[0] + header]
    with pytest.raises(PeerError) as fault:
        cut(framer, pieces)
    assert fault.value.command_status == ESME_RINVCMDLEN


def test_the_pdus_before_an_impossible_length_are_given() -> None:
    framer = Framer(1000)
    frames = framer.frames(PDUS[0] + PDUS[1] + b"\0\0\0\0")
    assert [data[start:end] for data, start, end in (next(frames), next(frames))] == PDUS[:2]
    with pytest.raises(PeerError):
        next(frames)


def test_a_pdu_of_the_greatest_length_is_whole() -> None:
    framer = Framer(1000)
    whole = (1000).to_bytes(4, "big") + bytes(996)
    assert cut(framer, [whole[:999], whole[999:]]) == [whole]
