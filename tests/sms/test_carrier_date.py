"""If this fails, an operator who compares our times with the carrier's reads hours that never were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.carrier_date import receipt_date, smpp_date, smpp_date_text

#: 2026-11-24T12:01:05Z.
DONE = 1_795_521_665_000
MINUTE = 60_000


@pytest.mark.parametrize(
    ("digits", "offset", "moment"),
    [
        ("2611241201", 0, DONE - 5_000),
        ("261124120105", 0, DONE),
        ("20261124120105", 0, DONE),
        ("202611241201", 0, DONE - 5_000),
        ("2611242001", 480, DONE - 5_000),
        ("2611240701", -300, DONE - 5_000),
        ("1795521665", 480, DONE),
        ("1795521665", None, DONE),
        ("1795521665123", None, DONE + 123),
        ("2611241201", None, 0),
        ("0000000000", 0, 0),
        ("000000000000", 0, 0),
        ("", 0, 0),
        ("26112412", 0, 0),
        ("2613451201", 0, 0),
        ("1011241201", 0, 0),
        ("99999999999999999999", 0, 0),
    ],
)
def test_the_forms_that_carriers_use(digits: str, offset: int | None, moment: int) -> None:
    assert receipt_date(digits, offset, DONE + 700) == moment


def test_of_two_readings_the_one_nearest_to_its_arrival_counts() -> None:
    # 2017-12-01T03:59 as a date, 2024-04-01T22:19:19Z as seconds since 1970.
    assert receipt_date("1712010359", 0, 1_512_100_740_000 + MINUTE) == 1_512_100_740_000
    assert receipt_date("1712010359", 0, 1_712_010_359_000 + MINUTE) == 1_712_010_359_000


@given(st.text(alphabet="0123456789٣x", max_size=20), st.none() | st.integers(-840, 840))
def test_whatever_stands_there_nothing_is_raised(text: str, offset: int | None) -> None:
    assert receipt_date(text, offset, DONE) >= 0
    assert smpp_date(text + "+") >= 0


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("261124120105000+", DONE),
        ("261124120105300+", DONE + 300),
        ("261124200105032+", DONE),
        ("261124070105020-", DONE),
        ("000002000000000R", 0),
        ("", 0),
        ("2611241201", 0),
        ("269924120105000+", 0),
        ("261124120105099+", 0),
    ],
)
def test_times_of_smpp_say_their_zone(text: str, moment: int) -> None:
    assert smpp_date(text) == moment


def test_what_is_written_is_read() -> None:
    assert smpp_date_text(DONE + 250) == "261124120105200+"
    assert smpp_date(smpp_date_text(DONE + 200)) == DONE + 200
