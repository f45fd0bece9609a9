"""If this fails, an ESME that speaks real SMPP is misunderstood."""

import asyncio

import pytest

from heliograph.smpp.codec import decode, encode
from heliograph.smpp.events import Cause, CommandAnswered, DeliverReceived, LinkClosed, QueryAnswered, SubmitAnswered
from heliograph.smpp.framer import Framer
from heliograph.smpp.pdu import (
    BindReceiver,
    BindTransceiver,
    BindTransceiverResp,
    BindTransmitter,
    CancelSm,
    DataSm,
    EnquireLink,
    QuerySm,
)
from simulator.esme import WAIT_SECONDS, BindEsme, Esme, ServeSmsc
from simulator.world import submit_sm


async def test_a_transmitter_submits_and_the_receiver_of_the_same_esme_gets_the_receipt(
    serve: ServeSmsc, bind_esme: BindEsme
) -> None:
    server = await serve()
    transmitter = await bind_esme(server, BindTransmitter("esme", "x"))
    transmitter.submit(submit_sm())
    await transmitter.count(SubmitAnswered, 1)
    receiver = await bind_esme(server, BindReceiver("esme", "x"))
    await receiver.count(DeliverReceived, 1)
    assert receiver.receipts()[0].carrier_message_id == transmitter.of(SubmitAnswered)[0].carrier_message_id
    assert transmitter.of(DeliverReceived) == []


async def test_two_binds_of_one_esme_share_its_receipts(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    server = await serve()
    first, second = await bind_esme(server), await bind_esme(server)
    for number in range(10):
        first.submit(submit_sm(text=str(number).encode()))
    await first.count(DeliverReceived, 5)
    await second.count(DeliverReceived, 5)
    ids = {event.carrier_message_id for event in first.of(SubmitAnswered)}
    assert {receipt.carrier_message_id for receipt in first.receipts() + second.receipts()} == ids


@pytest.mark.parametrize(
    ("shown", "status"), [(("esme", "wrong"), 0x0E), (("other", "secret08"), 0x0F), (("esme", "secret08"), 0)]
)
async def test_who_is_let_in(serve: ServeSmsc, shown: tuple[str, str], status: int) -> None:
    server = await serve(system_id="esme", password="secret08")
    esme = Esme()
    await esme.connect(server.port)
    assert await esme.bind(BindTransceiver(*shown)) == status
    await esme.leave()


async def test_commands_that_the_network_does_not_have_are_refused_and_the_link_stays(
    serve: ServeSmsc, bind_esme: BindEsme
) -> None:
    esme = await bind_esme(await serve())
    for pdu in (DataSm(destination_addr="85261234567"), QuerySm("1"), CancelSm(message_id="1")):
        esme.link.session.request(pdu, esme.link.now())
    esme.link.wake()
    esme.submit(submit_sm())
    await esme.count(SubmitAnswered, 2)
    assert esme.statuses() == [0x03, 0]
    statuses = [event.command_status for event in esme.of(QueryAnswered) + esme.of(CommandAnswered)]
    assert statuses == [0x67, 0x03], "query_sm it has, and does not know the message"


async def test_a_cut_connection_takes_with_it_what_came_behind_in_the_stream(
    serve: ServeSmsc, bind_esme: BindEsme
) -> None:
    server = await serve()
    esme = await bind_esme(server)
    esme.submit(submit_sm("12025550144"))
    esme.submit(submit_sm())
    await esme.count(LinkClosed, 1)
    assert esme.of(LinkClosed)[0].cause is Cause.PEER_CLOSED
    assert len(esme.of(LinkClosed)[0].unanswered) == 2
    assert server.network.figures.taken == 1


async def test_an_esme_that_is_silent_is_asked_and_one_that_stays_silent_is_dead(
    serve: ServeSmsc, bind_esme: BindEsme
) -> None:
    server = await serve(enquire_link_ms=40)
    alive = await bind_esme(server)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(encode(BindTransceiver("silent"), 1))
    async with asyncio.timeout(WAIT_SECONDS):
        octets = await reader.read()
    writer.close()
    await writer.wait_closed()
    pdus = [decode(data, start, end)[2] for data, start, end in Framer().frames(octets)]
    assert [type(pdu) for pdu in pdus] == [BindTransceiverResp, EnquireLink]
    assert alive.of(LinkClosed) == []
    alive.submit(submit_sm())
    await alive.count(SubmitAnswered, 1)
