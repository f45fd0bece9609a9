"""What the operator's rules fix for a message at its accept: the route of its carrier, and where it may go on.

Stored with the message, so that it holds whatever becomes of the configuration. The structs are encoded as arrays: new
fields go at the end, with a default.
"""

from enum import StrEnum

import msgspec

from heliograph.sms.alphabet import Alphabet
from heliograph.sms.long_messages import LongMessages


class OnUnknown(StrEnum):
    """What a route does after a hand-over whose outcome cannot be known (I4)."""

    RESEND = "resend"
    HOLD = "hold"


class Route(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the chosen route says about this message, fixed when the lane is filled."""

    receipts: bool = True
    """False on a route that never gives receipts: there `submitted` is final."""
    on_unknown: OnUnknown = OnUnknown.RESEND
    receipt_grace_ms: int = 3_600_000
    """How long after the validity a receipt is still waited for."""
    doubt_wait_ms: int = 5_000
    """How long a doubt waits for a receipt or a late response before it is resolved."""
    alphabet: Alphabet = Alphabet.GSM7_UNPACKED
    """What the text must fit, so as not to be cut for UCS-2."""
    long_messages: LongMessages = LongMessages.UDH8
    """How the text is cut, and its parts named."""
    query_after_ms: int = 0
    """How long after the hand-over the carrier is asked for a receipt that has not come; 0 where it never is."""


#: In `Terms.on`: refusals that another carrier need not share, once their retries are used up; and every refusal.
TEMPORARY, ANY = "temporary", "any"


class Terms(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """When a message goes on to another carrier. A time of 0 is never."""

    on: tuple[str, ...] = (TEMPORARY,)
    """Codes of refusals that send it on at once, `TEMPORARY`, or `ANY`."""
    on_receipt: tuple[str, ...] = ()
    """Codes of negative receipts that do."""
    down_ms: int = 30_000
    """How long it waits at a carrier without a link."""
    throttled_ms: int = 60_000
    """How long it waits at a carrier that takes nothing because it throttles."""
    no_receipt_ms: int = 0
    """How long after its hand-over a receipt is waited for, though the carrier has it."""


class PlanLane(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A carrier of the rule, and what its route says."""

    name: str
    route: Route = Route()


class Plan(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The carriers that a message may take, the first chosen first, then in the order in which it goes on."""

    lanes: tuple[PlanLane, ...]
    terms: Terms = Terms()


class Round(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The message at a carrier that it has left: segments from `first` up to the next round's are its parts there."""

    lane: str
    route: Route
    reference: int
    first: int
    """How many segments there are before them."""


class Failover(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a message may go on, and where it has been."""

    plan: Plan
    parts: tuple[int, ...] = ()
    """For each carrier of the plan, how many segments the text has there; empty where it has as many at all."""
    past: tuple[Round, ...] = ()
    first: int = 0
    """How many segments belong to past rounds; those behind them are the message's parts at its present carrier."""
    moves: int = 0
    """How often it went on."""
    handed: int = 0
    """Attempt numbers up to this one may have been used for segments that are no more: a late word about one of those
    must not be taken for another's."""
    ended: bool = False
    """Whether the message has been final once: from then on only a carrier that has delivered all of it counts beside
    the present one."""
