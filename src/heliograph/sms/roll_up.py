"""What a message adds to the figures that reports and dashboards read, so that nobody ever has to count messages.

A message counts once, under the carrier it goes over, with its state as it is now: a change of state moves it. What a
carrier has charged counts under that carrier, also where another one delivered the message in the end. The sum over all
messages is therefore what the tables say, at any moment; `Tally` collects the differences of one transaction.
"""

from bisect import bisect_left
from typing import NamedTuple, TypeAlias, cast

from heliograph.sms.cost import segments_of_part
from heliograph.sms.message import Message, State, Summary, decision, lane_of

MINUTE_MS = 60_000
DAY_MINUTES = 24 * 60

#: Messages from before days were kept with them count by the real service's offset, +0800.
_OFFSET_BEFORE = 480

#: Ends of the classes of times, in milliseconds; longer ones are in the class 0.
TIME_CLASSES = (10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000)


class Counts(NamedTuple):
    """What is counted in one place."""

    messages: int
    segments: int
    """Of those messages, as the client is billed."""
    charged: int
    """Segments that the carrier has taken."""
    cost: int
    """What it charges for those, in millionths."""


#: What is counted apart: (day, minute, account, country, carrier, state, code, currency). `day` counts from 1970-01-01
#: where the operator counts, `minute` from then in UTC; what is being handed over is under the state `accepted`.
Place: TypeAlias = tuple[int, int, str, str, str, str, str, str]

#: A place and what one message adds there: the fields of both, so that messages alike are counted as one number.
Part: TypeAlias = tuple[int, int, str, str, str, str, str, str, int, int, int, int]

#: What a message adds, nearly always in one place.
Parts: TypeAlias = tuple[Part, ...]

#: How long something took: (day, minute, account, country, carrier, what, below). `what` is `submit`, from the accept
#: to the hand-over, or `receipt`, from there to the receipt; `below` is the end of its class.
Took: TypeAlias = tuple[int, int, str, str, str, str, int]


def parts_of(message: Message, summary: Summary) -> Parts:
    """What a message adds, given its own summary."""
    life = message.life
    segments = life.segments
    state = "accepted" if summary.state is State.SUBMITTING else str(summary.state)
    minute = message.accepted_at // MINUTE_MS
    day = life.day or (minute + _OFFSET_BEFORE) // DAY_MINUTES
    billed = life.billed or len(segments)
    if len(segments) > 1 or len(segments[0].attempts) > 1:
        start = (day, minute, message.account, life.country)
        return tuple(
            (*start, carrier, state, summary.code, currency, *counts)
            for carrier, currency, counts in _counts_of_several(message, billed)
        )
    carrier, currency, charged, cost = message.lane, "", 0, 0
    for attempt in segments[0].attempts:
        carrier = attempt.carrier
        if attempt.taken:
            currency, charged, cost = attempt.currency, billed, attempt.price
    place = (day, minute, message.account, life.country, carrier, state, summary.code, currency)
    return ((*place, 1, billed, charged, cost),)


def only_claimed(before: Parts, message: Message, summary: Summary) -> bool:
    """Whether a message surely still adds what it did: a claim is a third of all changes."""
    if summary.state is not State.SUBMITTING or len(before) > 1 or len(message.life.segments) > 1:
        return False
    [(_, _, _, _, carrier, state, _, _, _, _, charged, _)] = before
    attempts = message.life.segments[0].attempts
    if charged or state != "accepted" or attempts[-1].carrier != carrier:
        return False
    return not any(attempt.taken for attempt in attempts) if len(attempts) > 1 else not attempts[0].taken


def _counts_of_several(message: Message, billed: int) -> list[tuple[str, str, Counts]]:
    """By carrier and currency; the message itself counts under the carrier that it goes over."""
    life, segments = message.life, message.life.segments
    charges: dict[tuple[str, str], tuple[int, int]] = {}
    for segment in segments:
        for attempt in segment.attempts:
            if attempt.taken:
                count, cost = charges.get((attempt.carrier, attempt.currency), (0, 0))
                each = billed if len(segments) == 1 else segments_of_part(life, segment.number)
                charges[attempt.carrier, attempt.currency] = count + each, cost + attempt.price
    main = carrier_of(message)
    currency = next((currency for carrier, currency in charges if carrier == main), "")
    charges.setdefault((main, currency), (0, 0))
    return [
        (*at, Counts(*((1, billed) if at == (main, currency) else (0, 0)), *charged)) for at, charged in charges.items()
    ]


def carrier_of(message: Message) -> str:
    """The carrier that the message goes over; of several, the one whose parts say how it stands."""
    if message.life.failover is not None and message.life.failover.past:
        return lane_of(message, decision(message.life).segments[0].number)
    segments = message.life.segments
    return next((segment.attempts[-1].carrier for segment in segments if segment.attempts), message.lane)


class Tally:
    """The differences that the messages of one transaction have made."""

    def __init__(self) -> None:
        self._messages: dict[Part, int] = {}
        self.times: dict[Took, int] = {}

    def added(self, parts: Parts) -> None:
        """A new message."""
        messages = self._messages
        for part in parts:
            messages[part] = messages.get(part, 0) + 1

    def moved(self, before: Parts, after: Parts) -> None:
        """A message is not where it was."""
        messages = self._messages
        for part in before:
            messages[part] = messages.get(part, 0) - 1
        self.added(after)

    def took(self, parts: Parts, what: str, milliseconds: int) -> None:
        """Something took the message with these parts so long."""
        day, minute, account, country, carrier, *_ = parts[0]
        took = (day, minute, account, country, carrier, what, time_class(milliseconds))
        self.times[took] = self.times.get(took, 0) + 1

    def add(self, other: "Tally") -> None:
        """Take over what another has counted."""
        for part, count in other._messages.items():
            self._messages[part] = self._messages.get(part, 0) + count
        for took, count in other.times.items():
            self.times[took] = self.times.get(took, 0) + count

    def counts(self) -> dict[Place, list[int]]:
        """By place the differences, in the order of `Counts`; where they come to nothing they are left out."""
        found: dict[Place, list[int]] = {}
        for (*place, messages, segments, charged, cost), count in self._messages.items():
            if count:
                sums = found.setdefault(cast(Place, tuple(place)), [0, 0, 0, 0])
                for n, number in enumerate((messages, segments, charged, cost)):
                    sums[n] += count * number
        return {place: sums for place, sums in found.items() if any(sums)}


def time_class(milliseconds: int) -> int:
    """The end of the class that a time belongs to; 0 for those longer than the last."""
    place = bisect_left(TIME_CLASSES, milliseconds)
    return TIME_CLASSES[place] if place < len(TIME_CLASSES) else 0
