"""The numbers that make the simulated network misbehave on purpose: one table, number to outcome.

All are reserved for fiction, so that a slip reaches nobody: +1 AAA 555 0100 to 0199 in every area code AAA (the North
American Numbering Plan's range for film and television), and eight of the mobile numbers that Australia's regulator
sets aside for the same. The number library holds each of them valid, so the API takes them like any other.
"""

import re

import msgspec

from heliograph.simulator.behaviour import (
    ACCEPTED,
    DELETED,
    DELIVER,
    EXPIRED,
    REJECTED,
    UNDELIVERABLE,
    UNKNOWN,
    Behaviour,
    Delay,
    Outcome,
    PlannedReceipt,
    Reaction,
)
from heliograph.smpp.pdu import (
    ESME_RINVDSTADR,
    ESME_RINVSRCADR,
    ESME_RMSGQFUL,
    ESME_RSUBMITFAIL,
    ESME_RSYSERR,
    ESME_RTHROTTLED,
)


class MagicNumber(msgspec.Struct, frozen=True):
    """One row: the last two digits of +1 AAA 555 01xx, perhaps an Australian number too, and what they do."""

    digits: str
    behaviour: Behaviour
    australian: str = ""
    """E.164 without the plus sign; empty where the row has none."""


def _told(outcome: Outcome) -> Behaviour:
    return Behaviour(f"not delivered: receipt {outcome.state.stat}", receipts=(PlannedReceipt(outcome),))


def _refused(status: int, name: str) -> Behaviour:
    return Behaviour(f"refused: submit_sm_resp {name}", command_status=status, receipts=())


def _refused_twice(status: int, name: str) -> Behaviour:
    says = f"refused with {name} twice for each message, then taken and delivered"
    return Behaviour(says, command_status=status, receipts=(), tries=2)


_THEN = 200  # milliseconds between two receipts of one message: enough that they are two events, not one batch

#: The table. Its order is the documentation's.
MAGIC_NUMBERS: tuple[MagicNumber, ...] = (
    MagicNumber("00", DELIVER, "61491570006"),
    # What receipts say
    MagicNumber("01", _told(UNDELIVERABLE), "61491570156"),
    MagicNumber("02", _told(EXPIRED), "61491570157"),
    MagicNumber("03", _told(REJECTED), "61491570158"),
    MagicNumber("04", _told(DELETED)),
    MagicNumber(
        "05", Behaviour("nobody knows: receipt UNKNOWN, and no other follows", receipts=(PlannedReceipt(UNKNOWN),))
    ),
    MagicNumber(
        "06",
        Behaviour(
            "receipt ACCEPTD first, which is no verdict, then DELIVRD",
            receipts=(PlannedReceipt(ACCEPTED), PlannedReceipt(later_by_ms=_THEN)),
        ),
    ),
    MagicNumber(
        "07",
        Behaviour(
            "receipt UNDELIV first, corrected by DELIVRD",
            receipts=(PlannedReceipt(UNDELIVERABLE), PlannedReceipt(later_by_ms=_THEN)),
        ),
    ),
    MagicNumber(
        "08",
        Behaviour(
            "receipt DELIVRD first, contradicted by UNDELIV",
            receipts=(PlannedReceipt(), PlannedReceipt(UNDELIVERABLE, later_by_ms=_THEN)),
        ),
    ),
    # When and how receipts come
    MagicNumber("10", Behaviour("delivered, and no receipt ever tells", receipts=()), "61491570159"),
    MagicNumber(
        "11",
        Behaviour(
            "delivered: receipt DELIVRD comes twice", receipts=(PlannedReceipt(), PlannedReceipt(later_by_ms=_THEN))
        ),
    ),
    MagicNumber(
        "12",
        Behaviour(
            "delivered: receipt DELIVRD comes before the submit_sm_resp",
            response_delay=Delay(100),
            receipts=(PlannedReceipt(before_response=True),),
        ),
    ),
    MagicNumber(
        "13",
        Behaviour("delivered: receipt DELIVRD comes after 30 s", receipts=(PlannedReceipt(delay=Delay(30_000)),)),
    ),
    MagicNumber(
        "14",
        Behaviour(
            "delivered: the receipt names the message in the other base (hexadecimal for decimal, or back)",
            receipts=(PlannedReceipt(other_id_form=True),),
        ),
    ),
    # What is refused
    MagicNumber("20", _refused(ESME_RINVDSTADR, "ESME_RINVDSTADR"), "61491570110"),
    MagicNumber("21", _refused(ESME_RINVSRCADR, "ESME_RINVSRCADR")),
    MagicNumber("22", _refused(ESME_RTHROTTLED, "ESME_RTHROTTLED")),
    MagicNumber("23", _refused(ESME_RMSGQFUL, "ESME_RMSGQFUL")),
    MagicNumber("24", _refused(ESME_RSYSERR, "ESME_RSYSERR")),
    MagicNumber("25", _refused(ESME_RSUBMITFAIL, "ESME_RSUBMITFAIL")),
    MagicNumber("30", _refused_twice(ESME_RTHROTTLED, "ESME_RTHROTTLED"), "61491570313"),
    MagicNumber("31", _refused_twice(ESME_RMSGQFUL, "ESME_RMSGQFUL")),
    MagicNumber("32", _refused_twice(ESME_RSYSERR, "ESME_RSYSERR")),
    # What leaves the outcome in doubt
    MagicNumber(
        "40",
        Behaviour("no submit_sm_resp at all, and no receipt", reaction=Reaction.SILENCE, receipts=()),
        "61491570737",
    ),
    MagicNumber("41", Behaviour("no submit_sm_resp, but receipt DELIVRD comes", reaction=Reaction.SILENCE)),
    MagicNumber(
        "42",
        Behaviour(
            "no submit_sm_resp and no receipt for the first try of each message, the second is delivered",
            reaction=Reaction.SILENCE,
            receipts=(),
            tries=1,
        ),
    ),
    MagicNumber("43", Behaviour("delivered, but the submit_sm_resp takes 5 s", response_delay=Delay(5_000))),
    MagicNumber("44", Behaviour("the connection is cut at every submit_sm", reaction=Reaction.DROP, receipts=())),
    MagicNumber(
        "45",
        Behaviour(
            "the connection is cut at the first try of each message, the second is delivered",
            reaction=Reaction.DROP,
            receipts=(),
            tries=1,
        ),
    ),
    MagicNumber(
        "46",
        Behaviour(
            "the connection is cut before the submit_sm_resp; receipt DELIVRD comes over the next one",
            reaction=Reaction.DROP,
        ),
    ),
)

_BY_DIGITS = {row.digits: row.behaviour for row in MAGIC_NUMBERS}
_BY_AUSTRALIAN = {row.australian: row.behaviour for row in MAGIC_NUMBERS if row.australian}
_NORTH_AMERICAN = re.compile(r"\+?1[2-9][0-9]{2}55501([0-9]{2})\Z", re.ASCII)


def behaviour_for(destination: str, source: str) -> Behaviour:
    """What the table says for a destination, with or without its plus sign; delivery for every other.

    `source` is part of every choice of behaviour; no row looks at it.
    """
    # All but a few of millions of messages end here, so it is the cheap test that comes first.
    if "55501" not in destination and "491570" not in destination:
        return DELIVER
    if found := _NORTH_AMERICAN.match(destination):
        return _BY_DIGITS.get(found[1], DELIVER)
    return _BY_AUSTRALIAN.get(destination.removeprefix("+"), DELIVER)
