"""A carrier of several sessions: if this fails, one session that is in trouble takes the others with it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from carriers.doubles import Sink, Smsc, until_turned
from carriers.test_smpp import MakeCarrier, MakeHandOvers, receipt
from heliograph.carriers.port import Accepted, BindKind, Lost, NotSent, ReceiptDelivery, RefusedByCarrier, Standing
from heliograph.carriers.smpp import SmppCarrier
from heliograph.smpp import pdu as smpp
from heliograph.smpp.events import Cause, SubmitReceived
from heliograph.smpp.transport import SmppLink
from heliograph.sms.command_status import StatusClass
from heliograph.sms.refusal import Refusal

PAIR = (BindKind.TRANSMITTER, BindKind.RECEIVER)
THREE = (BindKind.TRANSCEIVER,) * 3

MakeBound = Callable[..., Awaitable[SmppCarrier]]


@pytest.fixture
def bind(smsc: Smsc, sink: Sink, make_carrier: MakeCarrier) -> MakeBound:
    """Makes a carrier of these sessions, all of them bound."""

    async def make(binds: tuple[BindKind, ...], **changes: object) -> SmppCarrier:
        carrier = make_carrier(smsc, binds=binds, **changes)
        carrier.start(sink)
        await until_turned(lambda: all(session.bound for session in carrier.state().sessions))
        return carrier

    return make


# --- kinds ------------------------------------------------------------------------------------------------------------


async def test_a_pair_sends_on_one_session_and_hears_on_the_other(
    bind: MakeBound, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    used: list[SmppLink] = []
    smsc.answer = lambda link, event: (used.append(link), smsc.take(link, event))[1]
    carrier = await bind(PAIR)
    assert {type(pdu) for pdu in smsc.binds} == {smpp.BindTransmitter, smpp.BindReceiver}
    assert (carrier.window(), carrier.free()) == (10, 10)
    carrier.hand_over(handovers(10))
    assert [type(answer) for answer in await sink.until_answers(10)] == [Accepted] * 10
    assert set(used) == {smsc.bound_as[smpp.BindTransmitter]}
    receiver = smsc.bound_as[smpp.BindReceiver]
    receiver.session.request(receipt("id-1"), receiver.now())
    receiver.wake()
    (delivery,) = await sink.until_deliveries(1)
    assert isinstance(delivery, ReceiptDelivery)


async def test_a_receiver_alone_hears_and_is_up_but_takes_nothing(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    carrier = make_carrier(smsc, binds=(BindKind.RECEIVER,))
    carrier.start(sink)
    await until_turned(lambda: carrier.state().up)
    assert (carrier.window(), carrier.free(), carrier.state().receives) == (0, 0, True)
    carrier.hand_over(handovers(1))
    assert await sink.until_answers(1) == [NotSent(handovers(1)[0])]
    smsc.deliver(receipt("7"))
    await sink.until_deliveries(1)


async def test_a_transmitter_alone_sends_and_says_that_nothing_can_come(
    bind: MakeBound, sink: Sink, handovers: MakeHandOvers
) -> None:
    carrier = await bind((BindKind.TRANSMITTER,))
    assert not carrier.state().receives
    carrier.hand_over(handovers(1))
    assert isinstance((await sink.until_answers(1))[0], Accepted)


async def test_of_a_pair_without_its_transmitter_nothing_is_up_though_receipts_come(
    bind: MakeBound, smsc: Smsc, sink: Sink
) -> None:
    carrier = await bind(PAIR)
    smsc.bind_status = smpp.ESME_RBINDFAIL
    smsc.bound_as[smpp.BindTransmitter].abort()
    await sink.until(lambda: sink.failures)
    state = carrier.state()
    assert (state.up, state.window, state.receives) == (False, 0, True)


# --- several ----------------------------------------------------------------------------------------------------------


async def test_each_session_has_a_window_of_its_own(
    bind: MakeBound, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    carrier = await bind(THREE)
    assert (carrier.window(), carrier.free(), carrier.state().window) == (30, 30, 30)
    carrier.hand_over(handovers(31))
    (left_over,) = await sink.until_answers(1)
    assert isinstance(left_over, NotSent)
    await smsc.until_submits(30)
    assert [state.unanswered for state in carrier.state().sessions] == [10, 10, 10]
    assert [link.session.owed() for link in smsc.links] == [10, 10, 10]


async def test_the_parts_of_a_message_go_over_one_session_in_order(
    bind: MakeBound, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    came: dict[SmppLink, list[str]] = {}

    def note(link: SmppLink, event: SubmitReceived) -> None:
        came.setdefault(link, []).append(smsc.submits[-1].short_message.decode())
        smsc.take(link, event)

    smsc.answer = note
    carrier = await bind(THREE)
    parts = [
        handovers(1, first=message, segment=part, total=1, text=f"{message}.{part}")[0]
        for message in range(1, 7)
        for part in range(1, 4)
    ]
    carrier.hand_over(parts)
    await sink.until_answers(18)
    assert len(came) == 3
    for texts in came.values():
        messages = list(dict.fromkeys(text.split(".")[0] for text in texts))
        assert texts == [f"{message}.{part}" for message in messages for part in range(1, 4)]


async def test_one_that_falls_loses_its_own_and_comes_back_while_the_others_go_on(
    bind: MakeBound, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    carrier = await bind(THREE, reconnect_first_seconds=0.2)
    carrier.hand_over(handovers(3))
    await smsc.until_submits(3)
    smsc.links[1].abort()
    (lost,) = await sink.until_answers(1)
    assert isinstance(lost, Lost)
    assert lost.link_fell
    await sink.until(lambda: sink.failures == 1)
    state = carrier.state()
    assert (state.up, state.window, state.unanswered) == (True, 20, 2)
    fallen = [session for session in state.sessions if not session.bound]
    assert [(session.standing, session.last_error) for session in fallen] == [
        (Standing.WAITING, "the peer closed the connection")
    ]
    assert state.last_error == f"session {fallen[0].number}: the peer closed the connection"
    smsc.answer = smsc.take
    carrier.hand_over(handovers(2, first=4))
    answers = await sink.until_answers(3)
    assert [type(answer) for answer in answers[1:]] == [Accepted, Accepted]
    await until_turned(lambda: carrier.window() == 30)
    assert carrier.state().last_error == ""
    assert sink.failures == 1


async def test_one_that_is_refused_for_good_waits_for_minutes_and_the_others_work(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    """A carrier that allows one session less than is set."""
    carrier = make_carrier(smsc, binds=THREE, refused_first_seconds=3_600)

    def limit() -> None:
        smsc.bind_status = smpp.ESME_RBINDFAIL if len(smsc.binds) >= 2 else smpp.ESME_ROK

    usual = smsc._happened

    def limited(link: SmppLink, events: object) -> None:
        limit()
        usual(link, events)  # type: ignore[arg-type]

    smsc._happened = limited  # type: ignore[method-assign]
    carrier.start(sink)
    await sink.until(lambda: sink.failures)
    await until_turned(lambda: carrier.window() == 20)
    refused = [session for session in carrier.state().sessions if session.standing is Standing.REFUSED]
    assert len(refused) == 1
    assert "ESME_RBINDFAIL" in refused[0].last_error
    carrier.hand_over(handovers(20))
    assert [type(answer) for answer in await sink.until_answers(20)] == [Accepted] * 20


async def test_one_that_stalls_gets_one_at_a_time_until_it_answers(
    bind: MakeBound, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    carrier = await bind((BindKind.TRANSCEIVER,) * 2, response_timeout_seconds=0.05)
    carrier.hand_over(handovers(1))
    await sink.until_answers(1)
    assert (carrier.window(), carrier.free()) == (11, 11)
    stalled, well = sorted(carrier.state().sessions, key=lambda session: session.window)
    assert (stalled.window, well.window) == (1, 10)
    carrier.hand_over(handovers(11, first=2))
    assert carrier.free() == 0
    await sink.until_answers(12)
    assert carrier.window() == 2, "now both owe an answer"
    smsc.answer = smsc.take
    carrier.hand_over(handovers(2, first=20))
    await sink.until_answers(14)
    assert (carrier.window(), carrier.free()) == (20, 20)


async def test_an_acknowledgement_goes_over_the_session_that_the_receipt_came_by(
    bind: MakeBound, smsc: Smsc, sink: Sink
) -> None:
    sink.stored = None
    await bind(THREE)
    for number, link in enumerate(smsc.links):
        link.session.request(receipt(f"{number}"), link.now())
        link.wake()
    deliveries = await sink.until_deliveries(3)
    for delivery in deliveries:
        delivery.acknowledge(True)
    await until_turned(lambda: not any(link.session.unanswered() for link in smsc.links))


async def test_a_stop_waits_for_each(bind: MakeBound, smsc: Smsc, sink: Sink, handovers: MakeHandOvers) -> None:
    smsc.answer = None
    carrier = await bind(THREE)
    carrier.hand_over(handovers(3))
    await smsc.until_submits(3)
    stopping = asyncio.ensure_future(carrier.stop(10))
    for link in smsc.links:
        await asyncio.sleep(0)
        assert not stopping.done()
        for sequence in list(link.session._owed):
            link.session.respond(sequence, smpp.SubmitSmResp("x"))
        link.wake()
    await stopping
    assert [type(answer) for answer in sink.answers] == [Accepted] * 3
    assert {session.standing for session in carrier.state().sessions} == {Standing.STOPPED}
    assert sink.failures == 0


async def test_a_session_that_is_given_back_for_silence_is_bound_anew_at_once_and_is_no_failure(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    carrier = make_carrier(smsc, inactivity_seconds=0.05, reconnect_first_seconds=3_600)
    carrier.start(sink)
    await sink.until_ready(3)
    assert {end.cause for end in smsc.ended} == {Cause.PEER_UNBOUND}
    assert (sink.failures, sink.answers) == (0, [])


async def test_a_carrier_s_own_meaning_of_a_status_counts(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    smsc.answer = lambda link, event: link.session.respond(event.sequence, smpp.SubmitSmResp(), 0x0401)
    carrier = make_carrier(smsc, status_classes={0x0401: StatusClass.THROTTLE})
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(1))
    (answer,) = await sink.until_answers(1)
    assert isinstance(answer, RefusedByCarrier)
    assert answer.refusal == Refusal("ESME_00000401", StatusClass.THROTTLE)


async def test_a_bind_that_is_refused_in_the_carrier_s_own_words_waits_for_minutes(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier
) -> None:
    smsc.bind_status = smpp.ESME_RSYSERR
    carrier = make_carrier(smsc, status_classes={smpp.ESME_RSYSERR: StatusClass.BIND_FATAL})
    carrier.start(sink)
    await sink.until(lambda: sink.failures)
    assert carrier.state().sessions[0].standing is Standing.REFUSED


# --- how it stands ----------------------------------------------------------------------------------------------------


async def test_a_session_says_what_it_does(smsc: Smsc, sink: Sink, make_carrier: MakeCarrier) -> None:
    connecting, go_on = asyncio.Event(), asyncio.Event()

    async def slow(make: Callable[[], asyncio.Protocol]) -> None:
        connecting.set()
        await go_on.wait()
        await asyncio.get_running_loop().create_connection(make, "127.0.0.1", smsc.port)

    usual, asked = smsc._happened, []
    smsc._happened = lambda *heard: asked.append(heard)  # type: ignore[method-assign]
    carrier = make_carrier(smsc, slow)

    def standing() -> Standing:
        return carrier.state().sessions[0].standing

    assert standing() is Standing.STOPPED
    carrier.start(sink)
    await connecting.wait()
    assert standing() is Standing.CONNECTING
    go_on.set()
    await until_turned(lambda: asked)
    assert standing() is Standing.BINDING
    assert carrier.state().sessions[0].tries == 1
    smsc._happened = usual  # type: ignore[method-assign]
    usual(*asked[0])
    smsc.link.wake()
    await sink.until_ready()
    assert (standing(), carrier.state().sessions[0].tries) == (Standing.BOUND, 0)


async def test_the_round_trip_is_measured_for_each(
    bind: MakeBound, smsc: Smsc, sink: Sink, handovers: MakeHandOvers
) -> None:
    carrier = await bind((BindKind.TRANSCEIVER,) * 2)
    assert [session.round_trip_ms for session in carrier.state().sessions] == [None, None]
    carrier.hand_over(handovers(1))
    await sink.until_answers(1)
    measured = [session.round_trip_ms for session in carrier.state().sessions]
    assert measured.count(None) == 1
    assert all(milliseconds >= 0 for milliseconds in measured if milliseconds is not None)
