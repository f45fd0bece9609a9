"""If this fails, the network loses receipts, hangs at its end, or answers what it did not write down."""

import asyncio
import errno
import random
from pathlib import Path

import pytest

from heliograph.carriers.in_process import join
from heliograph.clock import SystemClock
from heliograph.simulator.ledger import Ledger
from heliograph.simulator.settings import SmscSettings
from heliograph.simulator.smsc import SimulatedSmsc
from heliograph.smpp.events import Cause, DeliverReceived, LinkClosed, SubmitAnswered
from heliograph.smpp.faults import LocalError
from heliograph.smpp.pdu import BindTransceiver, DeliverSm
from simulator.esme import WAIT_SECONDS, BindEsme, Esme, ServeSmsc
from simulator.world import submit_sm


async def test_receipts_come_after_the_delay_that_was_set(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    esme = await bind_esme(await serve(receipt_delay_ms=150))
    loop = asyncio.get_running_loop()
    started = loop.time()
    esme.submit(submit_sm())
    await esme.count(SubmitAnswered, 1)
    assert esme.of(DeliverReceived) == []
    await esme.count(DeliverReceived, 1)
    assert loop.time() - started >= 0.15


async def test_a_shorter_wait_behind_a_longer_one_is_not_held_up(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    esme = await bind_esme(await serve())
    esme.submit(submit_sm("12025550113"))
    esme.submit(submit_sm("12025550111"))
    await esme.count(DeliverReceived, 2)
    assert {receipt.carrier_message_id for receipt in esme.receipts()} == {
        esme.of(SubmitAnswered)[1].carrier_message_id
    }


async def test_receipts_are_kept_across_a_cut_and_those_unanswered_come_again(
    serve: ServeSmsc, bind_esme: BindEsme
) -> None:
    server = await serve(window=3)
    first = await bind_esme(server)
    first.answer_with = None
    for number in range(10):
        first.submit(submit_sm(text=str(number).encode()))
    await first.count(SubmitAnswered, 10)
    await first.count(DeliverReceived, 3)
    await first.cut()
    ids = [event.carrier_message_id for event in first.of(SubmitAnswered)]
    second = await bind_esme(server)
    await second.count(DeliverReceived, 10)
    assert [receipt.carrier_message_id for receipt in second.receipts()] == ids
    await second.leave()
    assert server.network.figures.acknowledged == 10
    assert server.network.waiting == 0


async def test_a_receipt_that_the_esme_cannot_store_comes_again(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    esme = await bind_esme(await serve(deliver_retry_ms=10))
    esme.answer_with = 0x64
    esme.submit(submit_sm())
    await esme.count(DeliverReceived, 3)
    esme.answer_with = 0
    seen = len(esme.of(DeliverReceived))
    await esme.count(DeliverReceived, seen + 1)
    assert len({receipt.carrier_message_id for receipt in esme.receipts()}) == 1


async def test_a_receipt_that_nobody_answers_comes_again(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    esme = await bind_esme(await serve(response_timeout_ms=30))
    esme.answer_with = None
    esme.submit(submit_sm())
    await esme.count(DeliverReceived, 3)


async def test_an_inbound_message_reaches_the_esme_in_all_its_segments(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    server = await serve()
    esme = await bind_esme(server)
    answers = await server.send_inbound(source="85261234567", destination="12345", text="STOP " * 100)
    assert answers == (0, 0, 0, 0)
    received = [event.pdu for event in esme.of(DeliverReceived)]
    assert [pdu.short_message[5] for pdu in received] == [1, 2, 3, 4]
    assert {(pdu.source_addr, pdu.destination_addr) for pdu in received} == {("85261234567", "12345")}


async def test_the_answer_to_an_inbound_message_is_the_last_one(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    server = await serve()
    esme = await bind_esme(server)
    esme.answer_with = 0x66
    assert await server.send_inbound(source="1", destination="2", text="x", system_id="esme") == (0x66,)


async def test_an_inbound_message_that_cannot_be_sent_is_told_at_once(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    server = await serve()
    with pytest.raises(LookupError):
        await server.send_inbound(source="1", destination="2", text="x")
    await bind_esme(server)
    with pytest.raises(LocalError):
        await server.send_inbound(source="1" * 30, destination="2", text="x")
    with pytest.raises(LocalError):
        await server.smsc.send_deliver_sm([DeliverSm(source_addr="a\0b")])


async def test_closing_unbinds_and_gives_up_what_is_inbound(serve: ServeSmsc, bind_esme: BindEsme) -> None:
    server = await serve()
    esme = await bind_esme(server)
    esme.answer_with = None
    inbound = asyncio.ensure_future(server.send_inbound(source="1", destination="2", text="x"))
    await esme.count(DeliverReceived, 1)
    await server.close()
    await esme.count(LinkClosed, 1)
    assert esme.of(LinkClosed)[0].cause is Cause.PEER_UNBOUND
    with pytest.raises(asyncio.CancelledError):
        await inbound


async def test_an_esme_that_does_not_answer_cannot_hold_up_the_end(
    serve: ServeSmsc, bind_esme: BindEsme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.simulator.smsc.UNBIND_SECONDS", 0.05)
    server = await serve()
    esme = await bind_esme(server)
    esme.link._transport.pause_reading()
    async with asyncio.timeout(WAIT_SECONDS):
        await server.close()
    assert server.smsc.binds == frozenset()
    esme.link.abort()


async def test_what_cannot_be_written_down_is_not_answered(
    serve: ServeSmsc, bind_esme: BindEsme, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await serve(ledger=ledger_path)
    esme = await bind_esme(server)

    def full(self: Ledger) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "flush", full)
        esme.submit(submit_sm())
        await esme.count(LinkClosed, 1)
        assert esme.of(SubmitAnswered) == []
        error = await server.smsc.failed
        assert error.errno == errno.ENOSPC


async def test_a_link_in_memory_does_the_same() -> None:
    smsc = SimulatedSmsc(SmscSettings(), SystemClock(), random.Random(1))
    esme = Esme()
    join(esme.make_link(), smsc.new_link())
    assert await esme.bind(BindTransceiver("heliograph", "inside")) == 0
    for number in ("85261234567", "12025550101", "12025550120"):
        esme.submit(submit_sm(number))
    await esme.count(SubmitAnswered, 3)
    await esme.count(DeliverReceived, 2)
    assert esme.statuses() == [0, 0, 0x0B]
    assert [receipt.stat for receipt in esme.receipts()] == ["DELIVRD", "UNDELIV"]
    await smsc.close()
    assert esme.of(LinkClosed)[0].cause is Cause.PEER_UNBOUND
