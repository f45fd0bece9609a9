"""If this fails, the page on the simulated carrier shows a rule that none takes, or keeps something to itself."""

import os
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from heliograph.rules import read_line, read_mapping
from heliograph.rules.carrier import CARRIER
from heliograph.rules.kinds import Choice, Choices
from heliograph.simulator.control import Control
from heliograph.simulator.received import KEPT_MAX

PAGE = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LINES = [line for language, block in BLOCKS if not language for line in block.splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_every_line_is_a_rule(line: str) -> None:
    read_line(line, CARRIER)


def test_the_table_is_the_line_before_it() -> None:
    (block,) = [block for language, block in BLOCKS if language == "toml"]
    (table,) = tomllib.loads(block)["rules"]
    assert read_mapping(table, CARRIER) == read_line(LINES[0], CARRIER)


def test_everything_that_a_rule_can_do_has_an_example() -> None:
    said = [read_line(line, CARRIER) for line in LINES]
    for subject in CARRIER.subjects:
        rules = [rule for rule in said if rule.subject is subject]
        for key in subject.behaviours:
            values = [rule.values[key.name] for rule in rules if key.name in rule.values]
            assert values or (subject.name, key.name) == ("bind", "accept"), f"{subject.name}: {key.name}"
            words: set[str] = set()
            if isinstance(key.kind, Choice):
                words = set(key.kind.words) - set(values)
            elif isinstance(key.kind, Choices) and key.name == "receipt_form":
                words = set(key.kind.words) - {word for value in values for word in value}
            assert words <= {"same", "decimal", "hex"}, f"{key.name}: {words}"
    for key in CARRIER.usual.conditions + CARRIER.usual.limits:
        assert any(key.name in rule.values for rule in said), key.name


def test_every_request_of_the_control_port_is_explained() -> None:
    source = Path(sys.modules[Control.__module__].__file__ or "").read_text()
    for method, path in re.findall(r'\("(GET|POST|DELETE)", "(/\w+)"\)', source):
        assert f"`{method} {path}" in PAGE
    assert f"The last {KEPT_MAX:,} are kept" in PAGE


def test_the_recipe_runs(tmp_path: Path) -> None:
    recipe = next(block for language, block in BLOCKS if "--control-token-file" in block and language == "sh")
    ports = {"2775": "0", "2776": str(free_port())}
    for written, used in ports.items():
        recipe = recipe.replace(written, used)
    done = subprocess.run(
        ["bash", "-eu", "-c", recipe],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert '"names":["rule-1"]' in said
    assert '"names":["slow"]' in said
    assert '{"cut":0}' in said
    assert '{"binds":[]}' in said
    assert said.endswith('{"removed":2}\n')


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
