"""The deliver_sm that wait for one ESME, given out to its binds and kept while it has none."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.smpp.pdu import DataSm, DeliverSm


class Delivery:
    """One deliver_sm, or data_sm in its place, on its way to an ESME."""

    __slots__ = ("age", "pdu", "settled")

    def __init__(self, pdu: DeliverSm | DataSm, settled: Callable[[int], None] | None = None, age: int = 0) -> None:
        self.pdu = pdu
        self.age = age
        """Of the network when it was made: one that has begun anew since has forgotten it."""
        self.settled = settled
        """Called once with the last command_status that the ESME answered: ESME_ROK or a lasting refusal."""


class ReceivingBind(Protocol):
    """A bind as a mailbox sees it: a receiver or a transceiver."""

    def free(self) -> int:
        """How many more deliver_sm may be unanswered."""
        ...

    def deliver(self, delivery: Delivery) -> None:
        """Takes it into the window. The answer goes to the network, and so does the delivery if the link falls."""
        ...


class Mailbox:
    """What waits for one system_id. It outlives its binds."""

    def __init__(self) -> None:
        self._waiting: deque[Delivery] = deque()
        self._binds: deque[ReceivingBind] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def has_binds(self) -> bool:
        return bool(self._binds)

    def opened(self, bind: ReceivingBind) -> None:
        """A bind can receive from now on."""
        self._binds.append(bind)

    def closed(self, bind: ReceivingBind, unanswered: Sequence[Delivery]) -> None:
        """A bind is gone; what it left unanswered goes to the front, in its order, and out again to the next one."""
        if bind in self._binds:
            self._binds.remove(bind)
        self._waiting.extendleft(reversed(unanswered))

    def put(self, delivery: Delivery) -> None:
        """Behind all others."""
        self._waiting.append(delivery)

    def forget(self) -> None:
        """Give none of those that wait."""
        self._waiting.clear()

    def give_out(self) -> None:
        """As much as the windows take, from bind to bind in turn."""
        full = 0
        while self._waiting and full < len(self._binds):
            bind = self._binds[0]
            self._binds.rotate(-1)
            if bind.free() > 0:
                bind.deliver(self._waiting.popleft())
                full = 0
            else:
                full += 1
