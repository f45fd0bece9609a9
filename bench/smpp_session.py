"""One SMPP session between two processes, each on a core of its own: submit_sm answered a second, by window.

Aim: at least 50,000 a second at window 100. Our session and transport at both ends, no store behind either: the client
keeps the window full, the peer answers each submit_sm with an id of its own. Beside it, what each end costs without
sockets: both in one process, octets passed by hand. `python bench/smpp_session.py [--rounds 3] [--seconds 3]`
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from heliograph.server import spare_garbage_collection
from heliograph.smpp.events import BindRequested, Bound, Event, SubmitAnswered, SubmitReceived
from heliograph.smpp.pdu import BindTransceiver, SubmitSmResp
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.transport import SmppLink
from sides import Side, on_load_core
from smpp_codec import SUBMIT

AIM = 50_000
WINDOWS = (1, 10, 100)

# --- the peer -----------------------------------------------------------------------------------------------------


async def serve() -> None:
    """An SMSC that lets everybody in and takes everything; says where it listens, and serves until it is killed."""
    taken = 0

    def heard(link: SmppLink, events: Sequence[Event]) -> None:
        nonlocal taken
        session = link.session
        for event in events:
            if type(event) is SubmitReceived:
                taken += 1
                session.respond(event.sequence, SubmitSmResp(f"{taken:016d}"))
            elif type(event) is BindRequested:
                session.accept_bind(event.sequence, "peer")

    server = await asyncio.get_running_loop().create_server(
        lambda: SmppLink(lambda now: Session(Role.SMSC, now), heard), "127.0.0.1", 0
    )
    print(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    spare_garbage_collection()
    await asyncio.Event().wait()


# --- the client ---------------------------------------------------------------------------------------------------


class Client:
    """Binds, and keeps the window full until its time is over."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.answered = 0
        self.over = asyncio.Event()
        self._bound = asyncio.Event()
        self._until = 0.0

    async def run(self, port: int, seconds: float) -> float:
        """Answers a second."""
        loop = asyncio.get_running_loop()
        link = SmppLink(self._session, self._heard)
        await loop.create_connection(lambda: link, "127.0.0.1", port)
        await self._bound.wait()
        start = time.perf_counter()
        loop.call_later(seconds, self.over.set)
        self._fill(link)
        link.wake()
        await self.over.wait()
        rate = self.answered / (time.perf_counter() - start)
        link.abort()
        return rate

    def _session(self, now: int) -> Session:
        session = Session(Role.ESME, now, window_max=self.window)
        session.bind(BindTransceiver("bench", "secret08"), now)
        return session

    def _heard(self, link: SmppLink, events: Sequence[Event]) -> None:
        for event in events:
            if type(event) is SubmitAnswered:
                self.answered += 1
            elif type(event) is Bound:
                self._bound.set()
        if self._bound.is_set() and not self.over.is_set():
            self._fill(link)

    def _fill(self, link: SmppLink) -> None:
        session, now = link.session, link.now()
        for _ in range(session.free()):
            session.submit_sm(SUBMIT, now, None)


# --- without sockets ----------------------------------------------------------------------------------------------


def pair(window: int) -> tuple[Session, Session]:
    """Two ends, bound to one another."""
    client, server = Session(Role.ESME, 0, window_max=window), Session(Role.SMSC, 0)
    client.bind(BindTransceiver("bench", "secret08"), 0)
    server.receive_data(client.data_to_send(), 0)
    for event in server.events():
        assert type(event) is BindRequested
        server.accept_bind(event.sequence, "peer")
    client.receive_data(server.data_to_send(), 0)
    client.events()
    return client, server


def without_sockets(window: int, seconds: float) -> tuple[float, float]:
    """The microseconds of processor that each end takes of one submit_sm and its response: client, peer."""
    client, server = pair(window)
    answered = 0
    client_seconds = server_seconds = 0.0
    clock = time.process_time  # others on the same core cost nothing
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = clock()
        for _ in range(client.free()):
            client.submit_sm(SUBMIT, 0, None)
        octets = client.data_to_send()
        handed = clock()
        server.receive_data(octets, 0)
        for event in server.events():
            assert type(event) is SubmitReceived
            server.respond(event.sequence, SubmitSmResp("1795000000000123"))
        octets = server.data_to_send()
        back = clock()
        client.receive_data(octets, 0)
        answered += len(client.events())
        client_seconds += handed - began + clock() - back
        server_seconds += back - handed
    return client_seconds / answered * 1e6, server_seconds / answered * 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=3.0)
    arguments.add_argument("--serve", action="store_true", help="be the peer")
    given = arguments.parse_args()
    if given.serve:
        uvloop.run(serve())
        return
    on_load_core()
    spare_garbage_collection()
    reached: dict[int, float] = {}
    with Side([__file__, "--serve"]) as peer:
        for window in WINDOWS:
            cpu, mine = peer.cpu_seconds(), time.process_time()
            rates = [uvloop.run(Client(window).run(peer.port, given.seconds)) for _ in range(given.rounds)]
            reached[window] = statistics.median(rates)
            count = sum(rates) * given.seconds
            ours = (time.process_time() - mine) / count * 1e6
            theirs = (peer.cpu_seconds() - cpu) / count * 1e6
            print(
                f"window {window:>3}: {reached[window]:8,.0f} submit_sm/s answered, of {min(rates):,.0f} to "
                f"{max(rates):,.0f}; processor: client {ours:.1f} µs, peer {theirs:.1f} µs a message, so a core each "
                f"can do {1e6 / max(ours, theirs):,.0f}/s"
            )
    client, server = without_sockets(100, given.seconds)
    print(
        f"without sockets: client {client:.1f} µs, peer {server:.1f} µs a message, so a core each can do "
        f"{1e6 / max(client, server):,.0f}/s"
    )
    verdict = "reached" if reached[100] >= AIM else "MISSED"
    print(f"aim: {AIM:,}/s at window 100; {verdict} with {reached[100]:,.0f}/s")


if __name__ == "__main__":
    main()
