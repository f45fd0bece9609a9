"""A wrong octet is a message to somebody else, or a receipt that is thrown away."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import decode, encode, encode_refusal
from heliograph.smpp.faults import LocalError, PeerError
from heliograph.smpp.layout import COMMAND_OF, LAYOUT, PDU_OF

#: Octets ↔ PDU, laid out by hand from SMPP 3.4 §4: (command_id, body, PDU).
TABLE: list[tuple[int, bytes, smpp.Pdu]] = [
    (
        0x00000009,
        b"esme\0secret\0SMS\0\x34\x01\x02^85\0",
        smpp.BindTransceiver("esme", "secret", "SMS", 0x34, 1, 2, "^85"),
    ),
    (0x80000009, b"smsc\0\x02\x10\x00\x01\x34", smpp.BindTransceiverResp("smsc", ((0x0210, b"\x34"),))),
    (0x00000001, b"esme\0\0\0\x34\0\0\0", smpp.BindReceiver("esme")),
    (0x80000001, b"smsc\0", smpp.BindReceiverResp("smsc")),
    (0x00000002, b"esme\0\0\0\x33\0\0\0", smpp.BindTransmitter("esme", interface_version=0x33)),
    (0x80000002, b"smsc\0", smpp.BindTransmitterResp("smsc")),
    (0x0000000B, b"smsc\0secret\0", smpp.Outbind("smsc", "secret")),
    (0x00000006, b"", smpp.Unbind()),
    (0x80000006, b"", smpp.UnbindResp()),
    (0x00000015, b"", smpp.EnquireLink()),
    (0x80000015, b"", smpp.EnquireLinkResp()),
    (0x80000000, b"", smpp.GenericNack()),
    (
        0x00000004,
        b"WAP\0\x05\x00Heliograph\0\x01\x0185261234567\0\x40\x00\x01\0"
        b"000001000000000R\0\x01\x00\x08\x00"
        b"\x0a\x05\x00\x03\x2a\x02\x01\x00H\x00i\x14\x00\x00\x04tmpl",
        smpp.SubmitSm(
            service_type="WAP",
            source_addr_ton=5,
            source_addr="Heliograph",
            dest_addr_ton=1,
            dest_addr_npi=1,
            destination_addr="85261234567",
            esm_class=0x40,
            priority_flag=1,
            validity_period="000001000000000R",
            registered_delivery=1,
            data_coding=8,
            short_message=b"\x05\x00\x03\x2a\x02\x01\x00H\x00i",
            tlvs=((0x1400, b"tmpl"),),
        ),
    ),
    (0x80000004, b"1d9f\0", smpp.SubmitSmResp("1d9f")),
    (
        0x00000005,
        b"\0\x01\x0185261234567\0\x05\x00Helio\0\x04\x00\x00\0\0\x00\x00\x00\x00\x04id:1\x04\x27\x00\x01\x02",
        smpp.DeliverSm(
            source_addr_ton=1,
            source_addr_npi=1,
            source_addr="85261234567",
            dest_addr_ton=5,
            destination_addr="Helio",
            esm_class=4,
            short_message=b"id:1",
            tlvs=((0x0427, b"\x02"),),
        ),
    ),
    (0x80000005, b"\0", smpp.DeliverSmResp()),
    (
        0x00000103,
        b"\0\x01\x01852\0\x00\x00\0\x04\x01\x00\x04\x24\x00\x02hi",
        smpp.DataSm("", 1, 1, "852", esm_class=4, registered_delivery=1, tlvs=((0x0424, b"hi"),)),
    ),
    (0x80000103, b"9\0", smpp.DataSmResp("9")),
    (
        0x00000021,
        b"\0\x00\x00S\0\x02\x01\x01\x01852\0\x02list\0\0\0\0\0\0\x01\0\0\0\x02hi",
        smpp.SubmitMulti(
            source_addr="S",
            dest_addresses=(smpp.SmeAddress(1, 1, "852"), smpp.DistributionList("list")),
            registered_delivery=1,
            short_message=b"hi",
        ),
    ),
    (
        0x80000021,
        b"7\0\x01\x01\x01852\0\x00\x00\x00\x0b",
        smpp.SubmitMultiResp("7", (smpp.UnsuccessfulSme(1, 1, "852", 0x0B),)),
    ),
    (0x00000003, b"7\0\x05\x00S\0", smpp.QuerySm("7", 5, 0, "S")),
    (0x80000003, b"7\x00261124120000000+\0\x02\x00", smpp.QuerySmResp("7", "261124120000000+", 2)),
    (0x00000008, b"\x007\0\0\0S\0\x01\x01852\0", smpp.CancelSm("", "7", 0, 0, "S", 1, 1, "852")),
    (0x80000008, b"", smpp.CancelSmResp()),
    (0x00000007, b"7\0\0\0S\0\0\0\x01\x00\x02hi", smpp.ReplaceSm("7", 0, 0, "S", "", "", 1, 0, b"hi")),
    (0x80000007, b"", smpp.ReplaceSmResp()),
    (0x00000102, b"\x01\x01852\0\x05\x00S\0", smpp.AlertNotification(1, 1, "852", 5, 0, "S")),
]

HEADER = struct.Struct(">IIII")


def octets(command_id: int, body: bytes, status: int = 0, sequence: int = 7) -> bytes:
    """A PDU around a body."""
    return HEADER.pack(16 + len(body), command_id, status, sequence) + body


def test_the_table_has_every_pdu() -> None:
    assert {type(pdu) for _, _, pdu in TABLE} == set(LAYOUT) == set(PDU_OF.values())


@pytest.mark.parametrize(("command_id", "body", "pdu"), TABLE, ids=[type(pdu).__name__ for _, _, pdu in TABLE])
def test_octets_and_pdu_say_the_same(command_id: int, body: bytes, pdu: smpp.Pdu) -> None:
    assert encode(pdu, 7) == octets(command_id, body)
    assert decode(octets(command_id, body)) == (7, 0, pdu)


@given(st.data(), st.integers(0, 0xFFFFFFFF))
def test_what_is_encoded_decodes_to_the_same(any_pdu, data: st.DataObject, sequence: int) -> None:
    pdu = data.draw(any_pdu)
    assert decode(encode(pdu, sequence)) == (sequence, 0, pdu)


@given(st.sampled_from(sorted(PDU_OF)), st.binary(max_size=200))
def test_arbitrary_octets_never_raise_anything_but_a_fault_of_the_peer(command_id: int, body: bytes) -> None:
    try:
        sequence, status, pdu = decode(octets(command_id, body))
    except PeerError as fault:
        assert fault.command_status
        return
    assert (sequence, status, COMMAND_OF[type(pdu)]) == (7, 0, command_id)
    assert isinstance(pdu.tlvs, tuple)


@given(st.data())
def test_a_damaged_pdu_never_raises_anything_but_a_fault_of_the_peer(any_pdu, data: st.DataObject) -> None:
    whole = bytearray(encode(data.draw(any_pdu), 1))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(whole))
    except PeerError as fault:
        assert fault.command_status


@given(st.data(), st.integers(1, 0xFFFFFFFF))
def test_a_response_with_an_error_needs_no_body(any_pdu, data: st.DataObject, status: int) -> None:
    command_id = COMMAND_OF[type(data.draw(any_pdu))] | smpp.RESPONSE
    if command_id in PDU_OF:
        refusal = encode_refusal(command_id, 3, status)
        assert refusal == octets(command_id, b"", status, 3)
        assert decode(refusal) == (3, status, PDU_OF[command_id]())


def test_an_error_status_leaves_the_body_out() -> None:
    assert encode(smpp.SubmitSmResp("7"), 3, 0x58) == octets(smpp.SUBMIT_SM | smpp.RESPONSE, b"", 0x58, 3)


@pytest.mark.parametrize(
    ("body", "message_id"),
    [(b"", ""), (b"abc", "abc"), (b"abc\0", "abc"), (b"a" * 80 + b"\0", "a" * 80), (b"abc\0\0\0", "abc")],
    ids=["none", "without NUL", "usual", "too long", "stray octets"],
)
def test_a_response_is_taken_as_far_as_it_goes(body: bytes, message_id: str) -> None:
    """The carrier has the message; a clumsy body must not turn that into a doubt."""
    _, _, pdu = decode(octets(smpp.SUBMIT_SM | smpp.RESPONSE, body))
    assert isinstance(pdu, smpp.SubmitSmResp)
    assert pdu.message_id == message_id


@pytest.mark.parametrize("kind", [smpp.DeliverSm, smpp.DataSm])
@pytest.mark.parametrize("tail", [b"\x04", b"\x04\x27\x00", b"\x04\x27\x00\x09\x02"])
def test_a_receipt_is_not_refused_for_its_last_octets(kind: type[smpp.DeliverSm | smpp.DataSm], tail: bytes) -> None:
    receipt = kind(source_addr="852", esm_class=4, tlvs=((0x001E, b"7\0"),))
    broken = encode(receipt, 1) + tail
    broken = len(broken).to_bytes(4, "big") + broken[4:]
    _, _, read = decode(broken)
    assert isinstance(read, kind)
    assert (read.tlvs, read.tail) == (receipt.tlvs, tail)
    assert encode(read, 1) == broken


def test_a_receipt_is_not_refused_for_a_long_address() -> None:
    body = b"\0\x05\x00" + b"A" * 40 + b"\0\0\0\0\x04\0\0\0\0\0\0\0\0\x00"
    _, _, read = decode(octets(smpp.DELIVER_SM, body))
    assert isinstance(read, smpp.DeliverSm)
    assert read.source_addr == "A" * 40


SUBMIT = encode(smpp.SubmitSm(source_addr="S", destination_addr="852", short_message=b"hi"), 7)[16:]


@pytest.mark.parametrize(
    ("command_id", "body", "status"),
    [
        (smpp.SUBMIT_SM, SUBMIT[:-3], smpp.ESME_RINVCMDLEN),
        (smpp.SUBMIT_SM, SUBMIT[:-1], smpp.ESME_RINVMSGLEN),
        (smpp.SUBMIT_SM, SUBMIT + b"\x14\x00\x00", smpp.ESME_RINVOPTPARSTREAM),
        (smpp.SUBMIT_SM, SUBMIT + b"\x14\x00\x00\x05tmpl", smpp.ESME_RINVOPTPARSTREAM),
        (smpp.SUBMIT_SM, b"SIXLTR" + SUBMIT, smpp.ESME_RINVSERTYP),
        (smpp.SUBMIT_SM, b"\0\0\0" + b"8" * 21 + SUBMIT[3:], smpp.ESME_RINVSRCADR),
        (smpp.SUBMIT_SM, b"\0\0\0S\0\0\0" + b"8" * 21 + b"\0" + b"\0" * 10, smpp.ESME_RINVDSTADR),
        (smpp.SUBMIT_SM, b"\0\0\0S\0\0\0852\0\0\0\0" + b"1" * 17 + b"\0" * 7, smpp.ESME_RINVSCHED),
        (smpp.SUBMIT_SM, b"\0\0\0S\0\0\0852\0\0\0\0\0" + b"1" * 17 + b"\0" * 6, smpp.ESME_RINVEXPIRY),
        (smpp.SUBMIT_SM, b"", smpp.ESME_RINVCMDLEN),
        (smpp.BIND_TRANSCEIVER, b"s" * 16 + b"\0\0\0\x34\0\0\0", smpp.ESME_RINVSYSID),
        (smpp.BIND_TRANSCEIVER, b"s\0\0\0\x34\0", smpp.ESME_RINVCMDLEN),
        (smpp.SUBMIT_MULTI, b"\0\0\0S\0\0", smpp.ESME_RINVNUMDESTS),
        (smpp.SUBMIT_MULTI, b"\0\0\0S\0\x01\x03", smpp.ESME_RINVDESTFLAG),
        (0x0000DEAD, b"", smpp.ESME_RINVCMDID),
    ],
)
def test_a_fault_carries_the_status_to_answer(command_id: int, body: bytes, status: int) -> None:
    with pytest.raises(PeerError) as fault:
        decode(octets(command_id, body))
    assert fault.value.command_status == status


@pytest.mark.parametrize("whole", [b"", b"\0" * 15, octets(smpp.UNBIND, b"") + b"\0"])
def test_a_length_that_is_not_the_pdus_is_a_fault(whole: bytes) -> None:
    with pytest.raises(PeerError) as fault:
        decode(whole)
    assert fault.value.command_status == smpp.ESME_RINVCMDLEN


@pytest.mark.parametrize(
    ("pdu", "names"),
    [
        (smpp.SubmitSm(source_addr="8\x0000"), "source_addr"),
        (smpp.SubmitSm(destination_addr="8" * 21), "destination_addr"),
        (smpp.SubmitSm(source_addr="Ωmega"), "source_addr"),
        (smpp.SubmitSm(data_coding=256), "data_coding"),
        (smpp.SubmitSm(esm_class=-1), "esm_class"),
        (smpp.SubmitSm(short_message=b"x" * 255), "short_message"),
        (smpp.SubmitSm(service_type="SIXLTR"), "service_type"),
        (smpp.SubmitSm(schedule_delivery_time="1" * 17), "schedule_delivery_time"),
        (smpp.SubmitSm(validity_period="1" * 17), "validity_period"),
        (smpp.SubmitSm(tlvs=((0x1400, b"x" * 65_536),)), "0x1400"),
        (smpp.SubmitSm(tlvs=((-1, b""),)), "TLV"),
        (smpp.BindTransceiver(password="s" * 64), "password"),
        (smpp.BindTransceiver(system_id="s\0"), "system_id"),
        (smpp.QuerySmResp(message_state=999), "message_state"),
        (smpp.SubmitMulti(), "dest_addresses"),
        (smpp.SubmitMultiResp(unsuccess_smes=(smpp.UnsuccessfulSme(1, 1, "8", 0),) * 256), "unsuccess_smes"),
        (smpp.ReplaceSm(short_message=b"x" * 255), "short_message"),
    ],
)
def test_what_would_shift_the_peers_reading_is_refused_by_name_without_its_value(pdu: smpp.Pdu, names: str) -> None:
    with pytest.raises(LocalError) as fault:
        encode(pdu, 1)
    assert names in str(fault.value)
    assert "Ωmega" not in str(fault.value)
