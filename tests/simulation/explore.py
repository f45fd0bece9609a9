"""Explores seeds of the simulated world, on every core, until the time or the number is up; `--seed` replays one."""

import argparse
import datetime
import itertools
import logging
import multiprocessing
import multiprocessing.pool
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import structlog

from simulation.world import BUSY_SECONDS, Report, run_world


def one(seed: int) -> Report:
    """Run one seed on a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return run_world(seed, Path(folder))


def quiet() -> None:
    """Let no log line of the program through: a world crashes all the time."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def seeds(count: int | None, seconds: float) -> Iterator[int]:
    """Fresh seeds: `count` of them, or as many as are asked for within the time, one at least."""
    end = time.monotonic() + seconds
    for number in itertools.count():
        if number >= count if count is not None else number and time.monotonic() >= end:
            return
        yield random.SystemRandom().getrandbits(32)


def main() -> int:
    """Exit code 1 when a promise did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, help="explore this many, however long it takes")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--record", type=Path, help="where to write down what was explored")
    given = parser.parse_args()
    if given.seed is not None:
        return replay(given.seed)
    counts: Counter[str] = Counter()
    runs = failed = 0
    with multiprocessing.get_context("spawn").Pool(given.workers, quiet, maxtasksperchild=50) as pool:
        for report in in_turn(pool, seeds(given.seeds, given.seconds), 2 * given.workers):
            runs += 1
            counts += report.counts
            failed += bool(report.violations)
            complain(report)
    print(said(runs, failed, counts))
    if given.record is not None:
        given.record.write_text(_written(runs, failed, counts))
    return 1 if failed else 0


def in_turn(pool: multiprocessing.pool.Pool, wanted: Iterator[int], at_once: int) -> Iterator[Report]:
    """Their reports, with no more than `at_once` seeds taken before the first of them has ended."""
    running = [pool.apply_async(one, (seed,)) for seed in itertools.islice(wanted, at_once)]
    while running:
        yield running.pop(0).get()
        running += [pool.apply_async(one, (seed,)) for seed in itertools.islice(wanted, 1)]


def replay(seed: int) -> int:
    """Run one seed here and tell everything of it."""
    quiet()
    report = one(seed)
    complain(report)
    print(f"trace {report.trace}")
    print(said(1, int(bool(report.violations)), report.counts))
    return 1 if report.violations else 0


def complain(report: Report) -> None:
    """Say what did not hold, and how to see it again."""
    if report.violations:
        print(f"seed {report.seed} fails; PYTHONPATH=tests python -m simulation.explore --seed {report.seed}")
        for violation in report.violations[:10]:
            print(f"  {violation}", flush=True)


def said(runs: int, failed: int, counts: Counter[str]) -> str:
    """The line at the end."""
    return f"{runs} seeds, {failed} failed; " + ", ".join(f"{what} {n}" for what, n in sorted(counts.items()))


def _written(runs: int, failed: int, counts: Counter[str]) -> str:
    """The page of the last exploration."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    rows = "\n".join(f"| {what} | {number:,} |" for what, number in sorted(counts.items()))
    hours = runs * BUSY_SECONDS / 3600
    return (
        "# The simulated world\n\n"
        "What `make simulate` explored last. Each seed is a minute of traffic in virtual time through the real\n"
        "gateway, operations, store, delivery, SMPP sessions and pushes, with requests that are repeated, carriers\n"
        "and subscribers that misbehave, links that are cut, a disk that fails, and a process that dies at any step\n"
        "of the store or between any two turns of its loop; then everything must come to rest with every promise\n"
        "kept. A seed that fails prints the command that replays it.\n\n"
        f"{today}: {runs:,} seeds, {hours:,.1f} hours of traffic and faults, {failed:,} failed.\n\n"
        f"| what happened | times |\n|---|---|\n{rows}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
