"""Chooses the lane, and so the carrier, that a message takes.

For now an even spread over the lanes there are; routing by number, sender, cost and link health comes with its own
reasons, which `Choice` has a place for.
"""

from collections.abc import Sequence

import msgspec

from heliograph.sms.message import Route


class Lane(msgspec.Struct, frozen=True, gc=False):
    """One way out: the carrier whose links may claim what is put there, and what its route says about a message."""

    name: str
    route: Route = Route()


class Choice(msgspec.Struct, frozen=True, gc=False):
    """The lane chosen, and why, for the timeline and for people who ask."""

    lane: Lane
    because: str


def choose_lane(lanes: Sequence[Lane], turn: int) -> Choice | None:
    """The lane for the message whose turn it is; None where there is no lane.

    `turn` counts messages from any number on; each run of as many turns as there are lanes takes every lane once.
    """
    if not lanes:
        return None
    place = turn % len(lanes)
    because = "the only lane" if len(lanes) == 1 else f"turn {place + 1} of {len(lanes)} lanes"
    return Choice(lanes[place], because)
