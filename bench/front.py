"""Compares our HTTP front with uvicorn on the same application: `python bench/front.py [--rounds 5] [--seconds 2]`.

Each server runs in a process of its own on core 0, the load on core 1. Rounds alternate between the servers, since
the machine's speed wanders; trust the ratios of a round, not the rates, and the CPU time where others share the cores.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import multiprocessing
import os
import socket
import statistics
from collections.abc import Iterator
from multiprocessing.connection import Connection

import uvicorn
import uvloop

from heliograph.http import Request, Response
from heliograph.wire import Front, asgi_app
from load import Measured, measure

#: 600 octets of query and 12 headers: a SendMessageToGlobe of the Python SDK, about.
QUERY = "Action=SendMessageToGlobe&Version=2018-05-01&To=6591234567&Message=" + "x" * 533
REQUEST = (
    f"POST /?{QUERY} HTTP/1.1\r\n"
    "Host: 127.0.0.1:18080\r\n"
    "User-Agent: AlibabaCloud (Linux; x86_64) Python/3.11.7 Core/0.4.6 TeaDSL/2\r\n"
    "Accept: application/json\r\n"
    "Accept-Encoding: identity\r\n"
    "Connection: keep-alive\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
    "x-acs-action: SendMessageToGlobe\r\n"
    "x-acs-version: 2018-05-01\r\n"
    "x-acs-date: 2026-11-24T12:00:00Z\r\n"
    "x-acs-signature-nonce: 0123456789abcdef0123456789abcdef\r\n"
    "x-acs-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
    "Content-Length: 0\r\n\r\n"
).encode()


async def echo(request: Request) -> Response:
    """Answers at once with the query."""
    return Response(200, request.query.encode())


async def echo_later(request: Request) -> Response:
    """Answers in the loop's next round, as an operation does that waits for a commit shared by many."""
    done = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(done.set_result, None)
    await done
    return Response(200, request.query.encode())


async def raw_echo(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
    """The least an ASGI application can do for the same reply, without our `Request`."""
    while (await receive()).get("more_body"):
        pass
    body = scope["query_string"]
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Announced(uvicorn.Server):
    """uvicorn that tells its port once it listens."""

    def __init__(self, config: uvicorn.Config, pipe: Connection) -> None:
        super().__init__(config)
        self._pipe = pipe

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._pipe.send(self.servers[0].sockets[0].getsockname()[1])


APPLICATIONS = {"at once": echo, "after a wait": echo_later}


def serve_ours(name: str, pipe: Connection) -> None:
    async def main() -> None:
        front = Front(APPLICATIONS[name])
        listening = await front.listen("127.0.0.1", 0)
        pipe.send(listening.port)
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        await front.drain(1)

    os.sched_setaffinity(0, {0})
    uvloop.run(main())


def serve_uvicorn(name: str, pipe: Connection) -> None:
    async def main() -> None:
        app = raw_echo if name == "raw ASGI" else asgi_app(APPLICATIONS[name])
        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, http="httptools", log_level=logging.ERROR, access_log=False, lifespan="off"
        )
        server = Announced(config, pipe)
        serving = asyncio.create_task(server.serve())
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        server.should_exit = True
        await serving

    os.sched_setaffinity(0, {0})
    uvloop.run(main())


SERVERS = {
    "ours, at once": (serve_ours, "at once"),
    "uvicorn, at once": (serve_uvicorn, "at once"),
    "ours, after a wait": (serve_ours, "after a wait"),
    "uvicorn, after a wait": (serve_uvicorn, "after a wait"),
    "uvicorn, raw ASGI": (serve_uvicorn, "raw ASGI"),
}

PAIRS = (
    ("ours, at once", "uvicorn, at once"),
    ("ours, after a wait", "uvicorn, after a wait"),
    ("ours, at once", "uvicorn, raw ASGI"),
)


def same_request(number: int) -> Iterator[bytes]:
    while True:
        yield REQUEST


def run(server: str, connections: int, seconds: float) -> Measured:
    target, name = SERVERS[server]
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=(name, there))
    process.start()
    try:
        port = here.recv()
        load = measure(
            "127.0.0.1", port, same_request, connections=connections, seconds=seconds, warm_up=0.5, pid=process.pid
        )
        return uvloop.run(load)
    finally:
        here.send("stop")
        process.join(10)
        if process.is_alive():
            process.kill()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=2.0)
    arguments.add_argument("--connections", type=int, default=48)
    given = arguments.parse_args()
    os.sched_setaffinity(0, {1})
    rounds = []
    for number in range(given.rounds):
        print(f"round {number + 1}")
        rounds.append({server: run(server, given.connections, given.seconds) for server in SERVERS})
        for server, measured in rounds[-1].items():
            print(f"  {server:22} {measured}")
    for ours, theirs in PAIRS:
        rates = [measured[ours].rate / measured[theirs].rate for measured in rounds]
        costs = [(measured[theirs].server_us or 0) / (measured[ours].server_us or 1) for measured in rounds]
        print(
            f"{ours} against {theirs}: {statistics.median(rates):.2f} times the rate "
            f"({min(rates):.2f} to {max(rates):.2f}), {statistics.median(costs):.2f} times the requests per CPU second "
            f"({min(costs):.2f} to {max(costs):.2f}); medians of {len(rounds)} rounds"
        )


if __name__ == "__main__":
    main()
