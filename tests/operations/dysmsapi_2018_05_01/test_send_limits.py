"""If this fails, a send is refused with a code that no client knows, or counts for a limit that is not its own."""

import pytest

from heliograph.identity import AccountLimits, SendLimits
from heliograph.identity.account import Account
from heliograph.identity.entity import put
from heliograph.operations.dysmsapi_2018_05_01.batch_send_message_to_globe import batch_send_message_to_globe
from heliograph.operations.dysmsapi_2018_05_01.send_limits import REFUSED_AS
from heliograph.operations.dysmsapi_2018_05_01.send_message_to_globe import send_message_to_globe
from heliograph.operations.limit_book import LimitBook
from heliograph.sms.calendar_windows import DAY_MS, day_end, month_end
from heliograph.sms.codes import business
from heliograph.store.holds import Hold, Limit

NOW = 1_795_000_000_000
ACCOUNT = "1000000000000001"
TO = "85261234567"


async def send(bench, **limits):
    bench.limits = LimitBook(SendLimits(**limits))
    return await bench.call(send_message_to_globe, To=TO, Message="Hello")


def test_every_limit_is_answered_with_a_code_of_the_catalogue() -> None:
    assert set(REFUSED_AS) == set(Limit)
    assert all(business(refused.code) is not None and refused.text for refused in REFUSED_AS.values())


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        (Limit.BLOCKED, "BLACK_KEY_CONTROL_LIMIT"),
        (Limit.RECIPIENT_MINUTE, "BUSINESS_LIMIT_CONTROL_MINUTE"),
        (Limit.RECIPIENT_HOUR, "BUSINESS_LIMIT_CONTROL_PHONE"),
        (Limit.RECIPIENT_DAY, "BUSINESS_LIMIT_CONTROL_PHONE"),
        (Limit.DAY, "DayLimitControl"),
        (Limit.COUNTRY_DAY, "DayLimitControl"),
        (Limit.MONTH, "MonthLimitControl"),
        (Limit.COUNTRY_MONTH, "MonthLimitControl"),
        (Limit.BALANCE, "AMOUNT_NOT_ENOUGH"),
    ],
)
async def test_a_refused_message_is_answered_with_its_code_and_wakes_nobody(bench, limit, code) -> None:
    bench.store.refuses = {0: limit}
    reply = await send(bench)
    assert (reply.code, reply.description, reply.fields) == (code, REFUSED_AS[limit].text, {})


@pytest.mark.parametrize(
    ("limits", "hold"),
    [
        ({"recipient_per_minute": 1}, Hold(Limit.RECIPIENT_MINUTE, TO, 1, NOW + 60_000)),
        ({"recipient_per_hour": 2}, Hold(Limit.RECIPIENT_HOUR, TO, 2, NOW + 3_600_000)),
        ({"recipient_per_day": 3}, Hold(Limit.RECIPIENT_DAY, TO, 3, NOW + DAY_MS)),
        ({"messages_per_day": 4}, Hold(Limit.DAY, "", 4, day_end(NOW, 480))),
        ({"messages_per_month": 5}, Hold(Limit.MONTH, "", 5, month_end(NOW, 480))),
        ({"country_messages_per_day": {"HK": 6}}, Hold(Limit.COUNTRY_DAY, "HK", 6, day_end(NOW, 480))),
        ({"country_messages_per_month": {"*": 7}}, Hold(Limit.COUNTRY_MONTH, "HK", 7, month_end(NOW, 480))),
    ],
)
async def test_a_message_counts_for_the_limits_that_are_set_and_no_other(bench, limits, hold) -> None:
    assert (await send(bench, **limits)).code == "OK"
    assert bench.store.taken == [[[hold]]]


async def test_without_limits_a_message_counts_for_nothing(bench) -> None:
    bench.kept.left[ACCOUNT] = 1
    await send(bench)
    await send(bench, messages_per_day=0, country_messages_per_day={"DE": 1}, price_per_segment={"DE": 1})
    assert bench.store.taken == [[], []]


async def test_a_prepaid_account_pays_by_segment_and_country_and_others_pay_nothing(bench) -> None:
    bench.limits = LimitBook(SendLimits(price_per_segment={"HK": 5, "*": 9}))
    for to, text in ((TO, "Hello"), (TO, "x" * 161), ("4915112345678", "Hello")):
        await bench.call(send_message_to_globe, To=to, Message=text)
    assert bench.store.taken == [[], [], []]
    bench.kept.left[ACCOUNT] = 1
    for to, text in ((TO, "Hello"), (TO, "x" * 161), ("4915112345678", "Hello")):
        await bench.call(send_message_to_globe, To=to, Message=text)
    assert [taken[0][0].amount for taken in bench.store.taken[3:]] == [5, 10, 9]


async def test_an_account_that_pays_in_advance_sends_nothing_before_it_has(bench) -> None:
    bench.identities.directory.apply([put(Account(id=ACCOUNT, prepaid=True))])
    assert (await send(bench)).code == "AMOUNT_NOT_ENOUGH"
    assert bench.store.accepted == []
    bench.kept.left[ACCOUNT] = 1
    assert (await send(bench)).code == "OK"


async def test_an_account_may_have_limits_of_its_own(bench) -> None:
    bench.limits = LimitBook(SendLimits(messages_per_day=1))
    bench.limits.note(ACCOUNT, AccountLimits(send=SendLimits(messages_per_day=0, countries_denied=("HK",))))
    reply = await bench.call(send_message_to_globe, To=TO, Message="Hello")
    assert reply.code == "NOT_SUPPORTED_COUNTRY"
    assert (await bench.call(send_message_to_globe, To="4915112345678", Message="Hello")).code == "OK"
    assert bench.store.taken == [[]]


async def test_a_country_that_is_not_allowed_is_refused_before_anything_is_written(bench) -> None:
    assert (await send(bench, countries_allowed=("DE",))).code == "NOT_SUPPORTED_COUNTRY"
    assert (await send(bench, countries_denied=("HK",))).code == "NOT_SUPPORTED_COUNTRY"
    assert bench.store.accepted == []


async def test_of_a_batch_the_refused_numbers_are_told_and_the_rest_is_sent(bench) -> None:
    bench.limits = LimitBook(SendLimits(recipient_per_day=1))
    bench.store.refuses = {1: Limit.RECIPIENT_DAY}
    numbers = f'["123","{TO}","{TO}","4915112345678"]'
    reply = await bench.call(batch_send_message_to_globe, To=numbers, Message='["1","2","3","4"]')
    assert reply.code == "OK"
    assert reply.fields["FailedList"] == f'["123","{TO}"]'
    assert reply.fields["SuccessCount"] == "2"
    [stored] = bench.store.accepted
    assert reply.fields["MessageIdList"] == f'["{stored[0][0].id}","{stored[2][0].id}"]'
    assert len(bench.store.taken[0]) == 3


async def test_a_batch_of_which_nothing_is_left_says_why_of_its_first_number(bench) -> None:
    bench.store.refuses = {0: Limit.DAY, 1: Limit.DAY}
    numbers = f'["{TO}","4915112345678"]'
    reply = await bench.call(batch_send_message_to_globe, To=numbers, Message='["1","2"]')
    assert (reply.code, reply.fields["SuccessCount"]) == ("DayLimitControl", "0")
    assert reply.fields["FailedList"] == numbers
