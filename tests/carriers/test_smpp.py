"""The connector between a sink and an SMSC on a real socket: each hand-over ends once, and no receipt is dropped."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import structlog

from carriers.conftest import settings_for
from carriers.doubles import Heard, LoopClock, Sink, Smsc
from certificates import Pair, make_pair
from heliograph.carriers.port import (
    Accepted,
    Carrier,
    HandOver,
    InboundDelivery,
    Lost,
    NotSent,
    ReceiptDelivery,
    RefusedByCarrier,
    Standing,
)
from heliograph.carriers.smpp import SmppCarrier, tcp_connect
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.carriers.submit_form import SubmitForm
from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import encode
from heliograph.smpp.events import Cause, DeliverAnswered
from heliograph.sms.message import State
from heliograph.sms.receipt import IdForm
from heliograph.telemetry.metrics import Metrics

MakeCarrier = Callable[..., SmppCarrier]
MakeSmsc = Callable[..., Awaitable[Smsc]]
MakeHandOvers = Callable[..., list[HandOver]]


#: Of a carrier that a test connects by hand.
NOWHERE = SmppSettings(name="carrier", host="h", port=1, system_id="s", password="p")


def receipt(message_id: str, **changes: object) -> smpp.DeliverSm:
    text = f"id:{message_id} sub:001 dlvrd:001 stat:DELIVRD err:000 text:".encode()
    return smpp.DeliverSm(
        **{"source_addr": "85261234567", "source_addr_ton": 1, "esm_class": 4, "short_message": text, **changes}
    )


def test_it_keeps_the_port(metrics: Metrics, silent_smsc: Smsc, make_carrier: MakeCarrier) -> None:
    carrier: Carrier = make_carrier(silent_smsc)
    assert (carrier.name, carrier.free(), carrier.window()) == ("carrier", 0, 0)
    assert not carrier.state().up


# --- out ----------------------------------------------------------------------------------------------------------


async def test_hand_overs_are_accepted_under_the_carriers_ids(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    sent = handovers(10)
    assert (bound.free(), bound.window(), bound.state().up) == (10, 10, True)
    bound.hand_over(sent)
    assert bound.free() == 0
    answers = await sink.until_answers(10)
    assert [type(answer) for answer in answers] == [Accepted] * 10
    assert [answer.handover for answer in answers] == sent
    assert [answer.carrier_message_id for answer in answers] == [f"id-{number}" for number in range(1, 11)]
    assert all(answer.handed_at > 1_795_000_000_000 for answer in answers)
    assert smsc.binds == [smpp.BindTransceiver("esme", "hunter2")]
    assert (bound.free(), bound.state().unanswered) == (10, 0)
    assert sink.answer_batches == [10]


async def test_answers_come_in_any_order_to_their_own_hand_overs(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    bound.hand_over(handovers(3))
    await smsc.until_submits(3)
    smsc.respond(2, "third")
    smsc.respond(0, "", smpp.ESME_RTHROTTLED)
    smsc.respond(1, "second")
    third, first, second = await sink.until_answers(3)
    assert isinstance(third, Accepted)
    assert isinstance(second, Accepted)
    assert isinstance(first, RefusedByCarrier)
    assert (third.handover.message_id, third.carrier_message_id) == (3, "third")
    assert (second.handover.message_id, second.carrier_message_id) == (2, "second")
    assert (first.handover.message_id, first.refusal.code) == (1, "ESME_RTHROTTLED")


async def test_a_full_window_takes_no_more_and_a_response_frees_a_slot(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    bound.hand_over(handovers(12))
    assert [answer.handover.message_id for answer in await sink.until_answers(2)] == [11, 12]
    assert all(answer == NotSent(answer.handover) for answer in sink.answers)
    await smsc.until_submits(10)
    assert bound.free() == 0
    readies = sink.readies
    smsc.respond(4, "x")
    await sink.until_ready(readies + 1)
    assert bound.free() == 1


async def test_whoever_hands_over_is_not_called_back_in_the_middle_of_it(
    bound: SmppCarrier, sink: Sink, handovers: MakeHandOvers
) -> None:
    bound.hand_over(handovers(11))
    assert sink.answers == []
    assert isinstance((await sink.until_answers(1))[0], NotSent)


async def test_what_cannot_be_said_in_smpp_is_refused_for_good(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    bound.hand_over([*handovers(1, text="你好"), *handovers(1, first=2)])
    answers = await sink.until_answers(2)
    assert answers[0] == NotSent(answers[0].handover, "ESME_RINVDCS")
    assert isinstance(answers[1], Accepted)
    assert len(smsc.submits) == 1


async def test_nothing_goes_out_without_a_link(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    await smsc.close()
    carrier = make_carrier(smsc)
    carrier.start(sink)
    carrier.hand_over(handovers(2))
    assert await sink.until_answers(2) == [NotSent(handover) for handover in handovers(2)]


async def test_a_response_out_of_time_is_lost_and_a_late_one_is_still_a_fact(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers, metrics: Metrics
) -> None:
    smsc.answer = None
    carrier = make_carrier(smsc, response_timeout_seconds=0.05, window=1)
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(1))
    (lost,) = await sink.until_answers(1)
    assert isinstance(lost, Lost)
    await sink.until_ready(2)
    assert carrier.free() == 1
    smsc.respond(0, "late")
    accepted = (await sink.until_answers(2))[1]
    assert accepted == Accepted(lost.handover, "late", lost.handed_at)
    assert metrics.counter("heliograph_smpp_response_timeouts_total", "").value("carrier") == 1
    assert metrics.counter("heliograph_smpp_late_responses_total", "").value("carrier") == 1


async def test_a_stray_response_changes_nothing(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers, metrics: Metrics
) -> None:
    smsc.link._transport.write(encode(smpp.SubmitSmResp("stray"), 4711))
    bound.hand_over(handovers(1))
    (answer,) = await sink.until_answers(1)
    assert isinstance(answer, Accepted)
    readies = sink.readies
    smsc.link.abort()
    await sink.until_ready(readies + 1)
    assert metrics.counter("heliograph_smpp_stray_responses_total", "").value("carrier") == 1


# --- receipts and inbound ---------------------------------------------------------------------------------------------


async def test_a_receipt_is_acknowledged_when_it_is_stored_and_not_before(
    bound: SmppCarrier, smsc: Smsc, sink: Sink
) -> None:
    sink.stored = None
    smsc.deliver(receipt("7"), "first")
    smsc.deliver(receipt("8"), "second")
    first, second = await sink.until_deliveries(2)
    assert isinstance(first, ReceiptDelivery)
    assert (first.key, first.to, first.state) == ("7", "85261234567", State.DELIVERED)
    assert smsc.link.session.unanswered() == 2
    second.acknowledge(True)
    first.acknowledge(False)
    first.acknowledge(True)
    await smsc.until(lambda: smsc.link.session.unanswered() == 0)
    told = {event.handle: event.command_status for event in smsc.events if isinstance(event, DeliverAnswered)}
    assert told == {"first": smpp.ESME_RX_T_APPN, "second": smpp.ESME_ROK}


async def test_receipts_in_data_sm_and_inbound_messages_are_answered_too(
    bound: SmppCarrier, smsc: Smsc, sink: Sink
) -> None:
    smsc.deliver(smpp.DataSm(esm_class=4, tlvs=((smpp.TLV_MESSAGE_PAYLOAD, b"id:9 stat:EXPIRED"),)), "data")
    smsc.deliver(smpp.DeliverSm(source_addr="852", destination_addr="10690", short_message=b"YES"), "inbound")
    await smsc.until(lambda: sum(isinstance(event, DeliverAnswered) for event in smsc.events) == 2)
    assert {type(delivery) for delivery in sink.deliveries} == {ReceiptDelivery, InboundDelivery}
    assert all(event.command_status == 0 for event in smsc.events if isinstance(event, DeliverAnswered))


async def test_a_receipt_may_come_before_its_response(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    bound.hand_over(handovers(1))
    await smsc.until_submits(1)
    smsc.deliver(receipt("early"))
    (delivery,) = await sink.until_deliveries(1)
    assert isinstance(delivery, ReceiptDelivery)
    assert (delivery.key, sink.answers) == ("early", [])
    smsc.respond(0, "early")
    (answer,) = await sink.until_answers(1)
    assert isinstance(answer, Accepted)
    assert answer.carrier_message_id == delivery.key


async def test_ids_meet_though_the_carrier_writes_them_in_two_bases(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    smsc.answer = lambda link, event: link.session.respond(event.sequence, smpp.SubmitSmResp("00001a2B"))
    carrier = make_carrier(smsc, id_form=IdForm.DEC_TO_HEX)
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(1))
    await sink.until_answers(1)
    smsc.deliver(receipt("6699"))
    await sink.until_deliveries(1)
    assert sink.answers[0].key == sink.deliveries[0].key == "1a2b"
    assert sink.answers[0].carrier_message_id == "00001a2B", "it is asked for by the very octets that it was named with"


async def test_a_torn_and_clumsy_receipt_is_kept(bound: SmppCarrier, smsc: Smsc, sink: Sink) -> None:
    octets = encode(receipt("7", tail=b"\x04\x27\x00"), 900)
    for octet in octets:
        smsc.link._transport.write(bytes((octet,)))
        await asyncio.sleep(0)
    (delivery,) = await sink.until_deliveries(1)
    assert isinstance(delivery, ReceiptDelivery)
    assert delivery.key == "7"


async def test_an_acknowledgement_after_the_link_has_gone_is_dropped(
    bound: SmppCarrier, smsc: Smsc, sink: Sink
) -> None:
    """The carrier sends the receipt again; the new link must not answer for the old one."""
    sink.stored = None
    smsc.deliver(receipt("7"))
    (delivery,) = await sink.until_deliveries(1)
    smsc.link.abort()
    await sink.until_ready(2)
    delivery.acknowledge(True)
    smsc.deliver(receipt("7"), "again")
    await sink.until_deliveries(2)
    assert smsc.link.session.unanswered() == 1
    sink.deliveries[1].acknowledge(True)
    await smsc.until(lambda: any(isinstance(event, DeliverAnswered) for event in smsc.events))


# --- links that fall --------------------------------------------------------------------------------------------------


async def test_what_was_written_is_lost_with_the_link_and_the_link_comes_back(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers, metrics: Metrics
) -> None:
    smsc.answer = None
    bound.hand_over(handovers(3))
    await smsc.until_submits(3)
    smsc.link.abort()
    answers = await sink.until_answers(3)
    assert [type(answer) for answer in answers] == [Lost] * 3
    assert [answer.handover.message_id for answer in answers] == [1, 2, 3]
    await sink.until_ready(2)
    assert (bound.state().up, bound.free()) == (True, 10)
    assert metrics.counter("heliograph_smpp_link_ends_total", "").value("carrier", "peer_closed") == 1


async def test_what_was_not_yet_written_is_not_lost(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    """The link falls in the very turn of the hand-over: nothing of it can have arrived, so it is no doubt."""
    bound.hand_over(handovers(2))
    link = bound.sessions[0]._link
    assert link is not None
    link.session.close()
    assert await sink.until_answers(2) == [NotSent(handover) for handover in handovers(2)]
    await sink.until_ready(2)
    assert smsc.submits == []


async def test_what_a_peer_that_does_not_read_was_never_given_is_not_lost(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    carrier = make_carrier(smsc, window=4)
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(2))
    await smsc.until_submits(2)
    link = carrier.sessions[0]._link
    assert link is not None
    link.pause_writing()
    carrier.hand_over(handovers(2, first=3))
    await asyncio.sleep(0)
    smsc.link.abort()
    answers = await sink.until_answers(4)
    assert [(type(answer), answer.handover.message_id) for answer in answers] == [
        (Lost, 1),
        (Lost, 2),
        (NotSent, 3),
        (NotSent, 4),
    ]


async def test_a_half_open_peer_is_found_and_left(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    carrier = make_carrier(smsc, enquire_link_seconds=0.05)
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(1))
    await smsc.until_submits(1)
    smsc.link._transport.pause_reading()
    (lost,) = await sink.until_answers(1)
    assert isinstance(lost, Lost)
    await sink.until_ready(2)
    assert len(smsc.links) >= 2


async def test_the_peers_unbind_is_followed_by_a_new_bind(bound: SmppCarrier, smsc: Smsc, sink: Sink) -> None:
    smsc.link.session.unbind(smsc.link.now())
    smsc.link.wake()
    await sink.until_ready(2)
    assert [end.cause for end in smsc.ended] == [Cause.UNBOUND]
    assert len(smsc.binds) == 2


async def test_an_unreadable_stream_ends_the_link_and_a_new_one_is_made(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, metrics: Metrics
) -> None:
    smsc.link._transport.write(b"\xff\xff\xff\xff")
    await sink.until_ready(2)
    assert metrics.counter("heliograph_smpp_protocol_faults_total", "").value("carrier") == 1


async def test_an_smsc_that_was_away_is_found_again(smsc: Smsc, sink: Sink, make_carrier: MakeCarrier) -> None:
    port = smsc.port
    await smsc.close()
    tries: list[int] = []

    async def counted(make: Callable[[], asyncio.Protocol]) -> None:
        tries.append(1)
        if len(tries) == 5:
            await smsc.listen(port)
        await asyncio.get_running_loop().create_connection(make, "127.0.0.1", port)

    carrier = make_carrier(smsc, counted)
    carrier.start(sink)
    await sink.until_ready()
    assert len(tries) == 5
    assert carrier.state().up


async def test_a_connection_that_is_never_made_is_given_up_and_tried_again(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier
) -> None:
    tries: list[int] = []

    async def slow_at_first(make: Callable[[], asyncio.Protocol]) -> None:
        tries.append(1)
        if len(tries) == 1:
            await asyncio.Event().wait()
        await asyncio.get_running_loop().create_connection(make, "127.0.0.1", smsc.port)

    carrier = make_carrier(smsc, slow_at_first, connect_timeout_seconds=0.1)
    carrier.start(sink)
    await sink.until_ready()
    assert len(tries) >= 2


async def test_an_smsc_that_answers_no_bind_is_left(smsc: Smsc, sink: Sink, make_carrier: MakeCarrier) -> None:
    silent = Smsc()
    silent._happened = lambda link, events: silent.stir()
    links: list[asyncio.Protocol] = []

    async def first_silent(make: Callable[[], asyncio.Protocol]) -> None:
        server = silent if not links else smsc
        links.append(make())
        await asyncio.get_running_loop().create_connection(lambda: links[-1], "127.0.0.1", server.port)

    await silent.listen()
    carrier = make_carrier(smsc, first_silent, bind_timeout_seconds=0.1)
    carrier.start(sink)
    await sink.until_ready()
    assert len(links) >= 2
    await silent.close()


async def test_a_refused_bind_is_shouted_about_and_tried_again_without_its_credentials_in_the_log(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, metrics: Metrics
) -> None:
    smsc.bind_status = smpp.ESME_RINVPASWD
    with structlog.testing.capture_logs() as lines:
        carrier = make_carrier(smsc)
        carrier.start(sink)
        await smsc.until(lambda: len(smsc.binds) == 2)
        assert "ESME_RINVPASWD" in carrier.state().last_error
        smsc.bind_status = smpp.ESME_ROK
        await sink.until_ready()
    assert {line["status"] for line in lines if line["log_level"] == "error"} == {"ESME_RINVPASWD"}
    assert "hunter2" not in str(lines)
    assert "esme" not in str(lines).replace("ESME", "")
    assert carrier.state().last_error == ""
    assert metrics.counter("heliograph_smpp_bind_refusals_total", "").value("carrier", "ESME_RINVPASWD") >= 2


async def test_a_passing_refusal_of_a_bind_is_no_alarm(smsc: Smsc, sink: Sink, make_carrier: MakeCarrier) -> None:
    smsc.bind_status = smpp.ESME_RSYSERR
    with structlog.testing.capture_logs() as lines:
        carrier = make_carrier(smsc, refused_first_seconds=3_600)
        carrier.start(sink)
        await smsc.until(lambda: len(smsc.binds) == 2)
        smsc.bind_status = smpp.ESME_ROK
        await sink.until_ready()
    assert not [line for line in lines if line["log_level"] == "error"]


# --- stop -------------------------------------------------------------------------------------------------------------


async def test_a_stop_waits_for_answers_and_unbinds(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    bound.hand_over(handovers(1))
    await smsc.until_submits(1)
    stopping = asyncio.ensure_future(bound.stop(10))
    await asyncio.sleep(0)
    assert bound.free() == 0
    bound.hand_over(handovers(1, first=2))
    smsc.respond(0, "in time")
    await stopping
    assert {type(answer) for answer in sink.answers} == {Accepted, NotSent}
    assert [end.cause for end in smsc.ended] == [Cause.PEER_UNBOUND]
    assert not bound.state().up


async def test_a_stop_lets_what_is_being_stored_be_acknowledged(bound: SmppCarrier, smsc: Smsc, sink: Sink) -> None:
    sink.stored = None
    smsc.deliver(receipt("7"), "receipt")
    (delivery,) = await sink.until_deliveries(1)
    stopping = asyncio.ensure_future(bound.stop(10))
    await asyncio.sleep(0)
    assert not stopping.done()
    delivery.acknowledge(True)
    await stopping
    assert [event.handle for event in smsc.events if isinstance(event, DeliverAnswered)] == ["receipt"]


async def test_a_stop_does_not_wait_for_ever_and_tells_what_is_lost(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    bound.hand_over(handovers(2))
    await smsc.until_submits(2)
    await bound.stop(0.01)
    assert [type(answer) for answer in sink.answers] == [Lost, Lost]


async def test_a_stop_ends_though_the_peer_answers_nothing(
    monkeypatch: pytest.MonkeyPatch, bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    monkeypatch.setattr("heliograph.carriers.smpp_session.UNBIND_SECONDS", 0.05)
    smsc.answer = None
    bound.hand_over(handovers(1))
    await smsc.until_submits(1)
    smsc.link._transport.pause_reading()
    await bound.stop(0)
    assert [type(answer) for answer in sink.answers] == [Lost]
    keeping = bound.sessions[0]._keeping
    assert keeping is not None and keeping.done()


async def test_a_stop_in_the_middle_of_connecting_ends_at_once(sink: Sink) -> None:
    connecting = asyncio.Event()

    async def never(make: Callable[[], asyncio.Protocol]) -> None:
        make()
        connecting.set()
        await asyncio.Event().wait()

    carrier = SmppCarrier(NOWHERE, LoopClock(), random.Random(1), Metrics(), never)
    carrier.start(sink)
    await connecting.wait()
    async with asyncio.timeout(1):
        await carrier.stop(10)
    assert carrier.state().last_error == ""
    assert sink.failures == 0


async def test_a_stop_while_it_waits_to_try_again_ends_at_once(sink: Sink) -> None:
    async def refused(make: Callable[[], asyncio.Protocol]) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    carrier = SmppCarrier(NOWHERE, LoopClock(), random.Random(1), Metrics(), refused)
    carrier.start(sink)
    await sink.until(lambda: sink.failures)
    assert carrier.state().sessions[0].standing is Standing.WAITING
    async with asyncio.timeout(1):
        await carrier.stop(10)
    assert carrier.state().last_error == "Connection refused"
    assert carrier.state().sessions[0].standing is Standing.STOPPED


async def test_a_stop_in_the_middle_of_the_bind_closes_the_connection(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier
) -> None:
    smsc._happened = lambda link, events: smsc.ended.extend(events) or smsc.stir()
    carrier = make_carrier(smsc)
    carrier.start(sink)
    await smsc.until(lambda: smsc.ended)
    async with asyncio.timeout(1):
        await carrier.stop(10)
    assert carrier.sessions[0]._link is None


async def test_one_that_was_never_started_can_be_stopped(silent_smsc: Smsc, make_carrier: MakeCarrier) -> None:
    await make_carrier(silent_smsc).stop(10)


# --- TLS ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("smsc"), "smsc")


@pytest.fixture
async def sealed_smsc(silent_smsc: Smsc) -> AsyncIterator[Callable[..., Awaitable[Smsc]]]:
    """Has an SMSC listen that shows `pair`, and where `wanted` is given asks for that certificate."""

    async def listen(pair: Pair, wanted: Pair | None = None) -> Smsc:
        context = pair.server_context()
        if wanted is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(wanted.cert)
        await silent_smsc.listen(tls=context)
        return silent_smsc

    yield listen
    await silent_smsc.close()


async def test_a_hand_over_goes_over_tls(
    pair: Pair, sealed_smsc: MakeSmsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    smsc = await sealed_smsc(pair)
    carrier = make_carrier(smsc, tcp_connect("127.0.0.1", smsc.port, pair.client_context()))
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(3))
    assert [type(answer) for answer in await sink.until_answers(3)] == [Accepted] * 3
    smsc.deliver(receipt("id-1"))
    assert isinstance((await sink.until_deliveries(1))[0], ReceiptDelivery)
    await carrier.stop(5)
    await smsc.until(lambda: smsc.ended)
    assert smsc.ended[0].cause is Cause.PEER_UNBOUND


async def test_the_name_in_the_certificate_may_be_another_than_the_host(
    pair: Pair, sealed_smsc: MakeSmsc, sink: Sink, make_carrier: MakeCarrier
) -> None:
    smsc = await sealed_smsc(pair)
    carrier = make_carrier(smsc, tcp_connect("127.0.0.1", smsc.port, pair.client_context(), "localhost"))
    carrier.start(sink)
    await sink.until_ready()
    await carrier.stop(0)


async def test_a_carrier_that_asks_for_a_certificate_is_shown_ours(
    pair: Pair, sealed_smsc: MakeSmsc, tmp_path: Path, sink: Sink, make_carrier: MakeCarrier
) -> None:
    ours = make_pair(tmp_path, "ours")
    smsc = await sealed_smsc(pair, wanted=ours)
    context = pair.client_context()
    context.load_cert_chain(ours.cert, ours.key)
    carrier = make_carrier(smsc, tcp_connect("127.0.0.1", smsc.port, context))
    carrier.start(sink)
    await sink.until_ready()
    await carrier.stop(0)


@pytest.mark.parametrize("wrong", ["issuer", "name"])
async def test_the_password_is_not_told_to_an_smsc_that_cannot_prove_its_name(
    pair: Pair, sealed_smsc: MakeSmsc, tmp_path: Path, sink: Sink, make_carrier: MakeCarrier, wrong: str
) -> None:
    smsc = await sealed_smsc(pair)
    trusted = make_pair(tmp_path, "other") if wrong == "issuer" else pair
    tried = Heard()
    connect = tcp_connect("127.0.0.1", smsc.port, trusted.client_context(), "smsc.example" if wrong == "name" else "")
    refusals: list[OSError] = []

    async def watched(make: Callable[[], asyncio.Protocol]) -> None:
        try:
            await connect(make)
        except OSError as error:
            refusals.append(error)
            tried.stir()
            raise

    carrier = make_carrier(smsc, watched)
    carrier.start(sink)
    await tried.until(lambda: len(refusals) >= 2)
    assert isinstance(refusals[0], ssl.SSLCertVerificationError)
    assert "certificate verify failed" in carrier.state().last_error
    assert not carrier.state().up
    await carrier.stop(0)
    assert smsc.binds == []


# --- other settings while the link stands ----------------------------------------------------------------------------


async def test_a_bound_link_takes_up_another_window_and_other_forms(
    bound: SmppCarrier, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    bound.hand_over(handovers(2, sender=""))
    await smsc.until_submits(2)
    form = SubmitForm(sender="Acme")
    bound.adapt(settings_for(smsc, window=3, form=form))
    assert (bound.window(), bound.free()) == (3, 1)
    bound.hand_over(handovers(2, first=3, sender=""))
    await smsc.until_submits(3)
    assert [pdu.source_addr for pdu in smsc.submits] == ["", "", "Acme"]
    [refused] = await sink.until_answers(1)
    assert isinstance(refused, NotSent)
    bound.adapt(settings_for(smsc, window=1))
    assert bound.free() == -2
    for place in range(3):
        smsc.respond(place, f"id-{place}")
    await sink.until_answers(4)
    assert (bound.free(), len(smsc.links)) == (1, 1)


async def test_a_larger_window_is_filled_at_once(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    carrier = make_carrier(smsc, window=1)
    carrier.start(sink)
    await sink.until_ready()
    smsc.answer = None
    carrier.hand_over(handovers(1))
    before = sink.readies
    carrier.adapt(settings_for(smsc, window=2))
    assert sink.readies == before + 1


async def test_silence_is_met_in_the_new_time(bound: SmppCarrier, smsc: Smsc, sink: Sink) -> None:
    bound.adapt(settings_for(smsc, enquire_link_seconds=0.05))
    smsc.link.session.receive_data = lambda octets, now: None  # It reads, and answers nothing any more.
    await smsc.until(lambda: len(smsc.links) > 1)
