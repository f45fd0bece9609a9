"""What a carrier's message_state, or the word for it in a receipt, means for us (SMPP 3.4 §5.2.28, Appendix B)."""

from types import MappingProxyType

import msgspec

from heliograph.sms.data import rows
from heliograph.sms.message import State


class MessageState(msgspec.Struct, frozen=True, gc=False):
    """One message_state of SMPP."""

    value: int
    name: str
    stat: str
    """The word in a receipt's text, seven letters."""
    terminal: bool
    """Whether the carrier will say nothing else."""
    state: State
    """Ours; `submitted` for one that is no verdict."""
    code: str
    """Delivery status code in the catalogue."""
    meaning: str


#: By the value of TLV message_state.
MESSAGE_STATES = MappingProxyType(
    {
        int(row["value"]): MessageState(
            int(row["value"]),
            row["name"],
            row["stat"],
            row["terminal"] == "yes",
            State(row["state"]),
            row["code"],
            row["meaning"],
        )
        for row in rows("smpp_message_state.tsv")
    }
)

#: Words met in receipts that are neither the standard's name nor its seven letters.
_OTHER_WORDS = {
    "DELIVERD": "DELIVRD",
    "UNDELIVERED": "UNDELIV",
    "UNDELIVRD": "UNDELIV",
    "FAILED": "UNDELIV",
    "REJECT": "REJECTD",
    "EXPIRD": "EXPIRED",
    "BUFFERED": "ENROUTE",
    "BUFFRED": "ENROUTE",
}

_BY_STAT = {state.stat: state for state in MESSAGE_STATES.values()}

#: By the word after `stat:` in a receipt, upper case.
BY_WORD = MappingProxyType(
    _BY_STAT
    | {state.name: state for state in MESSAGE_STATES.values()}
    | {word: _BY_STAT[stat] for word, stat in _OTHER_WORDS.items()}
)

#: By our delivery status code.
BY_CODE = MappingProxyType({state.code: state for state in MESSAGE_STATES.values()})
