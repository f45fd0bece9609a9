"""If this fails, a bill counts what is not there, or one account reads another's."""

import pytest

from heliograph.identity import Credential, root_principal
from heliograph.identity.account import Account
from heliograph.identity.entity import put
from heliograph.operations.heliograph_2026_11_01 import get_report as module
from heliograph.operations.heliograph_2026_11_01.get_report import get_report
from heliograph.sms.roll_up import Counts
from heliograph.store.roll_ups import DayKey

ROOT = "1000000000000001"
CUSTOMER = "1000000000000002"
DAY = 20_781  # 2026-11-24

SINCE = {"Since": "2026-11-24", "Until": "2026-11-25"}


def fill(bench, *rows):
    for day, account, country, carrier, state, code, currency, *counts in rows:
        bench.roll_ups.rows[DayKey(day, account, country, carrier, state, code, currency)] = Counts(*counts)


@pytest.fixture
def filled(bench):
    bench.identities.directory.apply([put(Account(id=CUSTOMER))])
    fill(
        bench,
        (DAY, ROOT, "HK", "net-one", "delivered", "DELIVRD", "EUR", 7, 8, 8, 60_000),
        (DAY, ROOT, "HK", "net-one", "failed", "UNDELIV", "EUR", 2, 2, 2, 15_000),
        (DAY, ROOT, "HK", "net-two", "accepted", "", "", 1, 1, 0, 0),
        (DAY, CUSTOMER, "DE", "net-one", "in_doubt", "", "EUR", 3, 3, 3, 22_500),
        (DAY + 1, ROOT, "HK", "net-one", "delivered", "DELIVRD", "EUR", 1, 1, 1, 7_500),
        (DAY + 2, ROOT, "HK", "net-one", "delivered", "DELIVRD", "EUR", 100, 100, 100, 1),
    )
    return bench


async def test_it_sums_by_day_account_and_carrier(filled):
    reply = await filled.call(get_report, **SINCE)
    assert reply.fields["Rows"] == [
        {"Day": "2026-11-24", "AccountId": ROOT, "Carrier": "net-one", "Messages": "9", "Segments": "10",
         "Delivered": "7", "Failed": "2", "Charged": "10", "Cost": "0.075", "Currency": "EUR"},
        {"Day": "2026-11-24", "AccountId": ROOT, "Carrier": "net-two", "Messages": "1", "Segments": "1",
         "Accepted": "1", "Charged": "0", "Cost": "0"},
        {"Day": "2026-11-24", "AccountId": CUSTOMER, "Carrier": "net-one", "Messages": "3", "Segments": "3",
         "InDoubt": "3", "Charged": "3", "Cost": "0.0225", "Currency": "EUR"},
        {"Day": "2026-11-25", "AccountId": ROOT, "Carrier": "net-one", "Messages": "1", "Segments": "1",
         "Delivered": "1", "Charged": "1", "Cost": "0.0075", "Currency": "EUR"},
    ]  # fmt: skip
    assert "NextToken" not in reply.fields


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("carrier", {("net-one", "13"), ("net-two", "1")}),
        ("country, code", {("HK", "DELIVRD", "8"), ("HK", "UNDELIV", "2"), ("HK", "1"), ("DE", "3")}),
        ("day", {("2026-11-24", "12"), ("2026-11-24", "1"), ("2026-11-25", "1")}),
    ],
)
async def test_it_tells_apart_what_is_asked_for(filled, by: str, found: set):
    reply = await filled.call(get_report, **SINCE, By=by)
    columns = ("Day", "AccountId", "Carrier", "Country", "ErrorCode", "Messages")
    assert {tuple(row[name] for name in columns if name in row) for row in reply.fields["Rows"]} == found


async def test_a_customer_reads_its_own_and_no_cost(filled):
    customer = Credential("key", "secret", CUSTOMER, root_principal(CUSTOMER))
    reply = await filled.call(get_report, caller=customer, **SINCE)
    [row] = reply.fields["Rows"]
    assert row["AccountId"] == CUSTOMER
    assert not row.keys() & {"Cost", "Charged", "Currency"}
    foreign = await filled.call(get_report, caller=customer, **SINCE, AccountId=ROOT)
    unknown = await filled.call(get_report, caller=customer, **SINCE, AccountId="1000000000000009")
    assert foreign == unknown
    assert foreign.code == "RAM_PERMISSION_DENY"


async def test_the_server_reads_one_account(filled):
    assert (await filled.call(get_report, **SINCE, AccountId="1000000000000009")).code == "ACCOUNT_NOT_EXISTS"
    reply = await filled.call(get_report, **SINCE, AccountId=ROOT, By="account")
    assert {row["AccountId"] for row in reply.fields["Rows"]} == {ROOT}


@pytest.mark.parametrize("items", [1, 2, 3, 1_000])
async def test_the_pages_together_are_the_whole(bench, monkeypatch, items: int):
    monkeypatch.setattr(module, "_PAGE", 7)
    monkeypatch.setattr(module, "_READ_MAX", 21)
    for n in range(100):
        fill(bench, (DAY + n % 2, ROOT, "HK", f"net/{n % 5}", "delivered", f"C{n}", "EUR", 1, 2, 1, 10))
    sums: dict[str, list[int]] = {}
    asked: dict[str, str] = {}
    for _ in range(300):
        before = bench.roll_ups.reads
        reply = await bench.call(get_report, **SINCE, By="carrier", MaxItems=str(items), **asked)
        assert len(reply.fields["Rows"]) <= items
        assert bench.roll_ups.reads - before <= 3, "one answer reads no more than so much"
        for row in reply.fields["Rows"]:
            known = sums.setdefault(row["Carrier"], [0, 0])
            known[0] += int(row["Messages"])
            known[1] += int(row["Delivered"])
        if "NextToken" not in reply.fields:
            break
        asked = {"NextToken": reply.fields["NextToken"]}
    assert sums == {f"net/{n}": [20, 20] for n in range(5)}


@pytest.mark.parametrize(
    "asked",
    [
        {"Since": "2026-11-25", "Until": "2026-11-24"},
        {"Since": "2026-01-01", "Until": "2027-01-02"},
        {**SINCE, "By": "day,day"},
        {**SINCE, "By": "sender"},
        {**SINCE, "By": ","},
        {**SINCE, "NextToken": "x"},
        {**SINCE, "NextToken": "1/2"},
        {**SINCE, "NextToken": "a/b/c/d/e/f/g"},
        {"Since": "today", "Until": "2026-11-24"},
    ],
)
async def test_what_makes_no_sense_is_refused(bench, asked: dict[str, str]):
    assert (await bench.call(get_report, **asked)).code == "INVALID_PARAMETERS"
