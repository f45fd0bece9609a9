"""Runs the official MNS clients at a queue of receipts of a fresh server and writes docs/conformance-queues.md.

`python tests/conformance/run_queues.py [CLIENT …] [--write docs/conformance-queues.md]`. Each client reads one JSON
object (endpoint, account, queue, id, secret, token) and writes one with what came of each step. The token is one of
QueryTokenForMnsQueue, as in the cloud's samples. Exit code 1 when a step ended as it must not.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent)]

from run import copied, here, run  # noqa: E402

from end_to_end.test_queues import QUEUE, subscribe, token_of, waiting  # noqa: E402
from heliograph.client import Client  # noqa: E402
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, wait_until  # noqa: E402

ACCOUNT = "1000000000000001"

#: One that is received alone and deleted, a batch of sixteen.
MESSAGES = 17

#: How each step must end.
EXPECTED = {
    "receive": "task-0",
    "change visibility": "OK",
    "stale handle": "MessageNotExist",
    "delete": "OK",
    "peek": "0",
    "batch peek": "16",
    "batch receive": "16",
    "batch delete": "OK",
    "batch delete, of none": "MessageNotExist",
    "long poll at an empty queue": "MessageNotExist",
    "wrong secret": "SignatureDoesNotMatch",
}


def node(cache: Path) -> list[str]:
    folder = copied(cache, "mns_node")
    if not (folder / "node_modules").exists():
        run("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", cwd=folder)
    return ["node", str(folder / "main.js")]


def java(cache: Path) -> list[str]:
    folder = copied(cache, "mns_java")
    path = folder / "classpath.txt"
    if not path.exists():
        run("mvn", "-q", "-B", "compile", "dependency:build-classpath", f"-Dmdep.outputFile={path}", cwd=folder)
    return ["java", "-cp", f"{folder / 'target' / 'classes'}:{path.read_text().strip()}", "Main"]


#: Name → what it is, how it is made ready, and steps that this SDK tells in its own way.
OFFICIAL: dict[str, tuple[str, Any, dict[str, str]]] = {
    "python": ("Python `aliyun-mns-sdk` 1.3.0", here("mns_python.py"), {}),
    "node": ("Node `@alicloud/mns` 1.2.0", node, {}),
    # It knows an empty queue by its code, and answers null.
    "java": ("Java `aliyun-sdk-mns` 1.1.9", java, {"long poll at an empty queue": "none"}),
}


def outcomes(command: list[str], endpoint: str) -> dict[str, str]:
    """What the client found at a queue with `MESSAGES` receipts."""
    token = token_of(endpoint)
    with Client(endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api:
        for number in range(MESSAGES):
            sent = {"To": f"85261234{number:03}", "Message": "Hello", "TaskId": f"task-{number}"}
            assert api.call("SendMessageToGlobe", "2018-05-01", sent)["ResponseCode"] == "OK"
        wait_until(lambda: waiting(endpoint) == MESSAGES, "the receipts did not come")
    told = {
        "endpoint": f"http://{endpoint}",
        "account": ACCOUNT,
        "queue": QUEUE,
        "id": token["AccessKeyId"],
        "secret": token["AccessKeySecret"],
        "token": token["SecurityToken"],
    }
    done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, check=False, timeout=120)
    lines = done.stdout.splitlines()
    return json.loads(lines[-1]) if done.returncode == 0 and lines else {"it ended": done.stderr[:9000]}


def page(table: dict[str, dict[str, str]]) -> str:
    """The table as docs/conformance-queues.md has it."""
    lines = [
        "# Conformance of the queues",
        "",
        "What `make conformance` found last: official MNS clients, unchanged, at a queue of receipts of a fresh",
        "server, with the token of QueryTokenForMnsQueue.",
        "",
        f"{datetime.datetime.now(tz=datetime.UTC).date()}.",
        "",
        "| client | " + " | ".join(EXPECTED) + " |",
        "|---|" + "---|" * len(EXPECTED),
    ]
    for name, found in table.items():
        says, _, own = OFFICIAL[name]
        wanted = {**EXPECTED, **own}
        cells = ["ok" if found.get(step) == wanted[step] else "FAILED" for step in EXPECTED]
        lines.append(f"| {says} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Exit code 1 when any step ended as it must not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("clients", nargs="*", help=f"some of {', '.join(OFFICIAL)}; all by default")
    arguments.add_argument("--write", type=Path, help="where to write the table")
    arguments.add_argument("--cache", type=Path, default=ROOT / ".cache" / "conformance")
    given = arguments.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    table: dict[str, dict[str, str]] = {}
    failed = 0
    for name, (_, prepare, own) in OFFICIAL.items():
        if given.clients and name not in given.clients:
            continue
        command = prepare(given.cache.resolve())
        with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
            subscribe(server.endpoint)
            found = table[name] = outcomes(command, server.endpoint)
            server.stop()
        wrong = {step: found.get(step) for step, value in {**EXPECTED, **own}.items() if found.get(step) != value}
        failed += len(wrong)
        print(f"{name:18} {len(EXPECTED) - len(wrong)} of {len(EXPECTED)}", flush=True)
        for step, what in wrong.items():
            print(f"    {step}: {what}", flush=True)
        print(found.get("it ended", ""), end="", flush=True)
    if given.write is not None:
        given.write.write_text(page(table))
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    sys.exit(main())
