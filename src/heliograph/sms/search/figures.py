"""Which searches the figures can answer: those that ask about nothing but what messages are counted by."""

from collections.abc import Mapping

from heliograph.sms.ended import HANDED_OVER
from heliograph.sms.message import State
from heliograph.sms.search.grammar import Term
from heliograph.sms.search.patterns import fits
from heliograph.sms.search.standing import STATUS, Could, could_be

#: What `sms.roll_up` tells messages apart by, and `is:`, of which states may tell.
_COUNTED = frozenset({"status", "is", "code", "country", "carrier"})

#: The states that messages are counted under, and which ones each may be.
COUNTED_STATES: Mapping[State, tuple[State, ...]] = {
    state: (State.ACCEPTED, State.SUBMITTING) if state is State.ACCEPTED else (state,)
    for state in State
    if state is not State.SUBMITTING
}


def could_mean(term: Term, counted: State) -> Could:
    """Whether messages counted under a state are meant by a term of `status:` or `is:`."""
    found = {_could(term, state) for state in COUNTED_STATES[counted]}
    return found.pop() if len(found) == 1 else Could.MAYBE


def _could(term: Term, state: State) -> Could:
    if term.field == "status":
        could = Could.YES if any(state in STATUS[word] for word in term.values) else Could.NO
    else:
        each = {could_be(word, state) for word in term.values}
        could = Could.YES if Could.YES in each else Could.MAYBE if Could.MAYBE in each else Could.NO
    if not term.negated or could is Could.MAYBE:
        return could
    return Could.NO if could is Could.YES else Could.YES


def is_counted(terms: tuple[Term, ...]) -> bool:
    """Whether the figures tell exactly which messages are meant."""
    return all(map(_is_counted, terms))


def _is_counted(term: Term) -> bool:
    match term.field:
        case "status" | "is":
            return all(could_mean(term, state) is not Could.MAYBE for state in COUNTED_STATES)
        case "code":
            # Whether what is handed over has ended is not counted, and only then it has this code.
            return not any(fits(value, HANDED_OVER) for value in term.values)
    return term.field in _COUNTED
