"""What comes from the carrier: a receipt taken for something else leaves its message open for ever."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.carriers.deliver_sm import RAW_MAX, delivery_of, response_key
from heliograph.carriers.port import Delivery, InboundDelivery, ReceiptDelivery, Wrote
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.carriers.submit_form import SubmitForm
from heliograph.smpp.codec import decode, encode
from heliograph.smpp.events import DeliverReceived
from heliograph.smpp.pdu import DataSm, DeliverSm
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State
from heliograph.sms.message_state import MESSAGE_STATES
from heliograph.sms.receipt import IdForm

#: 2026-11-24T12:01:00Z.
DONE = 1_795_521_660_000

TEXT = b"id:7f03 sub:001 dlvrd:001 submit date:2611241200 done date:2611241201 stat:DELIVRD err:000 text:Hello"


def delivered(pdu: DeliverSm | DataSm, received_at: int = 5_000, **settings: Any) -> Delivery:
    made = SmppSettings(name="c", host="h", port=1, system_id="s", password="p", **settings)
    return delivery_of(DeliverReceived(9, pdu, encode(pdu, 9)), made, received_at, lambda stored: None)


def receipt(**changes: Any) -> DeliverSm:
    usual = {"source_addr": "85261234567", "source_addr_ton": 1, "esm_class": 4, "short_message": TEXT}
    return DeliverSm(**{**usual, **changes})


def test_a_receipt_by_its_text() -> None:
    found = delivered(receipt())
    assert isinstance(found, ReceiptDelivery)
    assert (found.key, found.to, found.state, found.code) == ("7f03", "85261234567", State.DELIVERED, "DELIVERED")
    assert (found.received_at, found.raw) == (5_000, TEXT)


def test_a_receipt_by_its_tlvs() -> None:
    found = delivered(receipt(esm_class=0, short_message=b"", tlvs=((0x001E, b"7f03\0"), (0x0427, b"\x05"))))
    assert isinstance(found, ReceiptDelivery)
    assert (found.key, found.state, found.code) == ("7f03", State.FAILED, "UNDELIV")
    assert found.raw == b"\x00\x1e\x00\x057f03\0\x04\x27\x00\x01\x05"


def test_an_id_of_a_message_alone_makes_no_receipt_of_what_a_person_wrote() -> None:
    named = ((0x001E, b"receipted_message_id\0"),)
    assert isinstance(delivered(receipt(esm_class=0, short_message=b"STOP", tlvs=named)), InboundDelivery)
    assert isinstance(delivered(receipt(esm_class=0, tlvs=named)), ReceiptDelivery), "the text has a state"


def test_a_receipt_in_a_data_sm() -> None:
    found = delivered(DataSm(source_addr="85261234567", source_addr_ton=1, esm_class=4, tlvs=((0x0424, TEXT),)))
    assert isinstance(found, ReceiptDelivery)
    assert (found.key, found.to, found.state) == ("7f03", "85261234567", State.DELIVERED)


def test_an_intermediate_notification_is_no_verdict() -> None:
    found = delivered(receipt(esm_class=0x20, short_message=b"id:7f03 stat:UNDELIV"))
    assert isinstance(found, ReceiptDelivery)
    assert found.state is State.SUBMITTED


@pytest.mark.parametrize("by_text", [True, False])
def test_a_text_that_reads_like_a_receipt_is_one_only_where_the_carrier_is_known_for_it(by_text: bool) -> None:
    found = delivered(receipt(esm_class=0), receipts_by_text=by_text)
    assert isinstance(found, ReceiptDelivery if by_text else InboundDelivery)


def test_what_the_carrier_says_in_its_own_words_is_kept() -> None:
    error = (0x0423, b"\x03\x00\x1b")
    found = delivered(receipt(tlvs=(error,)), received_at=DONE + 900, receipt_offset_minutes=0)
    assert isinstance(found, ReceiptDelivery)
    assert found.words == CarrierWords("DELIVRD", "000", "3:27", "2611241201", DONE)


def test_a_date_without_a_zone_is_kept_as_it_came() -> None:
    found = delivered(receipt(), received_at=DONE + 900)
    assert isinstance(found, ReceiptDelivery)
    assert (found.words.done_date, found.words.done_at) == ("2611241201", 0)


def test_an_id_that_is_brought_to_another_form_is_kept_as_it_came_too() -> None:
    found = delivered(receipt(short_message=b"id:00007F03 stat:DELIVRD"), id_form=IdForm.HEX_TO_DEC)
    assert isinstance(found, ReceiptDelivery)
    assert (found.key, found.words.named) == ("32515", "00007F03")


def test_a_carriers_own_words_go_before_its_tlvs() -> None:
    words = {"BLOCKED": MESSAGE_STATES[8]}
    pdu = receipt(short_message=b"id:7f03 stat:Blocked", tlvs=((0x0427, b"\x05"),))
    found = delivered(pdu, receipt_words=words)
    assert isinstance(found, ReceiptDelivery)
    assert (found.state, found.code, found.words.stat) == (State.REJECTED, "REJECTED", "Blocked")


def test_a_receipt_that_names_no_message_is_kept_whole() -> None:
    pdu = receipt(short_message=b"stat:DELIVRD")
    found = delivered(pdu)
    assert isinstance(found, InboundDelivery)
    assert found.raw == encode(pdu, 9)
    assert found.wrote is None


def test_the_octets_kept_for_people_are_bounded() -> None:
    found = delivered(receipt(tlvs=((0x1400, bytes(60_000)),)))
    assert isinstance(found, ReceiptDelivery)
    assert len(found.raw) == RAW_MAX


@pytest.mark.parametrize(
    ("address", "ton", "to"),
    [
        ("85261234567", 1, "85261234567"),
        ("+85261234567", 1, "85261234567"),
        ("85261234567", 0, "85261234567"),
        ("Heliograph", 5, ""),
        ("12345", 5, ""),
        ("", 0, ""),
        ("８５２", 1, ""),
    ],
)
def test_the_recipient_is_where_the_receipt_comes_from(address: str, ton: int, to: str) -> None:
    if not address.isascii():
        address = address.encode().decode("latin-1")  # as it would come over the wire
    found = delivered(receipt(source_addr=address, source_addr_ton=ton))
    assert isinstance(found, ReceiptDelivery)
    assert found.to == to


@pytest.mark.parametrize(
    ("form", "in_response", "in_receipt"),
    [
        (IdForm.EXACT, "00Ab", "00Ab"),
        (IdForm.CASEFOLD, "00AB", "00ab"),
        (IdForm.STRIPPED, "0000001505", "1505"),
        (IdForm.HEX_TO_DEC, "32515", "7F03"),
        (IdForm.HEX_TO_DEC, "0000032515", "00007f03"),
        (IdForm.DEC_TO_HEX, "7F03", "32515"),
        (IdForm.DEC_TO_HEX, "00007f03", "32515"),
        (IdForm.EXACT, "x" * 64 + "y", "x" * 64),
    ],
)
def test_response_and_receipt_give_the_same_key(form: IdForm, in_response: str, in_receipt: str) -> None:
    found = delivered(receipt(short_message=f"id:{in_receipt} stat:DELIVRD".encode()), id_form=form)
    assert isinstance(found, ReceiptDelivery)
    assert found.key == response_key(in_response, form)


# --- inbound ------------------------------------------------------------------------------------------------------


def inbound(text: bytes = b"YES", **changes: Any) -> DeliverSm:
    usual = {"source_addr": "85261234567", "destination_addr": "10690", "short_message": text}
    return DeliverSm(**{**usual, **changes})


PART = b"\x05\x00\x03\x2a\x02\x01"


def test_anything_else_is_an_inbound_message_kept_whole() -> None:
    pdu = inbound(tlvs=((0x1400, b"x"),))
    found = delivered(pdu)
    assert isinstance(found, InboundDelivery)
    assert decode(found.raw) == (9, 0, pdu)


@pytest.mark.parametrize(
    ("pdu", "wrote"),
    [
        (inbound(), Wrote("85261234567", "10690", b"YES", 0)),
        (inbound(source_addr="+85261234567", data_coding=8), Wrote("85261234567", "10690", b"YES", 8)),
        (inbound(source_addr="Bank", source_addr_ton=5), Wrote("Bank", "10690", b"YES", 0)),
        (inbound(PART + b"YES", esm_class=0x40), Wrote("85261234567", "10690", b"YES", 0, 42, 2, 1)),
        (inbound(b"\x05\x00\x03\x2a\x02\x03YES", esm_class=0x40), Wrote("85261234567", "10690", b"YES", 0)),
        (inbound(tlvs=((0x020C, b"\x00\x2a"), (0x020E, b"\x02"), (0x020F, b"\x02"))),
         Wrote("85261234567", "10690", b"YES", 0, 42, 2, 2)),
        (inbound(tlvs=((0x020C, b"\x00\x2a"), (0x020E, b"\x02"), (0x020F, b"\x00"))),
         Wrote("85261234567", "10690", b"YES", 0)),
        (inbound(b"", tlvs=((0x0424, b"long"),)), Wrote("85261234567", "10690", b"long", 0)),
    ],
)  # fmt: skip
def test_who_wrote_what_and_which_part_of_it(pdu: DeliverSm, wrote: Wrote) -> None:
    found = delivered(pdu)
    assert isinstance(found, InboundDelivery)
    assert found.wrote == wrote


def key_of(pdu: DeliverSm | DataSm, received_at: int = 5_000) -> str:
    found = delivered(pdu, received_at)
    assert isinstance(found, InboundDelivery)
    return found.key


def test_a_repeat_has_the_same_key() -> None:
    assert key_of(inbound(), 5_000) == key_of(inbound(), 65_000)
    part = inbound(PART + b"YES", esm_class=0x40)
    assert key_of(part, 5_000) == key_of(part, 10**9)


SAR = ((0x020C, b"\x00\x2a"), (0x020E, b"\x02"), (0x020F, b"\x01"))


@pytest.mark.parametrize(
    "other",
    [
        inbound(b"NO"),
        inbound(source_addr="85261234568"),
        inbound(destination_addr="10691"),
        inbound(PART + b"YES", esm_class=0x40),
        inbound(b"\x05\x00\x03\x2b\x02\x01YES", esm_class=0x40),
        inbound(b"\x05\x00\x03\x2a\x02\x02YES", esm_class=0x40),
        inbound(tlvs=SAR),
        inbound(tlvs=(*SAR[:2], (0x020F, b"\x02"))),
    ],
)
def test_another_message_has_another_key(other: DeliverSm) -> None:
    others = [inbound(), inbound(PART + b"NO", esm_class=0x40)]
    assert key_of(other) not in [key_of(one) for one in others]


def test_the_same_words_an_hour_later_are_another_message() -> None:
    """Somebody who says YES twice has said it twice."""
    assert key_of(inbound(), 5_000) != key_of(inbound(), 3_605_000)


@given(
    st.binary(max_size=254),
    st.integers(0, 255),
    st.integers(0, 255),
    st.lists(
        st.tuples(
            st.sampled_from([0x001E, 0x020C, 0x020E, 0x020F, 0x0423, 0x0424, 0x0427, 0x1400]), st.binary(max_size=3_000)
        ),
        max_size=5,
    ),
    st.sampled_from(list(IdForm)),
)
def test_no_pdu_is_ever_too_odd(
    text: bytes, esm_class: int, data_coding: int, tlvs: list[tuple[int, bytes]], form: IdForm
) -> None:
    pdu = DeliverSm(esm_class=esm_class, data_coding=data_coding, short_message=text, tlvs=tuple(tlvs), tail=b"?")
    found = delivered(pdu, id_form=form, receipts_by_text=True)
    assert found.key


@pytest.mark.parametrize(
    ("alphabet", "esm_class", "text", "wrote"),
    [
        (Alphabet.GSM7_UNPACKED, 0, b"\x00", (b"\x00", 0)),
        (Alphabet.GSM7_PACKED, 0, bytes.fromhex("e8329bfd06"), (b"hello", 0)),
        (Alphabet.GSM7_PACKED, 0x40, bytes((5, 0, 3, 9, 2, 1, 0x82)), (b"A", 0, 9, 2, 1)),
        (Alphabet.LATIN1, 0, b"\xe9", (b"\xe9", 3)),
        (Alphabet.ASCII, 0, b"@", (b"@", 1)),
    ],
)
def test_what_people_write_is_told_in_a_coding_that_everybody_reads(
    alphabet: Alphabet, esm_class: int, text: bytes, wrote: tuple[Any, ...]
) -> None:
    pdu = DeliverSm(source_addr="852", destination_addr="10690", esm_class=esm_class, short_message=text)
    found = delivered(pdu, form=SubmitForm(alphabet=alphabet))
    assert isinstance(found, InboundDelivery)
    assert found.wrote == Wrote("852", "10690", *wrote)
