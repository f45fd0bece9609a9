"""If these fail, a customer sets its own limits, or an operator's change is lost or does not hold."""

from dataclasses import replace

import pytest

from heliograph.identity.account import Account
from heliograph.identity.entity import put
from heliograph.operations.call import Call
from heliograph.operations.dysmsapi_2018_05_01.send_message_to_globe import send_message_to_globe
from heliograph.operations.heliograph_2026_11_01.get_account_limits import get_account_limits
from heliograph.operations.heliograph_2026_11_01.set_account_limits import set_account_limits
from heliograph.store.holds import Limit
from heliograph.store.port import Nonce

ACCOUNT = "1000000000000001"
CUSTOMER = "1000000000000002"


@pytest.fixture
def bench(bench):
    """A server with one customer."""
    bench.identities.directory.apply([put(Account(id=CUSTOMER))])
    return bench


async def test_an_account_that_there_is_not_has_no_limits(bench) -> None:
    for operation, more in ((get_account_limits, {}), (set_account_limits, {"Limits": "{}"})):
        assert (await bench.call(operation, AccountId="9", **more)).code == "ACCOUNT_NOT_EXISTS"
    assert bench.records.kept == {}


async def test_the_operator_sets_what_then_holds_and_is_kept(bench) -> None:
    nonce = Nonce("key", "nonce", 1)
    reply = await bench.call(
        set_account_limits,
        nonce,
        AccountId=CUSTOMER,
        Limits='{"send": {"messages_per_day": 5}, "rates": {"account": 9}}',
    )
    assert reply.code == "OK"
    assert reply.fields["Revision"] == "1"
    assert bench.records.burnt == [nonce]
    assert bench.limits.send(CUSTOMER).messages_per_day == 5
    assert bench.limits.rates(CUSTOMER).account == 9
    bench.kept.counts[CUSTOMER, Limit.DAY, ""] = 3
    bench.kept.left[CUSTOMER] = 77
    shown = (await bench.call(get_account_limits, AccountId=CUSTOMER)).fields
    assert shown["Limits"] == '{"rates":{"account":9},"send":{"messages_per_day":5}}'
    assert (shown["UsedToday"], shown["UsedThisMonth"], shown["Balance"], shown["Revision"]) == ("3", "0", "77", "1")


async def test_nothing_of_its_own_takes_the_record_away(bench) -> None:
    await bench.call(set_account_limits, AccountId=CUSTOMER, Limits='{"rates": {"user": 1}}')
    reply = await bench.call(set_account_limits, AccountId=CUSTOMER, Limits="{}")
    assert "Revision" not in reply.fields
    assert bench.records.kept == {}
    assert bench.limits.rates(CUSTOMER) is None


async def test_a_change_made_from_what_is_no_more_is_refused(bench) -> None:
    await bench.call(set_account_limits, Limits='{"rates": {"user": 1}}')
    reply = await bench.call(set_account_limits, Limits='{"rates": {"user": 2}}', Revision="0")
    assert reply.code == "INVALID_PARAMETERS"
    assert bench.limits.rates(ACCOUNT).user == 1
    assert (await bench.call(set_account_limits, Limits='{"rates": {"user": 2}}', Revision="1")).code == "OK"


@pytest.mark.parametrize("limits", ["[]", "{", '{"send": {"messages_per_day": "5"}}', '{"sent": {}}'])
async def test_what_are_no_limits_is_refused(bench, limits: str) -> None:
    assert (await bench.call(set_account_limits, Limits=limits)).code == "INVALID_JSON_PARAM"
    assert bench.records.kept == {}


async def test_a_country_that_there_is_not_is_refused(bench) -> None:
    reply = await bench.call(set_account_limits, Limits='{"send": {"countries_denied": ["UK"]}}')
    assert (reply.code, reply.description) == (
        "INVALID_JSON_PARAM",
        "Limits names UK, which is no country of ISO 3166.",
    )


async def test_others_see_their_own_and_set_nothing(bench) -> None:
    assert set_account_limits.operation.of_server
    others = Call(get_account_limits.operation, CUSTOMER, "", "request", {"AccountId": ACCOUNT})
    assert (await get_account_limits.run(others, bench.ports())).code == "RAM_PERMISSION_DENY"
    shown = await get_account_limits.run(replace(others, values={}), bench.ports())
    assert shown.fields == {
        "AccountId": CUSTOMER,
        "Limits": "{}",
        "InForce": "{}",
        "UsedToday": "0",
        "UsedThisMonth": "0",
        "Hits": [],
        "CallRates": [],
    }


async def test_what_was_refused_by_limits_today_is_told(bench) -> None:
    await bench.call(set_account_limits, Limits='{"send": {"countries_denied": ["GB"]}}')
    for to in ("447400123456", "447400123456", "85261234567"):
        await bench.call(send_message_to_globe, To=to, Message="Hello")
    [hit] = (await bench.call(get_account_limits)).fields["Hits"]
    assert (hit["Code"], hit["Count"]) == ("NOT_SUPPORTED_COUNTRY", "2")
    assert (await bench.call(get_account_limits, AccountId=CUSTOMER)).fields["Hits"] == []
