"""If this fails, a consumer reads other fields than the cloud's pages promise it."""

import orjson

from heliograph.queues.body import body_of
from heliograph.sms.message import State
from heliograph.sms.report import Heard, Outcome
from heliograph.store.told import Key, Kind, Telling

SENT = 1_637_807_100_000


def test_a_report_is_one_object_with_the_pages_fields() -> None:
    about = Outcome(
        "1000000000000001", "85211111111", "", "67890", 2, State.DELIVERED, "DELIVERED", SENT, SENT + 33_000
    )
    telling = Telling(Key("1000000000000001/q", Kind.REPORT, 4711, 1, 5), 1, SENT, about)
    assert orjson.loads(body_of(telling, 480)) == {
        "To": "85211111111",
        "SendDate": "Thu, 25 Nov 2021 10:25:00 +0800",
        "ReceiveDate": "Thu, 25 Nov 2021 10:25:33 +0800",
        "Status": "1",
        "ErrorCode": "success",
        "ErrorDescription": "success",
        "TaskId": "67890",
        "SmsSize": "2",
        "MessageId": "4711",
    }


def test_an_inbound_message_has_a_number_as_its_sequence_id() -> None:
    about = Heard("1000000000000001", "net-one", "85211111111", "90999", "STOP \u00e9", SENT)
    telling = Telling(Key("1000000000000001/q", Kind.INBOUND, 17, 1, 5), 1, SENT, about)
    assert orjson.loads(body_of(telling, 480)) == {
        "phone_number": "85211111111",
        "content": "STOP \u00e9",
        "send_time": "2021-11-25 10:25:00",
        "dest_code": "90999",
        "sequence_id": 17,
    }
