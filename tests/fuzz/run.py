"""Atheris over every target of this room, one process each: `python -m fuzz.run [--seconds N] [TARGET …]`.

What was found to be worth keeping lies below `.cache/fuzz` and is where the next run begins; octets that break a
promise are written there as `crash-…`. Exit code 1 when there were any. Atheris is no part of the locked environment:
it comes for some Pythons only, and `make fuzz` installs it.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["heliograph"]):
    from fuzz.targets import TARGETS

FOLDER = Path(__file__).parents[2] / ".cache" / "fuzz"

#: A target that takes longer for one input, or more memory, has failed.
BOUNDS = ["-timeout=5", "-rss_limit_mb=768", "-max_len=4096"]


def one(name: str, seconds: int) -> None:
    """Fuzz one target in this process; it ends in here."""
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    flags = [f"-max_total_time={seconds}", "-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={FOLDER}/{name}-"]
    atheris.Setup([sys.argv[0], *flags, *BOUNDS, str(corpus)], TARGETS[name].holds)
    atheris.Fuzz()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("targets", nargs="*", help=f"some of {', '.join(TARGETS)}; all by default")
    arguments.add_argument("--seconds", type=int, default=60, help="for each target")
    arguments.add_argument("--here", action="store_true", help="the one target, in this process")
    given = arguments.parse_args()
    if given.here:
        one(given.targets[0], given.seconds)
    failed = 0
    for name in given.targets or TARGETS:
        told = [sys.executable, "-m", "fuzz.run", "--here", "--seconds", str(given.seconds), name]
        print(f"{name}:", flush=True)
        failed += bool(subprocess.run(told, check=False).returncode)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
