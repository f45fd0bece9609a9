"""Says a search in SQL, as far as SQL can say it: whatever is meant passes, and little else.

Every statement made here runs in SQLite alone, without a call back into Python, so that a thread can run it while the
loop is busy. `sms.search.match` judges what passes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from heliograph.sms import gsm7
from heliograph.sms.ended import HANDED_OVER, UNTOLD
from heliograph.sms.message import State
from heliograph.sms.search.fields import segments_of
from heliograph.sms.search.figures import COUNTED_STATES, could_mean
from heliograph.sms.search.grammar import Term
from heliograph.sms.search.patterns import ANYTHING, fits, fold, other_case
from heliograph.sms.search.standing import Could

Value: TypeAlias = str | int | bytes


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with the values for its question marks."""

    sql: str
    values: tuple[Value, ...] = ()


#: What no condition is needed for.
ALL = Condition("1")


def of_messages(terms: Iterable[Term]) -> Condition:
    """What every meant message fulfils, over the columns of `message` and `body`."""
    return _every(_MESSAGE[term.field](term) for term in terms)


def of_figures(terms: Iterable[Term]) -> Condition:
    """What the row of a roll-up that counts a meant message fulfils, over its columns."""
    return _every(_FIGURES[term.field](term) for term in terms if term.field in _FIGURES)


def _every(conditions: Iterable[Condition]) -> Condition:
    some = [one for one in conditions if one != ALL]
    return Condition(" AND ".join(one.sql for one in some), _values(some)) if some else ALL


def _any(conditions: Iterable[Condition]) -> Condition:
    """Any of them; all, where one of them is always true."""
    some = list(conditions)
    return ALL if ALL in some else Condition(f"({' OR '.join(one.sql for one in some)})", _values(some))


def _values(conditions: Iterable[Condition]) -> tuple[Value, ...]:
    return tuple(value for one in conditions for value in one.values)


def _exactly(term: Term, one: Callable[[str], Condition]) -> Condition:
    """A condition that says exactly what the term says, whose opposite can be said, too."""
    found = _any(map(one, term.values))
    if not term.negated:
        return found
    return Condition("0") if found == ALL else Condition(f"NOT {found.sql}", found.values)


def _at_most(term: Term, one: Callable[[str], Condition]) -> Condition:
    """A condition that more messages fulfil than are meant: its opposite says nothing."""
    return ALL if term.negated else _any(map(one, term.values))


# --- patterns ---


def _glob(text: str) -> str:
    """`text` with what GLOB would take for its own."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in text)


def _like(column: str, pattern: str) -> Condition:
    """Letters of ASCII in either case, and `*` for anything; a NUL would end the text for GLOB."""
    lower = "".join(map(_ascii_lower, pattern))
    if ANYTHING not in lower:
        return Condition(f"lower({column}) = ?", (lower,))
    return Condition(f"lower({column}) GLOB ?", (ANYTHING.join(map(_glob, lower.split(ANYTHING))),))


def _ascii_lower(character: str) -> str:
    return character.lower() if character.isascii() else character


#: Most texts are ASCII, which is found out sooner than what GLOB would say of them.
_ASCII = "length(CAST(body.text AS BLOB)) = length(body.text) AND NOT instr(body.text, char(0))"


def _holds(needle: str) -> Condition:
    """A text with the needle in it, as `fold` compares them."""
    folded = fold(needle)
    if "\x00" not in folded and any(not c.isascii() and other_case(c) != c for c in folded):
        classes = (_glob(c) if other_case(c) == c else f"[{c}{other_case(c)}]" for c in folded)
        # GLOB sees nothing behind a NUL.
        sql = f"CASE WHEN {_ASCII} THEN 0 ELSE (body.text GLOB ? OR instr(body.text, char(0))) END"
        return Condition(sql, (f"*{''.join(classes)}*",))
    lower = "".join(map(_ascii_lower, folded))
    return Condition("instr(lower(body.text), ?) > 0", (lower,)) if lower == folded else ALL


# --- of both ---


def _state_in(column: str, states: Iterable[State]) -> Condition:
    names = tuple(str(state) for state in states)
    if not names:
        return Condition("0")
    return Condition(f"{column} IN ({', '.join('?' * len(names))})", names)


def _standing(column: str, term: Term) -> Condition:
    counted = [state for state in COUNTED_STATES if could_mean(term, state) is not Could.NO]
    if len(counted) == len(COUNTED_STATES):
        return ALL
    return _state_in(column, counted)


def _code(term: Term, columns: str) -> Condition:
    """`columns` is where state and code stand: `message.` or nothing. Of what is submitted nobody can say here."""
    state, code = f"{columns}state", f"{columns}code"

    def one(value: str) -> Condition:
        unsaid: list[State] = [
            at
            for at in COUNTED_STATES
            if at not in (State.ACCEPTED, State.SUBMITTED, State.IN_DOUBT)
            and fits(value, "DELIVERED" if at is State.DELIVERED else UNTOLD)
        ]
        if fits(value, ""):
            unsaid += [State.ACCEPTED, State.IN_DOUBT]
        said, empty = _like(code, value), _state_in(state, unsaid)
        return Condition(f"CASE WHEN {code} = '' THEN {empty.sql} ELSE {said.sql} END", (*empty.values, *said.values))

    exact = _exactly(term, one)
    if not any(fits(value, HANDED_OVER) or fits(value, "") for value in term.values) and not term.negated:
        return Condition(f"({state} != 'submitted' AND {exact.sql})", exact.values)
    return Condition(f"({state} IN ('submitted', 'submitting') OR {exact.sql})", exact.values)


# --- of figures ---

_FIGURES: dict[str, Callable[[Term], Condition]] = {
    "status": lambda term: _standing("state", term),
    "is": lambda term: _standing("state", term),
    "code": lambda term: _code(term, ""),
    "country": lambda term: _exactly(term, lambda value: Condition("country = ?", (value,))),
    "carrier": lambda term: _exactly(term, lambda value: _like("carrier", value)),
}


# --- of messages ---

_LIFE = "CAST(life AS TEXT)"

#: Columns of `message.state` in a sieve: what is being handed over is counted as accepted.
_STATE = "iif(message.state = 'submitting', 'accepted', message.state)"

#: Where the country stands in `sms.message.Life`.
_COUNTRY = f"ifnull(json_extract({_LIFE}, '$[7]'), '')"


def _to(value: str) -> Condition:
    if value[0] == ANYTHING:
        return Condition("substr(message.recipient, ?) = ?", (1 - len(value), value[1:]))
    return Condition("(message.recipient >= ? AND message.recipient < ?)", (value, value + ":"))


def _carrier(value: str) -> Condition:
    """It stands in the life, or nothing was handed over yet."""
    if ANYTHING in value:
        return ALL
    quoted = f'"{value}"'.lower()
    plain = quoted.isascii() and quoted.isprintable() and "\\" not in quoted and '"' not in value
    if not plain:
        return ALL
    lane = _like("message.lane", value)
    return Condition(f"({lane.sql} OR instr(lower({_LIFE}), ?))", (*lane.values, quoted))


def _is(term: Term) -> Condition:
    found = _standing(_STATE, term)
    if found == ALL and not term.negated and term.values == ("retried",):
        # A hand-over or a part with another number than 1.
        return Condition(f"({_LIFE} GLOB '*[[][2-9]*' OR {_LIFE} GLOB '*[[]1[0-9]*')")
    return found


def _segments(value: str) -> Condition:
    return Condition("body.segments BETWEEN ? AND ?", segments_of(value))


#: A character outside the alphabet, for GLOB: the frequent ones first, `]` in front and `-` last, as it wants them.
_FOREIGN = f"*[^]a-zA-Z0-9 .,:{''.join(sorted(gsm7.CHARACTERS - set(']^-')))}^-]*"

#: The same among ASCII, where few are foreign.
_FOREIGN_ASCII = f"*[{''.join(sorted(set(map(chr, range(1, 128))) - gsm7.CHARACTERS))}]*"


def _encoding(value: str) -> Condition:
    if value == "other":
        return Condition("body.given != x''")
    sign = "NOT " if value == "gsm7" else ""
    judged = f"body.text {sign}GLOB ?"
    # GLOB sees nothing behind a NUL.
    sql = f"CASE WHEN {_ASCII} THEN {judged} ELSE {judged} OR instr(body.text, char(0)) END"
    return Condition(f"(body.given != x'' OR {sql})", (_FOREIGN_ASCII, _FOREIGN))


_MESSAGE: dict[str, Callable[[Term], Condition]] = {
    "to": lambda term: _exactly(term, _to),
    "from": lambda term: _exactly(term, lambda value: _like("body.sender", value)),
    "text": lambda term: _at_most(term, _holds),
    "id": lambda term: _exactly(term, lambda value: Condition("message.id = ?", (int(value),))),
    "status": lambda term: _standing(_STATE, term),
    "is": _is,
    "code": lambda term: _code(term, "message."),
    "country": lambda term: _exactly(term, lambda value: Condition(f"{_COUNTRY} = ?", (value,))),
    "carrier": lambda term: _at_most(term, _carrier),
    "task": lambda term: _exactly(term, lambda value: _like("body.task_id", value)),
    "type": lambda term: _exactly(term, lambda value: Condition("body.type = ?", (value,))),
    "seg": lambda term: _exactly(term, _segments),
    "enc": lambda term: _at_most(term, _encoding),
}
