"""If this fails, a form of ids is learnt from receipts that do not tell it, and later ones are matched wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.id_form import MATCHES, Learnt, after_match, receipt_keys, response_keys
from heliograph.sms.receipt import IdForm, canonical_key

SAME, HEX, DEC = IdForm.STRIPPED, IdForm.HEX_TO_DEC, IdForm.DEC_TO_HEX


@given(st.integers(10, 2**64))
def test_a_response_and_its_receipt_meet_by_their_form_from_both_sides(number: int) -> None:
    dec, hexa = str(number), format(number, "x")
    assert response_keys(hexa)[HEX] == dec
    assert response_keys(dec)[DEC] == hexa
    assert receipt_keys(dec)[HEX] == hexa
    if hexa.isdigit():
        assert receipt_keys(hexa).get(DEC, hexa) in (dec, hexa)


@pytest.mark.parametrize(
    ("key", "forms"), [("7", {SAME}), ("a-9", {SAME}), ("1a2b", {SAME, HEX}), ("12", {*(SAME, HEX, DEC)})]
)
def test_an_id_that_is_no_number_of_a_base_has_no_other_key(key: str, forms: set[IdForm]) -> None:
    assert set(response_keys(key)) == forms
    assert response_keys(key)[SAME] == canonical_key(key, IdForm.AUTO)


def test_a_form_is_learnt_from_several_receipts_in_a_row_and_forgotten_at_one_against_it() -> None:
    learnt = Learnt()
    for number in range(MATCHES):
        assert learnt.form is None, number
        learnt = after_match(learnt, HEX)
    assert learnt == Learnt(HEX, HEX, MATCHES) == after_match(learnt, HEX)
    other = after_match(learnt, SAME)
    assert (other.form, other.likely, other.matches) == (None, SAME, 1)
    assert after_match(other, HEX).matches == 1
