"""A receipt that is misread shows a delivered message as failed, or leaves it on its way for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.message import FINAL, State
from heliograph.sms.message_state import MESSAGE_STATES, MessageState
from heliograph.sms.receipt import (
    CarrierReceipt,
    IdForm,
    NetworkError,
    canonical_key,
    is_receipt,
    looks_like_receipt,
    parse_receipt,
    receipt_text,
    receipt_tlvs,
)

USUAL = b"id:0123456789 sub:001 dlvrd:001 submit date:2611241200 done date:2611241201 stat:DELIVRD err:000 text:Hello"

#: As carriers send them; the threads are those where users met the form.
TEXTS = [
    (USUAL, CarrierReceipt("0123456789", State.DELIVERED, "DELIVERED", "DELIVRD", "000", None, "2611241201")),
    (
        b"ID:7A-9f SUB:1 DLVRD:0 SUBMIT DATE:261124120000 DONE DATE:261124120105 STAT:UNDELIV ERR:01F TEXT:",
        CarrierReceipt("7A-9f", State.FAILED, "UNDELIV", "UNDELIV", "01F", None, "261124120105"),
    ),
    (
        b"id:42 submitdate:20261124120000 donedate:20261124120105 stat:EXPIRED err:0000",
        CarrierReceipt("42", State.EXPIRED, "EXPIRED", "EXPIRED", "0000", None, "20261124120105"),
    ),
    (
        b"id:6f1e4f8a-2c1b-4a0e submit_date:1795521600 done_date:0000000000 stat:REJECTED err:1",
        CarrierReceipt("6f1e4f8a-2c1b-4a0e", State.REJECTED, "REJECTED", "REJECTED", "1", None, "0000000000"),
    ),
    (b"id:1 stat:DELIVERED", CarrierReceipt("1", State.DELIVERED, "DELIVERED", "DELIVERED")),
    (b"id:1 stat:FAILED err:69", CarrierReceipt("1", State.FAILED, "UNDELIV", "FAILED", "69")),
    (b"id:1 stat:UNDELIVERABLE", CarrierReceipt("1", State.FAILED, "UNDELIV", "UNDELIVERABLE")),
    (b"id:1 stat:DELETED", CarrierReceipt("1", State.CANCELLED, "DELETED", "DELETED")),
    (b"id:1 stat:BUFFERED", CarrierReceipt("1", State.SUBMITTED, "ENROUTE", "BUFFERED")),
    (b"id:1 stat:ACCEPTD", CarrierReceipt("1", State.SUBMITTED, "ACCEPTED", "ACCEPTD")),
    (b"id:1 stat:UNKNOWN err:-1", CarrierReceipt("1", State.SUBMITTED, "UNKNOWN", "UNKNOWN", "-1")),
    (b"id:1 stat:Blocked_By_Hlr", CarrierReceipt("1", State.SUBMITTED, "BLOCKED_BY_HLR", "Blocked_By_Hlr")),
    (b"id: 1 stat: DELIVRD err: 000", CarrierReceipt("1", State.DELIVERED, "DELIVERED", "DELIVRD", "000")),
    (b"id:1;stat:DELIVRD;err:000;", CarrierReceipt("1", State.DELIVERED, "DELIVERED", "DELIVRD", "000")),
    (b"stat:DELIVRD err:000 id:1", CarrierReceipt("1", State.DELIVERED, "DELIVERED", "DELIVRD", "000")),
    (b"id: sub:001 dlvrd:001 stat:DELIVRD err:000", CarrierReceipt("", State.DELIVERED, "DELIVERED", "DELIVRD", "000")),
    (b"id:1 stat: err: text:x", CarrierReceipt("1", State.SUBMITTED, "")),
    (
        b"id:1 stat:EXPIRED err:001 text:id:2 stat:DELIVRD err:000",  # the sender's own text is no receipt
        CarrierReceipt("1", State.EXPIRED, "EXPIRED", "EXPIRED", "001"),
    ),
    (b"id:1 stat:EXPIRED Text: stat:DELIVRD", CarrierReceipt("1", State.EXPIRED, "EXPIRED", "EXPIRED")),
    (b"", CarrierReceipt("", State.SUBMITTED, "")),
    (b"Your code is 1234", CarrierReceipt("", State.SUBMITTED, "")),
]


@pytest.mark.parametrize(("octets", "receipt"), TEXTS)
def test_every_form_of_text_is_read(octets: bytes, receipt: CarrierReceipt):
    assert parse_receipt(octets) == receipt


#: What stands behind a key, and may or may not be all of its value.
ODD = [
    "",
    "DELIVRD",
    "stat",
    "err:1",
    "id:2",
    "text",
    "text:9",
    "-1",
    "a,b",
    "x;y",
    "a:b",
    "\xa0",
    "7\x85",
    "0f",
    "9" * 22,
]


@given(
    st.sampled_from(["id", "done date", "stat", "err"]),
    st.sampled_from(ODD) | st.text(st.characters(max_codepoint=255), max_size=6),
    st.sampled_from(["", " text:", " Text:Hello stat:X", " err:5", "\n", " "]),
)
def test_the_usual_form_is_read_as_any_other(key: str, value: str, end: str):
    said = {"id": "7", "done date": "2611241201", "stat": "DELIVRD", "err": "000", key: value}
    written = " ".join(f"{name}:{said[name]}" for name in ("done date", "stat", "err"))
    octets = f"id:{said['id']} sub:001 dlvrd:001 submit date:2611241200 {written}{end}".encode("latin-1")
    # Behind a blank it is not of the usual form any more, and is searched key by key.
    assert parse_receipt(octets) == parse_receipt(b" " + octets)


def test_tlvs_go_before_the_text():
    tlvs = [(0x001E, b"77ab\x00"), (0x0427, b"\x05"), (0x0423, b"\x03\x01\x02"), (0x1401, b"vendor")]
    found = parse_receipt(USUAL, tlvs=tlvs)
    assert (found.carrier_message_id, found.state, found.code) == ("77ab", State.FAILED, "UNDELIV")
    assert found.network_error == NetworkError(3, 0x0102)
    assert (found.stat, found.err) == ("DELIVRD", "000")


@pytest.mark.parametrize(
    "tlvs",
    [
        [(0x001E, b""), (0x0427, b""), (0x0423, b"\x03")],
        [(0x001E, b"\x00"), (0x0427, b"\x63"), (0x0423, b"\x03\x00\x00\x00")],
        [(0x001E, b"  "), (0x0427, b"\x02\x00")],
    ],
)
def test_tlvs_that_say_nothing_leave_the_word_to_the_text(tlvs: list[tuple[int, bytes]]):
    assert parse_receipt(USUAL, tlvs=tlvs) == parse_receipt(USUAL)


def test_an_id_without_its_closing_zero_and_a_tlv_sent_twice_are_read():
    assert parse_receipt(b"", tlvs=[(0x001E, b"12"), (0x001E, b"13\x00")]).carrier_message_id == "12"


def test_the_text_may_come_as_a_payload_behind_a_header_or_in_utf16():
    assert parse_receipt(b"", tlvs=[(0x0424, USUAL)]) == parse_receipt(USUAL)
    assert parse_receipt(b"\x05\x00\x03\x01\x01\x01" + USUAL, esm_class=0x44) == parse_receipt(USUAL)
    assert parse_receipt(USUAL.decode().encode("utf-16-be"), data_coding=8) == parse_receipt(USUAL)


@pytest.mark.parametrize("state", MESSAGE_STATES.values(), ids=lambda state: state.name)
def test_every_message_state_gives_the_same_by_tlv_name_and_word(state: MessageState):
    by_tlv = parse_receipt(b"", tlvs=[(0x0427, bytes([state.value]))])
    assert (by_tlv.state, by_tlv.code) == (state.state, state.code)
    for word in (state.stat, state.name, state.stat.lower()):
        by_word = parse_receipt(f"id:1 stat:{word}".encode())
        assert (by_word.state, by_word.code) == (state.state, state.code)
    assert state.terminal == (state.state in FINAL)


def test_an_intermediate_notification_is_no_verdict_unless_it_proves_the_delivery():
    assert parse_receipt(b"id:1 stat:UNDELIV", esm_class=0x20).state is State.SUBMITTED
    assert parse_receipt(b"id:1 stat:DELIVRD", esm_class=0x20).state is State.DELIVERED


def test_a_link_can_have_words_of_its_own():
    words = {"BLOCKED": MESSAGE_STATES[8], "DELIVRD": MESSAGE_STATES[6]}
    assert parse_receipt(b"id:1 stat:blocked", words=words).state is State.REJECTED
    assert parse_receipt(b"id:1 stat:DELIVRD", words=words).state is State.SUBMITTED
    assert parse_receipt(b"id:1 stat:EXPIRED", words=words).state is State.EXPIRED
    assert parse_receipt(b"id:1 stat:blocked", tlvs=[(0x0427, b"\x02")], words=words).state is State.REJECTED


@given(
    st.binary(max_size=400),
    st.integers(0, 255),
    st.lists(st.tuples(st.sampled_from([0x1E, 0x423, 0x424, 0x427, 0x1401]), st.binary(max_size=80)), max_size=6),
    st.integers(0, 255),
)
def test_no_octets_from_a_carrier_break_the_reader(
    octets: bytes, data_coding: int, tlvs: list[tuple[int, bytes]], esm_class: int
):
    found = parse_receipt(octets, data_coding=data_coding, tlvs=tlvs, esm_class=esm_class)
    assert len(found.carrier_message_id) <= 64
    assert len(found.code) <= 32


@pytest.mark.parametrize(
    ("esm_class", "receipt"),
    [
        (0x04, True),
        (0x44, True),
        (0x20, True),
        (0x00, False),
        (0x40, False),
        (0x08, False),
        (0x10, False),
        (0x03, False),
    ],
)
def test_esm_class_tells_a_receipt(esm_class: int, receipt: bool):
    assert is_receipt(esm_class) is receipt


@pytest.mark.parametrize(
    ("octets", "receipt"),
    [(USUAL, True), (b"ID:1 STAT:DELIVRD", True), (b"see id:1 stat:x", False), (b"id:1", False), (b"", False)],
)
def test_a_text_can_look_like_a_receipt_where_esm_class_is_silent(octets: bytes, receipt: bool):
    assert looks_like_receipt(octets) is receipt


@given(
    st.text(st.sampled_from("0123456789abcdefABCDEF-"), min_size=1, max_size=64),
    st.sampled_from(list(MESSAGE_STATES.values())),
    st.text(max_size=30),
)
def test_a_receipt_written_is_read_back(carrier_message_id: str, state: MessageState, text: str):
    written = receipt_text(
        carrier_message_id, state, submitted_at=1795521600000, done_at=1795521660000, err="013", text=text
    )
    octets = written.encode("latin-1", "replace")
    tlvs = receipt_tlvs(carrier_message_id, state)
    for found in (parse_receipt(octets), parse_receipt(octets, tlvs=tlvs)):
        assert (found.carrier_message_id, found.state, found.code) == (carrier_message_id, state.state, state.code)
        assert (found.stat, found.err, found.done_date) == (state.stat, "013", "2611241201")


def test_a_written_receipt_has_the_form_of_the_standard():
    written = receipt_text("7", MESSAGE_STATES[2], submitted_at=1795521600000, done_at=1795521660000, text="x" * 30)
    assert written == (
        "id:7 sub:001 dlvrd:001 submit date:2611241200 done date:2611241201 stat:DELIVRD err:000 text:" + "x" * 20
    )
    assert "submit date:2611242000" in receipt_text(
        "7", MESSAGE_STATES[5], submitted_at=1795521600000, done_at=1795521660000, offset_minutes=480
    )


@pytest.mark.parametrize(
    ("form", "carrier_message_id", "key"),
    [
        (IdForm.EXACT, "00Ab\x00", "00Ab"),
        (IdForm.CASEFOLD, "00Ab", "00ab"),
        (IdForm.STRIPPED, "00Ab", "ab"),
        (IdForm.STRIPPED, "0000", "0"),
        (IdForm.HEX_TO_DEC, "0001A2B", "6699"),
        (IdForm.HEX_TO_DEC, "1a2b", "6699"),
        (IdForm.HEX_TO_DEC, "6f1e4f8a-2c1b", "6f1e4f8a-2c1b"),
        (IdForm.DEC_TO_HEX, "6699", "1a2b"),
        (IdForm.DEC_TO_HEX, "0006699", "1a2b"),
        (IdForm.DEC_TO_HEX, "1A2B", "1a2b"),
        (IdForm.DEC_TO_HEX, "1_0", "1_0"),
        (IdForm.DEC_TO_HEX, "٣", "٣"),
    ],
)
def test_an_id_has_one_key_whatever_its_form(form: IdForm, carrier_message_id: str, key: str):
    assert canonical_key(carrier_message_id, form) == key


@given(st.integers(1, 2**64), st.integers(0, 10))
def test_a_response_in_hex_meets_its_receipt_in_decimal_and_the_other_way(number: int, zeros: int):
    as_hex, as_dec = "0" * zeros + format(number, "X"), "0" * zeros + str(number)
    assert canonical_key(as_hex, IdForm.HEX_TO_DEC) == canonical_key(as_dec, IdForm.STRIPPED)
    assert canonical_key(as_dec, IdForm.DEC_TO_HEX) == canonical_key(as_hex, IdForm.STRIPPED)


@given(st.text(max_size=6000), st.sampled_from(IdForm))
def test_no_id_breaks_its_key(carrier_message_id: str, form: IdForm):
    key = canonical_key(carrier_message_id, form)
    assert key == "" or carrier_message_id != ""
    assert canonical_key("9" * 5000, form)
    assert canonical_key("f" * 5000, form)
