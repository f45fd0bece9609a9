"""A server on a terminal of its own, as `heliograph serve` starts it for a person, and what it prints there."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


@dataclass
class Terminal:
    """A running server and what its terminal shows."""

    text: str
    data: Path
    process: subprocess.Popen

    def line(self, pattern: str) -> str:
        found = re.search(pattern, self.text)
        assert found is not None, self.text
        return found[1]

    @property
    def address(self) -> str:
        return self.line(r"Heliograph listens on http://(127\.0\.0\.1:\d+)")

    @property
    def console_link(self) -> str:
        """The one-time link; good for whoever opens it first."""
        return self.line(r"Console\s+(http://\S+)")


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Terminal]:
    """A server with its data in `folder`; stopped in good order at the end."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HELIOGRAPH_", "ALIBABA_"))}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "heliograph", "serve", "--port", "0", "--data", str(folder / "data"), *options],
            stdout=theirs,
            stderr=log,
            env=environment,
            cwd=folder,
        )
    os.close(theirs)
    text = ""
    deadline = time.monotonic() + START_SECONDS
    while "Any official SDK works" not in text:
        assert time.monotonic() < deadline, text
        text += os.read(ours, 65536).decode()
    yield Terminal(text.replace("\r\n", "\n"), folder / "data", process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(START_SECONDS) == 0, "SIGTERM must drain and stop cleanly"
    os.close(ours)
