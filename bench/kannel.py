"""Kannel and ours on the same way: HTTP in, submit_sm out, receipt in, and the subscriber told of it over HTTP.

Both sides have core 0 to themselves (Kannel's two boxes share it); the load, the simulated SMSC and the subscriber are
on core 1, and the same for both. Ours waits for the disk before it answers; Kannel keeps its store in a file and waits
for nothing. Aims: 3,000 messages a second told, ahead of Kannel in the same run; and at half load, 99 of 100 submit_sm
within 25 ms of the request. Half load is half of 3,000, and half of what ours bore in this run where that is less: what
waits at the former tells of a queue then, since a machine that bears 1,500 a second has no half of 3,000 to spare.

Kannel runs twice: told of ends only (dlr-mask 3), one callback a message, which is the work that ours does; and of the
SMSC's acceptance as well (dlr-mask 31, as its manual's examples have it), two callbacks a message, which is how the
2,200 messages a second were measured that the aim goes by.

Kannel is Debian's: `apt-get install kannel`. Without it this says so, and measures ours alone.
`python bench/kannel.py [--rounds 3] [--messages 20000]`
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from heliograph.simulator.ledger import read_ledger
from load import measure_all
from paced import Paced, send_paced
from sides import LOAD_CORE, SERVER_CORE, UNLIMITED, Side, cpu_seconds, on_load_core, server, smsc
from signed import octets, spread

AIM = 3_000
AIM_P99_MS = 25.0
CONNECTIONS = 64

#: Kannel's dlr-mask for delivered and failed, and for everything that it can tell.
ENDS, EVERYTHING = 3, 31
WINDOW = 200
TEXT = "Your code is 482913. It is good for five minutes."
#: Numbers that no magic is bound to, one for each message: what a server remembers of a number saves it nothing.
FIRST_NUMBER = 85_261_100_000

_OURS = """
[push]
allow = "127.0.0.0/8"

[[subscriptions]]
name = "bench"
url = "http://127.0.0.1:{sink}/"
batch_size = 500
in_flight = 2

[[carriers]]
name = "net-one"
kind = "smpp"
host = "127.0.0.1"
port = {smsc}
system_id = "bench"
password = "secret08"
window = {window}
"""

_KANNEL = """
group = core
admin-port = {admin}
admin-password = bench
smsbox-port = {box}
log-level = 4
log-file = "{folder}/bearerbox.log"
store-type = file
store-location = "{folder}/store"
store-dump-freq = 1
dlr-storage = internal
box-allow-ip = "127.0.0.1"
sms-incoming-queue-limit = -1
sms-outgoing-queue-limit = -1

group = smsc
smsc = smpp
smsc-id = net-one
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = "bench"
smsc-password = "secret08"
system-type = ""
max-pending-submits = {window}

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {http}
log-level = 4
log-file = "{folder}/smsbox.log"

group = sendsms-user
username = bench
password = secret08
"""


@dataclass(frozen=True, slots=True)
class Running:
    """One side while it runs."""

    port: int
    requests: Callable[[int, int], list[bytes]]
    """(count, first number) → that many requests, each to a number of its own."""
    cpu_seconds: Callable[[], float]
    pid: int = 0
    """Of ours; two processes have two."""
    callbacks: int = 1
    """Tellings of one message."""


@contextmanager
def ours(folder: Path, smsc_port: int, sink_port: int) -> Iterator[Running]:
    """`heliograph serve` with an SMPP link and a subscription."""
    config = UNLIMITED + _OURS.format(sink=sink_port, smsc=smsc_port, window=WINDOW)
    with server(folder, config) as side:

        def requests(count: int, first: int) -> list[bytes]:
            return [
                octets(
                    side.port, "SendMessageToGlobe", {"To": str(first + i), "From": "Bench", "Message": f"{TEXT} {i}"}
                )
                for i in range(count)
            ]

        yield Running(side.port, requests, side.cpu_seconds, side.pid)


@contextmanager
def kannel(folder: Path, smsc_port: int, sink_port: int, mask: int = ENDS) -> Iterator[Running]:
    """bearerbox and smsbox, which share the server's core."""
    admin, box, http = _free_ports(3)
    file = folder / "kannel.conf"
    file.write_text(_KANNEL.format(admin=admin, box=box, http=http, folder=folder, smsc=smsc_port, window=WINDOW))
    with _box("bearerbox", file, box) as one, _box("smsbox", file, http) as two:
        callback = f"http%3A%2F%2F127.0.0.1%3A{sink_port}%2Fdlr"

        def requests(count: int, first: int) -> list[bytes]:
            text = TEXT.replace(" ", "+")
            return [
                (
                    f"GET /cgi-bin/sendsms?username=bench&password=secret08&from=Bench&to={first + i}&text={text}+{i}"
                    f"&dlr-mask={mask}&dlr-url={callback} HTTP/1.1\r\nHost: 127.0.0.1:{http}\r\n\r\n"
                ).encode()
                for i in range(count)
            ]

        callbacks = 1 if mask == ENDS else 2
        yield Running(http, requests, lambda: cpu_seconds(one) + cpu_seconds(two), callbacks=callbacks)


@contextmanager
def _box(program: str, config: Path, port: int) -> Iterator[int]:
    """One of Kannel's programs, ready when it listens; its process id."""
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert path is not None
    child = subprocess.Popen(
        ["taskset", "-c", str(SERVER_CORE), path, "-v", "4", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_listening(port)
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _until_listening(port: int, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _until_told(sink_port: int, count: int, seconds: float = 120.0) -> float:
    """Wait until the subscriber was told of `count`; when that was seen, by `perf_counter`."""
    end = time.monotonic() + seconds
    told = 0
    while time.monotonic() < end:
        with urllib.request.urlopen(f"http://127.0.0.1:{sink_port}/count", timeout=10) as reply:
            told = int(reply.read())
        if told >= count:
            return time.perf_counter()
        time.sleep(0.02)
    raise TimeoutError(f"the subscriber was told of {told:,} messages out of {count:,}")


def told_rate(make: Callable[..., object], name: str, count: int) -> float:
    """Messages a second from the first request to the last telling, with a line that says the rest."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        sink = stack.enter_context(Side([str(Path(__file__).with_name("sink.py"))], LOAD_CORE))
        network = stack.enter_context(smsc(folder))
        side: Running = stack.enter_context(make(folder, network.port, sink.port))  # type: ignore[arg-type]
        _warm(side, sink.port)
        requests = spread(side.requests(count, FIRST_NUMBER), CONNECTIONS)
        cpu, start = side.cpu_seconds(), time.perf_counter()
        accepted = uvloop.run(measure_all("127.0.0.1", side.port, requests, connections=CONNECTIONS))
        took = _until_told(sink.port, (WARM + count) * side.callbacks) - start
        cpu = side.cpu_seconds() - cpu
        print(
            f"  {name:15} {count / took:7,.0f} messages/s told; accepted at {accepted.rate:,.0f}/s, p99 "
            f"{accepted.p99_ms:.1f} ms; {cpu / count * 1e6:.0f} µs of its core a message; errors {accepted.errors}"
        )
        return count / took


#: Messages before the clock runs.
WARM = 500


def _warm(side: Running, sink_port: int) -> None:
    requests = spread(side.requests(WARM, FIRST_NUMBER - WARM), 8)
    uvloop.run(measure_all("127.0.0.1", side.port, requests, connections=8))
    _until_told(sink_port, WARM * side.callbacks)


def to_submit(make: Callable[..., object], name: str, rate: int, seconds: float) -> Paced:
    """Offers `rate` messages a second; from each request to its submit_sm, as the SMSC wrote it down."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        ledger = folder / "ledger.jsonl"
        sink = stack.enter_context(Side([str(Path(__file__).with_name("sink.py"))], LOAD_CORE))
        network = stack.enter_context(smsc(folder, "--ledger", str(ledger)))
        side: Running = stack.enter_context(make(folder, network.port, sink.port))  # type: ignore[arg-type]
        _warm(side, sink.port)
        count = int(rate * seconds)
        requests = side.requests(count, FIRST_NUMBER)
        sent = uvloop.run(send_paced("127.0.0.1", side.port, requests, rate=rate, connections=CONNECTIONS))
        _until_told(sink.port, WARM + count)
        arrived = {line.destination.lstrip("+"): line.at for line in read_ledger(ledger)}
        waits = [arrived[str(FIRST_NUMBER + i)] - at for i, at in enumerate(sent.sent_at_ms)]
        paced = Paced.of(waits)
        print(
            f"  {name:15} at {rate:,} messages/s offered: request to submit_sm p50 {paced.p50_ms:.1f} ms, "
            f"p99 {paced.p99_ms:.1f} ms, longest {paced.max_ms:.0f} ms; errors {sent.errors}"
        )
        return paced


def half_loads(reached: float) -> list[int]:
    """Messages a second: half of the aim, and half of what was reached where that is less."""
    return [AIM // 2] if reached >= AIM else [AIM // 2, int(reached) // 2]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--messages", type=int, default=20_000)
    arguments.add_argument("--rate", type=int, help="messages a second of the measure of waits; half load by default")
    arguments.add_argument("--seconds", type=float, default=8.0, help="how long they are offered")
    given = arguments.parse_args()
    on_load_core()
    with_kannel = shutil.which("bearerbox", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None
    if not with_kannel:
        print("Kannel is not installed (apt-get install kannel): ours alone")
    sides: Sequence[tuple[str, Callable[..., object]]] = [("ours", ours)]
    if with_kannel:
        sides = [*sides, ("Kannel", kannel), ("Kannel, told all", partial(kannel, mask=EVERYTHING))]
    rates: dict[str, list[float]] = {name: [] for name, _ in sides}
    for number in range(given.rounds):
        print(f"round {number + 1}")
        for name, make in sides:
            rates[name].append(told_rate(make, name, given.messages))
    reached = statistics.median(rates["ours"])
    waits: dict[int, Paced] = {}
    for rate in [given.rate] if given.rate else half_loads(reached):
        waits[rate] = to_submit(ours, "ours", rate, given.seconds)
        if with_kannel:
            to_submit(kannel, "Kannel", rate, given.seconds)
    if with_kannel:
        for name, _ in sides[1:]:
            ratios = [a / b for a, b in zip(rates["ours"], rates[name], strict=True)]
            print(
                f"ours against {name}: {statistics.median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f})"
            )
    print(f"aim: {AIM:,}/s told; {'reached' if reached >= AIM else 'MISSED'} with {reached:,.0f}/s")
    for rate, paced in waits.items():
        word = "reached" if paced.p99_ms < AIM_P99_MS else "MISSED"
        print(f"aim: p99 of {AIM_P99_MS:.0f} ms to submit_sm at {rate:,}/s; {word} with {paced.p99_ms:.1f} ms")


if __name__ == "__main__":
    main()
