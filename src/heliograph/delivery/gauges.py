"""Shows how the lanes stand, for people who watch them."""

from collections import Counter
from collections.abc import Mapping

from heliograph.carriers.port import Circuit
from heliograph.delivery.lane import Lane
from heliograph.sms.clock import Clock
from heliograph.telemetry.metrics import Metrics, Reading


def show_lanes(metrics: Metrics, lanes: Mapping[str, Lane], clock: Clock) -> None:
    """Make the gauges of `lanes`, which may change later; they are read whenever the metrics are asked for."""

    def gauge(name: str, says: str, read: Reading, *labels: str) -> None:
        metrics.gauge(name, says, read, ("carrier", *labels))

    gauge(
        "heliograph_smpp_bind_up",
        "1 while a link of the carrier is bound.",
        lambda: {(name,): float(lane.carrier.state().up) for name, lane in lanes.items()},
    )
    gauge(
        "heliograph_smpp_submit_window",
        "Segments that may be unanswered at once.",
        lambda: {(name,): lane.carrier.window() for name, lane in lanes.items()},
    )
    gauge(
        "heliograph_smpp_unanswered",
        "Segments handed over and unanswered.",
        lambda: {(name,): lane.carrier.state().unanswered for name, lane in lanes.items()},
    )
    gauge("heliograph_smpp_sessions", "Sessions by what they do just now.", lambda: _sessions(lanes), "bind", "state")
    gauge(
        "heliograph_smpp_round_trip_seconds", "From submit_sm to its response.", lambda: _round_trips(lanes), "session"
    )

    gauge(
        "heliograph_carrier_circuit",
        "1 for the state that the carrier's circuit is in.",
        lambda: _circuits(lanes, clock.steady_ms()),
        "state",
    )
    gauge(
        "heliograph_carrier_rate_segments",
        "Segments a second that the carrier is given at most; absent without bounds.",
        lambda: _rates(lanes, clock.steady_ms()),
    )


def _circuits(lanes: Mapping[str, Lane], now: int) -> Mapping[tuple[str, ...], float]:
    return {
        (name, state.value): float(lane.flow.circuit(now) is state) for name, lane in lanes.items() for state in Circuit
    }


def _rates(lanes: Mapping[str, Lane], now: int) -> Mapping[tuple[str, ...], float]:
    rates = {(name,): lane.flow.rate(now) for name, lane in lanes.items()}
    return {labels: rate for labels, rate in rates.items() if rate is not None}


def _sessions(lanes: Mapping[str, Lane]) -> Mapping[tuple[str, ...], float]:
    return Counter(
        (name, str(session.kind), str(session.standing))
        for name, lane in lanes.items()
        for session in lane.carrier.state().sessions
    )


def _round_trips(lanes: Mapping[str, Lane]) -> Mapping[tuple[str, ...], float]:
    return {
        (name, str(session.number)): session.round_trip_ms / 1000
        for name, lane in lanes.items()
        for session in lane.carrier.state().sessions
        if session.round_trip_ms is not None
    }
