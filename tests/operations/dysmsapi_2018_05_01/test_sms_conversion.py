"""If these fail, a conversion is booked to a message of somebody else, or one that came is not counted."""

import pytest

from heliograph.operations.dates import day_of
from heliograph.operations.dysmsapi_2018_05_01.sms_conversion import sms_conversion
from heliograph.store.conversions import Conversion
from heliograph.store.port import Nonce

NOW = 1_795_000_000_000
ACCOUNT = "1000000000000001"
DAY = day_of(NOW, 480)


async def test_what_is_reported_of_a_message_is_kept(bench, held) -> None:
    bench.store.holds = [held()]
    nonce = Nonce("LTAI", "n", NOW)
    reply = await bench.call(sms_conversion, nonce, MessageId="5", Delivered="True", ConversionTime=str(NOW))
    assert (reply.code, reply.description, reply.fields) == ("OK", "OK", {})
    assert bench.conversions.said == [Conversion(5, ACCOUNT, DAY, True, NOW, NOW)]
    assert bench.conversions.burnt == [nonce]


@pytest.mark.parametrize(
    ("sent", "delivered"), [("True", True), ("true", True), ("FALSE", False), ("false", False), ("False", False)]
)
async def test_a_boolean_counts_in_any_case(bench, held, sent: str, delivered: bool) -> None:
    bench.store.holds = [held()]
    await bench.call(sms_conversion, MessageId="5", Delivered=sent)
    assert [one.delivered for one in bench.conversions.said] == [delivered]


async def test_without_a_time_it_is_now_and_without_an_id_the_latest_to_the_number(bench, held) -> None:
    bench.store.holds = [held(message_id=9), held(message_id=5)]
    await bench.call(sms_conversion, To="+85261234567", Delivered="true")
    assert bench.store.found_with == [{"to": "85261234567", "limit": 1}]
    assert [(one.message_id, one.converted_at) for one in bench.conversions.said] == [(9, NOW)]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"MessageId": "6"}, "DATA_NOT_EXIST"),
        ({"MessageId": "5", "To": "85261234568"}, "DATA_NOT_EXIST"),
        ({}, "INVALID_PARAMETERS"),
        ({"MessageId": "1008030300****"}, "INVALID_PARAMETERS"),
        ({"To": "nobody"}, "MOBILE_NUMBER_ILLEGAL"),
        ({"MessageId": "5", "Delivered": ""}, "MissingDelivered"),
        ({"MessageId": "5", "Delivered": "yes"}, "InvalidDelivered"),
        ({"MessageId": "5", "ConversionTime": "now"}, "InvalidConversionTime"),
        ({"MessageId": "5", "ConversionTime": str(NOW - 1_001)}, "INVALID_PARAMETERS"),
        ({"MessageId": "5", "ConversionTime": str(NOW + 1_001)}, "INVALID_PARAMETERS"),
        ({"MessageId": "5", "ConversionTime": "-1"}, "INVALID_PARAMETERS"),
    ],
)
async def test_what_names_no_message_or_no_possible_time_is_refused(
    bench, held, asked: dict[str, str], code: str
) -> None:
    bench.store.holds = [held()]
    reply = await bench.call(sms_conversion, **{"Delivered": "true", **asked})
    assert (reply.code, reply.fields) == (code, {})
    assert bench.conversions.said == []


@pytest.mark.parametrize("asked", [{"MessageId": "5", "To": "0085261234567"}, {"MessageId": "5"}])
@pytest.mark.parametrize("moment", [NOW - 1_000, NOW, NOW + 1_000])
async def test_both_names_may_agree_and_clocks_differ_a_little(bench, held, asked: dict[str, str], moment: int) -> None:
    bench.store.holds = [held()]
    reply = await bench.call(sms_conversion, **asked, Delivered="true", ConversionTime=str(moment))
    assert reply.code == "OK"


async def test_a_number_without_a_message_is_refused(bench) -> None:
    reply = await bench.call(sms_conversion, To="85261234567", Delivered="true")
    assert reply.code == "DATA_NOT_EXIST"
