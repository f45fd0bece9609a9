"""What a carrier network does with one submit_sm, as a value: its answer, its receipts, and how long each takes."""

import enum
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from heliograph.rules.delay import AnyDelay, Delay
from heliograph.sms.message_state import MESSAGE_STATES, MessageState


class Reaction(enum.StrEnum):
    """How a submit_sm is met."""

    ANSWER = "answer"
    """With submit_sm_resp, carrying the behaviour's command_status."""
    SILENCE = "silence"
    """Not at all: the message is taken, the ESME waits."""
    DROP = "drop"
    """The connection is cut before a response."""
    STALL = "stall"
    """The link is half open from here on: the message has not come in, and nothing more is read, answered or sent."""


#: States after which the message was, or may yet be, delivered.
_NO_FAILURE = frozenset({"SCHEDULED", "ENROUTE", "DELIVERED", "ACCEPTED"})


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What became of a message, as its receipt tells it."""

    state: MessageState
    err: str = "000"
    """The network's error code, for the text's `err:`; a number but 0 is in TLV network_error_code as well."""

    @property
    def failed(self) -> bool:
        """Whether an ESME that asked for receipts of failures only is told."""
        return self.state.name not in _NO_FAILURE


# The error codes are those of MAP (3GPP TS 29.002) where it has one that fits: 1 unknown subscriber, 13 call barred,
# 27 absent subscriber.
DELIVERED = Outcome(MESSAGE_STATES[2])
EXPIRED = Outcome(MESSAGE_STATES[3], err="027")
DELETED = Outcome(MESSAGE_STATES[4], err="200")
UNDELIVERABLE = Outcome(MESSAGE_STATES[5], err="001")
ACCEPTED = Outcome(MESSAGE_STATES[6])
UNKNOWN = Outcome(MESSAGE_STATES[7], err="255")
REJECTED = Outcome(MESSAGE_STATES[8], err="013")

_USUAL = {outcome.state: outcome for outcome in (EXPIRED, DELETED, UNDELIVERABLE, UNKNOWN, REJECTED)}


def usual_outcome(state: MessageState) -> Outcome:
    """The state with the error code that networks give with it."""
    return _USUAL.get(state) or Outcome(state)


class PlannedReceipt(msgspec.Struct, frozen=True, gc=False):
    """One receipt that is to come."""

    outcome: Outcome = DELIVERED
    delay: AnyDelay | None = None
    """Counted from the submit_sm; None for the network's own delay."""
    later_by_ms: int = 0
    """Added to the delay, so that one receipt follows another in order."""
    before_response: bool = False
    """Sent at once, ahead of the submit_sm_resp that names the message."""
    id_as: str = "same"
    """How it names the message: a key of `RECEIPT_IDS` of the rules."""
    forms: tuple[str, ...] = ()
    """What is odd about it: keys of `RECEIPT_FORMS`."""


class Behaviour(msgspec.Struct, frozen=True, gc=False):
    """What happens to a submit_sm, or to a bind request as far as that has it."""

    says: str
    """In words, for people."""
    reaction: Reaction = Reaction.ANSWER
    command_status: int = 0
    """Of the submit_sm_resp; any but ESME_ROK means that the message is not taken and has no receipts."""
    response_delay: AnyDelay = Delay()
    """Until the response, or the cut."""
    receipts: tuple[PlannedReceipt, ...] = (PlannedReceipt(),)
    reorder: int = 0
    """How many responses are held back and given in another order; 0 for none."""
    garbage: str = ""
    """What comes ahead of the response: a key of `GARBAGE`; empty for nothing."""
    reply: str = ""
    """What the recipient's handset answers the sender; empty for nothing."""
    reply_delay: AnyDelay = Delay()


#: Picks the behaviour for (destination address, source address), both as the submit_sm has them. Pure.
Choose: TypeAlias = Callable[[str, str], Behaviour]

DELIVER = Behaviour("delivered: receipt DELIVRD")
