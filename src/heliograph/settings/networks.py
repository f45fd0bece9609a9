"""A list of networks in the configuration, read where it is given, so that a wrong one is a fault with its line."""

from heliograph.sms.push_target import Network, read_networks


class Networks:
    """Networks with commas between: `127.0.0.0/8, ::1`."""

    __slots__ = ("networks", "text")

    def __init__(self, text: str = "") -> None:
        """Raises ValueError for what is no list of networks."""
        self.text = text
        self.networks: tuple[Network, ...] = read_networks(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Networks) and self.networks == other.networks

    def __hash__(self) -> int:
        return hash(self.networks)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Networks({self.text!r})"
