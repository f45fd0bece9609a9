"""If these fail, a page of messages repeats some, skips some, or shows none where there are some."""

import pytest

from heliograph.operations.heliograph_2026_11_01.list_messages import list_messages


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
