"""Explores seeds of the simulated world until the time is up; `--seed` replays one."""

import argparse
import datetime
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from simulation.world import Report, run_world


def one(seed: int) -> Report:
    """Run one seed on a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return run_world(seed, Path(folder))


def main() -> int:
    """Exit code 1 when a promise did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--record", type=Path, help="where to write down what was explored")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    end = time.monotonic() + given.seconds
    counts: Counter[str] = Counter()
    runs = failed = 0
    while not runs or (given.seed is None and time.monotonic() < end):
        seed = given.seed if given.seed is not None else random.SystemRandom().getrandbits(32)
        report = one(seed)
        runs += 1
        counts += report.counts
        if report.violations:
            failed += 1
            print(f"seed {seed} fails; PYTHONPATH=tests python -m simulation.explore --seed {seed}")
            for violation in report.violations[:10]:
                print(f"  {violation}")
        if given.seed is not None:
            print(f"trace {report.trace}")
    print(f"{runs} seeds, {failed} failed; " + ", ".join(f"{what} {n}" for what, n in sorted(counts.items())))
    if given.record is not None:
        given.record.write_text(_written(runs, failed, counts))
    return 1 if failed else 0


def _written(runs: int, failed: int, counts: Counter[str]) -> str:
    """The page of the last exploration."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    rows = "\n".join(f"| {what} | {number:,} |" for what, number in sorted(counts.items()))
    return (
        "# The simulated world\n\n"
        "What `make simulate` explored last. Each seed is a minute of traffic in virtual time through the real\n"
        "operations, store, delivery and SMPP sessions, with a carrier that misbehaves, links that are cut, and a\n"
        "process that dies at any step of the store or between any two turns of its loop; then everything must come\n"
        "to rest with every promise kept. A seed that fails prints the command that replays it.\n\n"
        f"{today}: {runs:,} seeds, {failed:,} failed.\n\n"
        f"| what happened | times |\n|---|---|\n{rows}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
