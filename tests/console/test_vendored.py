"""If this fails, a page loads code of others that nobody looked at, or without its licence."""

import hashlib
import tomllib
from pathlib import Path

import pytest

import heliograph.console

FOLDER = Path(heliograph.console.__file__).parent / "static" / "vendor"
VENDORED = tomllib.loads((FOLDER / "vendor.toml").read_text())["vendored"]


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_each_file_is_the_one_that_was_looked_at(entry: dict[str, str]):
    assert hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (FOLDER / entry["licence_file"]).stat().st_size > 100
    assert all(entry[key] for key in ("name", "version", "source", "licence"))


def test_nothing_else_lies_there():
    known = {"vendor.toml", *(e["file"] for e in VENDORED), *(e["licence_file"] for e in VENDORED)}
    assert {file.name for file in FOLDER.iterdir()} == known
