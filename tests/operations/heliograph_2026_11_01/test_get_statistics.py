"""If this fails, a dashboard counts what is not there, adds what does not belong, or shows one account another's."""

import pytest

from heliograph.identity import Credential, root_principal
from heliograph.identity.account import Account
from heliograph.identity.entity import put
from heliograph.operations.heliograph_2026_11_01.get_statistics import get_statistics
from heliograph.sms.statistics import Step
from heliograph.store.roll_ups import Undone

ROOT = "1000000000000001"
CUSTOMER = "1000000000000002"
NOW = 1_795_000_000_000  # 2026-11-18T11:06:40Z
HOUR = NOW // 3_600_000
MINUTE = NOW // 60_000
DAY = Step.DAY.at(NOW, 480)


def outcome(bench, step, account, *row):
    bench.roll_ups.outcome_rows.append((step, account, row))


def took(bench, step, account, *row):
    bench.roll_ups.time_rows.append((step, account, row))


@pytest.fixture
def filled(bench):
    bench.identities.directory.apply([put(Account(id=CUSTOMER))])
    outcome(bench, "hour", ROOT, HOUR, "HK", "net-one", "delivered", "DELIVRD", 60)
    outcome(bench, "hour", ROOT, HOUR, "HK", "net-one", "failed", "UNDELIV", 20)
    outcome(bench, "hour", ROOT, HOUR, "HK", "net-one", "submitted", "", 9)
    outcome(bench, "hour", ROOT, HOUR, "HK", "net-one", "submitted", "", -4)
    outcome(bench, "hour", ROOT, HOUR - 1, "SG", "net-two", "unknown", "UNKNOWN", 20)
    outcome(bench, "hour", ROOT, HOUR - 23, "", "net-two", "cancelled", "DELETED", 3)
    outcome(bench, "hour", CUSTOMER, HOUR, "HK", "net-two", "accepted", "", 7)
    outcome(bench, "hour", ROOT, HOUR - 24, "HK", "net-one", "delivered", "DELIVRD", 3)
    outcome(bench, "hour", ROOT, HOUR - 47, "HK", "net-one", "failed", "UNDELIV", 1)
    outcome(bench, "hour", ROOT, HOUR - 48, "HK", "net-one", "delivered", "DELIVRD", 1_000)
    took(bench, "hour", ROOT, HOUR, "HK", "net-one", "submit", 25, 85)
    took(bench, "hour", ROOT, HOUR, "HK", "net-one", "receipt", 2_500, 76)
    took(bench, "hour", ROOT, HOUR, "HK", "net-one", "receipt", 0, 4)
    outcome(bench, "minute", ROOT, MINUTE - 1, "HK", "net-one", "accepted", "", 30)
    outcome(bench, "minute", ROOT, MINUTE, "HK", "net-one", "accepted", "", 500)
    bench.roll_ups.to_be_done = Undone(5, 2, NOW - 61_000)
    return bench


async def test_a_day_by_hours_says_what_became_of_its_messages(filled):
    found = (await filled.call(get_statistics)).fields
    counts = {name: found[name] for name in ("Messages", "Delivered", "Failed", "Unknown", "Pending", "Cancelled")}
    assert counts == {
        "Messages": "115", "Delivered": "60", "Failed": "20", "Unknown": "20", "Pending": "12", "Cancelled": "3",
    }  # fmt: skip
    assert found["DeliveryRate"] == "0.6000", "pending and cancelled ones are no outcomes"
    assert found["States"] == [
        {"State": "accepted", "Messages": "7"}, {"State": "submitted", "Messages": "5"},
        {"State": "delivered", "Messages": "60"}, {"State": "failed", "Messages": "20"},
        {"State": "cancelled", "Messages": "3"}, {"State": "unknown", "Messages": "20"},
    ]  # fmt: skip
    assert (found["Since"], found["Until"], found["Step"]) == (
        "Tue, 17 Nov 2026 20:00:00 +0800", "Wed, 18 Nov 2026 19:06:40 +0800", "hour",
    )  # fmt: skip
    assert found["PerSecond"] == f"{115 / (23 * 3_600 + 400):.3g}"
    assert found["LastMinutePerSecond"] == "0.5", "of the last whole minute"
    assert "Before" not in found


async def test_percentiles_are_the_bounds_of_their_class(filled):
    found = (await filled.call(get_statistics)).fields
    assert (found["SubmitMeasured"], found["SubmitP95OverMs"], found["SubmitP95Ms"]) == ("85", "10", "25")
    assert (found["ReceiptMeasured"], found["ReceiptP95OverMs"], found["ReceiptP95Ms"]) == ("80", "1000", "2500")
    assert found["ReceiptP99OverMs"] == "3600000"
    assert "ReceiptP99Ms" not in found, "longer than the longest class"


async def test_every_step_is_told_also_one_without_messages(filled):
    steps = (await filled.call(get_statistics)).fields["Steps"]
    assert len(steps) == 24
    assert steps[0]["Start"] == "Tue, 17 Nov 2026 20:00:00 +0800"
    assert [step["Messages"] for step in steps] == ["3", *["0"] * 21, "20", "92"]
    assert steps[-1]["DeliveryRate"] == "0.7500"
    assert "DeliveryRate" not in steps[0]
    assert "DeliveryRate" not in steps[5]


async def test_routes_and_codes_come_by_size(filled):
    found = (await filled.call(get_statistics)).fields
    assert [(row.get("Country"), row["Carrier"], row["Messages"]) for row in found["Routes"]] == [
        ("HK", "net-one", "85"), ("SG", "net-two", "20"), ("HK", "net-two", "7"), (None, "net-two", "3"),
    ]  # fmt: skip
    assert found["Routes"][0]["ReceiptP95Ms"] == "2500"
    assert found["ErrorCodes"] == [
        {"ErrorCode": "UNDELIV", "Messages": "20"}, {"ErrorCode": "UNKNOWN", "Messages": "20"},
    ]  # fmt: skip


async def test_carriers_are_told_by_step(filled):
    carriers = (await filled.call(get_statistics)).fields["Carriers"]
    assert [carrier["Carrier"] for carrier in carriers] == ["net-one", "net-two"]
    assert [len(carrier["PerSecond"]) for carrier in carriers] == [24, 24]
    assert carriers[0]["PerSecond"][-1] == "0.212", "85 in the 400 seconds that have passed of the hour"
    assert carriers[1]["PerSecond"][-2:] == ["0.00556", "0.0175"]
    assert carriers[1]["PerSecond"][1] == "0"


async def test_it_compares_with_as_many_steps_before(filled):
    found = (await filled.call(get_statistics, Compare="true")).fields
    before = found["Before"]
    assert (before["Since"], before["Messages"], before["DeliveryRate"]) == (
        "Mon, 16 Nov 2026 20:00:00 +0800", "4", "0.7500",
    )  # fmt: skip
    assert before["PerSecond"] == "0.0000463"
    assert found["Routes"][0]["DeliveryRateBefore"] == "0.7500"
    assert "DeliveryRateBefore" not in found["Routes"][1]
    assert found["ErrorCodes"][0] == {"ErrorCode": "UNDELIV", "Messages": "20", "MessagesBefore": "1"}
    assert found["ErrorCodes"][1]["MessagesBefore"] == "0"


async def test_what_is_to_be_done_is_told(filled):
    found = (await filled.call(get_statistics)).fields
    assert (found["Waiting"], found["InFlight"]) == ("5", "2")
    assert found["WaitingSince"] == "Wed, 18 Nov 2026 19:05:39 +0800"
    filled.roll_ups.to_be_done = Undone(1, 0, NOW + 1)
    assert "WaitingSince" not in (await filled.call(get_statistics)).fields, "it is not due yet"


async def test_an_account_reads_its_own_and_the_servers_own_reads_all_or_one(filled):
    customer = Credential("LTAIcustomer", "secret", CUSTOMER, root_principal(CUSTOMER))
    own = await filled.call(get_statistics, caller=customer)
    named = await filled.call(get_statistics, AccountId=CUSTOMER)
    assert own.fields["Messages"] == named.fields["Messages"] == "7"
    assert filled.roll_ups.asked_undone == [(CUSTOMER, None)] * 2
    assert {span.account for span in filled.roll_ups.spans} == {CUSTOMER}
    other = await filled.call(get_statistics, caller=customer, AccountId=ROOT)
    unknown = await filled.call(get_statistics, caller=customer, AccountId="1000000000000009")
    assert other.code == "RAM_PERMISSION_DENY"
    assert (other.code, other.description) == (unknown.code, unknown.description)
    assert (await filled.call(get_statistics, AccountId="1000000000000009")).code == "ACCOUNT_NOT_EXISTS"


async def test_a_country_and_a_carrier_narrow_it(filled):
    found = (await filled.call(get_statistics, Country="HK", CarrierName="net-two")).fields
    assert [(row["Country"], row["Carrier"]) for row in found["Routes"]] == [("HK", "net-two")]
    assert found["Messages"] == "7"
    assert filled.roll_ups.asked_undone == [(None, "net-two")]


@pytest.mark.parametrize(
    ("range_", "step", "steps", "first"),
    [
        ("60m", "minute", 60, MINUTE - 59),
        ("2h", "minute", 120, MINUTE - 119),
        ("24h", "hour", 24, HOUR - 23),
        ("48h", "hour", 48, HOUR - 47),
        ("7d", "day", 7, DAY - 6),
        ("90m", "minute", 90, MINUTE - 89),
    ],
)
async def test_the_step_fits_the_range(filled, range_, step, steps, first):
    found = (await filled.call(get_statistics, Range=range_)).fields
    assert (found["Step"], len(found["Steps"])) == (step, steps)
    assert filled.roll_ups.spans[0].first == first
    assert max(span.last - span.first for span in filled.roll_ups.spans) < 24, "never many at once"


async def test_a_week_may_be_told_by_hours(filled):
    found = (await filled.call(get_statistics, Range="7d", Step="hour")).fields
    assert (len(found["Steps"]), found["Messages"]) == (168, "1119")
    assert max(span.last - span.first for span in filled.roll_ups.spans) < 24, "never many at once"


async def test_days_are_those_of_the_servers_offset(filled):
    found = (await filled.call(get_statistics, Range="1d", Step="day")).fields
    assert found["Since"] == "Wed, 18 Nov 2026 00:00:00 +0800"
    assert found["PerSecond"] == "0"


async def test_a_range_may_end_earlier(filled):
    found = (await filled.call(get_statistics, Range="2h", Step="hour", Until="2026-11-18T11:00:00Z")).fields
    assert (found["Since"], found["Until"]) == ("Wed, 18 Nov 2026 17:00:00 +0800", "Wed, 18 Nov 2026 19:00:00 +0800")
    assert found["Messages"] == "20"


@pytest.mark.parametrize(
    "wrong",
    [
        {"Range": "0h"},
        {"Range": "7w"},
        {"Range": "24"},
        {"Range": "3h", "Step": "minute"},
        {"Range": "32d", "Step": "hour"},
        {"Range": "367d"},
        {"Range": "1h", "Until": "2026-11-11T08:00:00Z"},
        {"Range": "2h", "Compare": "true", "Until": "2026-11-11T14:00:00Z"},
        {"Range": "24h", "Until": "2026-09-01T00:00:00Z"},
        {"Step": "week"},
        {"Until": "yesterday"},
        {"Country": "hk"},
    ],
)
async def test_what_cannot_be_told_is_refused_before_anything_is_read(filled, wrong):
    reply = await filled.call(get_statistics, **wrong)
    assert reply.code == "INVALID_PARAMETERS"
    assert next(iter(wrong)) in reply.description or "Step" in reply.description
    assert filled.roll_ups.spans == []
