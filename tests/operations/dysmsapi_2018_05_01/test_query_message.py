"""If these fail, somebody is told that a message arrived when it did not, or the other way round."""

import pytest

from heliograph.operations.dysmsapi_2018_05_01.query_message import query_message
from heliograph.operations.ports import SendRules
from heliograph.sms.message import Attempt, Route, Segment, State

SENT = 1_545_641_902_000
SEND_DATE = "Mon, 24 Dec 2018 16:58:22 +0800"


def attempt(state: State, code: str = "", received_at: int = 0) -> Attempt:
    return Attempt(1, "simulator", state, "c1", SENT, received_at, code)


def ended(state: State, code: str) -> Segment:
    return Segment(1, None, (attempt(state, code, SENT + 1000),))


async def test_a_delivered_message_has_every_field_of_the_page(bench, held) -> None:
    bench.store.holds = [held(ended(State.DELIVERED, "DELIVERED"))]
    reply = await bench.call(query_message, MessageId="5")
    assert (reply.code, reply.description) == ("OK", "The SMS Send Request was accepted")
    assert reply.fields == {
        "Status": "1",
        "ErrorCode": "DELIVERED",
        "ErrorDescription": "success",
        "NumberDetail": {"Carrier": "CMI", "Region": "HongKong", "Country": "China"},
        "Message": "Hello!",
        "To": "85261234567",
        "MessageId": "5",
        "SendDate": SEND_DATE,
        "ReceiveDate": "Mon, 24 Dec 2018 16:58:23 +0800",
    }


@pytest.mark.parametrize(
    ("segment", "known"),
    [
        (Segment(1), set()),
        (Segment(1, State.SUBMITTING, (Attempt(1, "simulator"),)), set()),
        (Segment(1, None, (attempt(State.SUBMITTED),)), {"SendDate"}),
        (Segment(1, None, (attempt(State.IN_DOUBT),)), {"SendDate"}),
    ],
)
async def test_what_is_not_known_of_a_message_on_its_way_is_absent(bench, held, segment: Segment, known) -> None:
    bench.store.holds = [held(segment)]
    reply = await bench.call(query_message, MessageId="5")
    assert reply.fields["Status"] == "3"
    assert set(reply.fields) == {"Status", "NumberDetail", "Message", "To", "MessageId"} | known


@pytest.mark.parametrize(
    ("segment", "code"),
    [
        (ended(State.FAILED, "UNDELIV"), "UNDELIV"),
        (ended(State.REJECTED, "ESME_RINVDSTADR"), "ESME_RINVDSTADR"),
        (ended(State.UNKNOWN, "UNKNOWN"), "UNKNOWN"),
        (Segment(1, None, (), State.EXPIRED, "EXPIRED"), "EXPIRED"),
        (Segment(1, None, (), State.CANCELLED, "DELETED"), "DELETED"),
    ],
)
async def test_a_message_that_ended_otherwise_failed_and_says_why(bench, held, segment: Segment, code: str) -> None:
    bench.store.holds = [held(segment)]
    fields = (await bench.call(query_message, MessageId="5")).fields
    assert (fields["Status"], fields["ErrorCode"]) == ("2", code)
    assert fields["ErrorDescription"] not in ("", "success")


async def test_where_no_receipts_come_handed_over_is_all_that_can_be_said(bench, held) -> None:
    bench.store.holds = [held(Segment(1, None, (attempt(State.SUBMITTED),)), route=Route(receipts=False))]
    fields = (await bench.call(query_message, MessageId="5")).fields
    assert (fields["Status"], fields["ErrorCode"], fields["ErrorDescription"]) == ("1", "success", "success")
    assert "ReceiveDate" not in fields


@pytest.mark.parametrize("message_id", ["6", "0", "9223372036854775807", "9" * 32])
async def test_an_unknown_id_is_answered_by_its_code_alone(bench, held, message_id: str) -> None:
    bench.store.holds = [held()]
    reply = await bench.call(query_message, MessageId=message_id)
    assert reply.code == "DATA_NOT_EXIST"
    assert reply.fields == {}


@pytest.mark.parametrize(
    ("message_id", "code"),
    [("1008030300****", "INVALID_PARAMETERS"), ("9" * 33, "INVALID_PARAMETERS"), ("", "MissingMessageId")],
)
async def test_what_is_no_id_is_refused(bench, message_id: str, code: str) -> None:
    assert (await bench.call(query_message, MessageId=message_id)).code == code


async def test_the_operator_sets_the_offset_of_dates(bench, held) -> None:
    bench.rules = SendRules(offset_minutes=-210)
    bench.store.holds = [held(ended(State.DELIVERED, "DELIVERED"))]
    assert (await bench.call(query_message, MessageId="5")).fields["SendDate"] == "Mon, 24 Dec 2018 05:28:22 -0330"
