"""Without this, a build script would have to start a server to learn what the API is."""

import json
from pathlib import Path

import pytest
from command_and_server import run

from heliograph.explorer.documents import document


@pytest.mark.parametrize("form", ["openapi", "api-docs"])
def test_it_prints_the_document_that_a_server_serves(tmp_path: Path, form: str) -> None:
    done = run("api", "--format", form, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.encode() == document("Dysmsapi", "2018-05-01", form)


def test_a_product_is_found_in_any_case(tmp_path: Path) -> None:
    assert json.loads(run("api", "--product", "ram", cwd=tmp_path).stdout)["info"]["title"] == "Ram"


def test_a_product_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    done = run("api", "--product", "Ecs", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (8, "")
    assert "'Ecs'" in done.stderr
    assert "Dysmsapi" in done.stderr
