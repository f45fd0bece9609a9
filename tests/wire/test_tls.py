"""If this fails, a renewed certificate needs a restart, a broken one takes the port away, or clients can block it."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from certificates import Pair, make_pair
from heliograph.wire import Certificate, Limits

GET = b"GET /query?%d HTTP/1.1\r\nHost: x\r\n\r\n"


class Files:
    """A certificate in two files, as a renewal finds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cert, self.key = folder / "server.crt", folder / "server.key"
        self.renewals = 0

    def put(self, pair: Pair) -> Pair:
        """Replaces both, each in one step."""
        self.renewals += 1
        for source, target in ((pair.cert, self.cert), (pair.key, self.key)):
            beside = self.folder / f"renewal-{self.renewals}"
            beside.write_bytes(source.read_bytes())
            beside.replace(target)
        return pair

    def certificate(self) -> Certificate:
        return Certificate(self.load, (self.cert, self.key))

    def load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def shown_to(port: int, pair: Pair, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, name: str = "127.0.0.1") -> str:
    """The common name that a client is shown which trusts `pair` alone; SSLError when it is another's."""
    context = pair.client_context()
    context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=name) as client,
    ):
        client.sendall(GET % 1)
        assert client.recv(12) == b"HTTP/1.1 200"
        return dict(part[0] for part in client.getpeercert()["subject"])["commonName"]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"], ids=["names no server", "names the server"])
@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_new_connections_are_shown_the_new_certificate_and_open_ones_go_on(
    front: Callable[..., Any],
    connect: Callable[..., Any],
    files: Files,
    version: ssl.TLSVersion,
    name: str,
    kind: str,
) -> None:
    old, new = make_pair(files.folder, "old"), make_pair(files.folder, "new", kind)
    files.put(old)
    certificate = files.certificate()
    server = front(context=certificate.context)
    client = connect(server, pair=old)
    client.assert_open()
    files.put(new)
    assert certificate.look()
    assert shown_to(server.port, new, version, name) == "new"
    with pytest.raises(ssl.SSLCertVerificationError):
        shown_to(server.port, old, version, name)
    client.assert_open()


def test_a_pair_that_cannot_be_used_keeps_the_old_one_and_is_told_once(
    front: Callable[..., Any], files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    old, new = files.put(make_pair(files.folder, "old")), make_pair(files.folder, "new")
    certificate = files.certificate()
    server = front(context=certificate.context)
    with caplog.at_level(logging.INFO, "heliograph.wire.tls"):
        files.cert.write_bytes(new.cert.read_bytes())
        assert not certificate.look()
        assert not certificate.look()
        files.key.unlink()
        assert not certificate.look()
        assert not certificate.renew()
        assert shown_to(server.port, old) == "old"
        files.put(new)
        assert certificate.look()
    assert shown_to(server.port, new) == "new"
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "ERROR", "INFO"]
    assert "KEY_VALUES_MISMATCH" in caplog.records[0].getMessage()
    assert str(files.cert) in caplog.records[-1].getMessage()


def test_files_that_did_not_change_are_not_read_again(files: Files) -> None:
    files.put(make_pair(files.folder))
    certificate = files.certificate()
    assert not certificate.look()
    assert certificate.renew(), "but at once when asked for"


def test_a_pair_that_is_broken_from_the_start_is_an_error(files: Files) -> None:
    with pytest.raises(OSError, match="No such file"):
        files.certificate()


async def test_the_files_are_looked_at_until_nobody_wants_it(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heliograph.wire.tls.WATCH_SECONDS", 0.001)
    renewed = asyncio.Event()
    files.put(make_pair(files.folder, "old"))

    def load() -> ssl.SSLContext:
        context = files.load()
        if files.renewals > 1:
            renewed.set()
        return context

    watching = asyncio.create_task(Certificate(load, (files.cert, files.key)).watch())
    files.put(make_pair(files.folder, "new"))
    await renewed.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


def test_plain_http_on_the_tls_port_leaves_one_hint(
    front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = front(pair=make_pair(tmp_path))
    with caplog.at_level(logging.WARNING):
        for method in (b"GET", b"POST", b"GET"):
            client = connect(server, pair=None)
            client.send(method + b" / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            client.assert_closed()
    hints = [record.getMessage() for record in caplog.records if "plain HTTP" in record.getMessage()]
    assert len(hints) == 1
    assert str(server.port) in hints[0]
    assert "protocol='https'" in hints[0]
    connect(server).assert_open()


@pytest.mark.parametrize("begun", [b"", b"\x16\x03\x01\x02\x00\x01\x00"], ids=["silent", "half a hello"])
def test_a_handshake_that_does_not_end_is_ended(
    front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path, begun: bytes
) -> None:
    """Else a few thousand silent sockets would take the port from everybody."""
    server = front(pair=make_pair(tmp_path), limits=Limits(head_seconds=0.2))
    slow = connect(server, pair=None)
    slow.send(begun)
    slow.assert_closed()
    connect(server).assert_open()


@pytest.mark.parametrize("begun", [b"", b"\x16\x03\x01\x02\x00\x01\x00"], ids=["silent", "half a hello"])
def test_handshakes_are_bounded_and_those_that_end_make_room(
    front: Callable[..., Any],
    connect: Callable[..., Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    begun: bytes,
) -> None:
    """Else whoever opens connections and says nothing has the memory of as many handshakes as there are sockets."""
    server = front(pair=make_pair(tmp_path), limits=Limits(handshakes_max=3, head_seconds=60))
    through = [connect(server) for _ in range(5)]
    for client in through:
        client.assert_open()
    for _ in range(3):
        stuck = [connect(server, pair=None) for _ in range(3)]
        for client in stuck:
            client.send(begun)
        with caplog.at_level(logging.WARNING):
            one_more = connect(server, pair=None)
            one_more.assert_closed()
        for client in through:
            client.assert_open()
        for client in stuck:
            client.close()
        gone_through(connect, server)
    [told] = caplog.records
    assert told.getMessage() == f"clients of port {server.port} are dropped, since 3 TLS handshakes are under way"


def gone_through(connect: Callable[..., Any], server: Any) -> None:
    """Handshakes that ended a moment ago may not have been noticed yet."""

    def is_through() -> bool:
        try:
            connect(server).assert_open()
        except OSError:
            return False
        return True

    server.until(is_through)


def test_noise_in_place_of_a_handshake_does_no_harm(
    front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = front(pair=make_pair(tmp_path))
    with caplog.at_level(logging.INFO):
        for noise in (b"\0" * 4096, b"SSH-2.0-x\r\n", b"\x16\x03\x01\x40\x00" + b"\xff" * 0x4000):
            client = connect(server, pair=None)
            client.send(noise)
            client.rest()
    assert not caplog.records
    connect(server).assert_open()


def test_a_goodbye_before_the_reply_gives_the_reply_up_and_the_work_goes_on(
    front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path
) -> None:
    """TLS knows no half-closed connection: what was asked for is done all the same."""
    server = front(pair=make_pair(tmp_path))
    client = connect(server)
    client.send(b"GET /wait?w HTTP/1.1\r\nHost: x\r\n\r\n")
    server.signals.wait("w began")
    client.shut_write()
    client.rest()
    server.signals.release("w")
    server.until(lambda: not server.front.connections and server.probe.at_work == 0)
    assert not server.signals.happened("w was cancelled")


def test_a_client_that_reads_nothing_is_dropped(
    front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path
) -> None:
    server = front(pair=make_pair(tmp_path), limits=Limits(write_seconds=0.2))
    client = connect(server, receive_buffer=4_096)
    client.send(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
    server.signals.wait("flood began")
    server.signals.wait("flood closed")
    server.until(lambda: not server.front.connections)


def test_one_connection_too_many_is_told_so_over_tls(
    front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path
) -> None:
    server = front(pair=make_pair(tmp_path), limits=Limits(connections_max=1))
    first = connect(server)
    first.assert_open()
    second = connect(server)
    assert second.reply().status == 503
    second.assert_closed()
    first.assert_open()


def test_requests_are_not_read_on_while_replies_are_not(
    front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path
) -> None:
    server = front(pair=make_pair(tmp_path))
    client = connect(server, receive_buffer=4_096)
    one = b"GET /big?1000000 HTTP/1.1\r\nHost: x\r\n\r\n"
    client.send(one * 40)
    server.until(lambda: server.front.connections and not next(iter(server.front.connections)).at_rest)
    assert server.probe.at_work_most <= server.front.limits.pipeline_max
    for _ in range(40):
        assert len(client.reply().body) == 1_000_000
    client.assert_open()


def test_draining_says_goodbye_over_tls(front: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path) -> None:
    server = front(pair=make_pair(tmp_path))
    idle, busy = connect(server), connect(server)
    idle.assert_open()
    busy.send(b"GET /wait?w HTTP/1.1\r\nHost: x\r\n\r\n")
    server.signals.wait("w began")
    drained = server.start(server.front.drain(5))
    server.until(lambda: server.front.draining)
    server.signals.release("w")
    reply = busy.reply()
    assert (reply.body, reply.header("connection")) == (b"w", "close")
    assert drained.result(10) is True
    idle.assert_closed()
    busy.assert_closed()
