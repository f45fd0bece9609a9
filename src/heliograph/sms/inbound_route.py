"""Says which account an inbound message (MO) belongs to: the one that has the number it was sent to."""

from collections.abc import Mapping


def account_of(destination: str, numbers: Mapping[str, str], default: str) -> str:
    """The account of a number, short code or sender ID that people write to; `default` where nobody claims it.

    `numbers` maps them as `route_key` writes them: the plus sign and the case of letters do not count.
    """
    return numbers.get(route_key(destination), default)


def route_key(destination: str) -> str:
    """How a number, short code or sender ID stands in the table."""
    return destination.removeprefix("+").casefold()
