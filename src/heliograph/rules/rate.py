"""Tells what comes above a rate, by the generic cell rate algorithm (ITU-T I.371 Annex A)."""

#: How much may come at once, in milliseconds' worth of the rate: a carrier that counts by the second takes so much.
BURST_MS = 1000


class Rate:
    """One rate. The clock is the caller's: any that does not go back."""

    def __init__(self, per_second: float) -> None:
        self._gap_ms = 1000 / per_second
        self._burst_ms = max(0.0, BURST_MS - self._gap_ms)
        self._expected_ms = float("-inf")

    def above(self, now_ms: int) -> bool:
        """Whether one more at `now_ms` is above the rate; only one that is not counts."""
        due = max(self._expected_ms, now_ms)
        if due - now_ms > self._burst_ms:
            return True
        self._expected_ms = due + self._gap_ms
        return False
