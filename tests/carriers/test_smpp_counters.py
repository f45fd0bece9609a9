"""A link that misbehaves without a figure is found by its customers."""

from heliograph.carriers.smpp_counters import SmppCounters
from heliograph.telemetry.metrics import Metrics


def test_each_figure_is_counted_under_its_carrier() -> None:
    metrics = Metrics()
    one, other = SmppCounters(metrics, "one"), SmppCounters(metrics, "other")
    one.timeouts()
    one.late()
    one.ends("dead")
    one.refusals("ESME_RINVPASWD")
    one.faults()
    one.strays(3)
    other.strays(2)
    lines = {line for line in metrics.render().decode().splitlines() if not line.startswith("#")}
    assert lines == {
        'heliograph_smpp_response_timeouts_total{carrier="one"} 1',
        'heliograph_smpp_late_responses_total{carrier="one"} 1',
        'heliograph_smpp_link_ends_total{carrier="one",cause="dead"} 1',
        'heliograph_smpp_bind_refusals_total{carrier="one",status="ESME_RINVPASWD"} 1',
        'heliograph_smpp_protocol_faults_total{carrier="one"} 1',
        'heliograph_smpp_stray_responses_total{carrier="one"} 3',
        'heliograph_smpp_stray_responses_total{carrier="other"} 2',
    }
