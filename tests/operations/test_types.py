"""If these fail, a value is taken that no carrier could use, or a good one is refused."""

import pytest

from heliograph.operations.types import (
    Boolean,
    Choice,
    Day,
    Digits,
    Integer,
    JsonObject,
    JsonTexts,
    MessageId,
    Moment,
    Msisdn,
    Pattern,
    Pauses,
    SenderId,
    Share,
    SomeOf,
    Text,
    Type,
    Unfit,
    Unreadable,
    Url,
)
from heliograph.sms.msisdn import NumberBook

NUMBERS = NumberBook()
LIST = JsonTexts(2, too_many="MOBILE_COUNT_OVER_LIMIT")
OBJECT = JsonObject(100)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (Text(5), "hello", "hello"),
        (Text(5), "您🎉 \r\n", "您🎉 \r\n"),
        (Choice(("OTP", "MKT")), "MKT", "MKT"),
        (Integer(-5, 600), "600", 600),
        (Integer(-5, 600), "-5", -5),
        (Integer(0, 600), "007", 7),
        (Boolean(), "True", True),
        (Boolean(), "true", True),
        (Boolean(), "FALSE", False),
        (LIST, '["a","b"]', ("a", "b")),
        (LIST, ' [ "\\u60a8" ] ', ("您",)),
        (SenderId(), "Heliograph", "Heliograph"),
        (OBJECT, '{"code":"1234","您":"a+b"}', ("code", "1234", "您", "a+b")),
        (OBJECT, " {} ", ()),
        (OBJECT, '{"a":""}', ("a", "")),
        (Digits(5), "00999", "00999"),
        (Pattern(r"^[a-z]+\Z", "letters"), "abc", "abc"),
        (Share(), "0.53", "0.53"),
        (Share(), "1", "1"),
        (Share(), "0", "0"),
        (Share(), ".5", ".5"),
        (Share(), "5.3e-1", "5.3e-1"),
        (Day(), "1970-01-02", 1),
        (Day(), "2026-11-24", 20_781),
        (Moment(), "1970-01-01T00:00:01Z", 1_000),
        (Moment(), "2026-11-24T12:00:00Z", 1_795_521_600_000),
        (MessageId(), "0012", 12),
        (MessageId(), "9" * 32, 2**63 - 1),
    ],
)
def test_a_good_text_becomes_its_value(type_: Type, text: str, value: object) -> None:
    found = type_.read(text, NUMBERS)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (Integer(0, 600), "six"),
        (Integer(0, 600), "6.0"),
        (Integer(0, 600), " 6"),
        (Integer(0, 600), "+6"),
        (Integer(0, 600), "٦"),
        (Integer(0, 600), "1" * 21),
        (Integer(0, 600), "1_0"),
        (Boolean(), "1"),
        (Boolean(), "yes"),
    ],
)
def test_a_text_of_another_type_cannot_be_read(type_: Type, text: str) -> None:
    assert isinstance(type_.read(text, NUMBERS), Unreadable)


@pytest.mark.parametrize(
    ("type_", "text", "code"),
    [
        (Text(5), "hello!", "PARAM_LENGTH_LIMIT"),
        (Choice(("OTP", "MKT")), "otp", ""),
        (Integer(0, 600), "601", ""),
        (Integer(0, 600), "-1", ""),
        (LIST, "[", "INVALID_JSON_PARAM"),
        (LIST, "[]", "INVALID_JSON_PARAM"),
        (LIST, '"a"', "INVALID_JSON_PARAM"),
        (LIST, "[1]", "INVALID_JSON_PARAM"),
        (LIST, '["a",null]', "INVALID_JSON_PARAM"),
        (LIST, '["\\ud800"]', "INVALID_JSON_PARAM"),
        (LIST, "[" * 100_000, "INVALID_JSON_PARAM"),
        (LIST, '["a","b","c"]', "MOBILE_COUNT_OVER_LIMIT"),
        (SenderId(), "not one!", ""),
        (OBJECT, "", "INVALID_JSON_PARAM"),
        (OBJECT, "{", "INVALID_JSON_PARAM"),
        (OBJECT, "[]", "INVALID_JSON_PARAM"),
        (OBJECT, '[["a","b"]]', "INVALID_JSON_PARAM"),
        (OBJECT, '"a"', "INVALID_JSON_PARAM"),
        (OBJECT, '{"a":1}', "INVALID_JSON_PARAM"),
        (OBJECT, '{"a":null}', "INVALID_JSON_PARAM"),
        (OBJECT, '{"a":{"b":"c"}}', "INVALID_JSON_PARAM"),
        (OBJECT, '{"a":"1","a":"2"}', "INVALID_JSON_PARAM"),
        (OBJECT, '{"a":"\\ud800"}', "INVALID_JSON_PARAM"),
        (JsonObject(200_000), '{"a":' * 20_000, "INVALID_JSON_PARAM"),
        (OBJECT, '{"a":"%s"}' % ("x" * 100), "PARAM_LENGTH_LIMIT"),
        (Digits(5), "123456", ""),
        (Digits(5), "12a", ""),
        (Digits(5), "١٢", ""),
        (Pattern(r"^[a-z]+\Z", "letters"), "abc\n", ""),
        (Share(), "1.01", ""),
        (Share(), "-0.1", ""),
        (Share(), "NaN", ""),
        (Share(), "inf", ""),
        (Share(), "1e999", ""),
        (Share(), "half", ""),
        (Share(), ".e1", ""),
        (Day(), "2026-02-30", ""),
        (Day(), "20261124", ""),
        (Day(), "2026-W10-1", ""),
        (Day(), "today", ""),
        (Moment(), "2026-11-23", ""),
        (Moment(), "2026-11-24T12:00:00+08:00", ""),
        (Moment(), "2026-02-30T12:00:00Z", ""),
        (Moment(), "0001-01-01T00:00:00Z", ""),
        (Msisdn(), "nobody", ""),
        (MessageId(), "12a", ""),
        (MessageId(), "-1", ""),
        (MessageId(), "9" * 33, ""),
        (SomeOf(("SmsReport", "SmsUp")), "SmsReport,Sms", ""),
        (SomeOf(("SmsReport", "SmsUp")), "SmsUp,,", ""),
        (Url(), "ftp://shop.example/", ""),
        (Pauses(), "often", ""),
    ],
)
def test_a_value_that_is_not_allowed_says_what_is(type_: Type, text: str, code: str) -> None:
    found = type_.read(text, NUMBERS)
    assert isinstance(found, Unfit)
    assert found.code == code
    assert found.allowed
    assert not text or text not in found.allowed


@pytest.mark.parametrize("text", ["85261234567", "+85261234567", "0085261234567"])
def test_a_number_is_found_with_and_without_what_stands_before_it(text: str) -> None:
    found = Msisdn().read(text, NUMBERS)
    assert not isinstance(found, (Unfit, Unreadable))
    assert found.digits == "85261234567"
