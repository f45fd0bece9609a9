"""Real processes for tests: the server and the simulated carrier network, each started as a user would start it."""

import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

ACCESS_KEY_ID = "LTAI5tHeliographProc1"
ACCESS_KEY_SECRET = "heliograph-process-secret"

#: Generous, because two cores may be busy with other tests; reached only when something is wrong.
START_SECONDS = 60
SETTLED_SECONDS = 120


def wait_until(reached: Callable[[], bool], what: str, seconds: float = SETTLED_SECONDS) -> None:
    """Until something in another process, which offers no event, has come about. Raises AssertionError with `what`."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, what
        threading.Event().wait(0.02)


class Process:
    """A command of ours running in its own process, ready when it has printed the line that `ready` matches."""

    def __init__(
        self, arguments: list[str], ready: str, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.log = log
        self._errors = log.open("ab")
        self._child = subprocess.Popen(
            [sys.executable, "-m", "heliograph", *arguments],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **(environment or {})},
        )
        self.match = self._wait_for(re.compile(ready))

    @property
    def pid(self) -> int:
        return self._child.pid

    def _wait_for(self, pattern: re.Pattern[str]) -> re.Match[str]:
        assert self._child.stdout is not None
        descriptor = self._child.stdout.fileno()
        os.set_blocking(descriptor, False)
        seen = ""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if select.select([descriptor], [], [], 0.5)[0]:
                octets = os.read(descriptor, 65536)
                seen += octets.decode()
                if found := pattern.search(seen):
                    self.greeting = seen
                    return found
                if not octets:
                    break
        self.kill()
        raise AssertionError(f"not ready: {seen}\n{self.log.read_text(errors='replace')[-4000:]}")

    def hang_up(self) -> None:
        """SIGHUP."""
        self._child.send_signal(signal.SIGHUP)

    def until_logged(self, text: str) -> None:
        """Wait until the log holds `text`."""
        deadline = time.monotonic() + START_SECONDS
        while text not in self.log.read_text(errors="replace"):
            assert time.monotonic() < deadline, f"{text!r} was not logged:\n{self.log.read_text(errors='replace')}"
            time.sleep(0.02)

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        self._child.kill()
        self._gone()

    def stop(self) -> int:
        """SIGTERM, and the exit code once it is gone."""
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
        return self._gone()

    def _gone(self) -> int:
        code = self._child.wait(timeout=START_SECONDS)
        if self._child.stdout is not None:
            self._child.stdout.close()
        self._errors.close()
        return code

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *error: object) -> None:
        if self._child.poll() is None:
            self.kill()
        else:
            self._gone()


class Smsc(Process):
    """`heliograph smsc` with a ledger of what it received."""

    def __init__(self, folder: Path, port: int = 0, **options: object) -> None:
        self.ledger = folder / "smsc-ledger.jsonl"
        arguments = ["smsc", "--port", str(port), "--ledger", str(self.ledger)]
        for name, value in options.items():
            arguments += [f"--{name.replace('_', '-')}", str(value)]
        super().__init__(arguments, r"listening on 127\.0\.0\.1:(\d+)", folder / "smsc.log")
        self.port = int(self.match[1])


class Server(Process):
    """`heliograph serve` with a pinned root key."""

    def __init__(self, folder: Path, port: int = 0, config: str = "") -> None:
        arguments = ["serve", "--port", str(port), "--data", str(folder / "data")]
        if config:
            path = folder / "heliograph.toml"
            path.write_text(config)
            arguments += ["--config", str(path)]
        environment = {
            "HELIOGRAPH_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "HELIOGRAPH_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
        }
        super().__init__(arguments, r"https?://127\.0\.0\.1:(\d+)", folder / "server.log", environment)
        self.port = int(self.match[1])
        self.endpoint = f"127.0.0.1:{self.port}"

    def metric(self, name: str) -> float:
        """The sum over all series of a metric."""
        with urllib.request.urlopen(f"http://{self.endpoint}/metrics", timeout=10) as reply:
            lines = reply.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}(\{{|\s)", line))


def carrier_config(
    smsc_port: int, *, window: int = 10, doubt_wait_seconds: float = 5, receipt_grace_seconds: float = 3600
) -> str:
    """A configuration without call limits and with one SMPP carrier, the given SMSC."""
    return f"""
[limits]
enforced = false

[delivery]
doubt_wait_seconds = {doubt_wait_seconds}
receipt_grace_seconds = {receipt_grace_seconds}

[[carriers]]
name = "net-one"
kind = "smpp"
host = "127.0.0.1"
port = {smsc_port}
system_id = "heliograph"
password = "secret08"
window = {window}
"""
