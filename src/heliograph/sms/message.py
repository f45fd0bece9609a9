"""A message and its parts as values: body, message, segments, attempts.

The body is what the client asked for and never changes. The message is its life: one or more segments, each with the
hand-overs (attempts) made for it. `lifecycle.step` is the only thing that makes the next message from this one.

The structs are encoded as arrays (`array_like`): new fields go at the end, with a default, so that every later release
reads what every earlier one stored.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.given import ReceiptFor
from heliograph.sms.plan import Failover, OnUnknown, Route

__all__ = [
    "FINAL",
    "Attempt",
    "Body",
    "Decision",
    "Life",
    "Message",
    "OnUnknown",
    "Route",
    "Segment",
    "State",
    "Summary",
    "deciding_attempt",
    "decision",
    "is_final",
    "lane_of",
    "message_state",
    "rounds_of",
    "route_of",
    "segment_state",
    "summarise",
]


class State(StrEnum):
    """Where a segment, an attempt or a whole message stands (DESIGN §4)."""

    ACCEPTED = "accepted"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    IN_DOUBT = "in_doubt"
    DELIVERED = "delivered"
    FAILED = "failed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


#: States that a segment leaves only by proof of delivery (I2).
FINAL = frozenset({State.DELIVERED, State.FAILED, State.REJECTED, State.EXPIRED, State.CANCELLED, State.UNKNOWN})


class Attempt(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One hand-over of one segment to one carrier."""

    number: int
    """1, 2, … within its segment; never used twice."""
    carrier: str
    state: State = State.SUBMITTING
    carrier_message_id: str = ""
    """The carrier's id from submit_sm_resp, as received; empty while unknown."""
    handed_at: int = 0
    """UTC milliseconds when the submit_sm was written; 0 while unknown."""
    received_at: int = 0
    """UTC milliseconds when the receipt that settled it arrived; 0 while none has."""
    code: str = ""
    """Delivery status code from the catalogue, `DELIVERED`, `UNDELIV`, `ESME_RINVDSTADR`; empty while unknown."""
    claimed_at: int = 0
    """UTC milliseconds when it was written as submitting; unmatched receipts are only looked for from here on."""
    words: CarrierWords | None = None
    """What the carrier's last receipt for it said in its own words; None while none has come."""
    price: int = 0
    """What the carrier charges for it if it takes it, in millionths, at the price when it was claimed."""
    currency: str = ""
    """Of `price`, ISO 4217; empty where no price is known."""
    taken: bool = False
    """Whether the carrier is known to have taken it: by its response, or by a receipt."""
    queries: int = 0
    """How often the carrier was to be asked for its receipt."""


class Segment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One part of the message as a carrier gets it, with the hand-overs made for it."""

    number: int
    """1, 2, … counted on over all carriers that the message was given to: its place in the text is behind `first`."""
    work: State | None = State.ACCEPTED
    """Work not done yet: ACCEPTED (waits in the outbox), SUBMITTING (the attempt `handed` is under way), or None."""
    attempts: tuple[Attempt, ...] = ()
    verdict: State | None = None
    """A final state reached without a hand-over: expired, cancelled, rejected."""
    code: str = ""
    """The code that goes with `verdict`."""
    due: int = 0
    """UTC milliseconds of the store's clock from which it may be claimed."""
    handed: int = 0
    """How many attempt numbers have been used, released ones included."""
    refusals: int = 0
    """How many refusals count against the retry limit (throttling does not)."""
    doubt_due: int = 0
    """When an attempt in doubt is to be resolved; 0 when nothing waits for that."""
    looks: int = 0
    """How often the doubt was looked at while only some parts of the message had a receipt."""


class Life(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The mutable part of a message, as one column."""

    segments: tuple[Segment, ...]
    """Its parts at the present carrier, behind those of the carriers that it has left (`failover.past`)."""
    route: Route = Route()
    reference: int = 0
    """Concatenation reference, one octet, shared by its parts at the present carrier and all their attempts."""
    entries: int = 0
    """How many timeline entries were written; bounded by `timeline.ENTRIES_MAX`."""
    told: int = 0
    """What subscribers were told of it: see `sms.revision`."""
    failover: Failover | None = None
    """Where it may go on; None where it has one carrier only."""
    receipt_for: ReceiptFor | None = None
    """The SMPP customer who is told how it ended; None where none brought it."""
    country: str = ""
    """The recipient's country, ISO 3166 or 001; empty where it was not looked up."""
    billed: int = 0
    """Segments that the client is billed, as in the body; 0 for as many as there are parts."""
    day: int = 0
    """The day that it counts in, from 1970-01-01 where the operator counts; 0 where it was not said."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """A message as the lifecycle sees it: narrow, without its text."""

    id: int
    account: str
    request_id: str
    to: str
    """MSISDN, digits only, E.164 without the plus sign."""
    lane: str
    """Name of the carrier whose links may claim it."""
    priority: int
    """0 first (OTP), 1 (notice), 2 (marketing)."""
    accepted_at: int
    validity_until: int
    """UTC milliseconds after which nothing is handed over any more."""
    life: Life
    wake_at: int = 0
    """When the message must be looked at though nothing happened; 0 when final."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.life.segments


class Body(msgspec.Struct, frozen=True, gc=False):
    """What the client asked for; written once with the message and never changed."""

    text: str
    sender: str = ""
    """Sender ID (`From`), empty when none was given."""
    type: str = ""
    """`OTP`, `NOTIFY`, `MKT` or empty."""
    task_id: str = ""
    channel_id: str = ""
    country: str = ""
    region: str = ""
    carrier: str = ""
    """Name of the recipient's network as the number library knows it; empty when unknown."""
    segments: int = 1
    """Billed segments, as answered."""
    action: str = "SendMessageToGlobe"
    """The operation that brought it."""
    given: bytes = b""
    """What was given beside the text: see `sms.given`; empty where nothing was."""


class Summary(msgspec.Struct, frozen=True, gc=False):
    """What is known of a message now, as QueryMessage, lists and receipts to subscribers tell it."""

    state: State
    final: bool
    status: int
    """1 delivered (or submitted where no receipts come), 2 otherwise ended, 3 on its way."""
    code: str = ""
    sent_at: int = 0
    received_at: int = 0


#: A segment without undone work is the best of its attempts: lower is better. Ties keep the earlier attempt.
_BEST = {
    State.DELIVERED: 0,
    State.SUBMITTED: 1,
    State.IN_DOUBT: 2,
    State.EXPIRED: 3,
    State.UNKNOWN: 4,
    State.FAILED: 5,
    State.REJECTED: 6,
    State.CANCELLED: 7,
    State.SUBMITTING: 8,
    State.ACCEPTED: 9,
}

#: A message is its least advanced segment until all are final, then its worst: higher wins.
_WORST = {
    State.DELIVERED: 0,
    State.CANCELLED: 1,
    State.UNKNOWN: 2,
    State.EXPIRED: 3,
    State.REJECTED: 4,
    State.FAILED: 5,
    State.SUBMITTED: 6,
    State.IN_DOUBT: 7,
    State.SUBMITTING: 8,
    State.ACCEPTED: 9,
}

#: Where receipts never come, `submitted` is an end like `delivered`, so that it must not hide a segment that failed.
_WORST_WITHOUT_RECEIPTS = _WORST | {State.DELIVERED: -1, State.SUBMITTED: 0}


def segment_state(segment: Segment) -> State:
    """The segment's state: delivered if any attempt is, else its undone work, else the best of its attempts."""
    best: State | None = segment.verdict
    for attempt in segment.attempts:
        if attempt.state is State.DELIVERED:
            return State.DELIVERED
        if best is None or _BEST[attempt.state] < _BEST[best]:
            best = attempt.state
    if segment.work is not None:
        return segment.work
    return best if best is not None else State.ACCEPTED


def deciding_attempt(segment: Segment) -> Attempt | None:
    """The attempt that a segment's state is read from, or the latest; None before the first hand-over."""
    if len(segment.attempts) < 2:
        return segment.attempts[0] if segment.attempts else None
    if segment.work is not None and not any(a.state is State.DELIVERED for a in segment.attempts):
        return segment.attempts[-1]
    return min(segment.attempts, key=lambda attempt: _BEST[attempt.state])


def rounds_of(life: Life) -> Iterator[tuple[Route, tuple[Segment, ...]]]:
    """The message's parts at each carrier that it was given to, with that carrier's route; the present one last."""
    if life.failover is None:
        yield life.route, life.segments
        return
    past = life.failover.past
    ends = (*(following.first for following in past[1:]), life.failover.first)
    for left, end in zip(past, ends, strict=False):
        yield left.route, life.segments[left.first : end]
    yield life.route, life.segments[life.failover.first :]


def route_of(life: Life, number: int) -> Route:
    """The route of the carrier that the segment with this number is for."""
    if life.failover is None or number > life.failover.first:
        return life.route
    return next(left.route for left in reversed(life.failover.past) if number > left.first)


def lane_of(message: Message, number: int) -> str:
    """The carrier that the segment with this number is for."""
    failover = message.life.failover
    if failover is None or number > failover.first:
        return message.lane
    return next(left.lane for left in reversed(failover.past) if number > left.first)


class Decision(NamedTuple):
    """How the whole message stands, and the parts that say so: those at one carrier."""

    state: State
    final: bool
    segments: tuple[Segment, ...]


def decision(life: Life) -> Decision:
    """How the message stands: independent of the order in which its segments got where they are.

    At one carrier it is its least advanced part until all have ended, then its worst. Of several carriers one that has
    delivered all parts decides, else the present one while it has work to do, else the best of them: a carrier left
    behind counts while it may yet deliver every part, and once the message has ended only if it has (I2).
    """
    if life.failover is None or not life.failover.past:
        return _at(life.segments, life.route)
    *past, (route, segments) = rounds_of(life)
    present = _at(segments, route)
    left = [_left(parts, at) for at, parts in past if not any(segment_state(part) in _LOST for part in parts)]
    open_ones = [one for one in left if one.final or not life.failover.ended]
    for one in (*open_ones, present):
        if one.state is State.DELIVERED:
            return one
    if present.state in (State.ACCEPTED, State.SUBMITTING):
        return present
    return min((present, *open_ones), key=lambda one: (_BEST[one.state], not one.final))


#: A carrier left behind with such a part will not deliver the message.
_LOST = FINAL - {State.DELIVERED}


def _at(segments: tuple[Segment, ...], route: Route) -> Decision:
    """How it stands at one carrier."""
    if len(segments) == 1:
        state = segment_state(segments[0])
    else:
        state = worst_of([segment_state(segment) for segment in segments], route)
    return Decision(state, is_final(state, route), segments)


def worst_of(states: Sequence[State], route: Route) -> State:
    """The state of parts at one carrier: the least advanced until all have ended, then the worst."""
    return max(states, key=(_WORST if route.receipts else _WORST_WITHOUT_RECEIPTS).__getitem__)


def _left(segments: tuple[Segment, ...], route: Route) -> Decision:
    """How it stands at a carrier that it has left; what is still under way there is as good as a doubt."""
    found = _at(segments, route)
    return found._replace(state=State.IN_DOUBT) if found.state is State.SUBMITTING else found


def message_state(message: Message) -> State:
    """The state of the whole message, as `decision` has it."""
    return decision(message.life).state


def is_final(state: State, route: Route) -> bool:
    """Whether `state` is an end on this route (`submitted` is one where receipts never come)."""
    return state in FINAL or (state is State.SUBMITTED and not route.receipts)


def summarise(message: Message) -> Summary:
    """What is known of the message now. `sent_at` is the first hand-over, `received_at` the last receipt once final."""
    state, final, segments = decision(message.life)
    sent_at = received_at = 0
    code = ""
    for segment in message.life.segments:
        for attempt in segment.attempts:
            if attempt.handed_at and (not sent_at or attempt.handed_at < sent_at):
                sent_at = attempt.handed_at
    if final:
        for segment in segments:
            decided = deciding_attempt(segment)
            if decided is not None and decided.received_at > received_at:
                received_at = decided.received_at
            if not code and segment_state(segment) is state:
                code = decided.code if decided is not None and decided.state is state else segment.code
    delivered = state is State.DELIVERED or (final and state is State.SUBMITTED)
    status = 3 if not final else 1 if delivered else 2
    return Summary(state, final, status, code, sent_at, received_at)
