"""If this fails, what a handset writes arrives as another text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.simulator.inbound import inbound_pdus
from heliograph.simulator.reassembly import Reassembly, user_data_of
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.receipt import is_receipt
from heliograph.sms.segments import TooLong


@settings(deadline=None)  # two cores may be busy with other tests
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=500), st.sampled_from(Alphabet)
)
def test_the_segments_join_to_the_text(text: str, alphabet: Alphabet) -> None:
    joined = Reassembly(alphabet)
    pdus = inbound_pdus("85261234567", "12345", text, 7, alphabet)
    shown = [joined.text(pdu.source_addr, pdu.destination_addr, user_data_of(pdu), pdu.data_coding) for pdu in pdus]
    assert shown[-1] == text
    assert not any(is_receipt(pdu.esm_class) for pdu in pdus)


def test_the_header_is_announced_where_there_is_one() -> None:
    (one,) = inbound_pdus("85261234567", "12345", "STOP", 7)
    assert (one.esm_class, one.short_message) == (0, b"STOP")
    for number, pdu in enumerate(inbound_pdus("85261234567", "12345", "x" * 200, 7), 1):
        assert pdu.esm_class == 0x40
        assert pdu.short_message[:6] == bytes((5, 0, 3, 7, 2, number))


def test_a_text_that_no_handset_could_send_is_refused() -> None:
    with pytest.raises(TooLong):
        inbound_pdus("85261234567", "12345", "x" * 40_000, 7)
