"""Runs every benchmark, one after another, and writes what they printed to `docs/benchmarks.md`."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE.parent / "docs" / "benchmarks.md"

#: In the order of a message's way.
SCRIPTS = {
    "front.py": "Our HTTP front against uvicorn",
    "signatures.py": "Signatures",
    "query_message.py": "QueryMessage against a constant",
    "records.py": "What records of calls and PDUs cost",
    "accept.py": "Accepts, durable before they are acknowledged",
    "store.py": "The store alone",
    "drain.py": "A hundred thousand queued messages",
    "smpp_codec.py": "The SMPP codec",
    "smpp_session.py": "One SMPP session",
    "simulated_carrier.py": "The simulated carrier",
    "end_to_end.py": "End to end over SMPP",
    "kannel.py": "End to end with a subscriber told, beside Kannel",
    "growth.py": "At 10,000 and 100,000 stored messages",
    "search.py": "Searches among 100,000 stored messages",
    "pages.py": "Pages of the console over 100,000 stored messages",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", help=f"some of {', '.join(SCRIPTS)}; all by default")
    given = arguments.parse_args()
    sections = []
    for name in given.names or SCRIPTS:
        print(f"== {name}: {SCRIPTS[name]}", flush=True)
        run = subprocess.run([sys.executable, str(HERE / name)], capture_output=True, text=True, check=False)
        print(run.stdout + run.stderr, flush=True)
        if run.returncode:
            sys.exit(f"{name} failed")
        sections.append(f"## {SCRIPTS[name]}\n\n`python bench/{name}`\n\n```\n{run.stdout.strip()}\n```\n")
    if not given.names:
        RESULTS.write_text(_head() + "\n".join(sections))


def _head() -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return (
        "# Benchmarks\n\n"
        "What `make bench` printed last. Each script runs both sides of its claim in one go, the server on core 0 and\n"
        "the load on core 1; the machine's speed wanders, so trust the ratios of a round, not the rates. An aim that\n"
        "is missed says so.\n\n"
        f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}.\n\n"
    )


if __name__ == "__main__":
    main()
