"""The lanes of this server as the send operations see them: which carrier a message goes to."""

from collections.abc import Sequence
from itertools import count

from heliograph.settings import CarrierSettings, DeliverySettings
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message import Route
from heliograph.sms.msisdn import Number
from heliograph.sms.route import Lane, choose_lane

#: The lane of the simulated carrier inside.
SIMULATED = "simulator"


class EvenLanes:
    """Spreads messages evenly over all carriers; routing by country and cost is a later release's."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._lanes = tuple(lanes)
        self._turns = count()

    def choose(self, number: Number, *, sender: str, account: str, type_: str) -> Lane | None:
        choice = choose_lane(self._lanes, next(self._turns))
        return None if choice is None else choice.lane


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
                alphabet=Alphabet[carrier.default_alphabet.name],
                long_messages=LongMessages[carrier.long_messages.name],
            ),
        )
        for carrier in carriers
    ]
