"""If this fails, a sample that a person copies does not send what it says, or does not run at all."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from explorer.samples.cases import OPERATIONS
from explorer.samples.executing import ENVIRONMENT, Ended, Running, execute, running
from explorer.samples.installing import installed, run
from heliograph.explorer.samples.curl import CURL
from heliograph.explorer.samples.given import given
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.python import PYTHON, PYTHON_ASYNC
from heliograph.explorer.samples.typescript import TYPESCRIPT

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as found:
        yield found


def in_one_process(*command: str) -> list[Ended]:
    """What a runner of samples tells: one line of JSON for each."""
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [Ended(**json.loads(line)) for line in done.stdout.splitlines()]


def one_by_one(*command: str, paths: Sequence[Path]) -> list[Ended]:
    """What each prints that is run by itself."""
    found = []
    for path in paths:
        done = subprocess.run(
            [*command, path], capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60
        )
        found.append(Ended(done.stdout, done.stderr, done.returncode))
    return found


@pytest.mark.parametrize("language", [PYTHON, PYTHON_ASYNC], ids=lambda one: one.name)
def test_python(server: Running, language: Language, tmp_path: Path):
    def run_all(paths: Sequence[Path]) -> list[Ended]:
        return in_one_process(sys.executable, str(HERE / "run_python.py"), *map(str, paths))

    assert execute(language, lambda number: tmp_path / f"sample_{number}.py", run_all, server) == []


@pytest.mark.timeout(600)
def test_typescript(server: Running, tmp_path: Path):
    needs = TYPESCRIPT.surroundings(given(OPERATIONS["SendMessageToGlobe"], {}))
    kept = installed("typescript", needs, "npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock")
    for path in needs:
        (tmp_path / path).write_bytes((kept / path).read_bytes())
    (tmp_path / "node_modules").symlink_to(kept / "node_modules")

    def run_all(paths: Sequence[Path]) -> list[Ended]:
        run(str(kept / "node_modules" / ".bin" / "tsc"), cwd=tmp_path)
        compiled = [str(tmp_path / "dist" / f"{path.stem}.js") for path in paths]
        return in_one_process("node", str(HERE / "run_node.js"), *compiled)

    assert execute(TYPESCRIPT, lambda number: tmp_path / "src" / f"sample_{number}.ts", run_all, server) == []


def test_curl(server: Running, tmp_path: Path):
    def run_all(paths: Sequence[Path]) -> list[Ended]:
        return one_by_one("bash", paths=paths)

    assert execute(CURL, lambda number: tmp_path / f"sample_{number}.sh", run_all, server) == []
