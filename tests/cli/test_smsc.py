"""Without this, an option of the simulated carrier network would be without effect."""

import dataclasses
import re
import signal
import socket
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest
from command_and_server import COMMAND, environment, run

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.smsc import Options, settings_of
from heliograph.simulator.message_ids import IdForm
from heliograph.simulator.settings import SmscSettings


def test_every_setting_has_its_option() -> None:
    assert [field.name for field in dataclasses.fields(Options)] == [
        field.name for field in dataclasses.fields(SmscSettings)
    ]


def test_what_is_not_given_is_left_as_it_is() -> None:
    assert settings_of(Options(), None) == SmscSettings()


def test_what_is_given_goes_to_the_setting_of_its_name(tmp_path: Path) -> None:
    options = Options(port=0, receipt_delay_ms=200, ids=IdForm.HEX, ledger=tmp_path, ledger_sync=True, password="x")
    settings = settings_of(options, None)
    assert (settings.port, settings.receipt_delay_ms, settings.ids) == (0, 200, IdForm.HEX)
    assert (settings.ledger, settings.ledger_sync, settings.password) == (tmp_path, True, "x")
    assert settings.window == SmscSettings().window


def test_the_password_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret08\n")
    assert settings_of(Options(), tmp_path / "password").password == "secret08"
    with pytest.raises(Failure, match="keep one of them") as caught:
        settings_of(Options(password="x"), tmp_path / "password")
    assert caught.value.code is ExitCode.USAGE
    with pytest.raises(Failure, match="which cannot be read") as caught:
        settings_of(Options(), tmp_path / "gone")
    assert caught.value.code is ExitCode.CONFIGURATION


@pytest.mark.parametrize(
    "arguments", [["--port", "65536"], ["--window", "0"], ["--ids", "octal"], ["--receipt-delay-ms", "-1"]]
)
def test_a_value_out_of_bounds_is_status_2(tmp_path: Path, arguments: list[str]) -> None:
    done = run("smsc", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert arguments[0] in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_ends_with_status_0(tmp_path: Path, ending: signal.Signals) -> None:
    child = subprocess.Popen(
        [*COMMAND, "smsc", "--port", "0", "--ledger", "ledger.jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    watch = threading.Timer(30, child.kill)
    watch.start()
    try:
        assert child.stdout is not None
        found = re.fullmatch(rb"listening on 127\.0\.0\.1:(\d+)\n", child.stdout.readline())
        assert found
        socket.create_connection(("127.0.0.1", int(found[1])), timeout=30).close()
        child.send_signal(ending)
        _, errors = child.communicate()
    finally:
        watch.cancel()
        child.kill()
        child.communicate()
    assert (child.returncode, errors) == (0, b"")
    assert (tmp_path / "ledger.jsonl").exists()


def test_a_port_in_use_is_status_7(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = run("smsc", "--port", str(port), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (7, "")
    assert done.stderr.startswith(f"heliograph: cannot run on 127.0.0.1:{port}: ")
