"""A server that says what a test scripts, so that the client meets every kind of reply without our own server."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest

#: What to do on one connection, given the request's octets: send the returned octets, or close when there are none.
Script = Callable[[bytes], bytes | None]


class ScriptedServer:
    """Answers each request with the next of `replies`; records requests and connections."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.endpoint = f"127.0.0.1:{self.port}"
        self.replies: list[bytes] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self.tls: ssl.SSLContext | None = None
        self.close_after_reply = False
        self.closed = threading.Event()
        """A connection was closed by this side."""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        # Wakes the accept; closing alone would not.
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            try:
                if self.tls is not None:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                with connection:
                    self._answer(connection)
            except OSError:
                connection.close()
            self.closed.set()

    def _answer(self, connection: socket.socket) -> None:
        while (request := _read_request(connection)) is not None:
            self.requests.append(request)
            if not self.replies:
                return
            reply = self.replies.pop(0)
            if reply:
                connection.sendall(reply)
            if not reply or self.close_after_reply:
                return


def _read_request(connection: socket.socket) -> bytes | None:
    read = b""
    while b"\r\n\r\n" not in read:
        octets = connection.recv(65536)
        if not octets:
            return None
        read += octets
    head, _, body = read.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    made = ScriptedServer()
    yield made
    made.stop()
