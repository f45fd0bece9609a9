"""What the simulated carrier can be told to do to the one message that a call makes.

Each is a rule in the carrier's own words (docs/rules.md), for the recipient's number and as many times as the message
has segments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from heliograph.console.words import term

#: A rule goes by itself, whether its message met it or not; there may be a thousand at a time.
FOR = "10m"


@dataclass(frozen=True, slots=True)
class ForcedResult:
    """One line of the select."""

    says: str
    """English; translated where it is shown."""
    does: str
    """The behaviour, as a rule's line has it."""


#: By the word that stands in addresses.
RESULTS: Mapping[str, ForcedResult] = MappingProxyType(
    {
        "delivered": ForcedResult(term("delivered: receipt DELIVRD"), "receipt=DELIVRD"),
        "undelivered": ForcedResult(term("not delivered: receipt UNDELIV"), "receipt=UNDELIV"),
        "expired": ForcedResult(term("not delivered: receipt EXPIRED"), "receipt=EXPIRED"),
        "rejected": ForcedResult(term("not delivered: receipt REJECTD"), "receipt=REJECTD"),
        "deleted": ForcedResult(term("not delivered: receipt DELETED"), "receipt=DELETED"),
        "unknown": ForcedResult(term("nobody knows: receipt UNKNOWN"), "receipt=UNKNOWN"),
        "corrected": ForcedResult(term("receipt UNDELIV, corrected by DELIVRD"), "receipt=UNDELIV,DELIVRD"),
        "twice": ForcedResult(term("receipt DELIVRD comes twice"), "receipt=DELIVRD,DELIVRD"),
        "early": ForcedResult(term("receipt DELIVRD comes before the response"), "early"),
        "silent": ForcedResult(term("no receipt ever comes"), "receipt=none"),
        "refused": ForcedResult(term("refused: ESME_RINVDSTADR"), "status=ESME_RINVDSTADR"),
        "throttled": ForcedResult(term("throttled once, then delivered: ESME_RTHROTTLED"), "status=ESME_RTHROTTLED"),
        "unanswered": ForcedResult(term("in doubt: no response and no receipt"), "response=none receipt=none"),
    }
)

#: How long after the hand-over the receipt comes, where one comes.
DELAYS = ("5s", "30s", "5m")

_LATE = frozenset({"delivered", "undelivered", "expired", "rejected", "deleted", "unknown", "corrected", "twice"})


def rule_line(name: str, digits: str, result: str, delay: str, segments: int) -> str:
    """The rule for one message to `digits`, E.164 without the plus sign. Raises KeyError for a result there is not."""
    does = RESULTS[result].does
    if delay in DELAYS and result in _LATE:
        does += f" receipt_delay={delay}"
    return f'name={name} number=+{digits} times={segments} for={FOR} {does} note="for one call from the explorer"'
