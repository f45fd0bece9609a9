"""How long a session waits for what (SMPP 3.4 §7.2)."""

import msgspec


class Timers(msgspec.Struct, frozen=True):
    """All in milliseconds."""

    session_init_ms: int = 10_000
    """From the connection to the bind."""
    response_ms: int = 10_000
    """From a request to its response."""
    enquire_link_ms: int = 30_000
    """Of silence before enquire_link is sent; the link is dead after half as much again. 0 never asks."""
    inactivity_ms: int = 0
    """Of nothing but enquire_link either way before we unbind. 0 never does."""
