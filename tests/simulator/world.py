"""A simulated network with time that the test moves, and a bind that writes down what it is told."""

import random
from typing import Any

from heliograph.simulator.behaviour import Choose
from heliograph.simulator.ledger import Ledger
from heliograph.simulator.mailbox import Delivery
from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.pdu import DeliverSm, SubmitSm
from heliograph.sms.receipt import CarrierReceipt, parse_receipt

START_MS = 1_795_000_000_000


class ManualClock:
    """Both readings are `ms`, which the test moves."""

    def __init__(self) -> None:
        self.ms = START_MS

    def utc_ms(self) -> int:
        return self.ms

    def steady_ms(self) -> int:
        return self.ms


class FakeBind:
    """A bind that writes down, with the time since the start, what the network makes it do."""

    def __init__(self, clock: ManualClock, system_id: str = "esme", window: int = 10) -> None:
        self.system_id = system_id
        self.number = 1
        self.window = window
        self.seen: list[tuple[int, str, object]] = []
        self.held: list[Delivery] = []
        self._clock = clock

    def _saw(self, what: str, value: object) -> None:
        self.seen.append((self._clock.ms - START_MS, what, value))

    def free(self) -> int:
        return self.window - len(self.held)

    def deliver(self, delivery: Delivery) -> None:
        self.held.append(delivery)
        self._saw("deliver_sm", receipt_of(delivery.pdu).stat or delivery.pdu.short_message)

    def respond(self, sequence: int, command_status: int, message_id: str) -> None:
        self._saw("response", command_status)
        self.message_id = message_id

    def drop(self) -> None:
        self._saw("drop", None)

    def stall(self) -> None:
        self._saw("stall", None)

    def send_octets(self, octets: bytes) -> None:
        self._saw("octets", octets)


def receipt_of(pdu: DeliverSm) -> CarrierReceipt:
    """What a receipt says, read by the product's own parser."""
    return parse_receipt(pdu.short_message, data_coding=pdu.data_coding, tlvs=pdu.tlvs, esm_class=pdu.esm_class)


def submit_sm(destination: str = "85261234567", text: bytes = b"Your code is 123456", **fields: Any) -> SubmitSm:
    """A submit_sm that asks for receipts, unless the fields say else."""
    given: dict[str, Any] = {
        "source_addr_ton": 5,
        "source_addr": "Heliograph",
        "dest_addr_ton": 1,
        "dest_addr_npi": 1,
        "destination_addr": destination,
        "registered_delivery": 1,
        "short_message": text,
    }
    return SubmitSm(**(given | fields))


class World:
    """A network, its time, and one transceiver `bind`."""

    def __init__(
        self,
        settings: SmscSettings | None = None,
        ledger: Ledger | None = None,
        choose: Choose | None = None,
    ) -> None:
        self.clock = ManualClock()
        self.network = SimulatedNetwork(
            settings or SmscSettings(), self.clock, random.Random(1), choose=choose, ledger=ledger
        )
        self.bind = FakeBind(self.clock)
        self.network.can_receive("esme", self.bind)

    def submit(self, pdu: SubmitSm, sequence: int = 1) -> None:
        self.network.submitted(self.bind, sequence, pdu)

    def pass_time(self, milliseconds: int) -> None:
        """Let time pass, with each thing done when it is due."""
        end = self.clock.ms + milliseconds
        while (at := self.network.next_at()) is not None and at <= end:
            self.clock.ms = max(self.clock.ms, at)
            self.network.advance()
        self.clock.ms = end

    def answer(self, command_status: int = 0) -> None:
        """The ESME answers all that it holds."""
        held, self.bind.held = self.bind.held, []
        for delivery in held:
            self.network.answered("esme", delivery, command_status)
