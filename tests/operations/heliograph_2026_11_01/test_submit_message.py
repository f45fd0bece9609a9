"""If these fail, what an SMPP customer submits is stored otherwise than given, or taken when it may not be."""

import pytest

from heliograph.identity.smpp_credential import SmppCredential
from heliograph.operations.heliograph_2026_11_01.submit_message import submit_message
from heliograph.sms.given import Given, ReceiptFor, read_given
from heliograph.store.holds import Limit

TO = "85261234567"
ACCOUNT = "1000000000000001"


def stored(bench):
    [[(message, body)]] = bench.store.accepted
    return message, body


def credential(system_id: str = "shop", account: str = ACCOUNT) -> SmppCredential:
    return SmppCredential(system_id=system_id, account=account, salt=b"s", password_hash=b"h", created=1)


async def test_a_text_is_stored_as_any_other_message(bench):
    reply = await bench.call(submit_message, To=TO, From="Shop", Message="Hello", Type="OTP", TaskId="t-1")
    message, body = stored(bench)
    assert reply.code == "OK"
    assert reply.fields["MessageId"] == str(message.id)
    assert (body.text, body.sender, body.type, body.task_id, body.action) == (
        *("Hello", "Shop", "OTP", "t-1", "SubmitMessage"),
    )
    assert (body.given, message.life.receipt_for, message.priority) == (b"", None, 0)


async def test_octets_keep_all_that_was_given_and_are_one_segment(bench):
    reply = await bench.call(
        submit_message,
        To=TO,
        Octets="00480069",
        DataCoding="8",
        Udh="050003A50201",
        Tlvs='{"1400":"3130","0005":"01"}',
        ProtocolId="65",
        SourceTonNpi="5/0",
        DestinationTonNpi="1/1",
    )
    message, body = stored(bench)
    assert reply.fields["Segments"] == "1" and len(message.segments) == 1
    assert read_given(body.given) == Given(
        b"\x00H\x00i", 8, bytes.fromhex("050003A50201"), 65, ((0x1400, b"10"), (5, b"\x01")), (5, 0), (1, 1)
    )
    assert body.text == "Hi", "pages show what the octets say"


async def test_binary_octets_have_no_text(bench):
    await bench.call(submit_message, To=TO, Octets="AAEC", Encoding="base64", DataCoding="4")
    _, body = stored(bench)
    given = read_given(body.given)
    assert given is not None
    assert (body.text, given.octets) == ("", b"\x00\x01\x02")


async def test_a_header_may_stand_alone(bench):
    await bench.call(submit_message, To=TO, Udh="0401020000", DataCoding="4")
    given = read_given(stored(bench)[1].given)
    assert given is not None
    assert given.octets == b""


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "INVALID_PARAMETERS"),
        ({"Message": "a", "Octets": "00"}, "INVALID_PARAMETERS"),
        ({"Message": "a", "DataCoding": "8"}, "INVALID_PARAMETERS"),
        ({"Message": "a", "Udh": "0401020000"}, "INVALID_PARAMETERS"),
        ({"Octets": "0"}, "INVALID_PARAMETERS"),
        ({"Octets": "-", "Encoding": "base64"}, "INVALID_PARAMETERS"),
        ({"Octets": "00", "Udh": "0500"}, "INVALID_PARAMETERS"),
        ({"Octets": "00", "Udh": "03000500"}, "INVALID_PARAMETERS"),
        ({"Octets": "00" * 141, "DataCoding": "4"}, "PARAM_LENGTH_LIMIT"),
        ({"Octets": "61" * 161}, "PARAM_LENGTH_LIMIT"),
        ({"Octets": "61" * 154, "Udh": "050003A50201"}, "PARAM_LENGTH_LIMIT"),
        ({"Message": "a", "Tlvs": '{"zz":"00"}'}, "INVALID_JSON_PARAM"),
        ({"Message": "a", "Tlvs": '{"0424":"00"}'}, "INVALID_JSON_PARAM"),
        ({"Message": "a", "Tlvs": '{"10000":"00"}'}, "INVALID_JSON_PARAM"),
        ({"Message": "a", "SystemId": "nobody"}, "INVALID_PARAMETERS"),
        ({"Message": "a", "SystemId": "others"}, "INVALID_PARAMETERS"),
        ({"Message": "a", "To": "8615012345678"}, "NOT_SUPPORTED_COUNTRY"),
        ({"Message": "a", "From": "Shop & Co"}, "INVALID_SENDERID"),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_not_stored(bench, parameters, code):
    bench.smpp.note(credential("others", "2000000000000002"))
    reply = await bench.call(submit_message, **{"To": TO, **parameters})
    assert reply.code == code
    assert bench.store.accepted == []


@pytest.mark.parametrize(("octets", "coding", "udh"), [("61" * 160, "0", ""), ("61" * 153, "0", "050003A50201")])
async def test_a_full_segment_is_taken(bench, octets, coding, udh):
    assert (await bench.call(submit_message, To=TO, Octets=octets, DataCoding=coding, Udh=udh)).code == "OK"


async def test_the_receipt_goes_to_the_credential_that_is_named(bench):
    bench.smpp.note(credential())
    await bench.call(submit_message, To=TO, Message="a", SystemId="shop", RegisteredDelivery="2")
    assert stored(bench)[0].life.receipt_for == ReceiptFor("smpp-shop", 2)


async def test_limits_hold_for_it_too(bench):
    bench.store.refuses = {0: Limit.BLOCKED}
    assert (await bench.call(submit_message, To=TO, Message="a")).code == "BLACK_KEY_CONTROL_LIMIT"
