"""Makes a behaviour of the network from a rule, and the facts that rules are held against."""

from collections.abc import Mapping
from typing import Any

import msgspec

from heliograph.rules import Rule, as_line
from heliograph.rules.delay import Delay
from heliograph.simulator.behaviour import (
    DELIVERED,
    Behaviour,
    Outcome,
    PlannedReceipt,
    Reaction,
    usual_outcome,
)
from heliograph.simulator.reassembly import UserData
from heliograph.smpp.pdu import Bind, BindReceiver, BindTransmitter, SubmitSm
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.data_coding import text_of, without_default
from heliograph.sms.message_state import BY_WORD

#: Between two receipts of one message: enough that they are two events, not one batch.
RECEIPT_GAP_MS = 200

#: How long the response takes that an early receipt comes before.
EARLY_RESPONSE = Delay(100)

_REACTIONS = {"none": Reaction.SILENCE, "cut": Reaction.DROP, "stall": Reaction.STALL}


def behaviour_of(rule: Rule) -> Behaviour:
    """What the network does where the rule decides."""
    values = rule.values
    status = values.get("status", 0)
    reaction = _REACTIONS.get(values.get("response", ""), Reaction.ANSWER)
    usual_delay = EARLY_RESPONSE if "early" in values else Delay()
    return Behaviour(
        rule.note or as_line(rule),
        reaction=reaction,
        command_status=status,
        response_delay=values.get("response_delay", usual_delay),
        receipts=() if status or reaction is Reaction.STALL else _receipts_of(values),
        reorder=values.get("reorder", 0),
        garbage=values.get("garbage", ""),
        reply=values.get("reply", ""),
        reply_delay=values.get("reply_delay", Delay()),
    )


def _receipts_of(values: Mapping[str, Any]) -> tuple[PlannedReceipt, ...]:
    words = values.get("receipt")
    outcomes = [DELIVERED] if words is None else [usual_outcome(BY_WORD[word]) for word in words]
    gap = values.get("receipt_gap", RECEIPT_GAP_MS)
    return tuple(
        PlannedReceipt(
            Outcome(outcome.state, values.get("err", outcome.err)),
            values.get("receipt_delay"),
            later_by_ms=place * gap,
            before_response=not place and "early" in values,
            id_as=values.get("receipt_id", "same"),
            forms=values.get("receipt_form", ()),
        )
        for place, outcome in enumerate(outcomes)
    )


class SubmitFacts:
    """What rules may ask about a submit_sm; what costs time is found out when it is asked."""

    __slots__ = ("_alphabet", "_bind", "_data", "_pdu", "number", "sender")

    def __init__(self, pdu: SubmitSm, data: UserData, bind: Any, alphabet: Alphabet) -> None:
        """`bind` has `system_id` and `number`."""
        self.number = pdu.destination_addr
        self.sender = pdu.source_addr
        self._pdu, self._data, self._bind, self._alphabet = pdu, data, bind, alphabet

    @property
    def text(self) -> str:
        """The text of this part; empty for one that is no text."""
        data, pdu = self._data, self._pdu
        return text_of(*without_default(data.octets, pdu.data_coding, self._alphabet, len(data.udh))) or ""

    @property
    def system_id(self) -> str:
        return str(self._bind.system_id)

    @property
    def link(self) -> str:
        return str(self._bind.number)

    @property
    def service_type(self) -> str:
        return self._pdu.service_type

    @property
    def priority(self) -> int:
        return self._pdu.priority_flag

    @property
    def part(self) -> int:
        return self._data.part

    @property
    def same(self) -> tuple[str, str, int, bytes]:
        """A message is its addresses, its part and its text: one with a new reference is the same."""
        return self.sender, self.number, self._data.part, self._data.octets


class BindFacts(msgspec.Struct, frozen=True):
    """What rules may ask about a bind request."""

    system_id: str
    link: str
    bind: str
    """`transmitter`, `receiver` or `transceiver`."""


def bind_facts(pdu: Bind, number: int) -> BindFacts:
    """Those of a request over connection `number`."""
    return BindFacts(pdu.system_id, str(number), bind_kind(pdu))


def bind_kind(pdu: Bind) -> str:
    """`transmitter`, `receiver` or `transceiver`."""
    kind = type(pdu)
    return "transmitter" if kind is BindTransmitter else "receiver" if kind is BindReceiver else "transceiver"
