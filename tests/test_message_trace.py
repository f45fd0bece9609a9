"""If this fails, a page says that nothing was said about a message, and does not say why it knows of nothing."""

import random

import pytest

from heliograph.carriers.smpp import SmppCarrier
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.message_trace import trace_of
from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import encode
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import Attempt, Life, Message, Route, Segment
from heliograph.telemetry.metrics import Metrics

NOW = 1_795_000_000_000


class Fixed:
    def utc_ms(self):
        return NOW

    steady_ms = utc_ms


def carrier(**changes):
    settings = SmppSettings(name="net-one", host="127.0.0.1", port=1, system_id="esme", password="hunter2", **changes)
    return SmppCarrier(settings, Fixed(), random.Random(1), Metrics())


def message(*attempts):
    life = Life((Segment(1, attempts=attempts),), Route())
    return Message(5, "1000000000000001", "R", "85261234567", "net-one", 1, NOW, NOW, life, NOW)


def test_receipts_are_found_by_either_spelling_of_the_id():
    made = carrier()
    said = smpp.DeliverSm(esm_class=4, short_message=b"id:00FF stat:DELIVRD err:000")
    made.trace.tap(1).read(encode(said, 3), True)
    found = trace_of(
        message(Attempt(1, "net-one", carrier_message_id="255", words=CarrierWords("DELIVRD", named="00FF"))),
        {"net-one": made},
    )
    [pdu] = found.pdus
    assert (pdu.name, pdu.carrier, pdu.sent, pdu.session, found.says) == ("deliver_sm", "net-one", False, 1, "")
    assert b"".join(part.octets for part in pdu.parts) == pdu.octets


@pytest.mark.parametrize(
    ("attempts", "carriers", "says"),
    [
        ((), {}, "not handed to any carrier"),
        ((Attempt(1, "web"),), {"web": object()}, "web is not reached over SMPP"),
        ((Attempt(1, "gone"),), {}, "gone is not reached over SMPP"),
        ((Attempt(1, "net-one"),), {"net-one": carrier()}, "no more kept"),
        ((Attempt(1, "net-one"),), {"net-one": carrier(trace_octets=0)}, "trace_octets of net-one is 0"),
    ],
)
def test_why_there_are_none_is_said(attempts, carriers, says):
    found = trace_of(message(*attempts), carriers)
    assert found.pdus == ()
    assert says in found.says
