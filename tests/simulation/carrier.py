"""The carrier network of the simulated world: it misbehaves as its seed says, and what reaches it is noted."""

import random
from typing import Any

from heliograph.simulator.behaviour import DELIVER, UNDELIVERABLE, Behaviour, Delay, PlannedReceipt, Reaction
from heliograph.simulator.message_ids import written
from heliograph.simulator.reassembly import user_data_of
from heliograph.simulator.settings import SmscSettings
from heliograph.simulator.smsc import SimulatedSmsc
from heliograph.sms.clock import Clock
from simulation.watch import Watch

_SLOW = Delay(1_000, 20_000)

#: What may happen to a submit_sm while faults last, and how likely it is against the others.
BEHAVIOURS: tuple[tuple[int, Behaviour], ...] = (
    (40, Behaviour("delivered", response_delay=Delay(0, 200))),
    (8, Behaviour("undeliverable", receipts=(PlannedReceipt(UNDELIVERABLE),))),
    (6, Behaviour("refused for good", command_status=0x0B, receipts=())),
    (6, Behaviour("system error", command_status=0x08, receipts=())),
    (6, Behaviour("throttled", command_status=0x58, receipts=())),
    (6, Behaviour("receipt before response", receipts=(PlannedReceipt(before_response=True),))),
    (6, Behaviour("receipt twice", receipts=(PlannedReceipt(), PlannedReceipt(later_by_ms=700)))),
    (5, Behaviour("no response", reaction=Reaction.SILENCE, receipts=(PlannedReceipt(delay=Delay(0, 9_000)),))),
    (5, Behaviour("dropped on submit", reaction=Reaction.DROP)),
    (6, Behaviour("slow receipt", receipts=(PlannedReceipt(delay=_SLOW),))),
    (6, Behaviour("slow response", response_delay=Delay(3_000, 4_000))),
)


class CarrierNetwork:
    """The simulated SMSC with drawn behaviours; `calm` makes it deliver everything from then on."""

    def __init__(self, clock: Clock, loop: Any, source: random.Random, watch: Watch) -> None:
        self.calm = False
        self._source, self._watch, self._loop = source, watch, loop
        settings = SmscSettings(receipt_delay_ms=100, receipt_jitter_ms=1_500, response_timeout_ms=4_000)
        self.smsc = SimulatedSmsc(settings, clock, source, choose=self._choose)
        network: Any = self.smsc.network
        self._plan, self._answered, self._form = network._plan, network.answered, settings.ids
        network._plan, network.answered = self._planned, self._heard
        self._submitted = network.submitted
        network.submitted = self._came

    def _choose(self, to: str, sender: str) -> Behaviour:
        if self.calm:
            return DELIVER
        behaviour = self._source.choices([b for _, b in BEHAVIOURS], [weight for weight, _ in BEHAVIOURS])[0]
        self._watch.note(self._loop.time(), behaviour.says, to)
        return behaviour

    def _came(self, bind: Any, sequence: int, pdu: Any) -> None:
        part = user_data_of(pdu).part
        self._watch.submitted[pdu.destination_addr, part] += 1
        self._watch.note(self._loop.time(), "submit_sm", pdu.destination_addr, part)
        self._submitted(bind, sequence, pdu)

    def _planned(self, submission: Any, receipts: Any) -> None:
        key = submission.pdu.destination_addr, submission.data.part
        self._watch.sent_as[written(submission.number, self._form)] = key
        self._plan(submission, receipts)

    def _heard(self, system_id: str, delivery: Any, command_status: int) -> None:
        text = delivery.pdu.short_message
        if command_status == 0 and b"stat:DELIVRD" in text:
            key = text.split(b"id:", 1)[1].split(b" ", 1)[0].decode()
            self._watch.proven.add(key)
            self._watch.note(self._loop.time(), "proof", key)
        self._answered(system_id, delivery, command_status)
