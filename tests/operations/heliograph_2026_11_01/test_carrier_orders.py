"""If these fail, an order to a carrier is lost, is nobody's, or is given by somebody who may not."""

import msgspec
import pytest

from heliograph.operations.carriers import CarrierReport, SessionReport, Trial
from heliograph.operations.heliograph_2026_11_01.carrier_orders import (
    disable_carrier,
    drain_carrier,
    pause_carrier,
    resume_carrier,
)
from heliograph.operations.heliograph_2026_11_01.get_carrier import get_carrier
from heliograph.operations.heliograph_2026_11_01.list_carriers import list_carriers
from heliograph.operations.heliograph_2026_11_01.try_carrier import try_carrier
from heliograph.store.desired import KIND, Desired, Kept, Order, kept_of
from heliograph.store.port import Nonce, Unavailable

NONCE = Nonce("LTAI5tOperator", "n-1", 1_795_000_900_000)
NOW = 1_795_000_000_000
ACTS = [pause_carrier, drain_carrier, disable_carrier, resume_carrier]


class TwoCarriers:
    """net-one, which is bound, and net-old, which the configuration no longer names."""

    def __init__(self) -> None:
        self.hints: list[tuple[str, Kept]] = []
        self.reports = {
            "net-one": CarrierReport(
                "net-one",
                kind="smpp",
                settings='{"host":"h"}',
                state="running",
                up=True,
                window=10,
                unanswered=3,
                waiting=7,
                sessions=(
                    SessionReport(1, "transceiver", "bound", 10, 3, 12.345, enquire_link_ms=11),
                    SessionReport(2, "receiver", "connecting", last_error="refused"),
                ),
                circuit="closed",
                rate=250.4,
                rate_now=37.5,
                receipts_per_minute=2150,
            ),
            "net-old": CarrierReport(
                "net-old", state="not-configured", waiting=2, waiting_since=NOW - 1000, last_error="gone"
            ),
        }

    def names(self) -> tuple[str, ...]:
        return tuple(self.reports)

    async def report(self, name: str) -> CarrierReport | None:
        return self.reports.get(name)

    async def test(self, name: str) -> Trial | None:
        return Trial(False, "no answer") if name == "net-one" else None

    def ordered(self, name: str, kept: Kept) -> None:
        self.hints.append((name, kept))
        self.reports[name] = msgspec.structs.replace(self.reports[name], desired=kept.desired)


@pytest.fixture
def office(bench):
    bench.carriers = TwoCarriers()
    return bench


@pytest.mark.parametrize(
    ("served", "order"), list(zip(ACTS, (Order.PAUSE, Order.DRAIN, Order.DISABLE, Order.RUN), strict=True))
)
async def test_an_order_is_written_with_who_and_why_and_then_hinted_at(office, served, order: Order) -> None:
    fields = (await office.call(served, NONCE, CarrierName="net-one", Reason="planned work")).fields
    kept = kept_of(office.records.kept[KIND, "", "net-one"])
    assert kept == Kept(Desired(order, "", NOW, "planned work", 10), 1)
    assert office.carriers.hints == [("net-one", kept)]
    assert office.records.burnt == [NONCE]
    assert (fields["Desired"], fields["Reason"]) == (order.value, "planned work")
    assert "ObeyedDate" not in fields


async def test_the_last_order_holds(office) -> None:
    await office.call(pause_carrier, CarrierName="net-one", Reason="a")
    await office.call(disable_carrier, CarrierName="net-one", TimeoutSeconds="0")
    kept = kept_of(office.records.kept[KIND, "", "net-one"])
    assert kept == Kept(Desired(Order.DISABLE, "", NOW, "", 0), 2)


async def test_what_the_store_does_not_take_is_not_hinted_at(office) -> None:
    office.records.raises = [Unavailable("full")]
    with pytest.raises(Unavailable):
        await office.call(pause_carrier, CarrierName="net-one")
    assert office.carriers.hints == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "MissingCarrierName"),
        ({"CarrierName": "net-two"}, "DATA_NOT_EXIST"),
        ({"CarrierName": "n" * 33}, "PARAM_LENGTH_LIMIT"),
        ({"CarrierName": "net-one", "Reason": "r" * 201}, "PARAM_LENGTH_LIMIT"),
    ],
)
@pytest.mark.parametrize("served", ACTS)
async def test_what_cannot_be_ordered_is_refused(office, served, parameters: dict[str, str], code: str) -> None:
    assert (await office.call(served, **parameters)).code == code
    assert office.records.kept == {}


@pytest.mark.parametrize("seconds", ["-1", "601", "soon"])
async def test_a_disable_waits_within_bounds(office, seconds: str) -> None:
    reply = await office.call(disable_carrier, CarrierName="net-one", TimeoutSeconds=seconds)
    assert reply.code in ("INVALID_PARAMETERS", "InvalidTimeoutSeconds")


async def test_one_and_all_are_shown_alike(office) -> None:
    rows = (await office.call(list_carriers)).fields["Carriers"]
    assert [row["CarrierName"] for row in rows] == ["net-one", "net-old"]
    assert rows[0] == (await office.call(get_carrier, CarrierName="net-one")).fields
    assert rows[0] == {
        "CarrierName": "net-one",
        "Kind": "smpp",
        "Settings": '{"host":"h"}',
        "Desired": "run",
        "State": "running",
        "Up": "true",
        "Window": "10",
        "Unanswered": "3",
        "Waiting": "7",
        "RateNow": "37.5",
        "ReceiptsPerMinute": "2150",
        "Sessions": [
            {
                "Number": "1",
                "Kind": "transceiver",
                "State": "bound",
                "Window": "10",
                "Unanswered": "3",
                "RoundTripMs": "12.3",
                "EnquireLinkMs": "11",
            },
            {
                "Number": "2",
                "Kind": "receiver",
                "State": "connecting",
                "Window": "0",
                "Unanswered": "0",
                "LastError": "refused",
            },
        ],
        "Circuit": "closed",
        "Rate": "250",
        "RoundTripMs": "12.3",
    }
    assert rows[1]["LastError"] == "gone"
    assert rows[1]["WaitingSince"].endswith("+0800")
    assert not {"Kind", "Settings", "RequestedBy"} & rows[1].keys()
    assert (await office.call(get_carrier, CarrierName="x")).code == "DATA_NOT_EXIST"


async def test_a_trial_is_told_in_words(office) -> None:
    reply = await office.call(try_carrier, NONCE, CarrierName="net-one")
    assert reply.fields == {"CarrierName": "net-one", "Passed": "false", "Says": "no answer"}
    assert office.records.burnt == [NONCE]
    assert (await office.call(try_carrier, CarrierName="x")).code == "DATA_NOT_EXIST"


def test_carriers_are_the_servers_and_a_policy_may_name_one() -> None:
    for served in (*ACTS, get_carrier, try_carrier):
        operation = served.operation
        assert operation.of_server
        assert operation.action == f"heliograph:{operation.name}"
        assert operation.arns("1", {"CarrierName": "net-one"}) == ("acs:heliograph:*:1:carrier/net-one",)
    assert list_carriers.operation.of_server
