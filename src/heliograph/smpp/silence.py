"""Watches a bound link for silence: when to ask with enquire_link, and when the peer counts as dead."""


class Silence:
    """The time since the peer's last whole PDU, in milliseconds of the session's clock.

    After `interval_ms` the peer is to be asked; after half as much again without a word it is dead, so that a half-open
    connection is found within one and a half intervals. An interval of 0 never asks.
    """

    def __init__(self, interval_ms: int, now: int) -> None:
        self.interval_ms = interval_ms
        self._heard_at = now
        self._asked_at: int | None = None

    def heard(self, now: int) -> None:
        """The peer sent a whole PDU. A torn one is no sign of life: it may trickle for ever."""
        self._heard_at = now
        self._asked_at = None

    @property
    def asked(self) -> bool:
        """Whether the peer was asked and has not been heard since."""
        return self._asked_at is not None

    def ask(self, now: int) -> None:
        """enquire_link goes out now."""
        self._asked_at = now

    def due(self) -> int | None:
        """When it has lasted too long: then ask, or give up if `asked`. None where nobody ever asks."""
        if not self.interval_ms:
            return None
        if self._asked_at is None:
            return self._heard_at + self.interval_ms
        return self._asked_at + self.interval_ms // 2
