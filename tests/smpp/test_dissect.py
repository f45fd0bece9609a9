"""If these fail, a page shows a PDU that is not the one on the wire, or cannot show it at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import encode, encode_refusal
from heliograph.smpp.dissect import command_name, dissect

SUBMIT = smpp.SubmitSm(
    source_addr_ton=5,
    source_addr="Heliograph",
    dest_addr_ton=1,
    dest_addr_npi=1,
    destination_addr="85261234567",
    esm_class=0x40,
    registered_delivery=1,
    data_coding=8,
    short_message=bytes.fromhex("050003070201") + "Grüße ☃".encode("utf-16-be"),
    tlvs=((0x1400, b"\x01\x02\x03"), (0x020E, b"\x02")),
)


def parts(octets):
    return {part.name: part for part in dissect(octets)}


def assert_whole(octets):
    found = dissect(octets)
    assert [part.start for part in found] == [0, *[part.end for part in found]][: len(found)]
    assert (found[-1].end if found else 0) == len(octets)


def test_a_submit_sm_is_told_field_by_field():
    found = parts(encode(SUBMIT, 17))
    assert (found["command_id"].meaning, found["sequence_number"].value) == ("submit_sm", "17")
    assert (found["source_addr_ton"].meaning, found["source_addr"].value) == ("alphanumeric", "Heliograph")
    assert (found["dest_addr_npi"].value, found["dest_addr_npi"].meaning) == ("1", "ISDN (E.164)")
    assert found["esm_class"].meaning == "message, with a user data header"
    assert found["registered_delivery"].meaning == "a receipt at the end"
    assert found["user data header"].meaning == "part 1 of 2, reference 7"
    assert found["short_message"].value == "Grüße ☃"
    assert found["TLV 0x1400"].value == "01 02 03"
    assert found["sar_total_segments"].value == "2"


def test_a_receipt_names_its_state_and_id():
    receipt = smpp.DeliverSm(
        esm_class=4,
        short_message=b"id:7f3a stat:DELIVRD err:000",
        tlvs=((smpp.TLV_RECEIPTED_MESSAGE_ID, b"7f3a\0"), (smpp.TLV_MESSAGE_STATE, b"\x02")),
    )
    found = parts(encode(receipt, 1))
    assert found["esm_class"].meaning == "delivery receipt"
    assert found["short_message"].value == "id:7f3a stat:DELIVRD err:000"
    assert found["receipted_message_id"].value == "7f3a"
    assert (found["message_state"].value, found["message_state"].meaning) == ("2", "DELIVERED")


def test_a_refusal_says_what_its_status_means_and_has_no_body():
    found = dissect(encode_refusal(smpp.SUBMIT_SM, 3, smpp.ESME_RTHROTTLED))
    assert [part.name for part in found] == ["command_length", "command_id", "command_status", "sequence_number"]
    assert found[1].meaning == "submit_sm_resp"
    assert found[2].meaning.startswith("ESME_RTHROTTLED: ")


@pytest.mark.parametrize(
    ("command_id", "name"),
    [
        (smpp.GENERIC_NACK, "generic_nack"),
        (smpp.ENQUIRE_LINK | smpp.RESPONSE, "enquire_link_resp"),
        (0x00000099, "0x00000099"),
        (0x80000099, "0x80000099"),
    ],
)
def test_commands_have_the_names_of_the_specification(command_id, name):
    assert command_name(command_id) == name


def test_what_its_coding_calls_no_text_is_hex():
    assert parts(encode(smpp.SubmitSm(data_coding=4, short_message=b"abc"), 1))["short_message"].value == "61 62 63"


def test_what_is_left_over_and_what_ends_early_is_shown():
    left = encode(smpp.DeliverSm(short_message=b"a", tail=b"\xff"), 1)
    assert parts(left)["left over"].value == "ff"
    torn = encode(SUBMIT, 1)[:35]
    assert dissect(torn)[0].meaning == "the PDU has 35"
    assert dissect(torn)[-1].meaning == "cannot be read"


@given(octets=st.binary(max_size=200))
def test_every_octet_is_in_one_field_whatever_they_are(octets):
    assert_whole(octets)


@given(
    command=st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9, 0xB, 0x15, 0x21, 0x102, 0x103]),
    response=st.booleans(),
    status=st.sampled_from([0, 0x58, 0x401, 0xFFFFFFFF]),
    body=st.binary(max_size=200),
)
def test_likewise_behind_every_command(command, response, status, body):
    command |= smpp.RESPONSE if response else 0
    header = b"".join(n.to_bytes(4) for n in (16 + len(body), command, status, 1))
    assert_whole(header + body)


@given(
    udh=st.binary(max_size=20),
    text=st.binary(max_size=100),
    coding=st.integers(0, 255),
    esm_class=st.integers(0, 255),
    tlvs=st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=10)), max_size=4),
)
def test_every_octet_of_a_message_is_in_one_field(udh, text, coding, esm_class, tlvs):
    made = smpp.DeliverSm(
        esm_class=esm_class, data_coding=coding, short_message=udh + text, tlvs=tuple(tlvs), source_addr="1"
    )
    assert_whole(encode(made, 9))
