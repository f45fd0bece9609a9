"""If this fails, a receipt cannot be read, or names another message."""

import pytest

from heliograph.simulator.behaviour import DELIVERED, UNDELIVERABLE
from heliograph.simulator.reassembly import user_data_of
from heliograph.simulator.receipts import Submission, receipt_pdu
from heliograph.smpp.pdu import SubmitSm
from heliograph.sms.message import State
from heliograph.sms.receipt import is_receipt
from simulator.world import START_MS, receipt_of, submit_sm


def submission(pdu: SubmitSm) -> Submission:
    return Submission(171, "esme", START_MS, pdu, user_data_of(pdu))


def test_a_receipt_says_in_text_and_tlvs_what_became_of_the_message() -> None:
    pdu = receipt_pdu(submission(submit_sm()), UNDELIVERABLE, "ab", START_MS + 60_000)
    assert is_receipt(pdu.esm_class)
    told = receipt_of(pdu)
    assert (told.carrier_message_id, told.stat, told.err, told.state) == ("ab", "UNDELIV", "001", State.FAILED)
    assert told.network_error is not None
    assert (told.network_error.network_type, told.network_error.code) == (3, 1)
    assert pdu.short_message == (
        b"id:ab sub:001 dlvrd:000 submit date:2611181106 done date:2611181107 stat:UNDELIV err:001 "
        b"text:Your code is 123456"
    )


def test_without_the_tlvs_the_text_alone_says_the_same() -> None:
    pdu = receipt_pdu(submission(submit_sm()), DELIVERED, "171", START_MS)
    assert [tag for tag, _ in pdu.tlvs] == [0x001E, 0x0427]
    assert pdu.tlv(0x0427) == b"\x02"


def test_it_goes_from_the_recipient_to_the_sender() -> None:
    asked = submit_sm()
    pdu = receipt_pdu(submission(asked), DELIVERED, "171", START_MS)
    assert (pdu.source_addr, pdu.source_addr_ton, pdu.source_addr_npi) == ("85261234567", 1, 1)
    assert (pdu.destination_addr, pdu.dest_addr_ton, pdu.dest_addr_npi) == ("Heliograph", 5, 0)


@pytest.mark.parametrize("text", [b"", b"\x00" * 160, "验证码".encode("utf-16-be") * 20, b"\xff\xfe\xfd"])
@pytest.mark.parametrize("data_coding", [0, 4, 8])
def test_any_text_leaves_the_receipt_readable(text: bytes, data_coding: int) -> None:
    pdu = receipt_pdu(submission(submit_sm(text=text, data_coding=data_coding)), DELIVERED, "171", START_MS)
    assert receipt_of(pdu).carrier_message_id == "171"
    assert len(pdu.short_message) <= 254
