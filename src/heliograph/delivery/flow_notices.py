"""Says in log and counters what changes in the flow to carriers."""

import structlog

from heliograph.carriers.port import Circuit
from heliograph.delivery.flow import Notice
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)


class FlowNotices:
    """The notices of all carriers."""

    def __init__(self, metrics: Metrics) -> None:
        self._slowed = metrics.counter(
            "heliograph_carrier_slowed_total",
            "Times that a carrier was slowed down because it throttled.",
            ("carrier",),
        )
        self._opened = metrics.counter(
            "heliograph_carrier_circuit_opened_total", "Times that a carrier's circuit opened.", ("carrier",)
        )

    def of(self, carrier: str) -> Notice:
        """What the flow of this carrier is to call."""

        def notice(what: str) -> None:
            if what == "slowed":
                self._slowed.add(1, carrier)
                log.info("carrier throttles; it is given less", carrier=carrier)
            elif what == Circuit.OPEN:
                self._opened.add(1, carrier)
                log.error("carrier fails again and again; it gets nothing for a while", carrier=carrier)
            elif what == Circuit.PROBING:
                log.info("carrier is tried with a few messages", carrier=carrier)
            else:
                log.info("carrier works again", carrier=carrier)

        return notice
