"""One carrier's lane: how many of its segments are claimed, handed over and not yet settled, and when it may go on."""

import asyncio
from dataclasses import dataclass, field, replace

from heliograph.carriers.port import Carrier, HandOver, LinkState
from heliograph.delivery.flow import Flow
from heliograph.delivery.held import Held
from heliograph.delivery.recent import Recent

#: Over which the rate of hand-overs is taken: long enough to be steady, short enough to follow.
RATE_SECONDS = 10


@dataclass(slots=True)
class Lane:
    """The mutable state of one lane. Only `Delivery` changes it."""

    carrier: Carrier
    held: Held = field(default_factory=Held)
    """Claimed, so written as submitting, but not handed over: the refill for slots that come free."""
    uncommitted: int = 0
    """Answers given to the store and not yet durable."""
    claiming: bool = False
    again: bool = False
    """Work or slots came while a claim was under way."""
    drained: bool = False
    """Nothing that is due waited when it was looked last, and no hint has come since: free slots bring no claim."""
    ride: "asyncio.Future[None] | None" = None
    """Done when the commit is over that may claim new messages for it; None while there is none."""
    flow: Flow = field(default_factory=Flow)
    """What the carrier is given just now: its pace and circuit."""
    handed: Recent = field(default_factory=Recent)
    """Segments handed over lately."""
    receipts: Recent = field(default_factory=Recent)
    """Receipts stored lately."""
    stopped: bool = False
    closed: bool = False
    """An order keeps it shut: nothing is claimed or handed over, and what was claimed is given back."""
    unbound: bool = False
    """Its carrier is not started, or stopped again, by order."""

    @property
    def name(self) -> str:
        return self.carrier.name

    @property
    def at_rest(self) -> bool:
        """Whether nothing of it is claimed and not handed over."""
        return not self.held and not self.claiming

    @property
    def under_way(self) -> int:
        """Segments handed over and unanswered."""
        return self.carrier.window() - self.carrier.free()

    @property
    def throttled_since(self) -> int:
        """When the carrier began to answer nothing else; UTC milliseconds of the store's clock, 0 where it does not."""
        return self.flow.throttled_since

    def state(self, now: int) -> LinkState:
        """How the carrier stands, with what this lane knows of it; `now` is the store's clock."""
        return replace(
            self.carrier.state(),
            circuit=self.flow.circuit(now),
            rate=self.flow.rate(now),
            rate_now=self.handed.within(RATE_SECONDS, now) / RATE_SECONDS,
            receipts_per_minute=self.receipts.within(60, now),
        )

    def takes(self, now: int) -> bool:
        """Whether routes may lead here: a link is up, and the circuit lets messages through."""
        return self.carrier.window() > 0 and (self.flow.closed or self.flow.wants_probe(now, self.under_way))

    def may_hand_over(self, now: int) -> int:
        """How many of `held` may go out now: slots that are free, and never while the store is two windows behind."""
        if self.stopped or self.closed or self.uncommitted >= 2 * self.carrier.window():
            return 0
        return min(self.carrier.free(), len(self.held), self.flow.room(now, self.under_way))

    def may_claim(self, now: int) -> int:
        """How many segments to claim: the free slots and one refill of the window, less what is held (I4).

        No more than may flow now: what is claimed cannot be overtaken by a one-time code.
        """
        window = self.carrier.window()
        if self.stopped or self.closed or not window or self.uncommitted >= 2 * window:
            return 0
        room = min(self.carrier.free() + window, self.flow.room(now, self.under_way))
        return max(0, room - len(self.held))

    def next_hand_overs(self, now: int) -> list[HandOver]:
        """Take out of `held` what may go out now, so many segments as may flow and the rest of the last message."""
        going: list[HandOver] = []
        if not self.held:  # As at most of the hints that there is work, one for each accept.
            return going
        room, segments = self.flow.room(now, self.under_way), 0
        for _ in range(self.may_hand_over(now)):
            if segments >= room:
                break
            going.append(self.held.popleft())
            segments += going[-1].segments
        self.flow.left(segments)
        self.handed.add(segments, now)
        return going

    def opens_at(self, now: int) -> int | None:
        """When to look again, as far as time alone decides what may go out."""
        return self.flow.opens_at(now) if self.carrier.window() else None
