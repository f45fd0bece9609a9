"""If this fails, an operator is not told that a carrier was taken out, or why it became slow."""

import pytest
import structlog

from heliograph.delivery.flow_notices import FlowNotices
from heliograph.telemetry.metrics import Metrics


@pytest.mark.parametrize(
    ("what", "counter", "level"),
    [
        ("slowed", "heliograph_carrier_slowed_total", "info"),
        ("open", "heliograph_carrier_circuit_opened_total", "error"),
        ("probing", "", "info"),
        ("closed", "", "info"),
    ],
)
def test_each_notice_is_logged_and_counted(what: str, counter: str, level: str) -> None:
    metrics = Metrics()
    notice = FlowNotices(metrics).of("net-one")
    with structlog.testing.capture_logs() as lines:
        notice(what)
    assert [(line["log_level"], line["carrier"]) for line in lines] == [(level, "net-one")]
    counts = {name: found.value("net-one") for name, found in metrics._counters.items()}
    assert counts == {name: int(name == counter) for name in counts}
    assert len(counts) == 2
