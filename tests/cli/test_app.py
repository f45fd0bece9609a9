"""Without this, a script would see the wrong exit code, or a person a traceback for a typing mistake."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_and_server import COMMAND, environment, run

import heliograph
from heliograph.cli import app, main
from heliograph.cli.exit_codes import ExitCode, Failure


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sned"], 'Unknown command "sned". Did you mean "send"?'),
        (["send", "--tp", "85212345678", "x"], "Unknown option: --tp. Did you mean --t"),
        (["send", "x"], "--to"),
        (["send", "--to", "85212345678"], "no TEXT is given, and standard input is empty"),
        (["send", "--to", "1", "--validity", "soon", "x"], "soon"),
        (["send", "--to", "1", "--type", "SPAM", "x"], "SPAM"),
        (["query"], "ID"),
        (["query", "--timeout", "-1", "5"], "timeout"),
        (["messages", "--max", "0"], "max"),
        (["messages", "one", "two"], "two"),
        (["serve", "--port", "http"], "http"),
        (["check"], "FILE"),
        (["messages", "--endpoint", "no/host"], "An endpoint is HOST, HOST:PORT, http://HOST:PORT"),
    ],
)
def test_a_wrong_command_line_is_a_sentence_and_status_2(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert done.stderr.startswith("heliograph: ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_version_is_the_package_s(tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, heliograph.__version__)


def test_the_installed_command_is_the_same_program(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("heliograph")
    done = subprocess.run([script, "--version"], capture_output=True, cwd=tmp_path, env=environment(), timeout=30)
    assert done.stdout.decode().strip() == heliograph.__version__


@pytest.mark.parametrize("arguments", [["--help"], ["send", "--help"], ["--version"]])
def test_a_quick_command_loads_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    """Start-up time is what it imports: a server's libraries cost more than the command itself."""
    code = (
        "import sys\nfrom heliograph.cli import main\nmain(sys.argv[1:])\n"
        "heavy = {'structlog', 'uvloop', 'phonenumbers', 'orjson', 'asyncio', 'jinja2', 'heliograph.server',\n"
        "         'heliograph.client', 'heliograph.settings'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, cwd=tmp_path, env=environment(), timeout=30
    )
    assert done.stderr.decode().strip() == "[]"


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    """What `heliograph … | head -1` does to the command."""
    (tmp_path / "my.toml").write_text("")
    child = subprocess.Popen(
        [*COMMAND, "check", "my.toml"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    assert child.stdout is not None
    child.stdout.close()
    _, errors = child.communicate(timeout=30)
    assert (child.returncode, errors) == (0, b"")


def raising(error: BaseException) -> object:
    def command(*_arguments: object, **_options: object) -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (Failure(ExitCode.TIMED_OUT, "too late."), 5, "heliograph: too late.\n"),
        (KeyboardInterrupt(), 130, ""),
        (RuntimeError("inner"), 70, "this is a fault of Heliograph's own"),
    ],
)
def test_what_a_command_raises_becomes_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, says: str
) -> None:
    monkeypatch.setattr(app, "build", lambda: raising(error))
    assert main(["check", "x"]) == code
    assert says in capsys.readouterr().err
