"""Half of peak for minutes on end: does the server's memory stay flat?

Messages are offered at a steady rate, handed over, delivered, and told to a subscriber; resident memory is looked at
each second. Requests are signed 14 minutes in the past, as a client whose clock is late would: their nonces leave the
server's memory after a minute instead of a quarter of an hour, so that what has to grow has grown before the watch.
Aim: over the second half, less than 1 MB a minute. `python bench/steady.py [--rate 1500] [--seconds 240]`
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from kannel import CONNECTIONS, FIRST_NUMBER, TEXT, ours
from paced import send_paced
from sides import LOAD_CORE, Side, on_load_core, smsc
from signed import octets
from waiting import until_settled

AIM_MB_A_MINUTE = 1.0
LATE_MS = 14 * 60_000
NUMBERS = 800_000


def resident_mb(pid: int) -> float:
    """The resident memory of a process (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def slope(samples: Sequence[tuple[float, float]]) -> float:
    """The least-squares slope of (minutes, MB)."""
    count = len(samples)
    mean_x = sum(x for x, _ in samples) / count
    mean_y = sum(y for _, y in samples) / count
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread


async def _offer(port: int, pid: int, rate: int, seconds: int) -> tuple[list[tuple[float, float]], int]:
    """Offer the messages second by second, each second's requests made just before; memory over time, and errors."""
    loop = asyncio.get_running_loop()
    samples: list[tuple[float, float]] = []
    errors = 0
    start = loop.time()
    for second in range(seconds):
        first = second * rate
        requests = [
            octets(
                port,
                "SendMessageToGlobe",
                {"To": str(FIRST_NUMBER + (first + i) % NUMBERS), "From": "Bench", "Message": f"{TEXT} {first + i}"},
                late_ms=LATE_MS,
            )
            for i in range(rate)
        ]
        await asyncio.sleep(start + second - loop.time())
        errors += (await send_paced("127.0.0.1", port, requests, rate=rate * 1.5, connections=CONNECTIONS)).errors
        samples.append(((loop.time() - start) / 60, resident_mb(pid)))
    return samples, errors


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rate", type=int, default=1_500)
    arguments.add_argument("--seconds", type=int, default=240)
    given = arguments.parse_args()
    on_load_core()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        sink = stack.enter_context(Side([str(Path(__file__).with_name("sink.py"))], LOAD_CORE))
        network = stack.enter_context(smsc(folder))
        side = stack.enter_context(ours(folder, network.port, sink.port))
        samples, errors = uvloop.run(_offer(side.port, side.pid, given.rate, given.seconds))
        took = samples[-1][0] * 60
        until_settled(side.port)
    for minutes, memory in samples[:: max(1, len(samples) // 12)]:
        print(f"  after {minutes * 60:5.0f} s: {memory:6.1f} MB")
    grew = slope(samples[len(samples) // 2 :])
    offered = given.rate * given.seconds
    print(f"{offered:,} messages at {offered / took:,.0f}/s, errors {errors}; the memory of the second half grows by")
    reached = "reached" if grew < AIM_MB_A_MINUTE else "MISSED"
    print(f"{grew:+.2f} MB a minute; aim: less than {AIM_MB_A_MINUTE:.0f}; {reached}")


if __name__ == "__main__":
    main()
