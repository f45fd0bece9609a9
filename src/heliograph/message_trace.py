"""What was said on the wire about a message: the PDUs that its carriers remember, taken apart for people."""

from collections.abc import Mapping

from heliograph.carriers.pdu_trace import TracedPdu
from heliograph.carriers.smpp import SmppCarrier
from heliograph.operations.carriers import PduPart, ShownPdu, Trace
from heliograph.smpp.dissect import command_name, dissect
from heliograph.sms.message import Attempt, Message


def trace_of(message: Message, carriers: Mapping[str, object]) -> Trace:
    """The PDUs about a message, of all carriers that it was handed to, the oldest first. `carriers` are by name."""
    by_carrier: dict[str, list[Attempt]] = {}
    for segment in message.segments:
        for attempt in segment.attempts:
            by_carrier.setdefault(attempt.carrier, []).append(attempt)
    if not by_carrier:
        return Trace((), "It was not handed to any carrier yet.")
    pdus: list[ShownPdu] = []
    says: list[str] = []
    for name, attempts in by_carrier.items():
        carrier = carriers.get(name)
        if not isinstance(carrier, SmppCarrier):
            says.append(f"{name} is not reached over SMPP now, so there are no PDUs of it.")
            continue
        found = carrier.trace.of_message(message.id, _ids(attempts))
        pdus += [_shown(name, pdu) for pdu in found]
        if not found:
            says.append(_why_none(name, carrier))
    return Trace(tuple(sorted(pdus, key=lambda pdu: pdu.at)), " ".join(says))


def _why_none(name: str, carrier: SmppCarrier) -> str:
    if not carrier.trace.looks:
        return f"trace_octets of {name} is 0, so that none are kept."
    return f"Those of {name} are no more kept, or were before the last start: see trace_octets."


def _ids(attempts: list[Attempt]) -> set[str]:
    """The ids that a receipt may name them by."""
    ids = {attempt.carrier_message_id for attempt in attempts}
    ids |= {attempt.words.named for attempt in attempts if attempt.words is not None}
    return ids - {""}


def _shown(carrier: str, pdu: TracedPdu) -> ShownPdu:
    parts = tuple(
        PduPart(part.name, pdu.octets[part.start : part.end], part.value, part.meaning) for part in dissect(pdu.octets)
    )
    name = command_name(pdu.command_id)
    return ShownPdu(carrier, pdu.at, pdu.session, pdu.sent, name, pdu.segment, pdu.octets, parts)
