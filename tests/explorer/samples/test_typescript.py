"""If this fails, a text reaches a program in TypeScript as something else, or a project lacks what it uses."""

import json
import subprocess

from hypothesis import given, settings
from hypothesis.strategies import lists

from explorer.samples.cases import OPERATIONS
from explorer.samples.installing import needs
from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.given import given as call
from heliograph.explorer.samples.typescript import TYPESCRIPT, literal


@settings(max_examples=20, deadline=None)
@given(lists(ANY_TEXT, min_size=20, max_size=60))
def test_a_literal_is_its_text(texts: list[str]):
    needs("node")
    program = f"process.stdout.write(JSON.stringify([{', '.join(map(literal, texts))}]))"
    assert program.isprintable()
    done = subprocess.run(["node", "-"], input=program.encode(), capture_output=True, check=True)
    assert json.loads(done.stdout) == texts


def test_other_values_are_the_languages_words():
    assert [literal(value) for value in (True, False, 600, -1)] == ["true", "false", "600", "-1"]


def test_a_project_depends_on_what_its_sample_imports():
    for name in ("SendMessageToGlobe", "ListMessages"):
        package = json.loads(TYPESCRIPT.surroundings(call(OPERATIONS[name], {}))["package.json"])
        assert ("@alicloud/dysmsapi20180501" in package["dependencies"]) == (name == "SendMessageToGlobe")
        assert all(version[0].isdigit() for version in package["dependencies"].values())
