"""The shell over a real socket: what it batches, what it leaves unsent, and that no link of it stays open for ever."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from heliograph.carriers.in_process import join
from heliograph.smpp import pdu as smpp
from heliograph.smpp import transport as shell
from heliograph.smpp.codec import decode, encode
from heliograph.smpp.events import (
    BindRequested,
    Bound,
    Cause,
    DeliverReceived,
    Event,
    LinkClosed,
    ResponseTimedOut,
    SubmitAnswered,
    SubmitReceived,
)
from heliograph.smpp.framer import Framer
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.timers import Timers
from heliograph.smpp.transport import SmppLink
from simulation.virtual_loop import VirtualLoop

SUBMIT = smpp.SubmitSm(source_addr="S", destination_addr="852", short_message=b"hi")
DELIVER = smpp.DeliverSm(source_addr="852", esm_class=4, short_message=b"id:7 stat:DELIVRD")


class Ear:
    """A listener that keeps every batch and can be waited on."""

    def __init__(self, reply: Callable[[SmppLink, Event], None] | None = None) -> None:
        self.batches: list[list[Event]] = []
        self.link: SmppLink | None = None
        self._reply = reply
        self._heard = asyncio.Event()

    def __call__(self, link: SmppLink, events: Sequence[Event]) -> None:
        self.link = link
        self.batches.append(list(events))
        for event in events:
            if self._reply is not None:
                self._reply(link, event)
        self._heard.set()

    def events(self) -> list[Event]:
        return [event for batch in self.batches for event in batch]

    async def until(self, kind: type[Event], count: int = 1) -> list[Event]:
        """Wait for so many events of a kind."""
        async with asyncio.timeout(10):
            while len(found := [event for event in self.events() if type(event) is kind]) < count:
                self._heard.clear()
                await self._heard.wait()
        return found


def as_smsc(link: SmppLink, event: Event) -> None:
    """Takes every bind and every message."""
    if isinstance(event, BindRequested):
        link.session.accept_bind(event.sequence, "smsc")
    elif isinstance(event, SubmitReceived):
        link.session.respond(event.sequence, smpp.SubmitSmResp(f"id-{event.sequence}"))


def make_esme(timers: Timers | None = None, window_max: int = 10) -> Callable[[int], Session]:
    def make(now: int) -> Session:
        session = Session(Role.ESME, now, window_max=window_max, timers=timers)
        session.bind(smpp.BindTransceiver("esme", "secret"), now)
        return session

    return make


@asynccontextmanager
async def smsc_listening(ear: Ear, timers: Timers | None = None) -> AsyncIterator[int]:
    """A server on a free port, as its port; its links are cut at the end."""
    loop = asyncio.get_running_loop()
    links: list[SmppLink] = []

    def make() -> SmppLink:
        links.append(SmppLink(lambda now: Session(Role.SMSC, now, timers=timers), ear))
        return links[-1]

    server = await loop.create_server(make, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for link in links:
            link.abort()
        await server.wait_closed()


@asynccontextmanager
async def esme_connected(port: int, ear: Ear, make: Callable[[int], Session]) -> AsyncIterator[SmppLink]:
    loop = asyncio.get_running_loop()
    _, link = await loop.create_connection(lambda: SmppLink(make, ear), "127.0.0.1", port)
    try:
        yield link
    finally:
        link.abort()
        await ear.until(LinkClosed)


@asynccontextmanager
async def bare_peer() -> AsyncIterator[tuple[int, "asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]"]]:
    """A listening socket whose other end the test plays itself."""
    met: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(lambda reader, writer: met.set_result((reader, writer)), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], met
    finally:
        server.close()
        if met.done():
            met.result()[1].close()
        await server.wait_closed()


async def eventually(check: Callable[[], bool]) -> None:
    """Wait up to ten seconds for what no event tells."""
    for _ in range(2_000):
        if check():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come about in ten seconds")


async def test_messages_go_out_and_receipts_come_back() -> None:
    smsc, esme = Ear(as_smsc), Ear()
    async with smsc_listening(smsc) as port, esme_connected(port, esme, make_esme()) as link:
        assert await esme.until(Bound) == [Bound("smsc")]
        sequences = [link.session.submit_sm(SUBMIT, link.now(), handle) for handle in range(10)]
        link.wake()
        answers = await esme.until(SubmitAnswered, 10)
        assert answers == [
            SubmitAnswered(sequence, handle, 0, f"id-{sequence}") for handle, sequence in enumerate(sequences)
        ]
        assert smsc.link is not None
        smsc.link.session.deliver_sm(DELIVER, smsc.link.now())
        smsc.link.wake()
        (delivered,) = await esme.until(DeliverReceived)
        assert delivered.pdu == DELIVER
        link.session.unbind(link.now())
        link.wake()
        assert await esme.until(LinkClosed) == [LinkClosed(Cause.UNBOUND)]
        assert await smsc.until(LinkClosed)


async def test_many_pdus_leave_in_one_write_and_arrive_in_one_batch() -> None:
    smsc, esme = Ear(as_smsc), Ear()
    async with smsc_listening(smsc) as port, esme_connected(port, esme, make_esme(window_max=100)) as link:
        await esme.until(Bound)
        for _ in range(100):
            link.session.submit_sm(SUBMIT, link.now())
            link.wake()
        await esme.until(SubmitAnswered, 100)
        assert [len(batch) for batch in smsc.batches] == [1, 100]
        assert [len(batch) for batch in esme.batches] == [1, 100]


async def test_a_peer_that_reads_nothing_leaves_requests_unsent() -> None:
    """Only what was handed to the socket may have arrived; the rest can go out again without a doubt."""
    ear = Ear()
    async with bare_peer() as (port, met), esme_connected(port, ear, make_esme(window_max=1_000)) as link:
        reader, writer = await met
        # The smallest buffers on both sides, and a peer that reads its bind and then stops.
        writer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        link._transport.set_write_buffer_limits(high=0)
        await reader.readexactly(16)
        writer.write(encode(smpp.BindTransceiverResp("smsc"), 1))
        await ear.until(Bound)
        writer.transport.pause_reading()
        payload = smpp.SubmitSm(tlvs=((smpp.TLV_MESSAGE_PAYLOAD, bytes(60_000)),))
        for _ in range(1_000):
            if not link._writable:
                break
            link.session.submit_sm(payload, link.now(), "written")
            link.wake()
            await asyncio.sleep(0)
        assert not link._writable
        link.session.submit_sm(SUBMIT, link.now(), "waiting")
        link.wake()
        await asyncio.sleep(0)
        writer.transport.abort()
        (closed,) = await ear.until(LinkClosed)
        assert {one.handle for one in closed.unanswered if one.written} == {"written"}
        assert {one.handle for one in closed.unanswered if not one.written} == {"waiting"}


async def test_nothing_is_read_from_a_peer_that_does_not_read(monkeypatch) -> None:
    """Its answers would pile up in our memory."""
    monkeypatch.setattr(shell, "PDUS_MAX", 5)
    ear = Ear()
    async with bare_peer() as (port, met), esme_connected(port, ear, make_esme()) as link:
        reader, writer = await met
        writer.write(encode(smpp.BindTransceiverResp("smsc"), 1))
        await ear.until(Bound)
        link.pause_writing()
        writer.write(b"".join(encode(smpp.EnquireLink(), number) for number in range(10, 20)))
        await eventually(lambda: not link._transport.is_reading())
        assert link.session.pdus_to_send() == 10
        link.resume_writing()
        async with asyncio.timeout(10):
            octets = await reader.readexactly(len(encode(smpp.BindTransceiver("esme", "secret"), 1)) + 10 * 16)
        answers = [decode(data, start, end) for data, start, end in Framer().frames(octets)]
        assert [sequence for sequence, _, _ in answers] == [1, *range(10, 20)]
        assert link._transport.is_reading()


async def test_torn_pdus_are_put_together() -> None:
    ear = Ear()
    async with bare_peer() as (port, met), esme_connected(port, ear, make_esme()):
        _, writer = await met
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in encode(smpp.BindTransceiverResp("smsc"), 1) + encode(DELIVER, 1):
            writer.write(bytes((octet,)))
            await writer.drain()
            await asyncio.sleep(0)
        assert [event.pdu for event in await ear.until(DeliverReceived)] == [DELIVER]


async def test_half_a_pdu_then_silence_ends_the_link() -> None:
    ear = Ear()
    timers = Timers(enquire_link_ms=40)
    async with bare_peer() as (port, met), esme_connected(port, ear, make_esme(timers)):
        _, writer = await met
        writer.write(encode(smpp.BindTransceiverResp("smsc"), 1) + encode(DELIVER, 1)[:20])
        assert await ear.until(LinkClosed) == [LinkClosed(Cause.DEAD)]


def test_both_ends_keep_a_silent_link_alive_and_answer_in_time() -> None:
    """A day on a link where nobody has anything to say."""

    async def day() -> None:
        smsc, esme = Ear(as_smsc), Ear()
        far = SmppLink(lambda now: Session(Role.SMSC, now), smsc)
        link = SmppLink(make_esme(), esme)
        join(link, far)
        await esme.until(Bound)
        far.session.deliver_sm(DELIVER, far.now(), "unanswered")
        far.wake()
        await asyncio.sleep(86_400)
        assert [event.handle for event in await smsc.until(ResponseTimedOut)] == ["unanswered"]
        assert link.session.bound and far.session.bound

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(day())


async def test_an_impossible_length_is_nacked_and_the_connection_closed() -> None:
    ear = Ear()
    async with smsc_listening(ear) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\xff\xff\xff\xff")
        async with asyncio.timeout(10):
            assert decode(await reader.read()) == (0, smpp.ESME_RINVCMDLEN, smpp.GenericNack())
        writer.close()
        await writer.wait_closed()


async def test_who_connects_and_says_nothing_is_let_go() -> None:
    ear = Ear()
    async with smsc_listening(ear, Timers(session_init_ms=30)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(10):
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
        assert ear.events() == [LinkClosed(Cause.NO_BIND)]


async def test_a_peer_that_leaves_is_told_once() -> None:
    ear = Ear()
    async with bare_peer() as (port, met), esme_connected(port, ear, make_esme()):
        _, writer = await met
        writer.close()
        await ear.until(LinkClosed)
        await asyncio.sleep(0)
    assert ear.events() == [LinkClosed(Cause.PEER_CLOSED)]


async def test_a_closing_link_does_not_wait_for_a_peer_that_does_not_read(monkeypatch) -> None:
    monkeypatch.setattr(shell, "CLOSE_SECONDS", 0.05)
    ear = Ear()
    async with bare_peer() as (port, met), esme_connected(port, ear, make_esme()) as link:
        _, writer = await met
        writer.write(encode(smpp.BindTransceiverResp("smsc"), 1))
        await ear.until(Bound)
        writer.transport.pause_reading()
        link._transport.write(bytes(8 * 2**20))
        link.session.close()
        link.wake()
        await eventually(lambda: link._ended)
    assert (await ear.until(LinkClosed)) == [LinkClosed(Cause.CLOSED_HERE)]


async def test_a_closed_link_ignores_what_comes_late() -> None:
    smsc, esme = Ear(as_smsc), Ear()
    async with smsc_listening(smsc) as port:
        async with esme_connected(port, esme, make_esme()) as link:
            await esme.until(Bound)
            link.abort()
            await esme.until(LinkClosed)
        link.session.respond(1, smpp.DeliverSmResp())
        link.wake()
        await asyncio.sleep(0)
        assert esme.events()[-1] == LinkClosed(Cause.PEER_CLOSED)
