"""One carrier's lane: how many of its segments are claimed, handed over and not yet settled, and when it may go on."""

from dataclasses import dataclass, field

from heliograph.carriers.port import Carrier, LinkState
from heliograph.delivery.held import Held


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
    throttles: int = 0
    """How many throttling answers came in a row."""
    throttled_since: int = 0
    """When the carrier began to answer nothing else; UTC milliseconds of the store's clock, 0 where it does not."""
    resume_at: int = 0
    """Until then the carrier asked for silence; UTC milliseconds of the store's clock."""
    stopped: bool = False

    @property
    def name(self) -> str:
        return self.carrier.name

    def state(self) -> LinkState:
        """How the carrier stands, with what this lane knows of it."""
        return self.carrier.state()

    def may_hand_over(self, now: int) -> int:
        """How many of `held` may go out now: slots that are free, and never while the store is two windows behind."""
        if self.stopped or now < self.resume_at or self.uncommitted >= 2 * self.carrier.window():
            return 0
        return min(self.carrier.free(), len(self.held))

    def may_claim(self, now: int) -> int:
        """How many segments to claim: the free slots and one refill of the window, less what is held (I4)."""
        window = self.carrier.window()
        if self.stopped or now < self.resume_at or not window or self.uncommitted >= 2 * window:
            return 0
        return max(0, self.carrier.free() + window - len(self.held))
