"""What can go wrong between the two ends of a link, ours and the peer's kept apart."""


class LocalError(Exception):
    """Our own fault: a PDU that cannot be put into octets. Names the field, never its value."""


class PeerError(Exception):
    """The peer's fault: octets that are not the PDU they claim to be."""

    def __init__(self, command_status: int, says: str) -> None:
        super().__init__(says)
        self.command_status = command_status
        """What to answer."""


class WindowFull(Exception):
    """As many requests wait for their response as may."""


class NotBound(Exception):
    """The link is not bound for this command, or not any more."""
