"""QueryMessage, each request freshly signed, against a constant answered after parsing the same parameters.

Aim: at least 0.45 of the constant's rate. `python bench/query_message.py [--rounds 3] [--seconds 4]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from load import Measured, Requests, measure
from sides import Side, constant, on_load_core, server
from signed import queries, repeated, spread, store_messages
from waiting import until_settled

AIM = 0.45
CONNECTIONS = 32
STORED = 5_000

#: Fresh requests made per second of a run of QueryMessage; above what it answers, or the run says so.
SIGNED_PER_SECOND = 20_000

#: Requests that a constant is sent over and over: it checks no nonce, and answers more than can be signed before a run.
REPEATED = 3_200


def run(side: Side, requests: Requests, seconds: float) -> Measured:
    return uvloop.run(measure("127.0.0.1", side.port, requests, connections=CONNECTIONS, seconds=seconds, pid=side.pid))


def fresh(side: Side, ids: list[str], seconds: float) -> Requests:
    return spread(queries(side.port, ids, int((seconds + 2) * SIGNED_PER_SECOND)), CONNECTIONS)


def cost(measured: Measured) -> float:
    """The server's processor time for one request: steadier than the rate where others share the core."""
    assert measured.server_us is not None
    return measured.server_us


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=4.0)
    given = arguments.parse_args()
    on_load_core()
    ratios: dict[str, list[float]] = {"parsed": [], "bare": [], "uvicorn": []}
    by_cpu: dict[str, list[float]] = {name: [] for name in ratios}
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as ours:
        ids = store_messages(ours.port, STORED)
        until_settled(ours.port)
        for number in range(given.rounds):
            found = run(ours, fresh(ours, ids, given.seconds), given.seconds)
            print(f"round {number + 1}\n  {'QueryMessage':28} {found}")
            for name, rates in ratios.items():
                with constant(name) as side:
                    other = run(side, repeated(queries(side.port, ids, REPEATED), CONNECTIONS), given.seconds)
                print(f"  {'constant, ' + name:28} {other}")
                rates.append(found.rate / other.rate)
                by_cpu[name].append(cost(other) / cost(found))
    for name, rates in ratios.items():
        each = ", ".join(f"{r:.2f}" for r in rates)
        print(
            f"QueryMessage / constant {name}: {statistics.median(rates):.2f} of its rate ({each}); "
            f"{statistics.median(by_cpu[name]):.2f} by processor time"
        )
    reached = statistics.median(ratios["parsed"])
    print(f"aim: {AIM} of the parsed constant; {'reached' if reached >= AIM else 'MISSED'} with {reached:.2f}")


if __name__ == "__main__":
    main()
