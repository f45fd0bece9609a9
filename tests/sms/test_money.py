"""If this fails, a price is not what the operator wrote, or a sum not what it comes to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.money import MICRO_MAX, amount_text, micro_of


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("0.0075", 7_500),
        ("1", 1_000_000),
        ("0.000001", 1),
        ("12.5", 12_500_000),
        ("0", 0),
        ("999999.999999", MICRO_MAX - 1),
    ],
)
def test_an_amount_is_read_exactly(text: str, micro: int):
    assert micro_of(text) == micro
    assert micro_of(amount_text(micro)) == micro


@pytest.mark.parametrize("text", ["", ".5", "1.", "-1", "+1", "1e3", "0.0000001", "1,5", " 1", "1\n", "١", "1000000"])
def test_what_is_no_amount_is_refused(text: str):
    with pytest.raises(ValueError, match="is no amount"):
        micro_of(text)


@given(st.integers(0, MICRO_MAX - 1))
def test_writing_and_reading_an_amount_changes_nothing(micro: int):
    assert micro_of(amount_text(micro)) == micro


def test_sums_are_written_whatever_their_size_and_sign():
    assert [amount_text(micro) for micro in (0, -7_500, 123_456_789_000_001)] == ["0", "-0.0075", "123456789.000001"]
