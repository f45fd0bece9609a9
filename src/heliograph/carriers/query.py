"""The other half of the connector port, which not every connector has: asking a carrier what became of a message."""

from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State


class Found(msgspec.Struct, frozen=True, gc=False):
    """The carrier knows the message."""

    key: str
    """Its id in the carrier's canonical form."""
    state: State
    """A final state, or `submitted` while it is on its way."""
    code: str
    words: CarrierWords
    received_at: int


class NotFound(msgspec.Struct, frozen=True, gc=False):
    """It does not, or does not tell."""

    code: str
    """Why, as the catalogue names it: ESME_RINVMSGID, ESME_RQUERYFAIL."""


class NoAnswer(msgspec.Struct, frozen=True, gc=False):
    """The link fell, or time ran out."""


Finding: TypeAlias = Found | NotFound | NoAnswer


class Question(msgspec.Struct, frozen=True):
    """One hand-over to ask for."""

    carrier_message_id: str
    """As the carrier named it."""
    sender: str
    """Sender ID of the message; empty where the carrier's own was used."""
    answered: Callable[[Finding], None]
    """Called once, on the event loop, for a question that was taken."""


@runtime_checkable
class Queried(Protocol):
    """A connector whose carrier can be asked."""

    @property
    def name(self) -> str: ...

    def query(self, question: Question) -> bool:
        """Ask now; False where no link is up or none has room beside the messages: then nothing was asked."""
        ...
