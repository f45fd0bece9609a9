"""What samples need of the registries, put beside the repository once and kept: `.cache/samples`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

CACHE = Path(__file__).parents[3] / ".cache" / "samples"


def run(*command: str, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """What the command printed; what it said is in the error where it failed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment, timeout=550)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def installed(name: str, files: Mapping[str, str], *command: str) -> Path:
    """A folder with the files in which the command has run, once for each content of the files."""
    folder = CACHE / name
    mark = folder / "installed"
    wanted = "\n".join((*command, *(f"{path}\n{text}" for path, text in sorted(files.items()))))
    if mark.exists() and mark.read_text() == wanted:
        return folder
    mark.unlink(missing_ok=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    print(f"installing {name}", file=sys.stderr)
    run(*command, cwd=folder)
    mark.write_text(wanted)
    return folder


def needs(*commands: str) -> None:
    """Skips a test of a language that this machine does not have; where everything must be tested, it fails."""
    missing = [command for command in commands if shutil.which(command) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"{', '.join(missing)} is not installed")
    assert not missing, f"{', '.join(missing)} is not installed"
