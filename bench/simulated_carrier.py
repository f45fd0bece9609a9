"""What the simulated carrier costs for each submit_sm that it answers and sends a receipt for, ledger included.

Aim: below 100 us, so that it is never what a test of 8,000 messages a second waits for. One process and no sockets:
what PDUs and transport cost beside it, `smpp_codec.py` and `smpp_session.py` tell. `python bench/simulated_carrier.py`
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from heliograph.clock import SystemClock
from heliograph.simulator.ledger import Ledger
from heliograph.simulator.mailbox import Delivery
from heliograph.simulator.network import SimulatedNetwork
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.codec import encode
from smpp_codec import SUBMIT

AIM_US = 100.0

COUNT = 20_000
#: So many submit_sm come between two writes of the ledger.
BATCH = 10


class Bind:
    """A transceiver that takes every receipt as it comes."""

    system_id = "esme"
    number = 1

    def __init__(self) -> None:
        self.held: list[Delivery] = []
        self.answered = 0

    def free(self) -> int:
        return 100 - len(self.held)

    def deliver(self, delivery: Delivery) -> None:
        self.held.append(delivery)

    def respond(self, sequence: int, command_status: int, message_id: str) -> None:
        self.answered += 1

    def drop(self) -> None:
        raise AssertionError("the carrier closed the link")

    def stall(self) -> None:
        raise AssertionError("the carrier stalled the link")

    def send_octets(self, octets: bytes) -> None:
        raise AssertionError("the carrier sent octets of no PDU")


def once(ledger: Ledger) -> float:
    """Microseconds of processor time for each message, all receipts taken."""
    network = SimulatedNetwork(SmscSettings(receipt_delay_ms=0), SystemClock(), random.Random(1), ledger=ledger)
    bind = Bind()
    network.can_receive(bind.system_id, bind)
    begun = time.process_time()
    sequence = 0
    while network.figures.acknowledged < COUNT:
        for _ in range(min(BATCH, COUNT - sequence)):
            sequence += 1
            network.submitted(bind, sequence, SUBMIT)
        network.write_down()
        network.advance()
        held, bind.held = bind.held, []
        for delivery in held:
            encode(delivery.pdu, sequence)
            network.answered(bind.system_id, delivery, 0)
    assert bind.answered == COUNT
    return (time.process_time() - begun) / COUNT * 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        runs = []
        for number in range(5):
            ledger = Ledger(Path(folder) / f"{number}.jsonl")
            runs.append(once(ledger))
            ledger.close()
    print(f"each of {COUNT} submit_sm with its receipt: {min(runs):.1f} us (five runs, the slowest {max(runs):.1f})")
    print(f"aim: below {AIM_US:.0f} us; {'reached' if min(runs) < AIM_US else 'MISSED'}")


if __name__ == "__main__":
    main()
