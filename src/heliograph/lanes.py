"""The lanes of this server as the send operations see them: which carrier a message goes to."""

from collections.abc import Sequence
from itertools import cycle

from heliograph.operations.ports import Lane
from heliograph.settings import CarrierSettings, DeliverySettings
from heliograph.sms.message import Route
from heliograph.sms.msisdn import Number

#: The lane of the simulated carrier inside.
SIMULATED = "simulator"


class EvenLanes:
    """Spreads messages evenly over all carriers; routing by country and cost is a later release's."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._turns = cycle(lanes)

    def choose(self, number: Number, *, sender: str, account: str, type_: str) -> Lane | None:
        return next(self._turns, None)


def lanes_of(carriers: Sequence[CarrierSettings], delivery: DeliverySettings) -> list[Lane]:
    """One lane per carrier, with what its settings say about receipts and doubt."""
    grace_ms = int(delivery.receipt_grace_seconds * 1000)
    doubt_ms = int(delivery.doubt_wait_seconds * 1000)
    if not carriers:
        return [Lane(SIMULATED, Route(receipt_grace_ms=grace_ms, doubt_wait_ms=doubt_ms))]
    return [
        Lane(
            carrier.name,
            Route(
                receipts=carrier.receipts,
                on_unknown=carrier.on_unknown,
                receipt_grace_ms=grace_ms,
                doubt_wait_ms=doubt_ms,
            ),
        )
        for carrier in carriers
    ]
