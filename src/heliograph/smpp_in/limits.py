"""What the operator allows customers' binds."""

import msgspec


class DoorLimits(msgspec.Struct, frozen=True, kw_only=True):
    """A credential may have its own of some of these."""

    binds_max: int = 200
    """Connections at once, bound or not."""
    strangers_per_address_max: int = 32
    """Connections of one address that are not bound yet: or one could keep all places."""
    binds_per_credential_max: int = 10
    window: int = 100
    """Requests that a bind may have unanswered, each way."""
    submits_per_second: int = 0
    """Of one bind; 0 for no limit but the account's own."""
    session_init_seconds: float = 10.0
    enquire_link_seconds: float = 30.0
    inactivity_seconds: float = 0.0
    """After which a bind without any message is unbound; 0 for never."""
    response_timeout_seconds: float = 10.0
    """For a deliver_sm to be answered."""
    reassemble_seconds: float = 5.0
    """How long the first part of a long message waits for the others."""
