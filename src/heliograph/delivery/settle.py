"""Turns what a carrier said into what the store keeps: answers into settlements, receipts into receipts."""

import random
from collections.abc import Sequence

import msgspec

from heliograph.carriers.port import (
    Accepted,
    Answer,
    HandOver,
    InboundDelivery,
    Lost,
    NotSent,
    ReceiptDelivery,
    Wrote,
)
from heliograph.delivery.opt_out import OptOuts
from heliograph.delivery.retry import RetryPolicy, Verdict, judge
from heliograph.sms.command_status import StatusClass
from heliograph.sms.events import Event, Released, SubmitError, SubmitLost, SubmitOk
from heliograph.store.port import Inbound, Receipt, Said, Settlement


def settlement_of(
    answer: Answer, refusals: int, throttles: int, now: int, policy: RetryPolicy, random_source: random.Random
) -> tuple[Settlement, Verdict | None]:
    """The lifecycle's event for one answer, and the verdict where the carrier refused.

    `refusals` counts those before for the segment, `throttles` those in a row on the lane with this one.
    """
    handover = answer.handover
    segment, attempt = handover.segment, handover.attempt
    verdict: Verdict | None = None
    event: Event
    if isinstance(answer, Accepted):
        event = SubmitOk(segment, attempt, answer.carrier_message_id, answer.handed_at, answer.key)
    elif isinstance(answer, Lost):
        event = SubmitLost(segment, attempt, answer.handed_at)
    elif isinstance(answer, NotSent):
        # What one carrier's form has no room for, another's may have.
        unfit = SubmitError(segment, attempt, answer.reason, 0, passing=True) if answer.reason else None
        event = unfit or Released(segment, attempt, now)
    else:
        verdict = judge(answer.refusal, refusals, throttles, policy, random_source)
        retry_at = now + verdict.retry_after_ms if verdict.retry_after_ms else 0
        passing = answer.refusal.status_class is not StatusClass.PERMANENT
        event = SubmitError(segment, attempt, verdict.code, answer.handed_at, retry_at, verdict.counted, passing)
    return Settlement(handover.message_id, event), verdict


def in_its_place(settlement: Settlement, handover: HandOver) -> Settlement:
    """The refusal, but with the segment due since when it was before: its lane waits, and it goes out first again."""
    event = settlement.event
    if not isinstance(event, SubmitError) or not event.retry_at or not handover.due:
        return settlement
    due = min(event.retry_at, handover.due)
    return Settlement(settlement.message_id, msgspec.structs.replace(event, retry_at=due))


def receipts_of(carrier: str, deliveries: Sequence[ReceiptDelivery]) -> list[Receipt]:
    """The receipts of one batch, as the store keeps them."""
    return [Receipt(carrier, d.key, d.to, d.state, d.code, d.received_at, d.raw, d.words) for d in deliveries]


def inbound_of(carrier: str, deliveries: Sequence[InboundDelivery], opt_outs: OptOuts | None = None) -> list[Inbound]:
    """The inbound messages of one batch, as the store keeps them, with what they change of block lists."""
    return [
        Inbound(
            carrier,
            d.key,
            d.received_at,
            d.raw,
            _said(d.wrote),
            opt_outs.change(carrier, d.wrote) if opt_outs is not None and d.wrote is not None else None,
        )
        for d in deliveries
    ]


def _said(wrote: Wrote | None) -> Said | None:
    if wrote is None:
        return None
    place = (wrote.reference, wrote.total, wrote.number)
    return Said(wrote.source, wrote.destination, wrote.octets, wrote.data_coding, *place)
