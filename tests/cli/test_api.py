"""Without this, a lost answer would look like a refusal, and somebody would send a message twice."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command_and_server import ACCESS_KEY_ID, ACCESS_KEY_SECRET, run

from heliograph import cli
from heliograph.cli.api import CHANGES
from heliograph.operations.registry import OPERATIONS

#: The operations that act.
ACTS = [served.operation.name for served in OPERATIONS if served.operation.changes]

KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET}


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that does `answer` with one connection and closes it; its endpoint."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(30)

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def close_after_reading(connection: socket.socket) -> None:
    connection.recv(65_536)


def speak_another_protocol(connection: socket.socket) -> None:
    connection.recv(65_536)
    body = b"<html>a proxy</html>"
    head = f"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)


def test_a_send_whose_answer_is_lost_says_that_it_may_have_been_done(tmp_path: Path) -> None:
    with listening(close_after_reading) as endpoint:
        done = run("send", "--endpoint", endpoint, "--to", "85212345678", "Hello", cwd=tmp_path, env=KEYS)
    assert (done.returncode, done.stdout) == (3, "")
    assert "The message may have been accepted: `heliograph messages` tells" in done.stderr


def test_an_approval_whose_answer_is_lost_says_where_to_look(tmp_path: Path) -> None:
    with listening(close_after_reading) as endpoint:
        done = run("signatures", "approve", "--endpoint", endpoint, "Acme", cwd=tmp_path, env=KEYS)
    assert (done.returncode, done.stdout) == (3, "")
    assert "It may have been done all the same: `heliograph signatures list` tells." in done.stderr


def test_every_operation_of_a_command_that_acts_is_known_as_one() -> None:
    modules = [path.read_text() for path in Path(cli.__file__).parent.glob("*.py")]
    called = {name for name in ACTS if any(f'"{name}"' in text for text in modules)} | set(CHANGES)
    assert {"CreateTemplate", "DeleteSignature"} <= called
    assert called == set(CHANGES) <= set(ACTS)


def test_a_question_whose_answer_is_lost_is_just_that(tmp_path: Path) -> None:
    with listening(close_after_reading) as endpoint:
        done = run("query", "--endpoint", endpoint, "5", cwd=tmp_path, env=KEYS)
    assert done.returncode == 3
    assert "may have been accepted" not in done.stderr
    assert "Is the server running?" in done.stderr


def test_a_reply_of_something_else_counts_as_no_server(tmp_path: Path) -> None:
    with listening(speak_another_protocol) as endpoint:
        done = run("query", "--endpoint", endpoint, "5", cwd=tmp_path, env=KEYS)
    assert done.returncode == 3
    assert "something else may have answered" in done.stderr
    assert "proxy" not in done.stderr


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_cannot_sign_is_status_4(tmp_path: Path, name: str) -> None:
    done = run("query", "5", cwd=tmp_path, env={**KEYS, name: ""})
    assert done.returncode == 4
    done = run("query", "5", cwd=tmp_path, env={**KEYS, "ALIBABA_CLOUD_ACCESS_KEY_ID": "a\nb"})
    assert done.returncode == 4
    assert "the key from the environment cannot sign" in done.stderr
    assert ACCESS_KEY_SECRET not in done.stderr
