"""Runs the official clients over every scenario against a fresh server and writes docs/conformance.md.

`python tests/conformance/run.py [CLIENT …] [--write docs/conformance.md]`. Each client is a process of its own that
reads one call a line as JSON ({endpoint, protocol, key, signature, action, version, parameters, form}) and writes one
outcome a line: {body} or {error, message, status, recommend}. What a client needs is installed on the way, by pip, npm,
go and mvn, into a folder that is kept between runs. Exit code 1 when an outcome is not as it must be.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

from scenarios import SCENARIOS, Scenario  # noqa: E402

from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server  # noqa: E402

CLIENTS = HERE / "clients"

KEYS = {
    "root": {"id": ACCESS_KEY_ID, "secret": ACCESS_KEY_SECRET},
    "wrong": {"id": ACCESS_KEY_ID, "secret": "not the secret"},
    "unknown": {"id": "LTAINobodyHasThisOne", "secret": "x"},
    "token": {"id": "STS.Conformance", "secret": "session-secret", "token": "a token+/== with spaces"},
    "wrong token": {"id": "STS.Conformance", "secret": "session-secret", "token": "another"},
}

CONFIG = """
[[credentials]]
access_key_id = "STS.Conformance"
access_key_secret = "session-secret"
security_token = "a token+/== with spaces"

[[templates]]
code = "SMS_100"
content = "${product}: ${code}"

[[signatures]]
name = "阿里云"
"""


@dataclass(frozen=True, slots=True)
class Client:
    """One official client: how it is made ready and started, and how it signs."""

    name: str
    says: str
    prepare: Callable[[Path], list[str]]
    """Installs what it needs below a folder; returns the command."""
    signature: str = "v3"
    names_operations: bool = False
    """Whether it takes operations by name; else it has a class for each that it knows."""
    blames_secret: bool = False
    """Whether it compares the server's string to sign with its own, and blames the secret where they agree."""


def run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def here(script: str, *arguments: str) -> Callable[[Path], list[str]]:
    """A Python client with the SDKs of this environment."""
    return lambda _cache: [sys.executable, str(CLIENTS / script), *arguments]


def previous_core(cache: Path) -> list[str]:
    """The same typed SDK on the core that was current before."""
    python = cache / "python-previous" / "bin" / "python"
    if not (cache / "python-previous" / "ready").exists():
        run(sys.executable, "-m", "venv", str(cache / "python-previous"))
        packages = ("alibabacloud-dysmsapi20180501==1.0.10", "alibabacloud-tea-openapi==0.3.16")
        run(str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages)
        (cache / "python-previous" / "ready").touch()
    return [str(python), str(CLIENTS / "python_tea.py"), "sync"]


def copied(cache: Path, language: str) -> Path:
    folder = cache / language
    shutil.copytree(CLIENTS / language, folder, dirs_exist_ok=True)
    return folder


def node(kind: str) -> Callable[[Path], list[str]]:
    def prepare(cache: Path) -> list[str]:
        folder = copied(cache, "typescript")
        if not (folder / "node_modules").exists():
            run("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", cwd=folder)
        return [str(folder / "node_modules" / ".bin" / "tsx"), str(folder / "main.ts"), kind]

    return prepare


def java(kind: str) -> Callable[[Path], list[str]]:
    def prepare(cache: Path) -> list[str]:
        folder = copied(cache, "java")
        path = folder / "classpath.txt"
        if not path.exists():
            run("mvn", "-q", "-B", "compile", "dependency:build-classpath", f"-Dmdep.outputFile={path}", cwd=folder)
        return ["java", "-cp", f"{folder / 'target' / 'classes'}:{path.read_text().strip()}", "Main", kind]

    return prepare


def go(kind: str) -> Callable[[Path], list[str]]:
    def prepare(cache: Path) -> list[str]:
        folder = copied(cache, "go")
        run("go", "build", "-o", "client", ".", cwd=folder)
        return [str(folder / "client"), kind]

    return prepare


OFFICIAL = (
    Client("python-sync", "Python `alibabacloud-dysmsapi20180501` 1.0.10, sync", here("python_tea.py", "sync")),
    Client("python-async", "the same, async", here("python_tea.py", "async")),
    Client("python-v1", "the same, signing in V1", here("python_tea.py", "sync"), "v1"),
    Client("python-sm3", "the same, signing in V3 with SM3", here("python_tea.py", "sync"), "sm3"),
    Client("python-previous", "the same on `alibabacloud-tea-openapi` 0.3.16", previous_core),
    Client(
        "python-core-get",
        "Python `aliyun-python-sdk-core` 2.16.1, GET",
        here("python_core.py", "GET"),
        "v1",
        names_operations=True,
    ),
    Client(
        "python-core-post",
        "the same, POST",
        here("python_core.py", "POST"),
        "v1",
        names_operations=True,
    ),
    Client("typescript", "Node `@alicloud/dysmsapi20180501` 1.0.10", node("typed")),
    Client("typescript-v1", "the same, signing in V1", node("typed"), "v1"),
    Client("typescript-sm3", "the same, signing in V3 with SM3", node("typed"), "sm3"),
    Client("pop-core", "Node `@alicloud/pop-core` 1.8.0", node("pop"), "v1", names_operations=True),
    Client("java", "Java `tea-openapi` 0.3.6", java("tea"), names_operations=True),
    Client(
        "java-core",
        "Java `aliyun-java-sdk-core` 4.6.4",
        java("core"),
        "v1",
        names_operations=True,
    ),
    Client("go", "Go `darabonba-openapi/v2` 2.1.13", go("tea"), names_operations=True),
    Client(
        "go-core",
        "Go `alibaba-cloud-sdk-go` 1.63.107",
        go("core"),
        "v1",
        names_operations=True,
        blames_secret=True,
    ),
)


def outcomes(client: Client, cache: Path, endpoint: str) -> dict[str, tuple[str, str]]:
    """By scenario: `ok`, `–` where the client cannot make the call, or `FAILED`; and why."""
    command = client.prepare(cache)
    found: dict[str, tuple[str, str]] = {}
    answers: dict[str, dict[str, Any]] = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for scenario in SCENARIOS:
            if scenario.once and not client.names_operations:
                found[scenario.name] = ("–", "it has a class for each operation that it knows")
                continue
            print(json.dumps(_call(scenario, client, endpoint, answers)), file=process.stdin, flush=True)
            line = process.stdout.readline()
            if not line:
                found[scenario.name] = ("FAILED", "the client ended")
                break
            outcome = json.loads(line)
            answers[scenario.name] = outcome.get("body") or {}
            wrong = _wrong(scenario, client, outcome)
            found[scenario.name] = ("FAILED", wrong) if wrong else ("ok", "")
        process.stdin.close()
    return found


def _call(scenario: Scenario, client: Client, endpoint: str, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    def filled(value: str) -> str:
        return re.sub(r"\{([a-z ]+)\.(\w+)\}", lambda m: str(answers.get(m[1], {}).get(m[2], "")), value)

    return {
        "endpoint": endpoint,
        "protocol": "HTTP",
        "key": KEYS[scenario.key],
        "signature": client.signature,
        "action": scenario.action,
        "version": scenario.version,
        "parameters": {name: filled(value) for name, value in scenario.parameters.items()},
        "form": scenario.form,
    }


def _wrong(scenario: Scenario, client: Client, outcome: dict[str, Any]) -> str:
    """Why the outcome is not what it must be; empty where it is."""
    if scenario.error:
        if not str(outcome.get("error")).endswith(scenario.error):
            return f"{outcome} instead of {scenario.error}"
        if scenario.error == "SignatureDoesNotMatch" and client.blames_secret:
            return "" if "InvalidAccessKeySecret" in outcome["recommend"] else f"it blames the server: {outcome}"
        if outcome["status"] not in (None, scenario.status):
            return f"HTTP {outcome['status']} instead of {scenario.status}"
        return ""
    for name, value in (scenario.answer or {}).items():
        is_ = str((outcome.get("body") or {}).get(name))
        if not (re.fullmatch(value[1:], is_) if value.startswith("~") else is_ == value):
            return f"{name} is {is_}, not {value}: {outcome}"
    return ""


def page(table: dict[str, dict[str, tuple[str, str]]]) -> str:
    """The table as docs/conformance.md has it."""
    clients = [client for client in OFFICIAL if client.name in table]
    lines = [
        "# Conformance",
        "",
        "What `make conformance` found last: official clients, unchanged but for endpoint and protocol, against a",
        "fresh server. A dash is a call that the client cannot make, since it has a class for each operation.",
        "`alibaba-cloud-sdk-go` finds its own string to sign in the reply to a wrong secret, and blames the secret.",
        "",
        f"{datetime.datetime.now(tz=datetime.UTC).date()}.",
        "",
        "| client | signs | " + " | ".join(scenario.name for scenario in SCENARIOS) + " |",
        "|---|---|" + "---|" * len(SCENARIOS),
    ]
    for client in clients:
        cells = [table[client.name].get(scenario.name, ("FAILED", ""))[0] for scenario in SCENARIOS]
        lines.append(f"| {client.says} | {client.signature.upper()} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Exit code 1 when any outcome is not as it must be."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("clients", nargs="*", help=f"some of {', '.join(c.name for c in OFFICIAL)}; all by default")
    arguments.add_argument("--write", type=Path, help="where to write the table")
    arguments.add_argument("--cache", type=Path, default=ROOT / ".cache" / "conformance")
    given = arguments.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    table: dict[str, dict[str, tuple[str, str]]] = {}
    failed = 0
    for client in OFFICIAL:
        if given.clients and client.name not in given.clients:
            continue
        with tempfile.TemporaryDirectory() as folder, Server(Path(folder), config=CONFIG) as server:
            found = table[client.name] = outcomes(client, given.cache.resolve(), server.endpoint)
            server.stop()
        wrong = {name: why for name, (result, why) in found.items() if result == "FAILED"}
        failed += len(wrong)
        print(f"{client.name:18} {len(found) - len(wrong)} of {len(found)}", flush=True)
        for name, why in wrong.items():
            print(f"    {name}: {why[:400]}", flush=True)
    if given.write is not None:
        given.write.write_text(page(table))
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    sys.exit(main())
