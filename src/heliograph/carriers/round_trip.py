"""Smooths how long a carrier takes to answer, for people to look at."""

#: How much of a new measurement goes in, as TCP has it (RFC 6298 §2): an outlier is seen and soon forgotten.
_SHARE = 1 / 8


class RoundTrip:
    """The time from a submit_sm to its response on one session."""

    __slots__ = ("smoothed_ms",)

    def __init__(self) -> None:
        self.smoothed_ms: float | None = None
        """Milliseconds; None before the first answer."""

    def measured(self, milliseconds: int) -> None:
        """One answer took so long."""
        before = self.smoothed_ms
        self.smoothed_ms = milliseconds if before is None else before + (milliseconds - before) * _SHARE
