"""A carrier with an HTTP interface, in its own process: it shares no code with ours, and answers by the number's end.

`python web_network.py LEDGER` prints its port. Each request that it took is a line of the ledger, written and flushed
before it is answered. `POST /control` with `{"receipts": URL, "secret": …}` says where receipts go; until then they
wait. They are posted until they are answered 200, so a server that is down gets them later.
"""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

#: What the last two digits of a number stand for; every other one is taken, and delivered.
REFUSED, THROTTLED_ONCE, FAULT_ONCE, SILENT_ONCE, CLOSED_ONCE, UNDELIVERED, WITHOUT_RECEIPT = (
    *("10", "20", "30", "40", "50"),
    *("60", "70"),
)


class Network:
    """What it took, and the receipts that it owes."""

    def __init__(self, ledger: str) -> None:
        self._ledger = Path(ledger).open("a", encoding="utf-8")  # noqa: SIM115, open as long as the process lives
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._count = 0
        self.owed: Queue[dict[str, Any]] = Queue()
        self.target: dict[str, str] = {}
        self.told = threading.Event()

    def first(self, number: str) -> bool:
        with self._lock:
            new = number not in self._seen
            self._seen.add(number)
        return new

    def take(self, asked: dict[str, Any]) -> str:
        """Write it down; the id that it has here."""
        with self._lock:
            self._count += 1
            carrier_message_id = f"web-{self._count}-{asked['key']}"
            self._ledger.write(json.dumps({"id": carrier_message_id, **asked}) + "\n")
            self._ledger.flush()
        end = asked["to"][-2:]
        if end != WITHOUT_RECEIPT:
            state = "undeliverable" if end == UNDELIVERED else "delivered"
            error = "absent-subscriber" if end == UNDELIVERED else ""
            self.owed.put({"ref": carrier_message_id, "state": state, "error": error, "msisdn": f"+{asked['to']}"})
        return carrier_message_id

    def post_receipts(self) -> None:
        """For ever, in batches, each until it is answered 200."""
        while True:
            batch = [self.owed.get()]
            while not self.owed.empty() and len(batch) < 20:
                batch.append(self.owed.get())
            self.told.wait()
            body = json.dumps({"events": batch}).encode()
            while not self._posted(body):
                time.sleep(0.1)

    def _posted(self, body: bytes) -> bool:
        headers = {"Content-Type": "application/json", "X-Webhook-Secret": self.target["secret"]}
        request = urllib.request.Request(self.target["receipts"], body, headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    network: Network

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/control":
            self.network.target.update(json.loads(body))
            self.network.told.set()
            self._reply(200, {})
        elif self.headers["Authorization"] != "Bearer opensesame":
            self._reply(401, {"error": "unauthorised"})
        else:
            self._message(json.loads(body))

    def _message(self, asked: dict[str, Any]) -> None:
        end = asked["to"][-2:]
        if end == REFUSED:
            self._reply(422, {"error": "no-such-number"})
        elif end == THROTTLED_ONCE and self.network.first(asked["to"]):
            self._reply(429, {"error": "slow-down"}, ("Retry-After", "1"))
        elif end == FAULT_ONCE and self.network.first(asked["to"]):
            self._reply(500, {"error": "trouble"})
        elif end in (SILENT_ONCE, CLOSED_ONCE) and self.network.first(asked["to"]):
            self.network.take(asked)
            self.close_connection = True
            if end == SILENT_ONCE:
                threading.Event().wait(4)
        else:
            self._reply(201, {"message": {"id": self.network.take(asked)}})

    def _reply(self, status: int, document: dict[str, Any], *headers: tuple[str, str]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002, the base class calls it so
        """Nothing: the ledger tells it."""


class Listening(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    Handler.network = Network(sys.argv[1])
    threading.Thread(target=Handler.network.post_receipts, daemon=True).start()
    server = Listening(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
