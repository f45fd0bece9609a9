"""The real command in its own process, against a small server that answers as it is told."""

import json
import os
import queue
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

COMMAND = [sys.executable, "-m", "heliograph"]

#: Reached only when something is wrong.
PATIENCE_SECONDS = 30

ACCESS_KEY_ID = "LTAI5tHeliographTest01"
ACCESS_KEY_SECRET = "heliograph-test-secret-0001"


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without anything that configures Heliograph or a key, and with `variables`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELIOGRAPH_", "ALIBABA_CLOUD_"))}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "100", **variables}


def run(
    *arguments: str, cwd: Path, stdin: str | bytes = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        cwd=cwd,
        env=environment(**(env or {})),
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass(slots=True)
class Answer:
    """What the fake server answers to one call."""

    fields: dict[str, Any]
    status: int = 200


@dataclass(slots=True)
class FakeApi:
    """A server that answers calls in the order they were scripted, the last answer for ever."""

    port: int = 0
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    calls: "queue.Queue[tuple[str, dict[str, str]]]" = field(default_factory=queue.Queue)
    """The action and the parameters of each call, as they came."""

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    def script(self, action: str, *answers: dict[str, Any] | Answer) -> None:
        self.answers[action] = [one if isinstance(one, Answer) else Answer(one) for one in answers]

    def next(self, action: str) -> Answer:
        scripted = self.answers.get(action, [])
        if not scripted:
            return Answer({"Code": "InvalidAction.NotFound", "Message": action, "RequestId": "R"}, 404)
        return scripted.pop(0) if len(scripted) > 1 else scripted[0]

    def seen(self) -> list[tuple[str, dict[str, str]]]:
        """Every call so far, and forget them."""
        found = []
        while not self.calls.empty():
            found.append(self.calls.get())
        return found


def refusal(code: str, status: int = 400, message: str = "no") -> Answer:
    """The gateway's error document."""
    url = f"http://127.0.0.1/errors/{code}"
    return Answer({"Code": code, "Message": message, "RequestId": "REQ-1", "HostId": "h", "Recommend": url}, status)


def handler_for(api: FakeApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parameters = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            if "form" in self.headers.get("Content-Type", ""):
                parameters |= dict(parse_qsl(body.decode(), keep_blank_values=True))
            action = parameters.pop("Action", None) or self.headers.get("x-acs-action", "")
            api.calls.put((action, {**parameters, "Authorization": self.headers.get("Authorization", "")}))
            answer = api.next(action)
            octets = json.dumps(answer.fields).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json;charset=utf-8")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_args: Any) -> None:
            """Quiet: a test's output is for its failure."""

    return Handler


def rows(*ids: int, **fields: str) -> list[dict[str, Any]]:
    """Rows of ListMessages with these ids."""
    return [
        {
            "MessageId": str(number),
            "To": "85212345678",
            "From": "Heliograph",
            "Message": f"text {number}",
            "State": "delivered",
            "ErrorCode": "DELIVERED",
            "AcceptedDate": "Mon, 24 Dec 2018 16:58:21 +0800",
            **fields,
        }
        for number in ids
    ]


def listing(found: Sequence[dict[str, Any]], more: bool = False) -> dict[str, Any]:
    """A reply of ListMessages."""
    return {
        "ResponseCode": "OK",
        "ResponseDescription": "OK",
        "Messages": list(found),
        "IsTruncated": "true" if more else "false",
        "RequestId": "REQ-1",
    }
