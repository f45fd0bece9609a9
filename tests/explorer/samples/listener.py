"""Stands between a sample and the server: hears what is sent, and lets it through as it came, so that it is verified.

The samples sign the Host that they were told, which is this one's, and the server verifies the Host as it is received.
"""

import http.client
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Heard:
    """One request, as its parameters were sent, and what the server answered."""

    action: str
    version: str
    query: dict[str, str]
    form: dict[str, str]
    status: int
    answer: bytes


class Listener:
    """Forwards to a server on 127.0.0.1 and keeps what it heard, in the order of the answers."""

    def __init__(self, port: int) -> None:
        self.heard: list[Heard] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self._body()
                headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_ONE_HOP}
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("POST", self.path, body, {**headers, "Content-Length": str(len(body))})
                reply = connection.getresponse()
                answer = reply.read()
                connection.close()
                outer.heard.append(_heard(self.path, self.headers, body, reply.status, answer))
                self.send_response(reply.status)
                for name, value in reply.getheaders():
                    if name.lower() not in _OF_ONE_HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def _body(self) -> bytes:
                if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", "0")))
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.endpoint = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Listener":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


_OF_ONE_HOP = {"connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"}


def _heard(target: str, headers: http.client.HTTPMessage, body: bytes, status: int, answer: bytes) -> Heard:
    def pairs(text: str) -> dict[str, str]:
        found = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")
        assert len(dict(found)) == len(found), "no sample sends a name twice"
        return dict(found)

    return Heard(
        headers["x-acs-action"],
        headers["x-acs-version"],
        pairs(urlsplit(target).query),
        pairs(body.decode()),
        status,
        answer,
    )
