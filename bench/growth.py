"""QueryMessage and accept at 10,000 and at 100,000 stored messages: neither may be slower by more than 1.3 times.

`python bench/growth.py [--seconds 4]`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from accept import UNREACHED
from load import Measured, measure
from sides import UNLIMITED, Side, on_load_core, server
from signed import queries, sends, spread, store_messages

AIM = 1.3
SIZES = (10_000, 100_000)
CONNECTIONS = 32


def rates(side: Side, ids: list[str], seconds: float) -> tuple[Measured, Measured]:
    """QueryMessage first, then accept, so that the size is still what it says."""
    found = []
    for requests in (
        queries(side.port, ids, int((seconds + 2) * 24_000)),
        sends(side.port, int((seconds + 2) * 18_000)),
    ):
        run = measure("127.0.0.1", side.port, spread(requests, CONNECTIONS), connections=CONNECTIONS, seconds=seconds)
        found.append(uvloop.run(run))
    return found[0], found[1]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=4.0)
    given = arguments.parse_args()
    on_load_core()
    found: dict[int, tuple[Measured, Measured]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, server(Path(folder), UNLIMITED + UNREACHED) as side:
            ids = store_messages(side.port, size)
            found[size] = rates(side, ids, given.seconds)
            for name, measured in zip(("QueryMessage", "accept"), found[size], strict=True):
                print(f"{size:8,} stored  {name:12}  {measured}")
    small, large = (found[size] for size in SIZES)
    for number, name in enumerate(("QueryMessage", "accept")):
        slower = small[number].rate / large[number].rate
        print(
            f"{name}: {slower:.2f} times slower at {SIZES[1]:,}; aim {AIM}; {'reached' if slower <= AIM else 'MISSED'}"
        )


if __name__ == "__main__":
    main()
