"""The numbers that make the simulated network misbehave on purpose: built-in rules, number to outcome.

All are reserved for fiction, so that a slip reaches nobody: +1 AAA 555 0100 to 0199 in every area code AAA (the North
American Numbering Plan's range for film and television), and eight of the mobile numbers that Australia's regulator
sets aside for the same. The number library holds each of them valid, so the API takes them like any other.
"""

from functools import cache

import msgspec

from heliograph.rules import Rule, read_line
from heliograph.rules.carrier import CARRIER


class MagicNumber(msgspec.Struct, frozen=True):
    """One row: the last two digits of +1 AAA 555 01xx, perhaps an Australian number too, and what they do."""

    digits: str
    does: str
    """The behaviour, as a rule's line has it."""
    says: str
    """The same in words."""
    australian: str = ""
    """E.164 without the plus sign; empty where the row has none."""

    @property
    def number(self) -> str:
        """What the recipient must match."""
        other = f",+{self.australian}" if self.australian else ""
        return f"+1[2-9][0-9][0-9]55501{self.digits}{other}"

    @property
    def line(self) -> str:
        """The whole rule."""
        return f'name=magic-{self.digits} number={self.number} {self.does} note="{self.says}"'


def _told(digits: str, stat: str, australian: str = "") -> MagicNumber:
    return MagicNumber(digits, f"receipt={stat}", f"not delivered: receipt {stat}", australian)


def _refused(digits: str, status: str, australian: str = "") -> MagicNumber:
    return MagicNumber(digits, f"status={status}", f"refused: submit_sm_resp {status}", australian)


def _refused_twice(digits: str, status: str, australian: str = "") -> MagicNumber:
    says = f"refused with {status} twice for each message, then taken and delivered"
    return MagicNumber(digits, f"tries=2 status={status}", says, australian)


#: The table. Its order is the documentation's.
MAGIC_NUMBERS: tuple[MagicNumber, ...] = (
    MagicNumber("00", "accept", "delivered: receipt DELIVRD", "61491570006"),
    # What receipts say
    _told("01", "UNDELIV", "61491570156"),
    _told("02", "EXPIRED", "61491570157"),
    _told("03", "REJECTD", "61491570158"),
    _told("04", "DELETED"),
    MagicNumber("05", "receipt=UNKNOWN", "nobody knows: receipt UNKNOWN, and no other follows"),
    MagicNumber("06", "receipt=ACCEPTD,DELIVRD", "receipt ACCEPTD first, which is no verdict, then DELIVRD"),
    MagicNumber("07", "receipt=UNDELIV,DELIVRD", "receipt UNDELIV first, corrected by DELIVRD"),
    MagicNumber("08", "receipt=DELIVRD,UNDELIV", "receipt DELIVRD first, contradicted by UNDELIV"),
    # When and how receipts come
    MagicNumber("10", "receipt=none", "delivered, and no receipt ever tells", "61491570159"),
    MagicNumber("11", "receipt=DELIVRD,DELIVRD", "delivered: receipt DELIVRD comes twice"),
    MagicNumber("12", "early", "delivered: receipt DELIVRD comes before the submit_sm_resp"),
    MagicNumber("13", "receipt_delay=30s", "delivered: receipt DELIVRD comes after 30 s"),
    MagicNumber(
        "14",
        "receipt_id=other-base",
        "delivered: the receipt names the message in the other base (hexadecimal for decimal, or back)",
    ),
    # What is refused
    _refused("20", "ESME_RINVDSTADR", "61491570110"),
    _refused("21", "ESME_RINVSRCADR"),
    _refused("22", "ESME_RTHROTTLED"),
    _refused("23", "ESME_RMSGQFUL"),
    _refused("24", "ESME_RSYSERR"),
    _refused("25", "ESME_RSUBMITFAIL"),
    _refused_twice("30", "ESME_RTHROTTLED", "61491570313"),
    _refused_twice("31", "ESME_RMSGQFUL"),
    _refused_twice("32", "ESME_RSYSERR"),
    # What leaves the outcome in doubt
    MagicNumber("40", "response=none receipt=none", "no submit_sm_resp at all, and no receipt", "61491570737"),
    MagicNumber("41", "response=none", "no submit_sm_resp, but receipt DELIVRD comes"),
    MagicNumber(
        "42",
        "tries=1 response=none receipt=none",
        "no submit_sm_resp and no receipt for the first try of each message, the second is delivered",
    ),
    MagicNumber("43", "response_delay=5s", "delivered, but the submit_sm_resp takes 5 s"),
    MagicNumber("44", "response=cut receipt=none", "the connection is cut at every submit_sm"),
    MagicNumber(
        "45",
        "tries=1 response=cut receipt=none",
        "the connection is cut at the first try of each message, the second is delivered",
    ),
    MagicNumber(
        "46",
        "response=cut",
        "the connection is cut before the submit_sm_resp; receipt DELIVRD comes over the next one",
    ),
)


@cache
def magic_rules() -> tuple[Rule, ...]:
    """The table as rules, which stand below all others."""
    return tuple(read_line(row.line, CARRIER) for row in MAGIC_NUMBERS)
