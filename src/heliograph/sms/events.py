"""What can happen to a message, and what must be done about it: the events and effects of its life, as values.

An event names a segment, and most name one hand-over of it. An effect is performed by the store in the same write as
the state that it goes with. Which event has which effects stands in `lifecycle`.
"""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State

# --- events: what can happen ------------------------------------------------------------------------------------


class Claimed(msgspec.Struct, frozen=True, gc=False):
    """A link took the segment: the next attempt begins and is on disk before anything goes out."""

    segment: int
    carrier: str
    price: int = 0
    """What the carrier charges for it, in millionths of `currency`."""
    currency: str = ""


class Released(msgspec.Struct, frozen=True, gc=False):
    """The attempt was surely not written to the carrier; its segment waits again from `due`."""

    segment: int
    attempt: int
    due: int


class SubmitOk(msgspec.Struct, frozen=True, gc=False):
    """submit_sm_resp with ESME_ROK (or query_sm found the message): the carrier has it under this id."""

    segment: int
    attempt: int
    carrier_message_id: str
    """As received."""
    handed_at: int
    key: str = ""
    """The id in the carrier's canonical form, under which receipts are looked for; empty where it is the id itself."""


class SubmitError(msgspec.Struct, frozen=True, gc=False):
    """submit_sm_resp with an error status: a known refusal.

    `retry_at` is when to try again by the status's class and the back-off, or 0 where the refusal is permanent;
    `counted` says whether it uses up a retry (throttling does not). `passing` is a fault that is the carrier's and not
    the message's: another carrier may take it.
    """

    segment: int
    attempt: int
    code: str
    handed_at: int
    retry_at: int = 0
    counted: bool = True
    passing: bool = False


class SubmitLost(msgspec.Struct, frozen=True, gc=False):
    """The outcome cannot be known: the link fell, time ran out, or the process died before the response was stored."""

    segment: int
    attempt: int
    handed_at: int = 0


class Resolve(msgspec.Struct, frozen=True, gc=False):
    """The wait for a doubt is over and no receipt settled it: the route's `on_unknown` decides.

    `candidates` counts the unmatched receipts that may be its own; with any, the carrier has very likely had it, so it
    is held whatever the route says. `incomplete` says that they are fewer than the message's parts in doubt: the others
    may still come, so it is looked at again, and only then does the route decide. A doubt that is held comes up again
    and again, each time after twice as long, for its receipt may come much later.
    """

    segment: int
    attempt: int
    candidates: int = 0
    incomplete: bool = False


class ReceiptArrived(msgspec.Struct, frozen=True, gc=False):
    """A receipt for the attempt. `state` is `submitted` for one that is no verdict (ENROUTE, ACCEPTD, UNKNOWN)."""

    segment: int
    attempt: int
    state: State
    code: str
    received_at: int
    carrier_message_id: str = ""
    words: CarrierWords | None = None
    asked: bool = False
    """Whether it is the carrier's answer to query_sm, and no receipt that came by itself."""


class QueryDue(msgspec.Struct, frozen=True, gc=False):
    """The receipt is overdue, and the route asks the carrier: see `lifecycle.query_due`."""

    segment: int
    attempt: int


class QueryRefused(msgspec.Struct, frozen=True, gc=False):
    """The carrier did not tell: it knows the message no more, or has no query_sm. It changes nothing."""

    segment: int
    attempt: int
    code: str


class DeadlinePassed(msgspec.Struct, frozen=True, gc=False):
    """No receipt came while one was still waited for."""

    segment: int
    attempt: int


class Overdue(msgspec.Struct, frozen=True, gc=False):
    """The carrier has it, and no receipt came for as long as its route waits before it goes on to another."""

    segment: int
    attempt: int


class Reroute(msgspec.Struct, frozen=True, gc=False):
    """It waits at a carrier that cannot take it: it goes on where its plan has another."""

    segment: int


class ValidityOver(msgspec.Struct, frozen=True, gc=False):
    """The segment was not handed over inside the message's validity."""

    segment: int


class Cancelled(msgspec.Struct, frozen=True, gc=False):
    """Withdrawn before a hand-over: by the client, or because its accept was answered with an error (I6)."""

    segment: int


class Refused(msgspec.Struct, frozen=True, gc=False):
    """No carrier will take it: no route, or the number is blocked."""

    segment: int
    code: str


AttemptEvent: TypeAlias = (
    Released
    | SubmitOk
    | SubmitError
    | SubmitLost
    | Resolve
    | ReceiptArrived
    | QueryDue
    | QueryRefused
    | DeadlinePassed
    | Overdue
)
SegmentEvent: TypeAlias = Claimed | ValidityOver | Cancelled | Refused | Reroute
Event: TypeAlias = AttemptEvent | SegmentEvent

# --- effects: what the store must do in the same write ------------------------------------------------------------


class Enqueue(msgspec.Struct, frozen=True, gc=False):
    """Put the segment into the outbox of the message's lane as it is after the event, to be claimed from `due` on."""

    segment: int
    due: int


class Dequeue(msgspec.Struct, frozen=True, gc=False):
    """Take the segment out of the outbox of the message's lane as it was before the event: there is nothing left to do
    for it there."""

    segment: int


class Leave(msgspec.Struct, frozen=True, gc=False):
    """Take the attempt out of `inflight`: its hand-over is over, known or not."""

    segment: int
    attempt: int


class Refer(msgspec.Struct, frozen=True, gc=False):
    """Write the carrier's id into the directory, so that a receipt finds the attempt."""

    segment: int
    attempt: int
    carrier: str
    key: str
    """The id in the carrier's canonical form; empty where the carrier named none."""


class Query(msgspec.Struct, frozen=True, gc=False):
    """Have the carrier asked what became of the attempt. Nothing is lost where that fails: it is asked again later."""

    segment: int
    attempt: int


class Doubted(msgspec.Struct, frozen=True, gc=False):
    """Count a hand-over whose outcome cannot be known."""

    segment: int
    attempt: int


class Resent(msgspec.Struct, frozen=True, gc=False):
    """Count a segment that goes out again after a doubt: the recipient may get it twice."""

    segment: int
    attempt: int


class Why(StrEnum):
    """Why a message went on to another carrier."""

    REFUSED = "refused"
    RECEIPT = "receipt"
    NO_RECEIPT = "no_receipt"
    DOWN = "down"
    THROTTLED = "throttled"
    DISABLED = "disabled"
    GONE = "gone"
    """It is no longer in the configuration."""
    PAUSED = "paused"
    """An order holds what waits there: nothing goes on for it."""
    TAKEN = "taken"
    """Back to one that has all of it after all, before the next was given any."""


class FailedOver(msgspec.Struct, frozen=True, gc=False):
    """Write which carrier the message is with now, and count that it went on."""

    segment: int
    """The part whose event it was."""
    left: str
    lane: str
    why: Why
    code: str = ""
    """The carrier's word, where it gave one."""
    again: int = 0
    """How many parts the carrier that it left may have: those the recipient may get twice."""


class Stray(msgspec.Struct, frozen=True, gc=False):
    """Count an event that fits no rule; it is kept in the timeline."""

    event: Event


Effect: TypeAlias = Enqueue | Dequeue | Leave | Refer | Query | Doubted | Resent | FailedOver | Stray
