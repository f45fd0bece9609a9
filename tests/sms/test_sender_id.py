"""A sender ID that a carrier refuses, or names by the wrong type of number, costs the whole message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.sender_id import SenderKind, fault_of, is_sender_id, kind_of


@pytest.mark.parametrize("good", ["Alicloud321", "A", "1", "10690", "123456789012345", "ABCDEFGHIJK"])
def test_letters_and_digits_within_the_limits_are_a_sender_id(good: str):
    assert is_sender_id(good)
    assert fault_of(good) == ""


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("", "empty"),
        ("Heliograph-1", "neither a letter"),
        ("Helio graph", "neither a letter"),
        ("+4915112345", "neither a letter"),
        ("Müller", "neither a letter"),
        ("赫利", "neither a letter"),
        ("٣٤٥", "neither a letter"),
        ("Shop\n", "neither a letter"),
        ("ABCDEFGHIJKL", "12 characters"),
        ("12345678901A", "12 characters"),
        ("1234567890123456", "16 digits"),
    ],
)
def test_anything_else_is_refused_with_a_sentence_that_does_not_repeat_it(bad: str, why: str):
    assert not is_sender_id(bad)
    assert why in fault_of(bad)
    assert not bad.strip() or bad not in fault_of(bad)


@given(st.text(max_size=20))
def test_verdict_and_sentence_agree(text: str):
    assert is_sender_id(text) == (fault_of(text) == "")


@pytest.mark.parametrize(
    ("sender", "kind", "ton", "npi"),
    [
        ("Alicloud321", SenderKind.ALPHANUMERIC, 5, 0),
        ("1A", SenderKind.ALPHANUMERIC, 5, 0),
        ("10690", SenderKind.SHORT_CODE, 3, 0),
        ("447700900123", SenderKind.INTERNATIONAL, 1, 1),
    ],
)
def test_each_kind_has_the_usual_type_of_number(sender: str, kind: SenderKind, ton: int, npi: int):
    assert kind_of(sender) is kind
    assert (kind.ton, kind.npi) == (ton, npi)
