"""Whether a message is meant by a search: the last word, however the message was found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from heliograph.sms.ended import shown_code
from heliograph.sms.given import read_given
from heliograph.sms.message import Body, Message, State, Summary, summarise
from heliograph.sms.message_id import ID_MAX, first_of
from heliograph.sms.roll_up import carrier_of
from heliograph.sms.search.fields import segments_of
from heliograph.sms.search.grammar import Search, Term
from heliograph.sms.search.patterns import fits, fold
from heliograph.sms.search.period import TIMES, period_of
from heliograph.sms.search.standing import STATUS
from heliograph.sms.segments import DataCoding, coding_of

Judge: TypeAlias = Callable[[Message, Body, Summary], bool]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search at a moment: its times as bounds of message ids, which sort by time, and the rest of its terms."""

    first: int
    """The lowest id that is meant."""
    end: int
    """The lowest one behind that is meant no more."""
    terms: tuple[Term, ...]

    def judge(self) -> Callable[[Message, Body], bool]:
        """Whether a message is meant. Make it once for many messages."""
        judges = tuple(_judge(term) for term in self.terms)
        first, end = self.first, self.end

        def is_meant(message: Message, body: Body) -> bool:
            if not first <= message.id < end:
                return False
            summary = summarise(message)
            return all(judge(message, body, summary) for judge in judges)

        return is_meant


def wanted_of(search: Search, now: int, offset_minutes: int) -> Wanted:
    """The search where it is `now`, UTC milliseconds, and dates are those of this offset."""
    since, until = period_of(search, now, offset_minutes)
    end = ID_MAX if until is None else first_of(until)
    return Wanted(first_of(since), end, tuple(term for term in search.terms if term.field not in TIMES))


def _judge(term: Term) -> Judge:
    one = _JUDGES[term.field]
    values, negated = term.values, term.negated
    return lambda message, body, summary: any(one(value, message, body, summary) for value in values) is not negated


def _to(value: str, message: Message, body: Body, summary: Summary) -> bool:
    return message.to.endswith(value[1:]) if value[0] == "*" else message.to.startswith(value)


def _is(value: str, message: Message, body: Body, summary: Summary) -> bool:
    match value:
        case "final":
            return summary.final
        case "open":
            return not summary.final
        case "waiting":
            return summary.state is State.ACCEPTED
        case "doubt":
            return summary.state is State.IN_DOUBT
        case "unreceipted":
            return summary.state is State.SUBMITTED and not summary.final
        case "retried":
            return any(attempt.number > 1 for segment in message.segments for attempt in segment.attempts)
        case "moved":
            return message.life.failover is not None and bool(message.life.failover.past)
        case "smpp":
            return message.life.receipt_for is not None
        case "refused":
            return False
    raise AssertionError(value)


def _segments(value: str, message: Message, body: Body, summary: Summary) -> bool:
    low, high = segments_of(value)
    return low <= body.segments <= high


def encoding_of(body: Body) -> str:
    """How the text is coded: as the customer gave it, else as the text needs."""
    given = read_given(body.given)
    coding = coding_of(body.text) if given is None or given.octets is None else given.data_coding
    return _ENCODINGS.get(coding, "other")


_ENCODINGS: dict[int, str] = {DataCoding.GSM7: "gsm7", DataCoding.UCS2: "ucs2"}

_JUDGES: dict[str, Callable[[str, Message, Body, Summary], bool]] = {
    "to": _to,
    "from": lambda value, message, body, summary: fits(value, body.sender),
    "text": lambda value, message, body, summary: fold(value) in fold(body.text),
    "id": lambda value, message, body, summary: message.id == int(value),
    "status": lambda value, message, body, summary: summary.state in STATUS[value],
    "is": _is,
    "code": lambda value, message, body, summary: fits(value, shown_code(summary.state, summary.final, summary.code)),
    "country": lambda value, message, body, summary: message.life.country == value,
    "carrier": lambda value, message, body, summary: fits(value, carrier_of(message)),
    "task": lambda value, message, body, summary: fits(value, body.task_id),
    "type": lambda value, message, body, summary: body.type == value,
    "seg": _segments,
    "enc": lambda value, message, body, summary: encoding_of(body) == value,
}
