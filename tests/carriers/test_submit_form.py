"""A sender named by the wrong TON or NPI is replaced or refused by the carrier."""

import pytest

from heliograph.carriers.submit_form import SubmitForm, TonNpi


@pytest.mark.parametrize(
    ("sender", "usual", "own"),
    [
        ("Heliograph", (5, 0), (5, 1)),
        ("1a", (5, 0), (5, 1)),
        ("106", (3, 0), (6, 0)),
        ("106900", (3, 0), (6, 0)),
        ("1069001", (1, 1), (2, 1)),
        ("85261234567", (1, 1), (2, 1)),
        ("", (0, 0), (0, 0)),
    ],
)
def test_each_kind_of_sender_has_its_own_names(sender: str, usual: TonNpi, own: TonNpi) -> None:
    assert SubmitForm().source(sender) == usual
    assert SubmitForm(alphanumeric=(5, 1), short_code=(6, 0), msisdn=(2, 1)).source(sender) == own
