"""Decides when a message's report is due, and when it is corrected: at most once (I2).

A report is made when a message becomes final. One that said "failed" is made again when proof of delivery comes after
all. What was reported is kept with the message's life, so that no order of events makes a third.
"""

from heliograph.sms.message import Life, Summary

#: `Life.told`: nothing yet; that it failed, which may be corrected; and the last word.
UNTOLD, TOLD_FAILED, TOLD = 0, 1, 2

FIRST, CORRECTION = 1, 2

#: `Summary.status` of a message that arrived.
_ARRIVED = 1


def revision_due(life: Life, summary: Summary, was_final: bool) -> int:
    """Which revision of its report a message that was just changed calls for: `FIRST`, `CORRECTION`, or 0 for none.

    One that was final before anybody wanted its report is not reported later: there is nothing to correct.
    """
    if not summary.final or life.told == TOLD:
        return 0
    if life.told == TOLD_FAILED:
        return CORRECTION if summary.status == _ARRIVED else 0
    return 0 if was_final else FIRST


def told_after(summary: Summary) -> int:
    """`Life.told` once a report of this was made."""
    return TOLD if summary.status == _ARRIVED else TOLD_FAILED
