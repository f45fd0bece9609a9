"""What holds for pushes to all subscribers."""

import msgspec

from heliograph.sms.push_target import Network


class PushSettings(msgspec.Struct, frozen=True):
    """What holds for all subscribers."""

    timeout_seconds: float = 10.0
    """From the look-up of the name to the last octet of the reply."""
    allowed: tuple[Network, ...] = ()
    """Inner networks that may be pushed to."""
    offset_minutes: int = 480
