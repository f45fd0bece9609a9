"""How much and how long a client may take before the front refuses or closes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one front. Sizes are octets, times are seconds.

    Times are checked by one sweep over all connections, which costs a request nothing. So each is exact to one sweep
    more or less: a second, or a quarter of the shortest time if that is less.
    """

    line_max: int = 65_536
    """The request target. A batch of 1,000 numbers is a line of 25 KB (spec: clients §3)."""

    headers_max: int = 65_536
    """The header block, and the trailer block of a chunked body."""

    repeats_max: int = 64
    """Values of one repeated header. Appending to a tuple is quadratic, so this is bounded apart from `headers_max`."""

    body_max: int = 1_048_576
    """A body after de-chunking."""

    held_max: int = 67_108_864
    """Octets of unfinished requests over all connections; beyond it a request that needs more gets 503."""

    pipeline_max: int = 16
    """Requests of one connection that the application works on at a time; beyond it nothing more is read."""

    connections_max: int = 4_096
    """Open connections; one more is told 503 and closed."""

    handshakes_max: int = 1_024
    """TLS handshakes under way on one port; a client more is dropped, since to be told it would need a handshake. As
    many as the kernel keeps for us: a burst of SDKs passes. Each takes 0.05 MB; in asyncio's own loop 0.3 MB."""

    idle_seconds: float = 75.0
    """Between requests. Longer than the SDKs' pools live: a request sent while we close is lost to its caller, since no
    SDK repeats it (spec: clients §4)."""

    head_seconds: float = 10.0
    """From a request's first octet to the end of its headers."""

    body_seconds: float = 30.0
    """From the end of the headers to the end of the body."""

    reply_seconds: float = 60.0
    """For the application to answer; then it is cancelled and the client told 503. A back-stop: the longest honest
    wait is the queues' long poll of 30 s."""

    write_seconds: float = 30.0
    """Without the client reading anything of what is written for it; then the connection is dropped."""

    linger_seconds: float = 2.0
    """Reading on after a refusal, so that the client can read it before the connection is reset."""

    drain_idle_seconds: float = 0.5
    """While draining, how long an idle connection may still bring a request, which is then told `Connection: close`."""

    def sweep_seconds(self) -> float:
        """The time between two looks at all connections."""
        shortest = min(
            self.idle_seconds,
            self.head_seconds,
            self.body_seconds,
            self.reply_seconds,
            self.write_seconds,
            self.linger_seconds,
        )
        return min(1.0, shortest / 4)
