"""If these fail, a page of messages repeats some, skips some, or shows none where there are some."""

import pytest

from heliograph.operations.heliograph_2026_11_01.list_messages import list_messages
from heliograph.sms.dates import api_date
from heliograph.sms.message_id import first_of
from heliograph.store.port import Stored

NOW = 1_795_000_000_000
ACCOUNT = "1000000000000001"


def ids(reply) -> list[str]:
    return [row["MessageId"] for row in reply.fields["Messages"]]


async def test_the_newest_come_first_and_a_page_leads_to_the_next(bench, held) -> None:
    bench.store.holds = [held(message_id=n) for n in (9, 8, 7)]
    reply = await bench.call(list_messages, MaxItems="2")
    assert ids(reply) == ["9", "8"]
    assert (reply.fields["IsTruncated"], reply.fields["NextBefore"], reply.fields["NextAfter"]) == ("true", "8", "9")
    assert bench.store.found_with == [{"before": 0, "after": 0, "to": "", "limit": 3}]


async def test_before_after_and_to_are_handed_on(bench, held) -> None:
    bench.store.holds = [held(message_id=n) for n in (9, 8)]
    await bench.call(list_messages, Before="10")
    await bench.call(list_messages, After="5", To="+85261234567")
    assert bench.store.found_with == [
        {"before": 10, "after": 0, "to": "", "limit": 51},
        {"before": 0, "after": 5, "to": "85261234567", "limit": 51},
    ]


async def test_the_page_after_an_id_begins_there_and_leaves_the_newest_for_later(bench, held) -> None:
    bench.store.holds = [held(message_id=n) for n in (9, 8, 7)]
    reply = await bench.call(list_messages, After="6", MaxItems="2")
    assert ids(reply) == ["8", "7"]
    assert (reply.fields["IsTruncated"], reply.fields["NextAfter"]) == ("true", "8")


async def test_an_empty_page_is_an_answer(bench) -> None:
    reply = await bench.call(list_messages)
    assert reply.code == "OK"
    assert reply.fields == {"Messages": [], "IsTruncated": "false"}


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"Before": "1", "After": "1"}, "INVALID_PARAMETERS"),
        ({"Before": "x"}, "INVALID_PARAMETERS"),
        ({"MaxItems": "0"}, "INVALID_PARAMETERS"),
        ({"MaxItems": "201"}, "INVALID_PARAMETERS"),
        ({"MaxItems": "many"}, "InvalidMaxItems"),
        ({"To": "nobody"}, "MOBILE_NUMBER_ILLEGAL"),
    ],
)
async def test_a_page_that_is_none_is_refused(bench, parameters: dict[str, str], code: str) -> None:
    assert (await bench.call(list_messages, **parameters)).code == code


async def test_a_query_narrows_the_list_and_says_how_far_it_looked(bench, held) -> None:
    rows = [held(message_id=first_of(NOW - 60_000 * n) + 1) for n in range(5)]
    bench.searches.held[ACCOUNT] = [Stored(one.message, one.body) for one in rows]
    ids_held = [str(one.message.id) for one in rows]
    reply = await bench.call(list_messages, Query="hello status:sending", MaxItems="2")
    assert ids(reply) == ids_held[:2]
    assert (reply.fields["IsTruncated"], reply.fields["NextBefore"]) == ("true", ids_held[1])
    assert (reply.fields["NextAfter"], reply.fields["LookedBackTo"]) == (ids_held[0], api_date(NOW - 60_000, 480))
    reply = await bench.call(list_messages, Query="hello", Before=ids_held[1], MaxItems="9")
    assert (ids(reply), reply.fields["IsTruncated"]) == (ids_held[2:], "false")
    reply = await bench.call(list_messages, Query="hello", After=ids_held[2])
    assert (ids(reply), reply.fields["NextAfter"]) == (ids_held[:2], ids_held[0])


async def test_a_query_that_means_nothing_leads_on_all_the_same(bench, held) -> None:
    bench.searches.held[ACCOUNT] = [Stored(held().message, held().body)]
    reply = await bench.call(list_messages, Query="-hello")
    assert (ids(reply), reply.fields["IsTruncated"], reply.fields["NextBefore"]) == ([], "false", "5")
    assert int(reply.fields["NextAfter"]) == first_of(NOW - 60_000)
    reply = await bench.call(list_messages, Query="hello", After="5")
    assert reply.fields == {"Messages": [], "IsTruncated": "false", "NextAfter": "5"}


async def test_a_query_that_cannot_be_read_is_told_why(bench) -> None:
    reply = await bench.call(list_messages, Query="status:delivred")
    assert reply.code == "INVALID_PARAMETERS"
    assert "delivered was perhaps meant" in reply.description
    assert (await bench.call(list_messages, Query="hello", To="85261234567")).code == "INVALID_PARAMETERS"
    assert (await bench.call(list_messages, Query="a" * 2_001)).code == "PARAM_LENGTH_LIMIT"
