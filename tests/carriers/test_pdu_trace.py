"""If these fail, a page shows PDUs of another message, a password, or grows without bounds."""

from carriers.doubles import LoopClock
from heliograph.carriers.pdu_trace import PduTrace
from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import encode
from heliograph.smpp.dissect import command_name


def receipt(carrier_id, **more):
    return smpp.DeliverSm(esm_class=4, short_message=f"id:{carrier_id} stat:DELIVRD err:000".encode(), **more)


def names(found):
    return [("-> " if pdu.sent else "<- ") + command_name(pdu.command_id) for pdu in found]


async def test_a_message_has_its_submits_answers_and_receipts_and_no_other_message_has_them(
    bound, smsc, sink, handovers
):
    # Two parts of message 1, and a message 2 in between.
    one, two, other = handovers(1, 1)[0], handovers(1, 1, segment=2)[0], handovers(1, 2)[0]
    bound.hand_over([one, other, two])
    answers = await sink.until_answers(3)
    ids = {answer.handover.segment: answer.carrier_message_id for answer in answers if answer.handover.message_id == 1}
    smsc.deliver(receipt("id-2"))
    smsc.deliver(receipt(ids[2]))
    smsc.deliver(smpp.DeliverSm(esm_class=4, tlvs=((smpp.TLV_RECEIPTED_MESSAGE_ID, ids[1].encode() + b"\0"),)))
    await sink.until_deliveries(3)
    found = await sink.until(lambda: _whole(bound.trace.of_message(1, set(ids.values())), 8))
    assert names(found) == [
        "-> submit_sm", "-> submit_sm", "<- submit_sm_resp", "<- submit_sm_resp",
        "<- deliver_sm", "<- deliver_sm", "-> deliver_sm_resp", "-> deliver_sm_resp",
    ]  # fmt: skip
    assert [pdu.segment for pdu in found] == [1, 2, 1, 2, 0, 0, 0, 0]
    assert names(bound.trace.of_message(2, {"id-2"}))[:2] == ["-> submit_sm", "<- submit_sm_resp"]
    assert bound.trace.of_message(3, set()) == []
    assert b"hunter2" not in b"".join(piece.octets for piece in bound.trace._pieces)


def _whole(found, count):
    return found if len(found) == count else None


async def test_a_refusal_and_an_answer_that_is_no_response_are_found_by_their_sequence(bound, smsc, sink, handovers):
    smsc.answer = lambda link, event: link.session.refuse(event.sequence, smpp.ESME_RTHROTTLED)
    bound.hand_over(handovers(1, 5))
    await sink.until_answers(1)
    assert names(bound.trace.of_message(5, set())) == ["-> submit_sm", "<- submit_sm_resp"]


async def test_nothing_is_kept_where_none_is_wanted(smsc, sink, make_carrier, handovers):
    carrier = make_carrier(smsc, trace_octets=0)
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(1, 1))
    await sink.until_answers(1)
    assert not carrier.trace.looks
    assert carrier.trace.of_message(1, {"id-1"}) == []


async def test_links_are_told_apart_though_their_sequences_begin_anew(bound, smsc, sink, handovers):
    bound.hand_over(handovers(1, 1))
    await sink.until_answers(1)
    smsc.link.abort()
    await sink.until_ready(3)
    bound.hand_over(handovers(1, 2, text="Another"))
    await sink.until_answers(2)
    first, second = bound.trace.of_message(1, set()), bound.trace.of_message(2, set())
    assert len(first) == len(second) == 2
    assert first[0].sequence == second[0].sequence
    assert first[0].octets != second[0].octets


class Fixed:
    def utc_ms(self):
        return 7

    steady_ms = utc_ms


def test_the_oldest_octets_go_first_and_a_pdu_without_its_beginning_is_left_out():
    trace = PduTrace(Fixed(), 1_000)
    tap = trace.tap(1)
    octets = encode(receipt("a" * 40), 1)
    tap.read(octets[:30], True)
    tap.read(octets[30:], False)
    assert len(trace.of_message(1, {"a" * 40})) == 1
    for _ in range(3):
        tap.wrote(b"\0" * 180)
    # The first piece is gone; what is left of its PDU is not taken for one.
    assert sum(len(piece.octets) + 120 for piece in trace._pieces) <= 1_000
    assert trace.of_message(1, {"a" * 40}) == []
    assert trace._pieces[0].at == 7


def test_a_receipt_whose_text_is_a_message_payload_is_found_as_the_carrier_reads_it():
    trace = PduTrace(Fixed(), 10_000)
    said = smpp.DataSm(esm_class=4, tlvs=((smpp.TLV_MESSAGE_PAYLOAD, b"id:9 stat:EXPIRED"),))
    trace.tap(1).read(encode(said, 1), True)
    assert names(trace.of_message(1, {"9"})) == ["<- data_sm"]


def test_less_may_be_kept_from_now_on():
    trace = PduTrace(Fixed(), 10_000)
    trace.tap(1).wrote(b"x" * 400)
    trace.change(100)
    assert not trace._pieces


def test_octets_that_are_no_pdus_are_no_trouble():
    trace = PduTrace(Fixed(), 10_000)
    tap = trace.tap(1)
    tap.read(b"\0\0\0\1" + b"x" * 40, True)
    tap.read(encode(smpp.DeliverSm(short_message=b"no receipt"), 3), True)
    tap.read(encode(receipt("17"), 4), True)
    assert len(trace.of_message(1, {"17"})) == 1


async def test_the_clock_is_the_carriers(bound, sink, handovers):
    bound.hand_over(handovers(1, 1))
    await sink.until_answers(1)
    now = LoopClock().utc_ms()
    assert all(0 <= now - pdu.at < 10_000 for pdu in bound.trace.of_message(1, set()))
