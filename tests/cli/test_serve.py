"""Without this, the server would not start or stop cleanly, or not say why; or the commands would not agree with it."""

import json
import re
import signal
import socket
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command_and_server import COMMAND, environment, run

#: Generous, since two cores may be busy; reached only when something is wrong.
START_SECONDS = 60

LISTENS = re.compile(r"http://(127\.0\.0\.1:\d+)")


class Serving:
    """A `heliograph serve` that listens."""

    def __init__(self, child: "subprocess.Popen[bytes]", log: Path) -> None:
        self._child = child
        self._log = log
        self.greeting = ""
        self.endpoint = ""
        assert child.stdout is not None
        for line in iter(child.stdout.readline, b""):
            self.greeting += line.decode()
            if found := LISTENS.search(self.greeting):
                self.endpoint = found[1]
                break

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self._child.send_signal(signal.SIGTERM)
        assert self._child.stdout is not None
        self.greeting += self._child.stdout.read().decode()
        return self._child.wait(timeout=START_SECONDS)

    @property
    def log(self) -> str:
        return self._log.read_text()


@contextmanager
def serving(folder: Path, *arguments: str, **env: str) -> Iterator[Serving]:
    """The server on a free port with its data in `folder`; killed at the end if it still runs."""
    log = folder / "serve.log"
    with log.open("wb") as errors:
        child = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=environment(**env),
        )
    # Ends the reading of a server that never says where it listens, or never ends.
    watch = threading.Timer(START_SECONDS, child.kill)
    watch.start()
    try:
        server = Serving(child, log)
        assert server.endpoint, f"it did not start: {server.greeting}\n{server.log[-4000:]}"
        yield server
    finally:
        watch.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def test_send_query_and_messages_agree_with_the_server(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        here = ["--endpoint", server.endpoint]
        sent = json.loads(run("send", *here, "--json", "--to", "12025550100", "Hello", cwd=tmp_path).stdout)
        number = sent["MessageId"]
        asked = run("query", *here, "--wait", number, cwd=tmp_path)
        assert (asked.returncode, asked.stderr) == (0, "")
        assert "1 (delivered)" in asked.stdout
        listed = run("messages", *here, "--json", "--to", "12025550100", cwd=tmp_path)
        assert [json.loads(line)["MessageId"] for line in listed.stdout.splitlines()] == [number]
        assert number in run("messages", *here, cwd=tmp_path).stdout
        unknown = run("query", *here, "1", cwd=tmp_path)
        assert (unknown.returncode, unknown.stdout) == (1, "")
        wrong = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIother", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "x"}
        refused = run("query", *here, number, cwd=tmp_path, env=wrong)
        assert refused.returncode == 1
        assert "the server does not know the AccessKey LTAIother" in refused.stderr
        assert server.stop() == 0
    gone = run("query", *here, number, cwd=tmp_path)
    assert gone.returncode == 3
    assert "nothing listens there" in gone.stderr


def test_following_shows_what_is_sent_meanwhile(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        follower = subprocess.Popen(
            [*COMMAND, "messages", "--follow", "--json", "--endpoint", server.endpoint],
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(),
        )
        watch = threading.Timer(START_SECONDS, follower.kill)
        watch.start()
        try:
            sent = [
                json.loads(
                    run(
                        "send", "--endpoint", server.endpoint, "--json", "--to", "12025550100", f"{n}", cwd=tmp_path
                    ).stdout
                )["MessageId"]
                for n in range(3)
            ]
            assert follower.stdout is not None
            assert [json.loads(follower.stdout.readline())["MessageId"] for _ in sent] == sent
        finally:
            watch.cancel()
            follower.kill()
            follower.communicate()


def test_a_first_start_makes_a_key_and_a_pipe_does_not_see_its_secret(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        path = tmp_path / ".heliograph" / "credentials.json"
        key = json.loads(path.read_text())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert server.stop() == 0
    assert key["AccessKeyId"] in server.greeting
    assert key["AccessKeySecret"] not in server.greeting + server.log


def test_the_environment_pins_the_key_at_first_start(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("pinned-secret\n")
    pin = {"HELIOGRAPH_ACCESS_KEY_ID": "LTAIpinned", "HELIOGRAPH_ACCESS_KEY_SECRET_FILE": "secret"}
    with serving(tmp_path, "--data", "data", **pin) as server:
        done = run("messages", "--endpoint", server.endpoint, "--data", "data", cwd=tmp_path)
        assert done.returncode == 0
        assert server.stop() == 0
    assert "pinned-secret" not in server.greeting + server.log
    with serving(tmp_path, "--data", "data") as server:
        keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIpinned", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "pinned-secret"}
        assert run("messages", "--endpoint", server.endpoint, cwd=tmp_path, env=keys).returncode == 0


def test_an_unknown_variable_is_a_warning_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path, HELIOGRAPH_LOGLEVEL="debug") as server:
        assert server.stop() == 0
    warnings = [line for line in map(json.loads, server.log.splitlines()) if line["level"] == "warning"]
    assert any('did you mean "HELIOGRAPH_LOG_LEVEL"?' in line["event"] for line in warnings)


def test_a_port_in_use_is_status_7_and_a_sentence(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 7
    assert f"cannot serve on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_in_use_is_status_7_and_a_sentence(tmp_path: Path) -> None:
    with serving(tmp_path):
        done = run("serve", "--port", "0", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (7, "")
    assert ".heliograph" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_file_of_another_shape_is_status_4(tmp_path: Path) -> None:
    (tmp_path / ".heliograph").mkdir()
    (tmp_path / ".heliograph" / "credentials.json").write_text("{}")
    done = run("serve", "--port", "0", cwd=tmp_path)
    assert done.returncode == 4
    assert "does not hold AccessKeyId and AccessKeySecret" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "env", "says"),
    [
        (["--port", "70000"], {}, "command line: --port is 70000; it must be a whole number from 0 to 65535"),
        ([], {"HELIOGRAPH_PORT": "http"}, "environment: HELIOGRAPH_PORT is 'http'; it must be"),
        ([], {"HELIOGRAPH_CONFIG": "gone.toml"}, "gone.toml: cannot be read"),
        ([], {"HELIOGRAPH_ACCESS_KEY_ID": "LTAI"}, "access_key_id is set without access_key_secret"),
    ],
)
def test_a_fault_anywhere_stops_the_start(tmp_path: Path, arguments: list[str], env: dict[str, str], says: str) -> None:
    done = run("serve", *arguments, cwd=tmp_path, env=env)
    assert (done.returncode, done.stdout) == (4, "")
    assert says in done.stderr
    assert not (tmp_path / ".heliograph").exists()
