"""If this fails, a sample is not PHP, or a text reaches a program as something else."""

import json
import subprocess
from pathlib import Path

from hypothesis import given, settings
from hypothesis.strategies import lists

from explorer.samples.cases import OPERATIONS, cases
from explorer.samples.golden import TARGET
from explorer.samples.installing import needs
from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.given import given as call
from heliograph.explorer.samples.languages import sample
from heliograph.explorer.samples.php import PHP, literal


@settings(max_examples=20, deadline=None)
@given(lists(ANY_TEXT, min_size=20, max_size=60))
def test_a_literal_is_its_text(texts: list[str]):
    needs("php")
    assert all(literal(text).isprintable() for text in texts)
    program = f"<?php foreach ([{', '.join(map(literal, texts))}] as $text) {{ echo $text, chr(0); }}"
    done = subprocess.run(["php"], input=program.encode(), capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == texts


def test_every_case_is_php(tmp_path: Path):
    needs("php")
    for number, case in enumerate(cases("1")):
        path = tmp_path / f"{number}.php"
        path.write_text(sample(case.operation, case.values, PHP, TARGET).code)
        done = subprocess.run(["php", "-l", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{case.name}: {done.stdout}"


def test_packages_are_pinned():
    needed = json.loads(PHP.surroundings(call(OPERATIONS["QueryMessage"], {}))["composer.json"])["require"]
    assert all(version[0].isdigit() for name, version in needed.items() if name != "php")
