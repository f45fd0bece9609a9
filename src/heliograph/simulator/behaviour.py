"""What a carrier network does with one submit_sm, as a value: its answer, its receipts, and how long each takes."""

import enum
import random
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from heliograph.sms.message_state import MESSAGE_STATES, MessageState


class Delay(msgspec.Struct, frozen=True, gc=False):
    """A time drawn evenly between `at_least_ms` and `at_least_ms + jitter_ms`."""

    at_least_ms: int = 0
    jitter_ms: int = 0

    def draw(self, source: random.Random) -> int:
        """One such time, in milliseconds."""
        return self.at_least_ms + (int(source.random() * (self.jitter_ms + 1)) if self.jitter_ms else 0)


class Reaction(enum.StrEnum):
    """How a submit_sm is met."""

    ANSWER = "answer"
    """With submit_sm_resp, carrying the behaviour's command_status."""
    SILENCE = "silence"
    """Not at all: the message is taken, the ESME waits."""
    DROP = "drop"
    """The connection is cut before a response."""


#: States after which the message was, or may yet be, delivered.
_NO_FAILURE = frozenset({"SCHEDULED", "ENROUTE", "DELIVERED", "ACCEPTED"})


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What became of a message, as its receipt tells it."""

    state: MessageState
    err: int = 0
    """The network's error code, for the text's `err:` and the TLV network_error_code; 0 for none, at most 999."""

    @property
    def failed(self) -> bool:
        """Whether an ESME that asked for receipts of failures only is told."""
        return self.state.name not in _NO_FAILURE


# The error codes are those of MAP (3GPP TS 29.002) where it has one that fits: 1 unknown subscriber, 13 call barred,
# 27 absent subscriber.
DELIVERED = Outcome(MESSAGE_STATES[2])
EXPIRED = Outcome(MESSAGE_STATES[3], err=27)
DELETED = Outcome(MESSAGE_STATES[4], err=200)
UNDELIVERABLE = Outcome(MESSAGE_STATES[5], err=1)
ACCEPTED = Outcome(MESSAGE_STATES[6])
UNKNOWN = Outcome(MESSAGE_STATES[7], err=255)
REJECTED = Outcome(MESSAGE_STATES[8], err=13)


class PlannedReceipt(msgspec.Struct, frozen=True, gc=False):
    """One receipt that is to come."""

    outcome: Outcome = DELIVERED
    delay: Delay | None = None
    """Counted from the submit_sm; None for the network's own delay."""
    later_by_ms: int = 0
    """Added to the delay, so that one receipt follows another in order."""
    before_response: bool = False
    """Sent at once, ahead of the submit_sm_resp that names the message."""
    other_id_form: bool = False
    """Names the message in the other base: hexadecimal where the response was decimal, and the other way."""


class Behaviour(msgspec.Struct, frozen=True, gc=False):
    """What happens to a submit_sm, and to how many of the same message."""

    says: str
    """In words, for the documentation."""
    reaction: Reaction = Reaction.ANSWER
    command_status: int = 0
    """Of the submit_sm_resp; any but ESME_ROK means that the message is not taken and has no receipts."""
    response_delay: Delay = Delay()
    receipts: tuple[PlannedReceipt, ...] = (PlannedReceipt(),)
    tries: int = 0
    """For how many tries of the same message it holds; the next one is delivered and the count starts anew. 0: all."""


#: Picks the behaviour for (destination address, source address), both as the submit_sm has them. Pure.
Choose: TypeAlias = Callable[[str, str], Behaviour]

DELIVER = Behaviour("delivered: receipt DELIVRD")
