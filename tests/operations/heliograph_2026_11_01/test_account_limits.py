"""If these fail, a customer sets its own limits, or an operator's change is lost or does not hold."""

import pytest

from heliograph.operations.heliograph_2026_11_01.get_account_limits import get_account_limits
from heliograph.operations.heliograph_2026_11_01.set_account_limits import set_account_limits
from heliograph.operations.ports import SendRules
from heliograph.store.holds import Limit
from heliograph.store.port import Nonce

ACCOUNT = "1000000000000001"
CUSTOMER = "1000000000000002"


@pytest.fixture
def operator(bench):
    """A bench whose caller is the operator."""
    bench.rules = SendRules(operator=ACCOUNT)
    return bench


async def test_the_operator_sets_what_then_holds_and_is_kept(operator) -> None:
    nonce = Nonce("key", "nonce", 1)
    reply = await operator.call(
        set_account_limits,
        nonce,
        Account=CUSTOMER,
        Limits='{"send": {"messages_per_day": 5}, "rates": {"account": 9}}',
    )
    assert reply.code == "OK"
    assert reply.fields["Revision"] == "1"
    assert operator.records.burnt == [nonce]
    assert operator.limits.send(CUSTOMER).messages_per_day == 5
    assert operator.limits.rates(CUSTOMER).account == 9
    operator.kept.counts[CUSTOMER, Limit.DAY, ""] = 3
    operator.kept.left[CUSTOMER] = 77
    shown = (await operator.call(get_account_limits, Account=CUSTOMER)).fields
    assert shown["Limits"] == '{"rates":{"account":9},"send":{"messages_per_day":5}}'
    assert (shown["UsedToday"], shown["UsedThisMonth"], shown["Balance"], shown["Revision"]) == ("3", "0", "77", "1")


async def test_nothing_of_its_own_takes_the_record_away(operator) -> None:
    await operator.call(set_account_limits, Account=CUSTOMER, Limits='{"rates": {"user": 1}}')
    reply = await operator.call(set_account_limits, Account=CUSTOMER, Limits="{}")
    assert "Revision" not in reply.fields
    assert operator.records.kept == {}
    assert operator.limits.rates(CUSTOMER) is None


async def test_a_change_made_from_what_is_no_more_is_refused(operator) -> None:
    await operator.call(set_account_limits, Limits='{"rates": {"user": 1}}')
    reply = await operator.call(set_account_limits, Limits='{"rates": {"user": 2}}', Revision="0")
    assert reply.code == "INVALID_PARAMETERS"
    assert operator.limits.rates(ACCOUNT).user == 1
    assert (await operator.call(set_account_limits, Limits='{"rates": {"user": 2}}', Revision="1")).code == "OK"


@pytest.mark.parametrize("limits", ["[]", "{", '{"send": {"messages_per_day": "5"}}', '{"sent": {}}'])
async def test_what_are_no_limits_is_refused(operator, limits: str) -> None:
    assert (await operator.call(set_account_limits, Limits=limits)).code == "INVALID_JSON_PARAM"
    assert operator.records.kept == {}


async def test_a_country_that_there_is_not_is_refused(operator) -> None:
    reply = await operator.call(set_account_limits, Limits='{"send": {"countries_denied": ["UK"]}}')
    assert (reply.code, reply.description) == (
        "INVALID_JSON_PARAM",
        "Limits names UK, which is no country of ISO 3166.",
    )


async def test_others_see_their_own_and_set_nothing(bench) -> None:
    bench.rules = SendRules(operator="1")
    assert (await bench.call(set_account_limits, Limits="{}")).code == "RAM_PERMISSION_DENY"
    assert (await bench.call(get_account_limits, Account=CUSTOMER)).code == "RAM_PERMISSION_DENY"
    shown = await bench.call(get_account_limits)
    assert shown.fields == {
        "Account": ACCOUNT,
        "Limits": "{}",
        "InForce": "{}",
        "UsedToday": "0",
        "UsedThisMonth": "0",
    }
