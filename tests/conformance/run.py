"""Runs the official clients over every scenario against a fresh server and writes docs/conformance.md.

`python tests/conformance/run.py [CLIENT …] [--write docs/conformance.md]`. Each client is a process of its own that
reads one call a line as JSON ({endpoint, protocol, ca, key, signature, action, version, parameters, form}) and writes
one outcome a line: {body} or {error, message, status, recommend}. What a client needs is installed on the way, by pip,
npm, go and mvn, into a folder that is kept between runs. Exit code 1 when an outcome is not as it must be.

A client over TLS is told the certificate in its language's own way: `ca` in the call, or a variable of its process.
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

from scenarios import SCENARIOS, SMS, Scenario  # noqa: E402

from certificates import Pair, make_pair  # noqa: E402
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server  # noqa: E402

CLIENTS = HERE / "clients"
DASH = "–"

KEYS = {
    "root": {"id": ACCESS_KEY_ID, "secret": ACCESS_KEY_SECRET},
    "wrong": {"id": ACCESS_KEY_ID, "secret": "not the secret"},
    "unknown": {"id": "LTAINobodyHasThisOne", "secret": "x"},
    "token": {"id": "STS.Conformance", "secret": "session-secret", "token": "a token+/== with spaces"},
    "wrong token": {"id": "STS.Conformance", "secret": "session-secret", "token": "another"},
    "user": {
        "id": "{give it a key.AccessKey.AccessKeyId}",
        "secret": "{give it a key.AccessKey.AccessKeySecret}",
    },
    "role": {
        "id": "{assume the role.Credentials.AccessKeyId}",
        "secret": "{assume the role.Credentials.AccessKeySecret}",
        "token": "{assume the role.Credentials.SecurityToken}",
    },
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

TLS = """
[tls]
cert = "server.crt"
key = "server.key"
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
    sms_only: bool = False
    """Whether its environment has the SDK of SMS alone."""
    trusting: Callable[[Pair], dict[str, str]] | None = None
    """Over TLS: the variables that let its process trust the certificate."""


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


def by_call(_pair: Pair) -> dict[str, str]:
    """It takes the certificate as a setting of its own, `ca`."""
    return {}


def by_variable(name: str) -> Callable[[Pair], dict[str, str]]:
    return lambda pair: {name: str(pair.cert)}


def by_trust_store(pair: Pair) -> dict[str, str]:
    store = pair.cert.with_suffix(".p12")
    told = ("-keystore", str(store), "-storetype", "PKCS12", "-storepass", "changeit")
    run("keytool", "-importcert", "-noprompt", "-alias", "heliograph", "-file", str(pair.cert), *told)
    return {"JAVA_TOOL_OPTIONS": f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=changeit"}


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
    Client("python-previous", "the same on `alibabacloud-tea-openapi` 0.3.16", previous_core, sms_only=True),
    Client("python-tls", "Python, the typed SDK over TLS", here("python_tea.py", "sync"), trusting=by_call),
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
    Client("typescript-tls", "the same over TLS", node("typed"), trusting=by_variable("NODE_EXTRA_CA_CERTS")),
    Client("pop-core", "Node `@alicloud/pop-core` 1.8.0", node("pop"), "v1", names_operations=True),
    Client("java", "Java `tea-openapi` 0.3.6", java("tea"), names_operations=True),
    Client("java-tls", "the same over TLS", java("tea"), names_operations=True, trusting=by_trust_store),
    Client(
        "java-core",
        "Java `aliyun-java-sdk-core` 4.6.4",
        java("core"),
        "v1",
        names_operations=True,
    ),
    Client("go", "Go `darabonba-openapi/v2` 2.1.13", go("tea"), names_operations=True),
    Client("go-tls", "the same over TLS", go("tea"), names_operations=True, trusting=by_variable("SSL_CERT_FILE")),
    Client(
        "go-core",
        "Go `alibaba-cloud-sdk-go` 1.63.107",
        go("core"),
        "v1",
        names_operations=True,
        blames_secret=True,
    ),
)


def outcomes(client: Client, cache: Path, endpoint: str, pair: Pair | None) -> dict[str, tuple[str, str]]:
    """By scenario: `ok`, a dash where the client cannot make the call, or `FAILED`; and why."""
    command = client.prepare(cache)
    found: dict[str, tuple[str, str]] = {}
    answers: dict[str, dict[str, Any]] = {}
    environment = dict(os.environ)
    if client.trusting is not None and pair is not None:
        environment |= client.trusting(pair)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for scenario in SCENARIOS:
            if why := _unable(client, scenario):
                found[scenario.name] = (DASH, why)
                continue
            print(json.dumps(_call(scenario, client, endpoint, pair, answers)), file=process.stdin, flush=True)
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


def _unable(client: Client, scenario: Scenario) -> str:
    """Why the client cannot make the call; empty where it can."""
    if scenario.once and not client.names_operations:
        return "it has a class for each operation that it knows"
    keys_by_ram = scenario.key in ("user", "role")
    if client.sms_only and (scenario.version != SMS or keys_by_ram):
        return "the present SDKs of RAM and STS want the present core"
    return ""


def _call(
    scenario: Scenario, client: Client, endpoint: str, pair: Pair | None, answers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    def filled(value: str) -> str:
        return re.sub(r"\{([a-z ]+)\.([\w.]+)\}", lambda m: str(_field(answers.get(m[1]), m[2])), value)

    return {
        "endpoint": endpoint,
        "protocol": "HTTP" if pair is None else "HTTPS",
        "ca": "" if pair is None else str(pair.cert),
        "key": {name: filled(value) for name, value in KEYS[scenario.key].items()},
        "signature": client.signature,
        "action": scenario.action,
        "version": scenario.version,
        "parameters": {name: filled(value) for name, value in scenario.parameters.items()},
        "form": scenario.form,
    }


def _field(document: Any, path: str) -> Any:
    """What stands at `Users.User.0.UserName`; None where nothing does."""
    for name in path.split("."):
        if isinstance(document, list):
            document = document[int(name)] if int(name) < len(document) else None
        else:
            document = (document or {}).get(name)
    return document


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
    if "error" in outcome:
        return f"{outcome} instead of an answer"
    for name, value in (scenario.answer or {}).items():
        is_ = str(_field(outcome.get("body"), name))
        if not (re.fullmatch(value[1:], is_) if value.startswith("~") else is_ == value):
            return f"{name} is {is_}, not {value}: {outcome}"
    return ""


def served(client: Client, cache: Path) -> dict[str, tuple[str, str]]:
    """The client's outcomes at a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        pair = make_pair(Path(folder), "server") if client.trusting is not None else None
        with Server(Path(folder), config=CONFIG + (TLS if pair is not None else "")) as server:
            found = outcomes(client, cache, server.endpoint, pair)
            server.stop()
    return found


def page(table: dict[str, dict[str, tuple[str, str]]]) -> str:
    """The table as docs/conformance.md has it."""
    clients = [client for client in OFFICIAL if client.name in table]
    lines = [
        "# Conformance",
        "",
        "What `make conformance` found last: official clients, unchanged but for endpoint and protocol, against a",
        "fresh server. A dash is a call that the client cannot make:",
        "",
        *(f"- {why}: {', '.join(names)}" for why, names in _dashes(clients, table).items()),
        "",
        "`alibaba-cloud-sdk-go` finds its own string to sign in the reply to a wrong secret, and blames the secret.",
        "",
        f"{datetime.datetime.now(tz=datetime.UTC).date()}.",
        "",
        "| client | name | signs | " + " | ".join(scenario.name for scenario in SCENARIOS) + " |",
        "|---|---|---|" + "---|" * len(SCENARIOS),
    ]
    for client in clients:
        cells = [table[client.name].get(scenario.name, ("FAILED", ""))[0] for scenario in SCENARIOS]
        lines.append(f"| {client.says} | `{client.name}` | {client.signature.upper()} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _dashes(clients: list[Client], table: dict[str, dict[str, tuple[str, str]]]) -> dict[str, list[str]]:
    """By reason, the clients that have a dash for it."""
    found: dict[str, list[str]] = {}
    for client in clients:
        for why in sorted({why for result, why in table[client.name].values() if result == DASH}):
            found.setdefault(why, []).append(f"`{client.name}`")
    return found


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
        found = table[client.name] = served(client, given.cache.resolve())
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
