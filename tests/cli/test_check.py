"""Without this, `heliograph check` would not say which line is wrong, or would show a secret."""

import json
import tomllib
from pathlib import Path

import pytest
from command_and_server import run

GOOD = """\
port = 9000
access_key_id = "LTAI5tPinned"
access_key_secret = "top-secret-1"

[[carriers]]
name = "net-one"
kind = "smpp"
host = "smsc.example.net"
port = 2775
system_id = "heliograph"
password = "top-secret-2"

[[credentials]]
access_key_id = "STS.x"
access_key_secret = "top-secret-3"
security_token = "top-secret-4"
"""


def written(folder: Path, text: str) -> None:
    (folder / "my.toml").write_text(text)


def test_a_good_file_is_shown_as_it_is_understood_without_its_secrets(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    done = run("check", "my.toml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("my.toml: no faults\n")
    assert "top-secret" not in done.stdout
    shown = tomllib.loads(done.stdout.removesuffix("my.toml: no faults\n"))
    assert shown["port"] == 9000
    assert shown["carriers"][0]["password"] == "(hidden)"
    assert shown["carriers"][0]["window"] == 10
    assert shown["credentials"][0]["security_token"] == "(hidden)"


def test_a_program_reads_one_object(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    done = run("check", "--json", "my.toml", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"], found["faults"], found["warnings"]) == (0, True, [], [])
    assert found["settings"]["carriers"][0]["name"] == "net-one"
    assert "top-secret" not in done.stdout


def test_a_file_without_carriers_is_good_and_warned_of(tmp_path: Path) -> None:
    written(tmp_path, "port = 9000\n")
    done = run("check", "my.toml", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("my.toml: no [[carriers]] here: messages go to the simulated carrier")


@pytest.mark.parametrize(
    ("text", "lines", "says"),
    [
        (GOOD.replace("net-one", "Net One"), [6], "carriers[0].name is 'Net One'"),
        (
            GOOD.replace("system_id", "systemid"),
            [5, 10],
            'carriers[0].systemid is no setting; did you mean "system_id"?',
        ),
        (
            GOOD + GOOD[GOOD.index("[[carriers]]") : GOOD.index("[[cred")],
            [18],
            "carriers[1].name is 'net-one', as in line 6",
        ),
        (GOOD.replace("port = 2775", "port = '2775'"), [9], "carriers[0].port is '2775'; it must be a whole number"),
        (GOOD.replace('"top-secret-2"', "12345678"), [11], "carriers[0].password is not shown, being a secret"),
        (GOOD.replace('password = "top-secret-2"', 'password_file = "gone"'), [11], "which cannot be read"),
        (GOOD.replace("9000", "90000"), [1], "port is 90000; it must be a whole number from 0 to 65535"),
        (GOOD.replace('access_key_id = "LTAI5tPinned"\n', ""), [0], "access_key_secret is set without access_key_id"),
        (GOOD.replace("[[carriers]]", "[carriers]"), [5], "carriers must be a list of tables"),
        (GOOD + "[limits]\ncalls_per_second = { SendMessageToGlob = 5 }\n", [18], "names no operation"),
        (GOOD + "[[carriers]\n", [17], "is no TOML"),
        (GOOD.replace('host = "smsc', 'host = smsc"'), [8], "is no TOML"),
        ("\n\n\n[api]\n\nallow_mainland = 'yes'\n", [6], "api.allow_mainland is 'yes'; it must be true or false"),
    ],
)
def test_a_wrong_file_names_line_and_key(tmp_path: Path, text: str, lines: list[int], says: str) -> None:
    written(tmp_path, text)
    done = run("check", "my.toml", cwd=tmp_path)
    assert done.returncode == 4
    assert says in done.stdout
    assert "top-secret" not in done.stdout + done.stderr
    told = [int(line.split(":")[1]) if line.startswith("my.toml:") else 0 for line in done.stdout.splitlines()]
    assert told == lines
    found = json.loads(run("check", "my.toml", "--json", cwd=tmp_path).stdout)
    assert [fault["line"] for fault in found["faults"]] == lines
    assert not found["ok"]
    assert found["settings"] is None


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("check", "my.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, "my.toml: cannot be read: No such file or directory\n")


def test_the_environment_does_not_count(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    done = run("check", "my.toml", cwd=tmp_path, env={"HELIOGRAPH_PORT": "x", "HELIOGRAPH_NOTHING": "y"})
    assert (done.returncode, done.stderr) == (0, "")


def test_the_same_faults_stop_a_start(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("2775", "'2775'"))
    done = run("serve", "--config", "my.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert "my.toml:9: carriers[0].port is '2775'; it must be a whole number from 1 to 65535" in done.stderr
    assert "top-secret" not in done.stderr
    assert not (tmp_path / ".heliograph").exists()
