"""Holds responses back and gives them in another order, as an SMSC with several workers does."""

import random
from collections.abc import Callable

from heliograph.simulator.behaviour import Behaviour
from heliograph.simulator.schedule import Action

#: How long responses wait for others to be mixed with; a window that is smaller would stand still.
WAIT_MS = 1000


class Reordering:
    """The responses that are held back, by the behaviour that holds them."""

    def __init__(self, source: random.Random, after: Callable[[int, Action], None]) -> None:
        """`after` has an action done so many milliseconds later."""
        self._random = source
        self._after = after
        self._held: dict[Behaviour, list[Action]] = {}

    def hold(self, behaviour: Behaviour, respond: Action) -> None:
        """Hold a response back until there are as many as the behaviour says, or the wait is over."""
        held = self._held.get(behaviour)
        if held is None:
            held = self._held[behaviour] = []
            self._after(WAIT_MS, lambda: self._give(behaviour, held))
        held.append(respond)
        if len(held) >= behaviour.reorder:
            self._give(behaviour, held)

    def _give(self, behaviour: Behaviour, held: list[Action]) -> None:
        if self._held.get(behaviour) is not held:
            return
        del self._held[behaviour]
        order = list(range(len(held)))
        self._random.shuffle(order)
        if order == sorted(order):
            order.reverse()
        for place in order:
            held[place]()

    def forget(self) -> None:
        """Give none of those that are held back."""
        self._held.clear()
