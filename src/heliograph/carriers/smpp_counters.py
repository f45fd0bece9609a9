"""Counts what happens on the links of one SMPP carrier, for people who watch them."""

from heliograph.telemetry.metrics import Metrics


class SmppCounters:
    """The counters of one carrier."""

    def __init__(self, metrics: Metrics, carrier: str) -> None:
        self._carrier = carrier
        self._timeouts = metrics.counter(
            "heliograph_smpp_response_timeouts_total", "submit_sm without a response in time.", ("carrier",)
        )
        self._late = metrics.counter(
            "heliograph_smpp_late_responses_total", "Responses that came after their time.", ("carrier",)
        )
        self._ends = metrics.counter(
            "heliograph_smpp_link_ends_total", "Links that ended, by why.", ("carrier", "cause")
        )
        self._refusals = metrics.counter(
            "heliograph_smpp_bind_refusals_total", "Binds that the carrier refused.", ("carrier", "status")
        )
        self._faults = metrics.counter(
            "heliograph_smpp_protocol_faults_total", "PDUs that could not be read.", ("carrier",)
        )
        self._strays = metrics.counter(
            "heliograph_smpp_stray_responses_total", "Responses that answer nothing known.", ("carrier",)
        )

    def timeouts(self) -> None:
        """A submit_sm had no response in time."""
        self._timeouts.add(1, self._carrier)

    def late(self) -> None:
        """A response came after its time."""
        self._late.add(1, self._carrier)

    def ends(self, cause: str) -> None:
        """A link ended."""
        self._ends.add(1, self._carrier, cause)

    def refusals(self, status: str) -> None:
        """The carrier refused a bind with the status of that name."""
        self._refusals.add(1, self._carrier, status)

    def faults(self) -> None:
        """A PDU could not be read."""
        self._faults.add(1, self._carrier)

    def strays(self, count: int) -> None:
        """So many responses of a link that ended answered nothing known."""
        self._strays.add(count, self._carrier)
