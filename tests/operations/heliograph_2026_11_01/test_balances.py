"""If these fail, a customer pays in for itself, sees what another has, or is credited twice for one payment."""

from dataclasses import replace

import pytest

from heliograph.identity.account import Account
from heliograph.identity.entity import put
from heliograph.operations.call import Call
from heliograph.operations.heliograph_2026_11_01.add_balance import add_balance
from heliograph.operations.heliograph_2026_11_01.get_balance import get_balance
from heliograph.store.port import Nonce

ACCOUNT = "1000000000000001"
CUSTOMER = "1000000000000002"


@pytest.fixture
def bench(bench):
    """A server with one customer, who pays in advance."""
    bench.identities.directory.apply([put(Account(id=CUSTOMER, prepaid=True))])
    return bench


async def test_a_payment_is_shown_and_counts_once_by_its_reference(bench) -> None:
    assert (await bench.call(get_balance, AccountId=CUSTOMER)).fields == {
        "AccountId": CUSTOMER,
        "Prepaid": "true",
        "Balance": "0",
    }
    paid = {"AccountId": CUSTOMER, "Amount": "100", "Reference": "bill-1"}
    first = await bench.call(add_balance, **paid)
    assert first.fields == {"AccountId": CUSTOMER, "Prepaid": "true", "Balance": "100"}
    assert (await bench.call(add_balance, **paid)).fields == first.fields
    taken = await bench.call(add_balance, AccountId=CUSTOMER, Amount="-30", Reference="refund")
    assert taken.fields["Balance"] == "70"
    assert (await bench.call(get_balance, AccountId=CUSTOMER)).fields["Balance"] == "70"


async def test_the_nonce_is_burnt_in_the_write_that_pays(bench) -> None:
    nonce = Nonce("key", "nonce", 1)
    await bench.call(add_balance, nonce, AccountId=CUSTOMER, Amount="1", Reference="bill-1")
    assert bench.kept.burnt == [nonce]


async def test_an_account_that_pays_later_has_no_balance_until_something_is_paid_in(bench) -> None:
    assert (await bench.call(get_balance)).fields == {"AccountId": ACCOUNT, "Prepaid": "false"}
    paid = await bench.call(add_balance, AccountId=ACCOUNT, Amount="5", Reference="bill-1")
    assert paid.fields == {"AccountId": ACCOUNT, "Prepaid": "true", "Balance": "5"}


async def test_an_account_that_there_is_not_has_no_balance(bench) -> None:
    assert (await bench.call(get_balance, AccountId="9")).code == "ACCOUNT_NOT_EXISTS"
    assert (await bench.call(add_balance, AccountId="9", Amount="5", Reference="r")).code == "ACCOUNT_NOT_EXISTS"
    assert bench.kept.left == {}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Amount": "1.5"}, "InvalidAmount"),
        ({"Amount": str(10**12 + 1)}, "INVALID_PARAMETERS"),
        ({"Amount": str(-(10**12) - 1)}, "INVALID_PARAMETERS"),
        ({"Amount": ""}, "MissingAmount"),
        ({"Reference": ""}, "MissingReference"),
        ({"Reference": "x" * 129}, "PARAM_LENGTH_LIMIT"),
    ],
)
async def test_what_is_no_payment_is_refused(bench, asked: dict[str, str], code: str) -> None:
    reply = await bench.call(add_balance, **{"AccountId": CUSTOMER, "Amount": "5", "Reference": "r", **asked})
    assert reply.code == code
    assert bench.kept.left == {}


async def test_others_see_their_own_and_pay_nothing_in(bench) -> None:
    assert add_balance.operation.of_server
    others = Call(get_balance.operation, CUSTOMER, "", "request", {"AccountId": ACCOUNT})
    assert (await get_balance.run(others, bench.ports())).code == "RAM_PERMISSION_DENY"
    shown = await get_balance.run(replace(others, values={}), bench.ports())
    assert shown.fields["AccountId"] == CUSTOMER
