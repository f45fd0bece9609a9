"""What a search means among refused calls of the API: those of its time and its codes, if nothing else is asked for."""

from dataclasses import dataclass

from heliograph.sms.search.grammar import Search, Term
from heliograph.sms.search.patterns import fits
from heliograph.sms.search.period import TIMES, period_of

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CallsWanted:
    """A search for refused calls at a moment, UTC milliseconds."""

    since: int
    until: int | None
    """None for no end."""
    codes: tuple[Term, ...]
    """Terms of `code:`, each of which must hold."""


def calls_wanted(search: Search, now: int, offset_minutes: int) -> CallsWanted | None:
    """The calls that are meant where it is `now` and dates are those of this offset; None where only messages can be.

    A call has a time and a code, and is refused; a term about anything else means messages.
    """
    others = [term for term in search.terms if term.field not in (*TIMES, "code")]
    if any(term.field != "is" or (REFUSED in term.values) is term.negated for term in others):
        return None
    since, until = period_of(search, now, offset_minutes)
    return CallsWanted(since, until, tuple(term for term in search.terms if term.field == "code"))


def has_code(codes: tuple[Term, ...], code: str) -> bool:
    """Whether a call that ended with this code is meant by terms of `code:`."""
    return all(any(fits(value, code) for value in term.values) is not term.negated for term in codes)
