"""Everything that can be set about reaching a carrier over HTTP, whatever is said there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """One carrier's name, pace and patience."""

    name: str
    """What the carrier is called in routes, lists and metrics."""
    window: int = 10
    """Requests that may be unanswered at once, so connections that may be open."""
    response_timeout_seconds: float = 10.0
    """After it a hand-over is lost: it may be there."""
    pause_first_seconds: float = 1.0
    """How long the carrier is left alone after no connection could be made; doubled each time."""
    pause_longest_seconds: float = 60.0
    shut_out_first_seconds: float = 60.0
    """Likewise after it refused our key: carriers lock accounts that go on trying."""
    shut_out_longest_seconds: float = 600.0
