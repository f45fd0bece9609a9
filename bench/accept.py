"""SendMessageToGlobe acknowledged durably per second at 64 connections, beside what the store alone can do.

Aim: at least 6,000 a second on one core. No carrier is bound, so that accepting is all the server does.
`python bench/accept.py [--rounds 3] [--seconds 4]`
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from load import Measured, measure
from sides import SERVER_CORE, UNLIMITED, on_load_core, server
from signed import sends, spread

AIM = 6_000
CONNECTIONS = 64
SIGNED_PER_SECOND = 14_000

#: A carrier that is never reached: what is accepted waits.
UNREACHED = """
[[carriers]]
name = "away"
kind = "smpp"
host = "127.0.0.1"
port = 1
system_id = "bench"
password = "secret08"
"""


def run(seconds: float) -> Measured:
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), UNLIMITED + UNREACHED) as side:
        count = int((seconds + 2) * SIGNED_PER_SECOND)
        requests = spread(sends(side.port, count), CONNECTIONS)
        return uvloop.run(
            measure("127.0.0.1", side.port, requests, connections=CONNECTIONS, seconds=seconds, pid=side.pid)
        )


def store_alone() -> str:
    """The store's own floor with as many callers, in a process of its own on the server's core."""
    script = str(Path(__file__).with_name("store.py"))
    command = ["taskset", "-c", str(SERVER_CORE), sys.executable, script, "--accept-only"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def rate_at(callers: int, printed: str) -> float:
    """The rate that `bench/store.py` printed for so many callers."""
    found = re.search(rf"^ *{callers} callers +([\d,]+)", printed, re.MULTILINE)
    assert found is not None
    return float(found[1].replace(",", ""))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=4.0)
    given = arguments.parse_args()
    on_load_core()
    print("the store alone, accepts a second by callers:")
    alone = store_alone()
    print(alone)
    rates = []
    for number in range(given.rounds):
        measured = run(given.seconds)
        rates.append(measured.rate)
        print(f"round {number + 1}  {measured}")
    reached = statistics.median(rates)
    part = reached / rate_at(CONNECTIONS, alone)
    print(f"the server / the store alone, at {CONNECTIONS} callers: {part:.2f} of its rate")
    print(f"aim: {AIM:,}/s; {'reached' if reached >= AIM else 'MISSED'} with {reached:,.0f}/s")


if __name__ == "__main__":
    main()
