"""If these fail, an operator is shown another carrier than the one that runs, or a secret of it."""

import json
from collections import Counter
from pathlib import Path

import pytest

from heliograph.carrier_desk import CarrierDesk, usable
from heliograph.carriers.port import BindKind, LinkState, SessionState, Standing, Tried
from heliograph.delivery.command import CarrierCommand
from heliograph.delivery.flow import FlowTerms
from heliograph.delivery.lane import Lane
from heliograph.operations.carriers import SessionReport, Trial
from heliograph.settings import CarrierSettings, Secret
from heliograph.settings.carrier import CarrierKind
from heliograph.store.desired import Desired, Kept, Order
from heliograph.telemetry.metrics import Metrics
from memory_records import MemoryRecords

NOW = 1_795_000_000_000
SETTINGS = CarrierSettings(
    name="one", kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("hush"), tls_ca=Path("ca.pem")
)


class Clock:
    def utc_ms(self) -> int:
        return NOW

    def steady_ms(self) -> int:
        return NOW


class Link:
    """A carrier with a window as a test has it."""

    name = "one"
    up = 10

    def window(self) -> int:
        return self.up

    def state(self) -> LinkState:
        session = SessionState(1, BindKind.TRANSCEIVER, Standing.BOUND, 10, 3, 2.5, enquire_link_ms=8)
        return LinkState(self.name, self.up > 0, self.up, 3, "no connection in time", (session,))


class Store:
    due: int | None = NOW - 5
    waiting: Counter[str]

    def __init__(self) -> None:
        self.waiting = Counter({"one": 4, "gone": 2, "empty": 0})

    def backlog(self) -> Counter[str]:
        return self.waiting

    async def next_due(self, lane: str) -> int | None:
        return self.due


class Engine:
    def __init__(self) -> None:
        self.link = Link()
        self.lanes = {"one": Lane(self.link)}  # type: ignore[arg-type]


class Office:
    """A desk over one carrier, and messages for another that is gone."""

    def __init__(self) -> None:
        self.engine, self.store, self.metrics = Engine(), Store(), Metrics()
        self.command = CarrierCommand(
            self.engine,  # type: ignore[arg-type]
            MemoryRecords(),
            Clock(),
            make=lambda name: self.engine.link,  # type: ignore[arg-type, return-value]
            backlog=self.store.backlog,
        )
        lanes = self.engine.lanes
        self.desk = CarrierDesk({"one": SETTINGS}, lanes, self.command, self.store, Clock(), self.metrics, 480)  # type: ignore[arg-type]

    def order(self, order: Order, reason: str = "") -> None:
        self.desk.ordered("one", Kept(Desired(order, "ann", NOW, reason), 1))


@pytest.fixture
def office() -> Office:
    return Office()


async def test_it_shows_link_backlog_and_settings_without_secrets(office: Office) -> None:
    office.engine.lanes["one"].handed.add(25, NOW)
    office.engine.lanes["one"].receipts.add(9, NOW)
    report = await office.desk.report("one")
    assert report is not None
    assert (report.kind, report.state, report.up) == ("smpp", "running", True)
    assert (report.window, report.unanswered, report.waiting, report.waiting_since) == (10, 3, 4, NOW - 5)
    assert report.sessions == (SessionReport(1, "transceiver", "bound", 10, 3, 2.5, enquire_link_ms=8),)
    assert (report.circuit, report.rate, report.round_trip_ms) == ("closed", None, 2.5)
    assert (report.rate_now, report.receipts_per_minute) == (2.5, 9)
    shown = json.loads(report.settings)
    assert (shown["host"], shown["tls_ca"], shown["password"]) == ("h", "ca.pem", "(hidden)")
    assert "hush" not in report.settings


async def test_what_is_due_later_does_not_wait_yet(office: Office) -> None:
    office.store.due = NOW + 1
    report = await office.desk.report("one")
    assert report is not None
    assert report.waiting_since == 0


async def test_a_carrier_that_only_messages_wait_for_is_shown_and_no_other(office: Office) -> None:
    assert office.desk.names() == ("one", "gone")
    report = await office.desk.report("gone")
    assert report is not None
    assert (report.state, report.kind, report.settings, report.waiting) == ("not-configured", "", "", 2)
    assert await office.desk.report("empty") is None
    assert "no longer in the configuration" in office.desk.trouble("gone")


@pytest.mark.parametrize(
    ("order", "up", "says"),
    [
        (Order.RUN, True, ""),
        (Order.PAUSE, True, ""),
        (Order.DRAIN, False, "is being drained since Wed, 18 Nov 2026 19:06:40 +0800 (planned work)"),
        (Order.DISABLE, False, "is disabled since Wed, 18 Nov 2026 19:06:40 +0800 (planned work)"),
    ],
)
def test_routes_pass_over_what_is_drained_or_disabled_and_say_so(
    office: Office, order: Order, up: bool, says: str
) -> None:
    office.order(order, "planned work")
    assert usable(office.engine.lanes, office.command.takes_messages, Clock())("one") is up
    assert office.desk.why_not("one") == says


def test_nothing_goes_where_no_link_is_or_no_carrier(office: Office) -> None:
    may = usable(office.engine.lanes, office.command.takes_messages, Clock())
    office.engine.link.up = 0
    assert not may("one")
    assert not may("gone")
    assert office.desk.trouble("one") == "no link is up: no connection in time"


def test_health_and_metrics_tell_of_orders(office: Office) -> None:
    assert office.desk.trouble("one") == ""
    office.order(Order.DISABLE)
    assert office.desk.trouble("one") == "disabling by order of ann"
    page = office.metrics.render().decode()
    assert 'heliograph_carrier_orders_total{carrier="one",order="disable"} 1' in page
    assert 'heliograph_carrier_state{carrier="one",state="disabling"} 1.0' in page
    assert 'heliograph_carrier_state{carrier="gone",state="not-configured"} 1.0' in page


def test_health_tells_of_a_carrier_that_is_up_and_gets_nothing(office: Office) -> None:
    flow = office.engine.lanes["one"].flow
    for _ in range(FlowTerms().circuit_failures):
        flow.links_fell_under_way(NOW)
    assert office.desk.trouble("one") == "it failed again and again: its circuit is open"
    flow.link_lost(NOW, 0)
    flow.link_there(10)
    assert office.desk.trouble("one") == "it failed again and again: its circuit is probing"


async def test_a_carrier_that_can_be_tried_is_and_of_another_its_state_is_told(office: Office) -> None:
    assert await office.desk.test("gone") is None
    assert await office.desk.test("one") == Trial(True, "This kind of carrier has no link to ask: it is up.")

    class Trying(Link):
        async def test(self, seconds: float) -> Tried:
            return Tried(False, f"nothing within {seconds:g} s")

    office.engine.lanes["one"].carrier = Trying()  # type: ignore[assignment]
    assert await office.desk.test("one") == Trial(False, "nothing within 2 s")
