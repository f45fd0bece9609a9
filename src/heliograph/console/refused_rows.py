"""Calls that were refused, among the messages of a list: of the time that the list is of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heliograph.console.visit import Visit
from heliograph.sms.message_id import first_of, time_of

#: At most so many on one page of the list, beside its messages.
REFUSED_MAX = 50


@dataclass(frozen=True, slots=True)
class Among:
    """One page of the list."""

    rows: Sequence[Mapping[str, Any]]
    """Rows of ListMessages and of ListCalls, newest first."""
    before: str
    """The message id that the next page ends before; empty for the last page."""


async def with_refused(visit: Visit, typed: str, found: Mapping[str, Any], before: str = "") -> Among:
    """What ListMessages has found by a search, with the refused calls that it means of the same time.

    `before` is the id that the page ends before; empty for the first one. Where more were refused in that time than
    stand on a page, the page ends where they do.
    """
    messages: Sequence[Mapping[str, Any]] = found.get("Messages", ())
    older = str(found.get("NextBefore", "")) if found.get("IsTruncated") == "true" else ""
    since = str(time_of(int(older))) if older else ""
    until = str(time_of(int(before))) if before.isdecimal() else ""
    bounds = {"SinceTimestamp": since, "UntilTimestamp": until, "MaxItems": str(REFUSED_MAX)}
    answer = await visit.ask_if_allowed("ListCalls", {"Refused": "true", "Query": typed, **bounds})
    refused = answer.get("Calls", [])
    rows = sorted([*messages, *refused], key=_time, reverse=True)
    if answer.get("IsTruncated") != "true":
        return Among(rows, older)
    last = _time(refused[-1])
    # Of the last one's moment there may be more, for the next page, unless there is nothing but that moment.
    end = last + 1 if _time(refused[0]) > last else last
    return Among([row for row in rows if _time(row) >= end], str(first_of(end)))


def _time(row: Mapping[str, Any]) -> int:
    return int(row["Timestamp"]) if "CallId" in row else time_of(int(row["MessageId"]))
