"""If these fail, a customer's message goes out with another text, to another number."""

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.operations.heliograph_2026_11_01.submit_message import SUBMIT_MESSAGE
from heliograph.operations.validate import Faults, validate
from heliograph.smpp.pdu import DataSm, SubmitMulti, SubmitSm
from heliograph.smpp_in.submitted import Unfit, is_plain_part, parameters_of, read_submit, text_in, without_place
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.udh import concatenation_header

NOW = 1_795_000_000_000
PART = concatenation_header(7, 2, 1)
WIDE = concatenation_header(700, 2, 1, wide=True)
SAR = ((0x020C, b"\x02\xbc"), (0x020E, b"\x02"), (0x020F, b"\x01"))
PDU = SubmitSm(
    source_addr_ton=5,
    source_addr="Shop",
    dest_addr_ton=1,
    dest_addr_npi=1,
    destination_addr="85261234567",
    short_message=b"Hello",
)


def asked(**changes: object) -> dict[str, str]:
    pdu = msgspec.structs.replace(PDU, **changes)
    found = parameters_of(read_submit(pdu, NOW), pdu.destination_addr, (1, 1), "shop")
    return {name: value for name, value in found.items() if value}


def test_a_text_is_asked_for_as_text():
    assert asked() == {
        "To": "85261234567",
        "From": "Shop",
        "Message": "Hello",
        "SourceTonNpi": "5/0",
        "DestinationTonNpi": "1/1",
    }


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"\x00\x11\x1b\x65", 0, "@_€"),
        (b"Hi", 1, "Hi"),
        (b"\xe9", 3, "é"),
        ("Ж😀".encode("utf-16-be"), 8, "Ж😀"),
    ],
)
def test_texts_are_read_in_their_coding(octets, coding, text):
    assert asked(short_message=octets, data_coding=coding)["Message"] == text


@pytest.mark.parametrize(
    ("octets", "coding"), [(b"\x00\x01", 4), (b"Hi", 0x10), (b"Hi", 0xF0), (b"\xd8\x00", 8), (b"\xff", 1)]
)
def test_what_is_no_plain_text_goes_as_it_is(octets, coding):
    found = asked(short_message=octets, data_coding=coding)
    assert (found["Octets"], found["DataCoding"]) == (octets.hex(), str(coding))
    assert "Message" not in found


@pytest.mark.parametrize("header", [PART, WIDE, bytes.fromhex("0605041581158000"[:16])])
def test_a_header_goes_with_its_octets(header):
    header = bytes((len(header) - 1,)) + header[1:]
    found = asked(short_message=header + b"Hi", esm_class=0x40)
    assert (found["Udh"], found["Octets"], found["DataCoding"]) == (header.hex(), b"Hi".hex(), "0")


def test_a_place_in_tlvs_stays_with_its_octets():
    found = asked(tlvs=SAR)
    assert found["Octets"] == b"Hello".hex()
    assert orjson.loads(found["Tlvs"]) == {"020c": "02bc", "020e": "02", "020f": "01"}


def test_own_tlvs_go_on_and_those_read_here_do_not():
    found = asked(short_message=b"", tlvs=((0x0424, b"Long"), (0x1400, b"10"), (0x0204, b"\x01\x02")))
    assert found["Message"] == "Long"
    assert (orjson.loads(found["Tlvs"]), found["TaskId"]) == ({"1400": "3130"}, "258")


@pytest.mark.parametrize(
    ("service_type", "priority", "type_"), [("", 0, None), ("", 1, "NOTIFY"), ("", 3, "OTP"), ("mkt", 3, "MKT")]
)
def test_priority_and_service_type_say_the_type(service_type, priority, type_):
    assert asked(service_type=service_type, priority_flag=priority).get("Type") == type_


def test_receipts_are_asked_for_with_the_credential_they_go_to():
    found = asked(registered_delivery=0x12)
    assert (found["SystemId"], found["RegisteredDelivery"]) == ("shop", "2")
    assert "SystemId" not in asked()


def test_validity_is_in_seconds_and_never_longer_than_can_be_kept():
    assert asked(validity_period="000000001000000R")["ValidityPeriod"] == "600"
    assert asked(validity_period="000007000000000R")["ValidityPeriod"] == "259200"


def test_plus_signs_are_left_out():
    found = asked(source_addr="+12025550100", destination_addr="+85261234567")
    assert (found["From"], found["To"]) == ("12025550100", "85261234567")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"schedule_delivery_time": "000000001000000R"}, 0x61),
        ({"validity_period": "yesterday"}, 0x62),
        ({"replace_if_present_flag": 1}, 0x54),
        ({"sm_default_msg_id": 1}, 0x63),
        ({"esm_class": 0x08}, 0x43),
        ({"esm_class": 0x40, "short_message": b"\x09\x00"}, 0x43),
        ({"short_message": b""}, 0x01),
        ({"tlvs": ((0x0424, b"x"),)}, 0x01),
    ],
)
def test_what_would_be_done_otherwise_is_refused(changes, status):
    with pytest.raises(Unfit) as refused:
        read_submit(msgspec.structs.replace(PDU, **changes), NOW)
    assert refused.value.command_status == status


def test_data_sm_and_submit_multi_are_read_alike():
    data = DataSm(source_addr="Shop", data_coding=8, tlvs=((0x0424, "Ж".encode("utf-16-be")),))
    assert text_in(read_submit(data, NOW)) == "Ж"
    assert text_in(read_submit(SubmitMulti(short_message=b"Hi"), NOW)) == "Hi"


def test_which_parts_can_be_joined():
    plain = read_submit(msgspec.structs.replace(PDU, short_message=PART + b"Hi", esm_class=0x40), NOW)
    assert is_plain_part(plain)
    assert is_plain_part(read_submit(msgspec.structs.replace(PDU, tlvs=SAR), NOW))
    ported = bytes.fromhex("0B0504158A00000003070201") + b"Hi"
    assert not is_plain_part(read_submit(msgspec.structs.replace(PDU, short_message=ported, esm_class=0x40), NOW))
    assert not is_plain_part(msgspec.structs.replace(plain, data_coding=4))
    assert not is_plain_part(read_submit(PDU, NOW))
    whole = without_place(plain, b"all")
    assert (whole.octets, whole.udh, whole.place) == (b"all", b"", None)


@given(
    st.builds(
        SubmitSm,
        source_addr_ton=st.integers(0, 255),
        source_addr_npi=st.integers(0, 255),
        source_addr=st.text(st.characters(max_codepoint=0xFF), max_size=20),
        destination_addr=st.just("85261234567"),
        esm_class=st.sampled_from([0, 0x40, 0x43, 0x80]),
        protocol_id=st.integers(0, 255),
        priority_flag=st.integers(0, 255),
        registered_delivery=st.integers(0, 255),
        data_coding=st.integers(0, 255),
        short_message=st.binary(max_size=254),
        tlvs=st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=30)), max_size=5).map(tuple),
    )
)
def test_no_pdu_makes_parameters_that_the_operation_cannot_read(pdu: SubmitSm) -> None:
    try:
        found = parameters_of(read_submit(pdu, NOW), pdu.destination_addr, (1, 1), "shop")
    except Unfit:
        return
    read = validate(SUBMIT_MESSAGE, found, NumberBook())
    if isinstance(read, Faults):
        assert {fault.parameter for fault in read.faults} <= {"From", "Octets", "Tlvs", "Message", "Udh"}
