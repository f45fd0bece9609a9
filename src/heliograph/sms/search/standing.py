"""The words of `status:` and `is:`: what people say about how a message stands, and which states can mean it."""

from collections.abc import Mapping
from enum import Enum, auto

from heliograph.sms.message import FINAL, State

_FAILED = frozenset({State.FAILED, State.REJECTED, State.EXPIRED})
_OPEN = frozenset(State) - FINAL

#: Each word of `status:`: the states themselves, and the families that people say.
STATUS: Mapping[str, frozenset[State]] = {
    "sending": _OPEN,
    "delivered": frozenset({State.DELIVERED}),
    "failed": _FAILED,
    "ended": FINAL,
    **{str(state): frozenset({state}) for state in State if state not in (State.DELIVERED, State.FAILED)},
}


class Family(Enum):
    """How charts tell messages apart. What is `submitted` is on its way: without receipts nobody knows more."""

    DELIVERED = frozenset({State.DELIVERED})
    SENDING = _OPEN
    FAILED = _FAILED
    UNKNOWN = frozenset({State.UNKNOWN})
    CANCELLED = frozenset({State.CANCELLED})


def family_of(state: State) -> Family:
    """The family that a state belongs to."""
    return _FAMILIES[state]


_FAMILIES = {state: family for family in Family for state in family.value}


class Could(Enum):
    """Whether a message in some state is what a word says."""

    NO = auto()
    MAYBE = auto()
    YES = auto()


#: Each word of `is:` with what it says, for people.
IS: Mapping[str, str] = {
    "final": "has ended",
    "open": "has not ended",
    "waiting": "waits to be handed to a carrier",
    "doubt": "was handed over, and nobody knows whether the carrier has it",
    "unreceipted": "is with a carrier that gives receipts, and none has come",
    "retried": "was handed over more than once",
    "moved": "went on from one carrier to another",
    "smpp": "was brought by an SMPP customer",
    "refused": "is no message: a call of the API that was refused",
}


def could_be(word: str, state: State) -> Could:
    """Whether a message is what a word of `is:` says, as far as its state tells."""
    match word:
        case "final" | "open":
            if state is State.SUBMITTED:
                return Could.MAYBE
            return Could.YES if (state in FINAL) is (word == "final") else Could.NO
        case "waiting":
            return Could.YES if state is State.ACCEPTED else Could.NO
        case "doubt":
            return Could.YES if state is State.IN_DOUBT else Could.NO
        case "unreceipted":
            return Could.MAYBE if state is State.SUBMITTED else Could.NO
        case "refused":
            return Could.NO
    return Could.MAYBE
