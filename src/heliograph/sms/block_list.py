"""Entries of a block list: a number that an account does not send to, and changes to such entries."""

from enum import StrEnum

import msgspec


class Source(StrEnum):
    """Who wants it so. The values are stored."""

    OPERATOR = "operator"
    RECIPIENT = "recipient"
    """By a keyword such as STOP; START takes back only these."""


class Block(msgspec.Struct, frozen=True, gc=False):
    """One number that an account does not send to."""

    account: str
    sender: str
    """The sender ID in lower case; empty for every sender of the account."""
    number: str
    """MSISDN, digits only."""
    source: Source
    at: int
    """When it was entered, UTC milliseconds."""


class BlockChange(msgspec.Struct, frozen=True, gc=False):
    """Enter numbers, or remove them."""

    account: str
    sender: str
    """As in `Block`, in any case."""
    numbers: tuple[str, ...]
    blocked: bool
    source: Source = Source.OPERATOR
    """An entry of the recipient's becomes the operator's where that enters it too, never the other way; a removal by
    the recipient leaves the operator's alone, and reaches the entries for all senders too."""
