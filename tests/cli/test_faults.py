"""If this fails, whoever tests by hand cannot make the carrier misbehave, or is not told why not."""

import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from command_and_server import FakeApi, run

from heliograph.cli.faults import _quoted
from processes import Process

ROW = {
    "RuleName": "slow",
    "Rule": "name=slow number=852* times=5 for=1m response_delay=2s",
    "Matched": "3",
    "Applied": "2",
    "Left": "3",
    "ExpiresInMs": "41200",
    "BuiltIn": "false",
}


class Port:
    """A `heliograph smsc` with a control port, and the command towards it."""

    def __init__(self, folder: Path, process: Process) -> None:
        self._folder, self._process = folder, process
        self.url = f"http://127.0.0.1:{process.match[1]}"

    def __call__(self, *arguments: str, **variables: str) -> CompletedProcess[str]:
        named = {"HELIOGRAPH_SMSC_CONTROL": self.url, "HELIOGRAPH_SMSC_TOKEN": self._process.match[2]}
        return run("faults", *arguments, cwd=self._folder, env=named | variables)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    folder = tmp_path_factory.mktemp("port")
    ready = r"control on http://127\.0\.0\.1:(\d+) token (\S+)\nlistening on"
    with Process(["smsc", "--port", "0", "--control-port", "0"], ready, folder / "log") as process:
        yield Port(folder, process)


def test_rules_of_a_running_smsc_are_added_listed_and_removed(port: Port) -> None:
    done = port("add", "number=+85251*", "status=ESME_RSYSERR", "share=0.3", "times=10", "for=5m", "note=as seen")
    assert (done.returncode, done.stdout, done.stderr) == (0, "rule-1\n", "")
    assert port("add", "name=b number=1 accept", "--last").stdout == "b\n"
    assert port("add", "name=c", "number=1", "accept", "--before", "b").stdout == "c\n"
    header, first, second, third = port("list").stdout.splitlines()
    assert header.split() == ["name", "matched", "applied", "left", "expires", "rule"]
    assert first.split()[:4] == ["rule-1", "0", "0", "10"]
    assert first.endswith('  number=+85251* share=0.3 times=10 for=5m status=ESME_RSYSERR note="as seen"')
    assert (second.split()[0], third.split()[0]) == ("c", "b")
    assert json.loads(port("list", "--json").stdout.splitlines()[1])["line"] == "name=c number=1 accept"
    assert "magic-00" in port("list", "--all").stdout
    assert port("remove", "c").returncode == 0
    done = port("remove", "c")
    assert (done.returncode, done.stderr) == (
        8,
        "heliograph: refused: No rule is called 'c'; built-in rules cannot be removed.\n",
    )
    assert port("clear").stdout == "2 removed.\n"
    assert "no rules but the magic numbers" in port("list").stderr


def test_rules_of_a_file_are_added_and_its_slips_are_told_by_line(port: Port, tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text('[[rules]]\nname = "x"\naccept = true\n[[rules]]\nname = "y"\nreceipt = ["UNDELIV", "DELIVRD"]\n')
    assert port("add", "--file", str(path)).stdout == "x\ny\n"
    assert port("clear").returncode == 0
    path.write_text("[[rules]]\nshare = 3\naccept = true\n")
    done = port("add", "--file", str(path))
    assert done.returncode == 4
    assert (
        done.stderr
        == f"heliograph: {path}:2: rules[0].share is 3; it must be a number from 0.000001 to 1, such as 0.3\n"
    )


def test_a_slip_in_a_rule_is_told(port: Port) -> None:
    done = port("add", "shar=0.3", "accept")
    assert done.returncode == 1
    assert done.stderr == 'heliograph: refused: shar is no key of a rule; did you mean "share"?.\n'


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["add"], 2, "give a RULE, or --file FILE."),
        (["list", "--control", "https://x"], 2, "--control must be like http://127.0.0.1:2776"),
        (["list", "--control", "http://127.0.0.1:1"], 3, "no heliograph smsc answers on http://127.0.0.1:1: "),
        (["list", "--token-file", "gone"], 4, "--token-file names 'gone', which cannot be read"),
    ],
)
def test_what_is_wrong_with_the_command_is_told(port: Port, arguments: list[str], code: int, says: str) -> None:
    done = port(*arguments)
    assert done.returncode == code
    assert says in done.stderr


def test_a_wrong_token_and_a_missing_one_are_told(port: Port) -> None:
    done = port("list", HELIOGRAPH_SMSC_TOKEN="wrong")
    assert (done.returncode, "Authorization must be Bearer" in done.stderr) == (1, True)
    done = port("list", HELIOGRAPH_SMSC_TOKEN="")
    assert (done.returncode, "a control port wants its token" in done.stderr) == (4, True)


def test_without_a_control_port_the_server_is_asked(api: FakeApi, client: Any) -> None:
    api.script("AddSimulatorRules", {"ResponseCode": "OK", "RuleNames": ["slow"]})
    api.script("ListSimulatorRules", {"ResponseCode": "OK", "Rules": [ROW]})
    api.script("RemoveSimulatorRule", {"ResponseCode": "OK", "RemovedCount": "1"})
    api.script("ClearSimulatorRules", {"ResponseCode": "OK", "RemovedCount": "4"})
    assert client("faults", "add", "name=slow", "text=your code", "response_delay=2s", "--last").stdout == "slow\n"
    assert client("faults", "add", "name=slow accept", "--before", "x").returncode == 0
    line = client("faults", "list").stdout.splitlines()[1]
    assert line.split()[:6] == ["slow", "3", "2", "3", "41s", "number=852*"]
    shown = json.loads(client("faults", "list", "--json").stdout)
    assert (shown["left"], shown["expires_in_ms"], shown["built_in"]) == (3, 41200, False)
    assert client("faults", "remove", "slow").returncode == 0
    assert client("faults", "clear").stdout == "4 removed.\n"
    (_, first), (_, second), *_, (_, removed), _ = api.seen()
    assert (first["Rules"], first["Last"]) == ('name=slow text="your code" response_delay=2s', "true")
    assert (second["Rules"], second["Before"]) == ("name=slow accept", "x")
    assert removed["RuleName"] == "slow"


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("accept", "accept"),
        ("share=0.3", "share=0.3"),
        ("text=a b", 'text="a b"'),
        ('text=a"b', 'text="a\\"b"'),
        ("text=a\\b", 'text="a\\\\b"'),
    ],
)
def test_what_the_shell_has_unquoted_is_quoted_again(word: str, quoted: str) -> None:
    assert _quoted(word) == quoted
