"""How Heliograph's own operations show a push: when it was over, how long it took, and what came of it."""

from heliograph.operations.call import Answer
from heliograph.operations.dates import api_date
from heliograph.operations.description import Field
from heliograph.store.told import Attempt

WHEN = (
    Field("Date", "When it was over.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("Milliseconds", "How long it took.", "84"),
)

CAME_OF_IT = (
    Field("HttpStatus", "Of the reply; absent where none came.", "200"),
    Field("Outcome", "confirmed or failed.", "failed"),
    Field("Reason", "Why it is no confirmation; absent where it is one.", "no reply within 10 s"),
)


def attempt_row(attempt: Attempt, offset_minutes: int) -> dict[str, Answer]:
    """What every list of pushes shows of one."""
    row: dict[str, Answer] = {
        "Date": api_date(attempt.at, offset_minutes),
        "Milliseconds": str(attempt.took_ms),
        "Count": str(attempt.count),
        "Outcome": "failed" if attempt.outcome else "confirmed",
    }
    if attempt.status:
        row["HttpStatus"] = str(attempt.status)
    if attempt.outcome:
        row["Reason"] = attempt.outcome
    return row
