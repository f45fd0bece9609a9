"""If this fails, a reply is sent to a connection twice, in another order, or never because its connection was closed
with the reply still waiting."""

import asyncio
from collections.abc import Callable
from typing import Any

from heliograph.http import Request, Response
from heliograph.wire import Front
from heliograph.wire.connection import Connection
from heliograph.wire.outgoing import LONG, TOGETHER_MAX, Outgoing

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Transport(asyncio.Transport):
    """Notes in a list, which several of them share, what is written and when it is closed."""

    def __init__(self, said: list[tuple[str, bytes]], name: str = "a", on_write: Callable[[], None] | None = None):
        super().__init__()
        self._said = said
        self._name = name
        self._on_write = on_write
        self.lost = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._said.append((self._name, bytes(data)))
        if self._on_write is not None:
            self._on_write()

    def is_closing(self) -> bool:
        return self.lost

    def close(self) -> None:
        self._said.append((self._name, b"closed"))

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def get_write_buffer_size(self) -> int:
        return 0


def busy() -> Outgoing:
    """With a reply being made that those before it may wait for."""
    outgoing = Outgoing()
    outgoing.at_work = 1
    return outgoing


async def test_a_reply_waits_for_nothing_when_no_other_is_being_made() -> None:
    said: list[tuple[str, bytes]] = []
    outgoing, transport = busy(), Transport(said)
    outgoing.add(transport, b"1")
    assert said == []
    outgoing.at_work = 0
    outgoing.add(transport, b"2")
    assert [octets for _, octets in said] == [b"1", b"2"]


async def test_replies_of_a_turn_leave_together_in_their_order() -> None:
    said: list[tuple[str, bytes]] = []
    outgoing, a, b = busy(), Transport(said, "a"), Transport(said, "b")
    outgoing.add(a, b"1")
    outgoing.add(b, b"2")
    outgoing.add(a, b"3")
    assert said == []
    await asyncio.sleep(0)
    assert said == [("a", b"1"), ("b", b"2"), ("a", b"3")]
    outgoing.add(b, b"4")  # And so at every turn.
    await asyncio.sleep(0)
    assert said[3:] == [("b", b"4")]


async def test_no_reply_waits_for_more_than_a_few_others() -> None:
    said: list[tuple[str, bytes]] = []
    outgoing, transport = busy(), Transport(said)
    for number in range(TOGETHER_MAX + 1):
        outgoing.add(transport, b"%d" % number)
    assert len(said) == TOGETHER_MAX
    await asyncio.sleep(0)
    assert [octets for _, octets in said] == [b"%d" % number for number in range(TOGETHER_MAX + 1)]


async def test_a_long_reply_is_not_held() -> None:
    """What is held fills the memory, and a client that does not read would not be noticed."""
    said: list[tuple[str, bytes]] = []
    outgoing, transport = busy(), Transport(said)
    outgoing.add(transport, b"short")
    outgoing.add(transport, b"x" * (LONG + 1))
    assert [len(octets) for _, octets in said] == [5, LONG + 1]


async def test_a_lost_client_takes_no_reply_from_another() -> None:
    said: list[tuple[str, bytes]] = []
    outgoing, gone, other = busy(), Transport(said, "gone"), Transport(said, "other")
    outgoing.add(gone, b"1")
    outgoing.add(other, b"2")
    gone.lost = True
    await asyncio.sleep(0)
    assert said == [("other", b"2")]


async def test_a_transport_that_takes_more_while_it_is_written_to_keeps_the_order() -> None:
    """It does so when it has got rid of what it held and the next replies are due."""
    said: list[tuple[str, bytes]] = []
    outgoing = busy()

    def more() -> None:
        if len(said) == 1:
            outgoing.add(transport, b"3")
            outgoing.send()

    transport = Transport(said, on_write=more)
    outgoing.add(transport, b"1")
    outgoing.add(transport, b"2")
    await asyncio.sleep(0)
    assert [octets for _, octets in said] == [b"1", b"2", b"3"]


async def answered(request: Request) -> Response:
    return Response(200, b"done")


async def connected(said: list[tuple[str, bytes]]) -> tuple[Front, Connection]:
    """A connection whose one reply was made in this turn of the loop and has not left."""
    front = Front(answered)
    front.loop = asyncio.get_running_loop()
    front.outgoing.at_work = 1  # Another connection's, so that replies wait.
    connection = Connection(front)
    connection.connection_made(Transport(said))
    connection.data_received(GET)
    await asyncio.sleep(0)
    assert said == []
    assert connection.at_rest
    return front, connection


async def test_a_client_that_sends_no_more_still_gets_its_reply() -> None:
    said: list[tuple[str, bytes]] = []
    _, connection = await connected(said)
    assert connection.eof_received() is False  # The transport closes itself after this.
    assert len(said) == 1
    assert said[0][1].endswith(b"done")


async def test_an_idle_connection_is_closed_behind_its_reply() -> None:
    said: list[tuple[str, bytes]] = []
    front, connection = await connected(said)
    front.closing_idle = True
    connection.check(front.now)
    assert [octets[-6:] for _, octets in said] == [b"\r\ndone", b"closed"]


async def test_the_last_reply_leaves_before_the_connection_is_closed() -> None:
    said: list[tuple[str, bytes]] = []
    _, connection = await connected(said)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [octets[-4:] for _, octets in said] == [b"done", b"done", b"osed"]


async def test_every_request_counts_while_it_is_at_work_and_not_after() -> None:
    """Else the last reply of a burst would wait for one that never comes, at every turn from then on."""
    said: list[tuple[str, bytes]] = []
    front, connection = await connected(said)
    connection.data_received(GET + GET)
    assert front.outgoing.at_work == 3
    await asyncio.sleep(0)
    assert front.outgoing.at_work == 1
    connection.data_received(GET)
    connection.check(front.now + 1_000)  # It took too long and is answered 503, and then its task is cancelled.
    await asyncio.sleep(0)
    assert front.outgoing.at_work == 1


async def test_100_continue_follows_the_reply_before_it() -> None:
    said: list[tuple[str, bytes]] = []
    _, connection = await connected(said)
    connection.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
    assert [octets[9:12] for _, octets in said] == [b"200", b"100"]
