"""If this fails, a receiver written for the cloud cannot read our reports, or reads an untruth in them."""

import json

import msgspec
import pytest

from heliograph.sms.message import FINAL, State
from heliograph.sms.report import Heard, Outcome, sms_report, sms_up

#: The sample of page smsreport-http-intl, its digits made whole.
PAGE = (
    '{"To":"85211112222","SendDate":"Thu, 25 Nov 2021 10:25:00 +0800","ReceiveDate":"Thu, 25 Nov 2021 10:25:33 +0800",'
    '"Status":"1","ErrorCode":"success","ErrorDescription":"success","TaskId":"67890","SmsSize":"2",'
    '"MessageId":"1234500001111"}'
)
SENT_AT = 1_637_807_100_000
DELIVERED = Outcome(
    "1", "85211112222", "Helio", "67890", 2, State.DELIVERED, "DELIVRD", SENT_AT, SENT_AT + 33_000
)  # fmt: skip


def test_a_delivered_message_is_the_pages_sample_to_the_letter():
    written = sms_report(1234500001111, DELIVERED, 480)
    assert json.dumps(written, separators=(",", ":")) == PAGE


@pytest.mark.parametrize(
    ("state", "code", "status", "error_code", "description"),
    [
        (State.SUBMITTED, "", "1", "success", "success"),
        (State.FAILED, "UNDELIV", "2", "UNDELIV", "the recipient's network says that it cannot be delivered"),
        (
            State.REJECTED,
            "ESME_RINVDSTADR",
            "2",
            "ESME_RINVDSTADR",
            "recipient refused (form, TON/NPI, or no such number range)",
        ),
        (State.EXPIRED, "EXPIRED", "6", "EXPIRED", "the validity period ended before it could be delivered"),
        (State.CANCELLED, "DELETED", "2", "DELETED", "withdrawn before delivery"),
        (State.UNKNOWN, "", "2", "UNKNOWN", "whether it was delivered is not known: no receipt told it in time"),
        (State.FAILED, "999", "2", "999", "the carrier's own word"),
    ],
)
def test_status_and_code_of_every_end(state, code, status, error_code, description):
    written = sms_report(1, msgspec.structs.replace(DELIVERED, state=state, code=code), 480)
    assert (written["Status"], written["ErrorCode"]) == (status, error_code)
    assert written["ErrorDescription"] == description


@pytest.mark.parametrize("state", [State.SUBMITTED, *sorted(FINAL)])
def test_every_value_is_text_and_none_of_the_known_is_missing(state):
    written = sms_report(1, msgspec.structs.replace(DELIVERED, state=state), 0)
    assert all(isinstance(value, str) and value for value in written.values())
    assert list(written) == list(json.loads(PAGE))


def test_what_did_not_happen_has_no_date_and_no_task_is_empty():
    written = sms_report(1, msgspec.structs.replace(DELIVERED, sent_at=0, received_at=0, task_id=""), 480)
    assert list(written) == ["To", "Status", "ErrorCode", "ErrorDescription", "TaskId", "SmsSize", "MessageId"]
    assert written["TaskId"] == ""


def test_an_inbound_message_as_the_page_has_it():
    heard = Heard("1", "net-one", "85211112222", "10690", "退订", 1_630_914_800_999)
    assert sms_up(7, heard, 480) == {
        "phone_number": "85211112222",
        "content": "退订",
        "send_time": "2021-09-06 15:53:20",
        "dest_code": "10690",
        "sequence_id": "7",
    }
