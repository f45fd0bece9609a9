"""End to end: HTTP accept, SMPP hand-over to an SMSC in its own process, receipt stored; messages per second.

Aim: at least 2,000 a second. The rate is what the server settles, from the first send to the last receipt; its
processor time per message says what bounds it. `python bench/end_to_end.py [--rounds 3] [--messages 20000]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from load import measure_all
from sides import UNLIMITED, on_load_core, server, smsc
from signed import sends, spread
from waiting import until_settled

AIM = 2_000
CONNECTIONS = 64


def carrier(port: int, window: int) -> str:
    return f"""
[[carriers]]
name = "net-one"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "bench"
password = "secret08"
window = {window}
"""


def run(count: int, window: int) -> float:
    """One round: the rate, with a line that says the rest."""
    with (
        tempfile.TemporaryDirectory() as folder,
        smsc(Path(folder)) as network,
        server(Path(folder), UNLIMITED + carrier(network.port, window)) as ours,
    ):
        requests = spread(sends(ours.port, count), CONNECTIONS)
        cpu = ours.cpu_seconds()
        start = time.perf_counter()
        accepted = uvloop.run(measure_all("127.0.0.1", ours.port, requests, connections=CONNECTIONS))
        until_settled(ours.port, receipts=count)
        # The last second only confirmed that nothing more came.
        took = time.perf_counter() - start - 1.0
        cpu = ours.cpu_seconds() - cpu
        print(
            f"  {count / took:8,.0f} messages/s end to end; accepted at {accepted.rate:,.0f}/s, p99 "
            f"{accepted.p99_ms:.1f} ms; the server spent {cpu / count * 1e6:.0f} µs a message, "
            f"{cpu / took:.0%} of its core; errors {accepted.errors}"
        )
        return count / took


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--messages", type=int, default=20_000)
    arguments.add_argument("--window", type=int, default=200)
    given = arguments.parse_args()
    on_load_core()
    rates = []
    for number in range(given.rounds):
        print(f"round {number + 1}")
        rates.append(run(given.messages, given.window))
    reached = statistics.median(rates)
    print(f"aim: {AIM:,}/s; {'reached' if reached >= AIM else 'MISSED'} with {reached:,.0f}/s")


if __name__ == "__main__":
    main()
