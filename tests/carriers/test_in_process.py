"""The carrier inside: what runs over a socket must run in memory and in virtual time, or a seed replays nothing."""

import asyncio
import random
from collections.abc import Callable

import pytest

from carriers.doubles import LoopClock, Sink, Smsc
from heliograph.carriers.in_process import HIGH_WATER, MemoryTransport, in_memory_connect, join
from heliograph.carriers.port import Accepted, HandOver, Lost
from heliograph.carriers.smpp import SmppCarrier
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.smpp import pdu as smpp
from heliograph.telemetry.metrics import Metrics
from simulation.virtual_loop import VirtualLoop

MakeHandOvers = Callable[..., list[HandOver]]


async def test_a_carrier_inside_submits_and_gets_receipts(
    silent_smsc: Smsc, sink: Sink, make_carrier: Callable[..., SmppCarrier], handovers: MakeHandOvers
) -> None:
    carrier = make_carrier(silent_smsc, in_memory_connect(silent_smsc.accept))
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(10))
    answers = await sink.until_answers(10)
    assert [type(answer) for answer in answers] == [Accepted] * 10
    silent_smsc.deliver(smpp.DeliverSm(source_addr="852", esm_class=4, short_message=b"id:id-1 stat:DELIVRD"))
    (delivery,) = await sink.until_deliveries(1)
    assert delivery.key == "id-1"
    await carrier.stop(10)
    assert len(silent_smsc.ended) == 1


def test_hours_pass_in_virtual_time_with_the_same_end(handovers: MakeHandOvers) -> None:
    """Lost responses, a dead peer and reconnects, twice from one seed."""

    async def play() -> tuple[list[str], float, int]:
        smsc, sink = Smsc(), Sink()
        settings = SmppSettings(
            name="carrier",
            host="in-process",
            port=0,
            system_id="s",
            password="p",
            window=5,
            response_timeout_seconds=5,
        )
        connect = in_memory_connect(smsc.accept)
        carrier = SmppCarrier(settings, LoopClock(), random.Random(11), Metrics(), connect)
        carrier.start(sink)
        await sink.until_ready()
        smsc.answer = None
        carrier.hand_over(handovers(5))
        await sink.until_answers(5)
        smsc.link._transport.pause_reading()
        await asyncio.sleep(3_600)
        smsc.answer = smsc.take
        await sink.until(lambda: carrier.free())
        carrier.hand_over(handovers(5, first=6))
        await sink.until_answers(10)
        await carrier.stop(10)
        return [type(answer).__name__ for answer in sink.answers], asyncio.get_running_loop().time(), len(smsc.links)

    runs = []
    for _ in range(2):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runs.append(runner.run(play()))
    assert runs[0] == runs[1]
    answers, seconds, links = runs[0]
    assert answers == ["Lost"] * 5 + ["Accepted"] * 5
    assert (seconds > 3_600, links) == (True, 2)


# --- the transport ----------------------------------------------------------------------------------------------------


class End(asyncio.Protocol):
    """Keeps what its end of a connection is told."""

    def __init__(self) -> None:
        self.told: list[object] = []
        self.transport: MemoryTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, MemoryTransport)
        self.transport = transport
        self.told.append("made")

    def data_received(self, data: bytes) -> None:
        self.told.append(data)

    def eof_received(self) -> None:
        self.told.append("eof")

    def connection_lost(self, exc: Exception | None) -> None:
        self.told.append(type(exc).__name__ if exc else "lost")

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")


async def turns(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.fixture
async def ends() -> tuple[End, End]:
    near, far = End(), End()
    join(near, far)
    return near, far


async def test_octets_cross_in_order_and_never_within_the_write(ends: tuple[End, End]) -> None:
    near, far = ends
    near.transport.write(b"one ")
    near.transport.write(bytearray(b"two"))
    assert far.told == ["made"]
    await turns()
    assert far.told == ["made", b"one two"]


async def test_a_close_lets_the_peer_read_what_was_written(ends: tuple[End, End]) -> None:
    near, far = ends
    near.transport.write(b"last words")
    near.transport.close()
    near.transport.write(b"too late")
    await turns()
    assert far.told == ["made", b"last words", "eof", "lost"]
    assert near.told == ["made", "lost"]
    assert near.transport.is_closing() and far.transport.is_closing()


async def test_a_cut_loses_what_was_not_read_at_both_ends(ends: tuple[End, End]) -> None:
    near, far = ends
    near.transport.write(b"never read")
    far.transport.pause_reading()
    await turns()
    near.transport.abort()
    await turns()
    assert near.told == ["made", "lost"]
    assert far.told == ["made", "ConnectionResetError"]


async def test_a_paused_reader_gets_everything_later_and_the_writer_is_asked_to_pause(ends: tuple[End, End]) -> None:
    near, far = ends
    far.transport.pause_reading()
    near.transport.write(bytes(HIGH_WATER))
    await turns()
    assert (near.told, far.told) == (["made"], ["made"])
    near.transport.write(b"x")
    assert near.told == ["made", "pause"]
    assert near.transport.get_write_buffer_size() == HIGH_WATER + 1
    near.transport.close()
    await turns()
    assert far.told == ["made"]
    far.transport.resume_reading()
    await turns()
    assert far.told == ["made", bytes(HIGH_WATER) + b"x", "eof", "lost"]


async def test_the_writer_goes_on_when_the_reader_has_read(ends: tuple[End, End]) -> None:
    near, far = ends
    near.transport.write(bytes(HIGH_WATER + 1))
    await turns()
    assert near.told == ["made", "pause", "resume"]
    assert near.transport.get_write_buffer_size() == 0
    assert far.transport.is_reading()


async def test_closing_twice_is_told_once(ends: tuple[End, End]) -> None:
    near, far = ends
    near.transport.close()
    near.transport.close()
    far.transport.abort()
    near.transport.abort()
    await turns()
    assert near.told.count("lost") == 1
    assert len([told for told in far.told if told in ("lost", "ConnectionResetError")]) == 1


async def test_connecting_fails_as_the_other_end_fails() -> None:
    def refuse() -> asyncio.Protocol:
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        await in_memory_connect(refuse)(End)


async def test_a_link_inside_that_is_cut_comes_back(
    silent_smsc: Smsc, sink: Sink, make_carrier: Callable[..., SmppCarrier], handovers: MakeHandOvers
) -> None:
    silent_smsc.answer = None
    carrier = make_carrier(silent_smsc, in_memory_connect(silent_smsc.accept))
    carrier.start(sink)
    await sink.until_ready()
    carrier.hand_over(handovers(1))
    await silent_smsc.until_submits(1)
    silent_smsc.link.abort()
    (answer,) = await sink.until_answers(1)
    assert isinstance(answer, Lost)
    await sink.until_ready(2)
