"""If this fails, a carrier is handed the wrong part of a text, or one that it cannot take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.carriers.port import HandOver
from heliograph.delivery.hand_over import hand_over_of
from heliograph.sms.alphabet import Alphabet, fits
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import Body, Life, Message, Route, Segment
from heliograph.store.port import Claim


def handed_over(text: str, segment: int, route: Route, now: int = 0) -> HandOver:
    life = Life(tuple(Segment(number, due=700) for number in range(1, segment + 1)), route, reference=42)
    message = Message(7, "1", "r", "85261234567", "lane", 2, 0, 90_000, life)
    return hand_over_of(Claim(message, Body(text, "Shop"), segment, 3), now)


def test_it_says_all_that_the_carrier_needs() -> None:
    assert handed_over("x" * 200, 2, Route(), now=30_500) == HandOver(
        message_id=7,
        segment=2,
        attempt=3,
        to="85261234567",
        sender="Shop",
        text="x" * 47,
        ucs2=False,
        reference=42,
        total=2,
        validity_seconds=59,
        priority=2,
        due=700,
        part=2,
    )


def test_a_second_of_validity_is_left_at_least() -> None:
    assert handed_over("x", 1, Route(), now=89_999).validity_seconds == 1


@pytest.mark.parametrize(
    ("way", "length", "total"),
    [
        (LongMessages.UDH8, 153, 2),
        (LongMessages.UDH16, 152, 2),
        (LongMessages.SAR, 153, 2),
        (LongMessages.PAYLOAD, 200, 1),
    ],
)
def test_the_cut_is_the_routes(way: LongMessages, length: int, total: int) -> None:
    first = handed_over("x" * 200, 1, Route(long_messages=way))
    assert (len(first.text), first.total, first.long_messages) == (length, total, way)


@pytest.mark.parametrize(("text", "segments"), [("x" * 160, 1), ("x" * 161, 2), ("你" * 201, 3)])
def test_a_text_that_the_carrier_cuts_takes_its_segments_of_the_rate(text: str, segments: int) -> None:
    assert handed_over(text, 1, Route(long_messages=LongMessages.PAYLOAD)).segments == segments
    assert handed_over(text, 1, Route()).segments == 1


@given(st.text(max_size=300), st.sampled_from(Alphabet))
def test_a_text_outside_of_the_routes_alphabet_goes_as_ucs_2(text: str, alphabet: Alphabet) -> None:
    assert handed_over(text, 1, Route(alphabet=alphabet)).ucs2 is not fits(text, alphabet)
