"""If these fail, a customer's program cannot match a receipt, or reads another text than a person wrote."""

import pytest

from heliograph.smpp.codec import decode, encode
from heliograph.smpp.pdu import DeliverSm
from heliograph.smpp_in.deliver import deliver_sm_of
from heliograph.sms.given import Given, stored_given
from heliograph.sms.message import State
from heliograph.sms.receipt import parse_receipt
from heliograph.sms.report import Heard, Outcome
from heliograph.store.told import Key, Kind, Telling

SENT = 1_795_521_600_000  # 2026-11-24 12:00 UTC
RECEIVED = SENT + 90_000


def receipt(state: State, code: str = "", **changes: object) -> DeliverSm:
    fields: dict[str, object] = {
        "account": "1",
        "to": "85261234567",
        "sender": "Shop",
        "task_id": "",
        "segments": 1,
        "state": state,
        "code": code,
        "sent_at": SENT,
        "received_at": RECEIVED,
        "accepted_at": SENT,
        "text": "Hello",
        **changes,
    }
    return told(Outcome(**fields), Kind.REPORT)  # type: ignore[arg-type]


def told(about: Outcome | Heard, kind: Kind) -> DeliverSm:
    pdu = deliver_sm_of(Telling(Key("1/smpp-s", kind, 118682025984000000, 1), 1, RECEIVED, about))
    assert decode(encode(pdu, 1))[2] == pdu, "it can be written"
    return pdu


def test_a_receipt_is_as_appendix_b_has_it():
    pdu = receipt(State.DELIVERED, "DELIVRD")
    assert pdu.short_message == (
        b"id:118682025984000000 sub:001 dlvrd:001 submit date:2611241200 done date:2611241201 stat:DELIVRD err:000"
        b" text:Hello"
    )
    assert pdu.esm_class == 0x04
    assert pdu.tlvs == ((0x001E, b"118682025984000000\0"), (0x0427, b"\x02"))
    assert (pdu.source_addr, pdu.destination_addr) == ("85261234567", "Shop"), "from the recipient, to the sender"
    assert (pdu.source_addr_ton, pdu.dest_addr_ton) == (1, 5)


@pytest.mark.parametrize(
    ("state", "stat", "value"),
    [
        (State.FAILED, b"UNDELIV", 5),
        (State.REJECTED, b"REJECTD", 8),
        (State.EXPIRED, b"EXPIRED", 3),
        (State.CANCELLED, b"DELETED", 4),
        (State.UNKNOWN, b"UNKNOWN", 7),
        (State.SUBMITTED, b"ACCEPTD", 6),
    ],
)
def test_every_end_has_its_word_and_our_own_reading_agrees(state, stat, value):
    pdu = receipt(state)
    assert b"stat:" + stat in pdu.short_message and b"dlvrd:000" in pdu.short_message
    assert pdu.tlv(0x0427) == bytes((value,))
    read = parse_receipt(pdu.short_message, tlvs=pdu.tlvs, esm_class=pdu.esm_class)
    assert (read.carrier_message_id, read.stat.encode()) == ("118682025984000000", stat)


@pytest.mark.parametrize(
    ("code", "err"), [("ESME_RINVDSTADR", b"011"), ("NOT_SUPPORTED_COUNTRY", b"065"), ("UNDELIV", b"000")]
)
def test_the_error_is_three_digits(code, err):
    assert b" err:" + err + b" " in receipt(State.REJECTED, code).short_message


def test_addresses_come_back_as_they_were_given_and_so_does_the_reference():
    given = stored_given(Given(source=(2, 8), destination=(0, 1)))
    pdu = receipt(State.DELIVERED, given=given, task_id="258")
    assert (pdu.source_addr_ton, pdu.source_addr_npi, pdu.dest_addr_ton, pdu.dest_addr_npi) == (0, 1, 2, 8)
    assert pdu.tlv(0x0204) == b"\x01\x02"
    assert receipt(State.DELIVERED, task_id="order-1").tlv(0x0204) is None


def test_a_text_that_is_not_ascii_does_no_harm():
    assert receipt(State.DELIVERED, text="Ж" * 20).short_message.endswith(b"text:" + b"?" * 20)


def heard(octets: bytes, coding: int = 0, **changes: str) -> DeliverSm:
    fields = {"source": "85261234567", "destination": "10690", **changes}
    return told(Heard("1", "net", fields["source"], fields["destination"], "", 1, octets, coding), Kind.INBOUND)


@pytest.mark.parametrize(
    ("octets", "coding", "out", "out_coding"),
    [
        (b"STOP", 0, b"STOP", 0),
        (b"\xe9", 3, b"\x05", 0),
        ("Ж".encode("utf-16-be"), 8, "Ж".encode("utf-16-be"), 8),
        (b"\xd0", 3, b"\x00\xd0", 8),
        (b"\x01\xff", 4, b"\x01\xff", 4),
    ],
)
def test_what_a_person_wrote_comes_as_it_can_be_read(octets, coding, out, out_coding):
    pdu = heard(octets, coding)
    assert (pdu.short_message, pdu.data_coding, pdu.esm_class) == (out, out_coding, 0)
    assert (pdu.source_addr, pdu.destination_addr, pdu.dest_addr_ton) == ("85261234567", "10690", 3)


def test_a_long_one_comes_whole_as_payload():
    pdu = heard(b"x" * 300)
    assert (pdu.short_message, pdu.tlv(0x0424)) == (b"", b"x" * 300)


def test_addresses_that_have_no_room_are_cut():
    assert heard(b"x", destination="a" * 30).destination_addr == "a" * 20
