"""The time that a search is of, from its `before:` and `after:`."""

from heliograph.sms.search.grammar import Search
from heliograph.sms.search.moment import read_moment

TIMES = ("before", "after")


def period_of(search: Search, now: int, offset_minutes: int) -> tuple[int, int | None]:
    """The first moment that is meant, and the first one behind that is meant no more, None for no end.

    All in UTC milliseconds, where it is `now` and dates are those of this offset.
    """
    since, until = 0, None
    for term in search.terms:
        if term.field not in TIMES:
            continue
        moments = [_moment(value, now, offset_minutes) for value in term.values]
        if (term.field == "after") is term.negated:
            latest = min(moments) if term.negated else max(moments)
            until = latest if until is None else min(until, latest)
        else:
            since = max(since, max(moments) if term.negated else min(moments))
    return since, until


def _moment(value: str, now: int, offset_minutes: int) -> int:
    moment = read_moment(value)
    assert moment is not None
    return moment.at(now, offset_minutes)
