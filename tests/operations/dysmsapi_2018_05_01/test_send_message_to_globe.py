"""If these fail, a text does not go out as it was given, or a wrong one goes out at all."""

import pytest

from heliograph.operations.dysmsapi_2018_05_01.send_message_to_globe import send_message_to_globe
from heliograph.operations.ports import SendRules
from heliograph.sms.message_id import parse
from heliograph.sms.route import NoRoute
from heliograph.store.port import Nonce

NOW = 1_795_000_000_000
GOOD = {"To": "85261234567", "Message": "Hello"}


async def test_a_text_is_stored_with_everything_that_was_asked_for(bench) -> None:
    nonce = Nonce("LTAI", "n", NOW)
    reply = await bench.call(
        send_message_to_globe,
        nonce,
        To="+85261234567",
        From="Heliograph",
        Message="Hello",
        Type="OTP",
        TaskId="task-1",
        ValidityPeriod="600",
        ChannelId="ch 1",
        RegionId="ap-southeast-1",
    )
    [[(message, body)]] = bench.store.accepted
    assert bench.store.nonces == [nonce]
    assert (message.account, message.to, message.lane, message.priority) == (
        "1000000000000001",
        "85261234567",
        "simulator",
        0,
    )
    assert (message.accepted_at, message.validity_until, message.wake_at) == (NOW, NOW + 600_000, NOW + 600_000)
    assert message.life.reference == 7
    assert [(s.number, s.due) for s in message.segments] == [(1, NOW)]
    assert (body.text, body.sender, body.type, body.task_id, body.channel_id, body.segments, body.action) == (
        "Hello",
        "Heliograph",
        "OTP",
        "task-1",
        "ch 1",
        1,
        "SendMessageToGlobe",
    )
    assert (body.country, body.region) == ("China", "HongKong")
    assert parse(str(reply.fields["MessageId"])) == message.id
    assert bench.lanes.asked == [("85261234567", "Heliograph", "1000000000000001", "OTP")]


async def test_the_answer_has_the_fields_of_the_page_as_text(bench) -> None:
    reply = await bench.call(send_message_to_globe, To="0085261234567", Message="x" * 350, From="Alicloud321")
    assert (reply.code, reply.description) == ("OK", "The SMS Send Request was accepted")
    detail = reply.fields["NumberDetail"]
    assert (detail["Country"], detail["Region"]) == ("China", "HongKong")
    assert (reply.fields["Segments"], reply.fields["From"], reply.fields["To"]) == ("3", "Alicloud321", "85261234567")
    [[(message, body)]] = bench.store.accepted
    assert [segment.number for segment in message.segments] == [1, 2, 3]
    assert body.segments == 3


async def test_blank_optional_parameters_count_as_absent(bench) -> None:
    reply = await bench.call(
        send_message_to_globe, **GOOD, From="", TaskId="", ChannelId="", Type="", ValidityPeriod=""
    )
    assert reply.code == "OK"
    assert "From" not in reply.fields
    [[(message, body)]] = bench.store.accepted
    assert (message.priority, body.sender, body.type) == (1, "", "")
    assert message.validity_until == NOW + 86_400_000


@pytest.mark.parametrize(("type_", "priority"), [("OTP", 0), ("NOTIFY", 1), ("", 1), ("MKT", 2)])
async def test_codes_go_before_notices_and_those_before_promotions(bench, type_: str, priority: int) -> None:
    await bench.call(send_message_to_globe, **GOOD, Type=type_)
    [[(message, _)]] = bench.store.accepted
    assert message.priority == priority


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, "MissingTo"),
        ({"Message": ""}, "MissingMessage"),
        ({"To": "hello"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "85212"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "85261234567,85261234568"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "1" * 200}, "MOBILE_NUMBER_ILLEGAL"),
        ({"To": "8615012345678"}, "NOT_SUPPORTED_COUNTRY"),
        ({"From": "twelveletter"}, "INVALID_SENDERID"),
        ({"From": "1" * 16}, "INVALID_SENDERID"),
        ({"From": "阿里云"}, "INVALID_SENDERID"),
        ({"From": "A+B *~%"}, "INVALID_SENDERID"),
        ({"Message": "x" * 1501}, "PARAM_LENGTH_LIMIT"),
        ({"Type": "otp"}, "INVALID_PARAMETERS"),
        ({"TaskId": "x" * 256}, "PARAM_LENGTH_LIMIT"),
        ({"ChannelId": "x" * 65}, "PARAM_LENGTH_LIMIT"),
        ({"ValidityPeriod": "soon"}, "InvalidValidityPeriod"),
        ({"ValidityPeriod": "1.5"}, "InvalidValidityPeriod"),
        ({"ValidityPeriod": "0"}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": "-1"}, "INVALID_PARAMETERS"),
        ({"ValidityPeriod": "259201"}, "INVALID_PARAMETERS"),
    ],
)
async def test_every_wrong_parameter_has_its_code_and_stores_nothing(bench, changes: dict[str, str], code: str) -> None:
    reply = await bench.call(send_message_to_globe, **{**GOOD, **changes})
    assert reply.code == code
    assert reply.description
    assert reply.fields == {}
    assert bench.store.accepted == []
    for value in changes.values():
        assert len(value) < 3 or value not in reply.description, "a text repeats neither numbers nor contents"


@pytest.mark.parametrize(
    "changes",
    [
        {"Message": "x" * 1500},
        {"TaskId": "x" * 255},
        {"From": "1" * 15},
        {"From": "elevenchars"},
        {"ValidityPeriod": "1"},
        {"ValidityPeriod": "259200"},
    ],
)
async def test_every_limit_itself_is_allowed(bench, changes: dict[str, str]) -> None:
    assert (await bench.call(send_message_to_globe, **{**GOOD, **changes})).code == "OK"


async def test_the_operator_may_allow_the_mainland(bench) -> None:
    bench.rules = SendRules(mainland_allowed=True)
    assert (await bench.call(send_message_to_globe, To="8615012345678", Message="Hello")).code == "OK"


async def test_a_number_that_no_route_takes_is_refused(bench) -> None:
    bench.lanes.lane = NoRoute()
    assert (await bench.call(send_message_to_globe, **GOOD)).code == "NOT_SUPPORTED_COUNTRY"
    assert bench.store.accepted == []
