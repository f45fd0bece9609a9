"""If this fails, an operator's dashboard shows nothing of a carrier's sessions, or of the wrong one."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from heliograph.carriers.port import BindKind, LinkState, SessionState, Standing
from heliograph.delivery.flow import Flow, FlowTerms
from heliograph.delivery.gauges import show_lanes
from heliograph.delivery.lane import Lane
from heliograph.telemetry.metrics import Metrics

SESSIONS = (
    SessionState(1, BindKind.TRANSMITTER, Standing.BOUND, window=10, unanswered=3, round_trip_ms=12.5),
    SessionState(2, BindKind.TRANSMITTER, Standing.BOUND, window=10),
    SessionState(3, BindKind.RECEIVER, Standing.REFUSED, last_error="no"),
)


def lane_of(state: LinkState) -> Lane:
    carrier: Any = SimpleNamespace(name=state.carrier, state=lambda: state, window=lambda: state.window)
    return Lane(carrier, flow=Flow(FlowTerms(rate=50.0)) if state.up else Flow())


class FixedClock:
    def utc_ms(self) -> int:
        return 0

    def steady_ms(self) -> int:
        return 0


def test_each_lane_and_session_shows() -> None:
    metrics = Metrics()
    state = LinkState("net-one", True, 20, 3, "session 3: no", SESSIONS)
    lanes = {"net-one": lane_of(state)}
    show_lanes(metrics, lanes, FixedClock())
    lanes["net-two"] = lane_of(replace(state, carrier="net-two", up=False, window=0, unanswered=0, sessions=()))
    shown = metrics.render().decode().splitlines()
    for line in (
        'heliograph_smpp_bind_up{carrier="net-one"} 1.0',
        'heliograph_smpp_bind_up{carrier="net-two"} 0.0',
        'heliograph_smpp_submit_window{carrier="net-one"} 20',
        'heliograph_smpp_unanswered{carrier="net-one"} 3',
        'heliograph_smpp_sessions{carrier="net-one",bind="transmitter",state="bound"} 2',
        'heliograph_smpp_sessions{carrier="net-one",bind="receiver",state="waiting after a refused bind"} 1',
        'heliograph_carrier_circuit{carrier="net-one",state="closed"} 1.0',
        'heliograph_carrier_circuit{carrier="net-one",state="open"} 0.0',
        'heliograph_carrier_rate_segments{carrier="net-one"} 50.0',
        'heliograph_smpp_round_trip_seconds{carrier="net-one",session="1"} 0.0125',
    ):
        assert line in shown
    assert not [line for line in shown if "rate_segments" in line and "net-two" in line]
    assert not [line for line in shown if "round_trip" in line and 'session="2"' in line]
