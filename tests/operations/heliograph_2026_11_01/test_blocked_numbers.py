"""If these fail, a number that must not be written to is, or nobody can find out which those are."""

from heliograph.operations.heliograph_2026_11_01.add_blocked_numbers import add_blocked_numbers
from heliograph.operations.heliograph_2026_11_01.list_blocked_numbers import list_blocked_numbers
from heliograph.operations.heliograph_2026_11_01.remove_blocked_numbers import remove_blocked_numbers
from heliograph.store.port import Nonce


async def numbers(bench, **parameters: str) -> list[str]:
    reply = await bench.call(list_blocked_numbers, **parameters)
    return [row["Number"] for row in reply.fields["Numbers"]]


async def test_numbers_are_entered_in_one_form_and_those_that_are_none_are_told(bench) -> None:
    nonce = Nonce("key", "nonce", 1)
    reply = await bench.call(add_blocked_numbers, nonce, Numbers='["+85261234567","0085261234567","123"]')
    assert (reply.code, reply.fields) == ("OK", {"ChangedCount": "1", "FailedList": '["123"]'})
    assert bench.kept.burnt == [nonce]
    assert await numbers(bench) == ["85261234567"]
    reply = await bench.call(remove_blocked_numbers, Numbers='["85261234567"]')
    assert reply.fields["ChangedCount"] == "1"
    assert await numbers(bench) == []


async def test_where_none_is_a_number_nothing_is_written(bench) -> None:
    reply = await bench.call(add_blocked_numbers, Numbers='["1","2"]')
    assert (reply.code, reply.fields) == ("OK", {"ChangedCount": "0", "FailedList": '["1","2"]'})
    assert bench.kept.entries == {}


async def test_a_sender_has_a_list_of_its_own(bench) -> None:
    await bench.call(add_blocked_numbers, Numbers='["85261234567"]', Sender="Shop")
    await bench.call(add_blocked_numbers, Numbers='["85261234568"]')
    assert await numbers(bench, Sender="SHOP") == ["85261234567"]
    reply = await bench.call(list_blocked_numbers)
    assert reply.fields["Numbers"] == [
        {"Number": "85261234568", "Source": "operator", "Date": "Wed, 18 Nov 2026 19:06:40 +0800"},
        {"Number": "85261234567", "Sender": "shop", "Source": "operator", "Date": "Wed, 18 Nov 2026 19:06:40 +0800"},
    ]


async def test_pages_follow_one_another_to_the_end(bench) -> None:
    await bench.call(add_blocked_numbers, Numbers='["85261234567","85261234568"]')
    await bench.call(add_blocked_numbers, Numbers='["85261234567"]', Sender="Shop")
    found, token = [], ""
    while True:
        reply = await bench.call(list_blocked_numbers, MaxItems="1", NextToken=token)
        found += [(row.get("Sender", ""), row["Number"]) for row in reply.fields["Numbers"]]
        token = reply.fields.get("NextToken", "")
        if not token:
            break
    assert found == [("", "85261234567"), ("", "85261234568"), ("shop", "85261234567")]


async def test_a_thousand_at_once_and_no_more(bench) -> None:
    many = [f"8526123{n:04}" for n in range(1001)]
    quoted = ",".join(f'"{number}"' for number in many)
    assert (await bench.call(add_blocked_numbers, Numbers=f"[{quoted}]")).code == "MOBILE_COUNT_OVER_LIMIT"
