"""Counts how often the same message was tried, for behaviours that hold for its first tries only."""

from collections import OrderedDict

from heliograph.simulator.behaviour import DELIVER, Behaviour
from heliograph.simulator.reassembly import UserData

#: Messages whose tries are counted at once; the oldest is forgotten first and begins anew.
MESSAGES_MAX = 10_000


class Tries:
    """Tries by message. A message is its addresses, its part number and its text: a new reference is the same one."""

    def __init__(self, messages_max: int = MESSAGES_MAX) -> None:
        self._counts: OrderedDict[tuple[str, str, int, bytes], int] = OrderedDict()
        self._messages_max = messages_max

    def behaviour_of(self, chosen: Behaviour, source: str, destination: str, data: UserData) -> Behaviour:
        """`chosen` while its tries last; after them delivery, once, and the count starts anew."""
        if not chosen.tries:
            return chosen
        key = (source, destination, data.part, data.octets)
        count = self._counts.pop(key, 0)
        if count >= chosen.tries:
            return DELIVER
        self._counts[key] = count + 1
        if len(self._counts) > self._messages_max:
            self._counts.popitem(last=False)
        return chosen
