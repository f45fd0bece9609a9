"""The carriers of this process as operations see them: settings, order, link and backlog of each, put together."""

import json
from collections.abc import Callable, Mapping, Sequence

from heliograph.carriers.port import Circuit, LinkState, SessionState, Triable
from heliograph.delivery.command import CarrierCommand, CarrierState
from heliograph.delivery.lane import Lane
from heliograph.lanes import SIMULATED
from heliograph.message_trace import trace_of
from heliograph.operations.carriers import CarrierReport, SessionReport, Trace, Trial
from heliograph.settings import AnyCarrier
from heliograph.settings.redact import redacted
from heliograph.sms.clock import Clock
from heliograph.sms.dates import api_date
from heliograph.sms.message import Message
from heliograph.sms.route import Up
from heliograph.store.desired import Kept, Order
from heliograph.store.port import MessageStore
from heliograph.telemetry.metrics import Metrics

#: How long a test may take: the answer leaves within the shortest time that SDKs wait for one.
TEST_SECONDS = 2.0

#: What routes say of a carrier that an order keeps them from.
_PASSED_OVER = {Order.DRAIN: "is being drained", Order.DISABLE: "is disabled"}


class CarrierDesk:
    """`Carriers` over the engine of this process. `settings` has what the configuration says of each, by name, and may
    change."""

    def __init__(
        self,
        settings: Mapping[str, AnyCarrier],
        lanes: Mapping[str, Lane],
        command: CarrierCommand,
        store: MessageStore,
        clock: Clock,
        metrics: Metrics,
        offset_minutes: int,
    ) -> None:
        self._settings = settings
        self._lanes = lanes
        self._command = command
        self._store = store
        self._clock = clock
        self._offset_minutes = offset_minutes
        self._orders = metrics.counter(
            "heliograph_carrier_orders_total", "Orders given to carriers since the start.", ("carrier", "order")
        )
        metrics.gauge(
            "heliograph_carrier_state", "1 for the state that a carrier is in.", self._states, ("carrier", "state")
        )

    # --- the port ---

    def names(self) -> Sequence[str]:
        configured = [name for name in self._settings if name in self._lanes]
        others = [name for name in self._lanes if name not in self._settings]
        absent = [lane for lane, count in self._store.backlog().items() if count and lane not in self._lanes]
        return (*configured, *others, *sorted(absent))

    async def report(self, name: str) -> CarrierReport | None:
        waiting = self._store.backlog().get(name, 0)
        lane = self._lanes.get(name)
        if lane is None and not waiting:
            return None
        settings = self._settings.get(name)
        state = lane.state(self._clock.steady_ms()) if lane is not None else LinkState(name, False, 0, 0)
        due = await self._store.next_due(name) or 0
        return CarrierReport(
            name,
            kind=settings.kind.value if settings is not None else SIMULATED if name == SIMULATED and lane else "",
            settings=json.dumps(redacted(settings), ensure_ascii=False) if settings is not None else "",
            desired=self._command.desired(name),
            state=self._command.state(name).value,
            up=state.up,
            window=state.window,
            unanswered=state.unanswered,
            waiting=waiting,
            waiting_since=due if due <= self._clock.steady_ms() else 0,
            last_error=state.last_error,
            sessions=tuple(_session(one) for one in state.sessions),
            circuit=state.circuit.value if lane is not None else "",
            rate=state.rate,
            rate_now=state.rate_now,
            receipts_per_minute=state.receipts_per_minute,
        )

    def ordered(self, name: str, kept: Kept) -> None:
        self._orders.add(1, name, kept.desired.order.value)
        self._command.ordered(name, kept)

    def trace(self, message: Message) -> Trace:
        return trace_of(message, {name: lane.carrier for name, lane in self._lanes.items()})

    async def test(self, name: str) -> Trial | None:
        lane = self._lanes.get(name)
        if lane is None:
            return None
        if not isinstance(lane.carrier, Triable):
            stands = self.trouble(name) or "it is up"
            return Trial(lane.state(self._clock.steady_ms()).up, f"This kind of carrier has no link to ask: {stands}.")
        tested = await lane.carrier.test(TEST_SECONDS)
        return Trial(tested.passed, tested.says)

    # --- what routes and health checks ask ---

    def why_not(self, name: str) -> str:
        """Why routes pass the carrier over by order, as the rest of a sentence; empty where they do not."""
        desired = self._command.desired(name)
        if desired.takes_messages:
            return ""
        since = f"{_PASSED_OVER[desired.order]} since {api_date(desired.at, self._offset_minutes)}"
        return f"{since} ({desired.reason})" if desired.reason else since

    def order(self, name: str) -> str:
        """By whose order the carrier does not run as usual; empty where none was given."""
        state = self._command.state(name)
        if state is CarrierState.RUNNING:
            return ""
        return f"{state.value} by order of {self._command.desired(name).by or 'the configuration'}"

    def trouble(self, name: str) -> str:
        """Why nothing goes out over the carrier now; empty where it may."""
        lane = self._lanes.get(name)
        if lane is None:
            return "it is no longer in the configuration"
        ordered = self.order(name)
        if ordered:
            return ordered
        link = lane.state(self._clock.steady_ms())
        if not link.up:
            return f"no link is up: {link.last_error or 'connecting'}"
        return "" if link.circuit is Circuit.CLOSED else f"it failed again and again: its circuit is {link.circuit}"

    def _states(self) -> Mapping[tuple[str, ...], float]:
        return {(name, self._command.state(name).value): 1.0 for name in self.names()}


def _session(one: SessionState) -> SessionReport:
    return SessionReport(
        one.number,
        one.kind.value,
        one.standing.value,
        one.window,
        one.unanswered,
        one.round_trip_ms,
        one.last_error,
        one.enquire_link_ms,
    )


def usable(lanes: Mapping[str, Lane], takes_messages: Callable[[str], bool], clock: Clock) -> Up:
    """Whether a lane's carrier may have new messages: a link is up, its circuit lets messages through, and no order
    keeps routes from it. Asked for every message. A paused carrier counts: what it is given waits.
    """

    def up(name: str) -> bool:
        lane = lanes.get(name)
        return lane is not None and lane.takes(clock.steady_ms()) and takes_messages(name)

    return up
