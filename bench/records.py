"""What it costs that calls and PDUs can be looked at afterwards: by parts, and a whole server with and without.

Aim: below 2 us for a call that is not kept. `python bench/records.py [--rounds 3] [--seconds 3]`. The parts are called
by themselves: the question whether a call is kept, the steps and the keeping of one that is, and what a link's tap
takes for the octets of a submit_sm and of its answer. The two servers answer QueryMessage, `[calls]` being the only
difference; at their rates some of a hundred calls are kept.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from heliograph.carriers.pdu_trace import PduTrace
from heliograph.clock import SystemClock
from heliograph.gateway.call_log import CallLog, CallSettings
from heliograph.gateway.chain import CHAIN
from heliograph.gateway.exchange import Exchange
from heliograph.http import Request, Response
from heliograph.operations.call import OK
from heliograph.telemetry.metrics import Metrics
from load import Measured
from query_message import cost, fresh, run
from sides import UNLIMITED, on_load_core, server
from signed import store_messages
from waiting import until_settled

AIM_US = 2.0

STORED = 2_000

TIMES = 200_000

#: A submit_sm with a text of fifty characters, and its answer.
SUBMIT_OCTETS, ANSWER_OCTETS = bytes(130), bytes(33)

KINDS = {"kept as by default": "", "none kept": "\n[calls]\nkept = 0\n"}


def part(name: str, once: Callable[[], object]) -> float:
    """Microseconds of one time, the best of five runs."""
    runs = []
    for _ in range(5):
        begun = time.perf_counter_ns()
        for _ in range(TIMES // 5):
            once()
        runs.append((time.perf_counter_ns() - begun) / (TIMES // 5) / 1e3)
    print(f"  {name:56} {min(runs):6.2f} us", flush=True)
    return min(runs)


def parts() -> float:
    """Prints what each part costs; returns what a call that is not kept pays."""
    clock = SystemClock()
    over = CallLog(clock, Metrics(), CallSettings(per_second=1))
    over.marks()
    unkept = part("a call that is one too many to be kept", over.marks)
    part("a call where none are kept", CallLog(clock, Metrics(), CallSettings(kept=0)).marks)
    every = CallLog(clock, Metrics(), CallSettings(per_second=1_000_000), stopwatch=time.perf_counter_ns)
    request = Request("POST", "/?Action=QueryMessage", "/", "Action=QueryMessage", {}, b"", "127.0.0.1", False)
    response = Response(200, b'{"ResponseCode":"OK"}')

    def kept() -> None:
        exchange = Exchange(request, "id", clock.utc_ms(), marks=every.marks())
        if exchange.marks is not None:
            for _ in range(len(CHAIN) + 1):
                exchange.marks.append(every.stopwatch())
        every.keep(exchange, OK, response)

    part("a call that is kept, with its steps", kept)
    trace = PduTrace(clock, 2**20)
    tap = trace.tap(1)
    assert tap is not None

    def traced() -> None:
        tap.wrote(SUBMIT_OCTETS)
        tap.read(ANSWER_OCTETS, True)

    part("the octets of a submit_sm and of its answer, traced", traced)
    return unkept


def answered(kind: str, seconds: float) -> Measured:
    """By one server of its own."""
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), UNLIMITED + KINDS[kind]) as side:
        ids = store_messages(side.port, STORED)
        until_settled(side.port)
        return run(side, fresh(side, ids, seconds), seconds)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=3.0)
    given = arguments.parse_args()
    on_load_core()
    print("parts, one time")
    unkept = parts()
    costs: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(given.rounds):
        print(f"round {number + 1}")
        for kind, found_costs in costs.items():
            found = answered(kind, given.seconds)
            found_costs.append(cost(found))
            print(f"  {kind:20} {found}", flush=True)
    ratios = [mine / none for mine, none in zip(*costs.values(), strict=True)]
    each = ", ".join(f"{ratio:.3f}" for ratio in ratios)
    print(f"processor time of a call, kept as by default / none kept: {statistics.median(ratios):.3f} ({each})")
    word = "reached" if unkept < AIM_US else "MISSED"
    print(f"aim: below {AIM_US} us for a call that is not kept; {word} with {unkept:.2f}")


if __name__ == "__main__":
    main()
