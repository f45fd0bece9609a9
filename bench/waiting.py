"""Waits for a server under test by looking at its metrics."""

from __future__ import annotations

import re
import time
import urllib.request


def metric(port: int, name: str) -> float:
    """The sum over all series of a metric."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as reply:
        lines = reply.read().decode().splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}(\{{|\s)", line))


def until_settled(port: int, seconds: float = 300.0, receipts: float = 0) -> float:
    """Wait until nothing waits or is unanswered, and receipts have stopped coming; the time it took."""
    start = time.perf_counter()
    last, still_since = -1.0, start
    while time.perf_counter() - start < seconds:
        seen = metric(port, "heliograph_receipts_total")
        waiting = metric(port, "heliograph_queue_depth") + metric(port, "heliograph_smpp_unanswered")
        now = time.perf_counter()
        if seen != last or waiting:
            last, still_since = seen, now
        elif seen >= receipts and now - still_since > 1.0:
            return still_since - start
        time.sleep(0.1)
    raise TimeoutError(f"{waiting:.0f} segments still wait after {seconds:.0f} s")
