"""If these fail, a customer who asks reads a wrong state, or cancels another message than it named."""

import pytest

from heliograph.smpp.codec import decode, encode
from heliograph.smpp.pdu import CancelSm
from heliograph.smpp_in.commands import cancel_parameters, query_resp


@pytest.mark.parametrize(
    ("status", "code", "state", "error"),
    [
        ("3", "", 1, 0),
        ("1", "DELIVERED", 2, 0),
        ("1", "success", 6, 0),
        ("2", "EXPIRED", 3, 0),
        ("2", "DELETED", 4, 0),
        ("2", "UNDELIV", 5, 0),
        ("2", "UNKNOWN", 7, 0),
        ("2", "REJECTED", 8, 0),
        ("2", "ESME_RINVDSTADR", 5, 0),
        ("2", "NOT_SUPPORTED_COUNTRY", 5, 65),
    ],
)
def test_an_answer_reads_as_a_message_state(status, code, state, error):
    pdu = query_resp("7", {"Status": status, "ErrorCode": code, "ResponseCode": "OK"})
    assert (pdu.message_state, pdu.error_code, pdu.final_date) == (state, error, "")
    assert decode(encode(pdu, 1))[2] == pdu


def test_the_final_date_is_utc():
    pdu = query_resp("7", {"Status": "1", "ErrorCode": "DELIVERED", "ReceiveDate": "Mon, 24 Dec 2018 16:58:22 +0800"})
    assert pdu.final_date == "181224085822000+"


def test_a_cancel_names_an_id_or_a_destination_with_its_source():
    assert cancel_parameters(CancelSm(message_id="7", destination_addr="852")) == {"MessageId": "7"}
    assert cancel_parameters(CancelSm(source_addr="Shop", destination_addr="+852")) == {"To": "852", "From": "Shop"}
