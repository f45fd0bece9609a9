"""The processes that a benchmark compares: each started alone on its core, ready when it says on which port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

SERVER_CORE = 0
LOAD_CORE = 1

ACCESS_KEY_ID = "LTAI5tHeliographBench"
SECRET = "heliograph-bench-secret"
#: So that a benchmark leaves no sealing key behind.
SEALING_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

_PORT = re.compile(r"127\.0\.0\.1:(\d+)")

#: No call limits; everything else as an operator would have it.
UNLIMITED = "[limits]\nenforced = false\n"


def on_load_core() -> None:
    """Keep this process, the load, off the server's core."""
    os.sched_setaffinity(0, {LOAD_CORE})


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, user and system (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Side:
    """A child process pinned to a core, with the port that it listens on."""

    def __init__(self, arguments: list[str], core: int = SERVER_CORE, log: Path | None = None) -> None:
        # Pinned by the child's first act rather than preexec_fn, which is not safe beside threads.
        pinned = ["taskset", "-c", str(core), sys.executable, *arguments]
        self._log = (log or Path(os.devnull)).open("ab")
        environment = {
            **os.environ,
            "HELIOGRAPH_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "HELIOGRAPH_ACCESS_KEY_SECRET": SECRET,
            "HELIOGRAPH_SEALING_KEY": SEALING_KEY,
        }
        self._child = subprocess.Popen(pinned, stdout=subprocess.PIPE, stderr=self._log, env=environment, text=True)
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if found := _PORT.search(line):
                self.port = int(found[1])
                break
        else:
            raise RuntimeError(f"{arguments} ended without saying where it listens")

    @property
    def pid(self) -> int:
        return self._child.pid

    def cpu_seconds(self) -> float:
        """Processor time of the child so far, user and system."""
        return cpu_seconds(self.pid)

    def __enter__(self) -> Side:
        return self

    def __exit__(self, *_error: object) -> None:
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(30)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        assert self._child.stdout is not None
        self._child.stdout.close()
        self._log.close()


def server(folder: Path, config: str = UNLIMITED) -> Side:
    """`heliograph serve` on a fresh port, its data in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "heliograph.toml"
    file.write_text(config)
    return Side(
        ["-m", "heliograph", "serve", "--port", "0", "--data", str(folder / "data"), "--config", str(file)],
        log=folder / "server.log",
    )


def smsc(folder: Path, *options: str) -> Side:
    """`heliograph smsc` on a fresh port, on the load's core."""
    return Side(["-m", "heliograph", "smsc", "--port", "0", *options], LOAD_CORE, folder / "smsc.log")


def constant(name: str) -> Side:
    """One of the applications of `bench/constant.py` behind a front."""
    return Side([str(Path(__file__).with_name("constant.py")), name])
