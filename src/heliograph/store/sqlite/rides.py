"""Rides: what a lane's owner takes of new messages in the very transaction that accepts them.

An offer is made as the transaction begins and consumed while it runs; what it took is handed out when the commit is
durable. A kind that is rolled back gives back what it took.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from heliograph.store.port import Claim, Claimant


@dataclass(slots=True)
class Ride:
    """One lane's offer in one transaction."""

    claimant: Claimant
    room: int
    """Segments that it takes at most."""
    claims: list[Claim] = field(default_factory=list)
    kept: int = 0
    """So many of the claims are of kinds that have ended."""

    @property
    def left(self) -> int:
        return self.room - len(self.claims)

    def begin(self) -> None:
        """A kind begins: what was taken before stays."""
        self.kept = len(self.claims)

    def revert(self) -> None:
        """The kind was rolled back."""
        del self.claims[self.kept :]


#: By lane.
Rides = Mapping[str, Ride]

NO_RIDES: Rides = MappingProxyType({})


class StandingBy:
    """The owners that wait for what their lanes are given."""

    def __init__(self) -> None:
        self._claimants: dict[str, Claimant] = {}

    def set(self, lane: str, claimant: Claimant | None) -> None:
        if claimant is None:
            self._claimants.pop(lane, None)
        else:
            self._claimants[lane] = claimant

    def offers(self, lanes: Iterable[str]) -> Rides:
        """Ask the owners of these lanes for room; each that has some must be answered by `answer`."""
        rides = {}
        for lane in lanes:
            claimant = self._claimants.get(lane)
            room = claimant.offer() if claimant is not None else 0
            if claimant is not None and room > 0:
                rides[lane] = Ride(claimant, room)
        return rides


def answer(rides: Rides, durable: bool) -> None:
    """Give every owner what it has taken; nothing where the commit failed or nobody knows of it."""
    for ride in rides.values():
        ride.claimant.take(tuple(ride.claims) if durable else ())


def under_way(rides: Rides) -> Sequence[tuple[int, int, int]]:
    """(id, segment, attempt) of all that was taken."""
    return [(claim.message.id, claim.segment, claim.attempt) for ride in rides.values() for claim in ride.claims]
