"""Fixtures: a small server that answers as it is told, and client commands run against it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from command_and_server import ACCESS_KEY_ID, ACCESS_KEY_SECRET, FakeApi, handler_for, run


@pytest.fixture
def api() -> Iterator[FakeApi]:
    fake = FakeApi()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler_for(fake)) as server:
        server.daemon_threads = True
        fake.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class Client:
    """Runs client commands against the fake server with a key of the environment."""

    api: FakeApi
    folder: Path

    def __call__(self, *arguments: str, stdin: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
        keys = {
            "ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
            "HELIOGRAPH_ENDPOINT": self.api.endpoint,
        }
        return run(*arguments, cwd=self.folder, stdin=stdin, env=keys | env)


@pytest.fixture
def client(api: FakeApi, tmp_path: Path) -> Client:
    return Client(api, tmp_path)
