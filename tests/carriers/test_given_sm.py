"""If these fail, a carrier gets other octets than the customer gave, or reads another text in them."""

import pytest

from heliograph.carriers.given_sm import with_given
from heliograph.carriers.submit_form import SubmitForm
from heliograph.smpp.codec import decode, encode
from heliograph.smpp.pdu import ESM_CLASS_UDHI, TLV_MESSAGE_PAYLOAD, SubmitSm
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.given import Given

UDH = bytes.fromhex("050003A50201")
PDU = SubmitSm(destination_addr="852", short_message=b"text", tlvs=((0x1401, b"form"),))


def made(given: Given, form: SubmitForm | None = None) -> SubmitSm:
    pdu = with_given(PDU, given, form or SubmitForm())
    assert decode(encode(pdu, 1))[2] == pdu, "it can be written"
    return pdu


def test_octets_header_coding_and_tlvs_go_as_they_are():
    pdu = made(Given(b"\xff\x00", 0xF5, UDH, 65, ((0x1400, b"10"),)))
    assert (pdu.short_message, pdu.data_coding, pdu.protocol_id) == (UDH + b"\xff\x00", 0xF5, 65)
    assert pdu.esm_class == ESM_CLASS_UDHI
    assert pdu.tlvs == ((0x1400, b"10"), (0x1401, b"form")), "the carrier's own stay"


def test_a_text_stays_a_text():
    pdu = made(Given(None, tlvs=((0x1400, b"10"),)))
    assert (pdu.short_message, pdu.esm_class, pdu.tlvs[0]) == (b"text", 0, (0x1400, b"10"))


def test_octets_that_no_short_message_holds_go_as_payload():
    pdu = made(Given(b"x" * 255, 4))
    assert pdu.short_message == b""
    assert pdu.tlvs[0] == (TLV_MESSAGE_PAYLOAD, b"x" * 255)


@pytest.mark.parametrize(
    ("form", "octets", "coding"),
    [
        (SubmitForm(), b"\x00\x11", 0),
        (SubmitForm(default_coding=1), b"\x00\x11", 1),
        (SubmitForm(alphabet=Alphabet.LATIN1), b"@_", 0),
        (SubmitForm(alphabet=Alphabet.GSM7_PACKED), b"\x80\x08", 0),
    ],
)
def test_the_default_alphabet_is_said_in_the_carriers_own(form, octets, coding):
    pdu = made(Given(b"\x00\x11", 0), form)
    assert (pdu.short_message, pdu.data_coding) == (octets, coding)


def test_what_the_carriers_alphabet_cannot_say_goes_as_ucs2():
    pdu = made(Given(b"\x10", 0), SubmitForm(alphabet=Alphabet.LATIN1))
    assert (pdu.short_message.decode("utf-16-be"), pdu.data_coding) == ("Δ", 8)
