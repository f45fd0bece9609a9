"""Counts what happens with the requests to one carrier over HTTP, for people who watch them."""

from heliograph.telemetry.metrics import Metrics


class HttpCounters:
    """The counters of one carrier."""

    def __init__(self, metrics: Metrics, carrier: str) -> None:
        self._carrier = carrier
        self._troubles = metrics.counter(
            "heliograph_http_carrier_troubles_total",
            "Requests to carriers over HTTP that brought no clear answer, by why.",
            ("carrier", "cause"),
        )

    def not_connected(self) -> None:
        """Nothing was written."""
        self._troubles.add(1, self._carrier, "not_connected")

    def no_reply(self) -> None:
        """It was written, and no whole reply came."""
        self._troubles.add(1, self._carrier, "no_reply")

    def unclear(self) -> None:
        """A reply came from which nobody can tell."""
        self._troubles.add(1, self._carrier, "unclear")

    def shut_out(self) -> None:
        """The carrier takes nothing from us."""
        self._troubles.add(1, self._carrier, "shut_out")
