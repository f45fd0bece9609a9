"""If this fails, a sample that a person copies does not send what it says, or does not run at all."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from explorer.samples.cases import OPERATIONS
from explorer.samples.executing import ENVIRONMENT, Ended, Running, execute, running
from explorer.samples.installing import installed, needs, run
from heliograph.explorer.samples.curl import CURL
from heliograph.explorer.samples.given import given
from heliograph.explorer.samples.go import GO
from heliograph.explorer.samples.java import JAVA
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.languages import LANGUAGES, sample
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
    assert done.stdout, done.stderr
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
    needs("node", "npm")
    files = TYPESCRIPT.surroundings(given(OPERATIONS["SendMessageToGlobe"], {}))
    kept = installed("typescript", files, "npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock")
    for path in files:
        (tmp_path / path).write_bytes((kept / path).read_bytes())
    (tmp_path / "node_modules").symlink_to(kept / "node_modules")

    def run_all(paths: Sequence[Path]) -> list[Ended]:
        run(str(kept / "node_modules" / ".bin" / "tsc"), cwd=tmp_path)
        compiled = [str(tmp_path / "dist" / f"{path.stem}.js") for path in paths]
        return in_one_process("node", str(HERE / "run_node.js"), *compiled)

    assert execute(TYPESCRIPT, lambda number: tmp_path / "src" / f"sample_{number}.ts", run_all, server) == []


@pytest.mark.timeout(600)
def test_java(server: Running, tmp_path: Path):
    needs("javac", "mvn")
    files = JAVA.surroundings(given(OPERATIONS["SendMessageToGlobe"], {}))
    kept = installed("java", files, "mvn", "-q", "-B", "dependency:build-classpath", "-Dmdep.outputFile=classpath.txt")
    classpath = f"{tmp_path / 'classes'}:{(kept / 'classpath.txt').read_text().strip()}"

    def run_all(paths: Sequence[Path]) -> list[Ended]:
        for path in paths:
            path.write_text(f"package {path.parent.name};\n{path.read_text()}")
        sources = [*map(str, paths), str(HERE / "RunSamples.java")]
        run("javac", "-encoding", "UTF-8", "-cp", classpath, "-d", "classes", *sources, cwd=tmp_path)
        ended: list[Ended] = []
        while rest := [f"{path.parent.name}.Sample" for path in paths[len(ended) :]]:
            ended += in_one_process("java", "-Xshare:auto", "-cp", classpath, "RunSamples", *rest)
        return ended

    assert execute(JAVA, lambda number: tmp_path / f"sample_{number}" / "Sample.java", run_all, server) == []


@pytest.mark.timeout(600)
def test_go(server: Running, tmp_path: Path):
    needs("go")
    files = GO.surroundings(given(OPERATIONS["SendMessageToGlobe"], {}))
    one = sample(OPERATIONS["SendMessageToGlobe"], {}, GO, server.target).code
    kept = installed("go", {**files, "main.go": one}, "go", "mod", "tidy")
    assert (kept / "go.mod").read_text() == files["go.mod"], "what is pinned is all that is needed"
    for name in ("go.mod", "go.sum"):
        (tmp_path / name).write_bytes((kept / name).read_bytes())

    def run_all(paths: Sequence[Path]) -> list[Ended]:
        run("go", "build", "-ldflags=-s -w", "-o", "bin/", "./...", cwd=tmp_path)
        return one_by_one(paths=[tmp_path / "bin" / path.parent.name for path in paths])

    assert execute(GO, lambda number: tmp_path / f"sample_{number}" / "main.go", run_all, server) == []


def test_curl(server: Running, tmp_path: Path):
    def run_all(paths: Sequence[Path]) -> list[Ended]:
        return one_by_one("bash", paths=paths)

    assert execute(CURL, lambda number: tmp_path / f"sample_{number}.sh", run_all, server) == []


def test_curl_with_a_temporary_key(server: Running):
    key = {"ACCESS_KEY_ID": "STS.Samples", "ACCESS_KEY_SECRET": "session-secret"}
    key["SECURITY_TOKEN"] = "a token+/== with spaces"
    environment = {**ENVIRONMENT, **{f"ALIBABA_CLOUD_{name}": value for name, value in key.items()}}
    code = sample(OPERATIONS["GetCallerIdentity"], {}, CURL, server.target).code
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done
    assert "RequestId" in json.loads(done.stdout)


def test_what_is_said_to_be_executed_is_executed_here():
    executed = {one for one in LANGUAGES.values() if one.checked is Checked.EXECUTED}
    assert executed == {PYTHON, PYTHON_ASYNC, TYPESCRIPT, JAVA, GO, CURL}
