"""If this fails, an operator sets a carrier's id_form to one that matches nothing, or believes another's receipt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.orphan_guess import Handed, form_between, guess, keys_to_try

TO = "85261234567"


@pytest.mark.parametrize(
    ("in_response", "in_receipt", "form"),
    [
        ("6699", "1a2b", "hex-to-dec"),
        ("6699", "1A2B", "hex-to-dec"),
        ("1a2b", "6699", "dec-to-hex"),
        ("1A2B", "0000006699", "dec-to-hex"),
        ("1A2B", "1a2b", "casefold"),
        ("6699", "006699", "strip-zeros"),
    ],
)
def test_an_id_in_another_form_leads_to_its_message_and_says_what_to_set(in_response: str, in_receipt: str, form: str):
    assert in_response in keys_to_try(in_receipt)
    assert form_between(in_response, in_receipt) == form
    found = guess("net-one", in_receipt, TO, [Handed("net-one", in_response, 77, TO)])
    assert (found.message, found.advice) == (77, f'Set id_form = "{form}" for net-one.')


@pytest.mark.parametrize(
    "other",
    [
        Handed("net-one", "6699", 77, "85260000000"),
        Handed("net-two", "6699", 77, TO),
        Handed("net-one", "6698", 77, TO),
    ],
)
def test_another_recipients_or_carriers_message_is_not_guessed(other: Handed):
    found = guess("net-one", "1a2b", TO, [other])
    assert (found.message, found.advice) == (0, "")
    assert "No message that net-one has taken" in found.says


def test_a_recipient_that_is_not_said_contradicts_nothing():
    assert guess("net-one", "1a2b", "", [Handed("net-one", "6699", 77, TO)]).message == 77
    assert guess("net-one", "1a2b", TO, [Handed("net-one", "6699", 77, "")]).message == 77


def test_a_receipt_without_an_id_can_match_nothing():
    assert keys_to_try("") == ()
    assert "names no id" in guess("net-one", "", TO, []).says


@given(st.text(max_size=70))
def test_what_is_tried_is_little_and_never_the_id_itself(in_receipt: str):
    tried = keys_to_try(in_receipt)
    assert len(tried) <= 8
    assert in_receipt not in tried
