"""If an answer became the wrong event, a delivered message would be sent again, or a refused one never."""

import random

import msgspec
import pytest

from heliograph.carriers.port import (
    Accepted,
    Answer,
    HandOver,
    InboundDelivery,
    Lost,
    NotSent,
    ReceiptDelivery,
    RefusedByCarrier,
    Wrote,
)
from heliograph.delivery.retry import RetryPolicy
from heliograph.delivery.settle import in_its_place, inbound_of, receipts_of, settlement_of
from heliograph.sms.events import Released, SubmitError, SubmitLost, SubmitOk
from heliograph.sms.message import State
from heliograph.sms.refusal import refusal_of_status
from heliograph.store.port import Inbound, Said, Settlement

HANDOVER = HandOver(7, 2, 3, "12025550100", "Helio", "text", False, 9, 2, 60)
NOW = 1_000_000


def event_of(answer: Answer, refusals: int = 0):
    settlement, verdict = settlement_of(answer, refusals, 1, NOW, RetryPolicy(), random.Random(1))
    assert settlement.message_id == 7
    assert (settlement.event.segment, settlement.event.attempt) == (2, 3)
    return settlement.event, verdict


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Accepted(HANDOVER, "ab12", 5), SubmitOk(2, 3, "ab12", 5)),
        (Lost(HANDOVER, 5), SubmitLost(2, 3, 5)),
        (NotSent(HANDOVER), Released(2, 3, NOW)),
        (NotSent(HANDOVER, "ESME_RINVMSGLEN"), SubmitError(2, 3, "ESME_RINVMSGLEN", 0, passing=True)),
        (RefusedByCarrier(HANDOVER, refusal_of_status(0x0B), 5), SubmitError(2, 3, "ESME_RINVDSTADR", 5)),
    ],
)
def test_an_answer_becomes_its_event(answer: Answer, event: object):
    assert event_of(answer)[0] == event


def test_a_throttled_answer_is_tried_again_later_and_not_counted():
    event, verdict = event_of(RefusedByCarrier(HANDOVER, refusal_of_status(0x58), 5))
    assert isinstance(event, SubmitError)
    assert event.retry_at > NOW
    assert not event.counted
    assert verdict is not None
    assert verdict.slows_link


def test_a_throttled_segment_may_keep_its_place_in_the_queue():
    handover = msgspec.structs.replace(HANDOVER, due=NOW - 500)
    answer = RefusedByCarrier(handover, refusal_of_status(0x58), 5)
    settlement, _ = settlement_of(answer, 0, 1, NOW, RetryPolicy(), random.Random(1))
    kept = in_its_place(settlement, handover)
    assert kept == Settlement(7, msgspec.structs.replace(settlement.event, retry_at=NOW - 500))
    assert in_its_place(settlement, HANDOVER) == settlement, "where nothing is known of its place"


def test_what_is_not_tried_again_has_no_place():
    handover = msgspec.structs.replace(HANDOVER, due=NOW - 500)
    for answer in (RefusedByCarrier(handover, refusal_of_status(0x0B), 5), Accepted(handover, "ab12", 5)):
        settlement, _ = settlement_of(answer, 0, 1, NOW, RetryPolicy(), random.Random(1))
        assert in_its_place(settlement, handover) == settlement


def test_a_receipt_keeps_everything_it_said():
    delivery = ReceiptDelivery("ab12", "12025550100", State.DELIVERED, "DELIVERED", 8, b"raw", lambda kept: None)
    [receipt] = receipts_of("net-one", [delivery])
    assert (receipt.carrier, receipt.key, receipt.to, receipt.state) == (
        "net-one",
        "ab12",
        "12025550100",
        State.DELIVERED,
    )
    assert (receipt.code, receipt.received_at, receipt.raw) == ("DELIVERED", 8, b"raw")


def test_an_inbound_message_is_stored_with_what_the_person_wrote():
    wrote = Wrote("85261234567", "10690", b"YES", 8, 42, 2, 1)
    deliveries = [InboundDelivery("k", 8, b"pdu", lambda kept: None, said) for said in (wrote, None)]
    assert inbound_of("net-one", deliveries) == [
        Inbound("net-one", "k", 8, b"pdu", Said("85261234567", "10690", b"YES", 8, 42, 2, 1)),
        Inbound("net-one", "k", 8, b"pdu"),
    ]
