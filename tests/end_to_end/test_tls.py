"""If this fails, who serves over TLS must restart for each renewal, or SDKs and our own commands do not get in."""

import asyncio
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates import Pair, make_pair
from end_to_end.official_sdk import client, query_request, send_request
from end_to_end.traffic import messages
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server

CONFIG = """
[tls]
cert = "server.crt"
key = "server.key"
"""


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_pair(tmp_path, "server")


@pytest.fixture
def server(tmp_path: Path, pair: Pair) -> Iterator[Server]:
    with Server(tmp_path, config=CONFIG) as server:
        yield server


def command(server: Server, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HELIOGRAPH_", "ALIBABA_", "SSL_"))}
    environment |= {"ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET}
    return subprocess.run(
        [sys.executable, "-m", "heliograph", *arguments, "--endpoint", f"https://{server.endpoint}"],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment | variables,
    )


@pytest.mark.parametrize("algorithm", ["ACS3-HMAC-SHA256", "v2"])
def test_the_official_sdk_sends_over_https(server: Server, pair: Pair, algorithm: str) -> None:
    [wanted] = messages(1, seed=11)
    sdk = client(server.endpoint, protocol="HTTPS", ca=str(pair.cert), signature_algorithm=algorithm)
    sent = sdk.send_message_to_globe(send_request(wanted)).body
    assert sent.response_code == "OK"
    told = asyncio.run(sdk.query_message_async(query_request(sent.message_id))).body
    assert (told.response_code, told.message) == ("OK", wanted.text)


def test_what_it_prints_and_links_to_is_https(server: Server, pair: Pair) -> None:
    assert f"Heliograph listens on https://{server.endpoint}" in server.greeting
    assert f'with endpoint "{server.endpoint}" and protocol "HTTPS"' in server.greeting
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(
            f"https://{server.endpoint}/?Action=QueryMessage&Format=JSON", context=pair.client_context()
        )
    document = json.loads(refused.value.read())
    assert document["Recommend"] == f"https://{server.endpoint}/errors/{document['Code']}"


def test_the_commands_trust_the_certificate_they_are_told_of(server: Server, pair: Pair) -> None:
    said = command(server, "send", "--to", "12025550100", "--json", "--ca", str(pair.cert), "Hello")
    assert said.returncode == 0, said.stderr
    number = json.loads(said.stdout)["MessageId"]
    by_variable = command(server, "query", number, SSL_CERT_FILE=str(pair.cert))
    assert by_variable.returncode == 0, by_variable.stderr
    stranger = command(server, "query", number)
    assert stranger.returncode == 3
    assert "its certificate cannot be trusted, self-signed certificate" in stranger.stderr
    assert "--ca names" in stranger.stderr


def test_sighup_shows_the_new_certificate_and_open_connections_go_on(
    server: Server, pair: Pair, tmp_path: Path
) -> None:
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    with pair.client_context().wrap_socket(plain, server_hostname="127.0.0.1") as held:
        assert status(held) == 200
        pair.cert.write_text("no certificate")
        server.hang_up()
        server.until_logged("which holds no certificate in PEM form")
        new = make_pair(tmp_path, "new")
        for source, target in ((new.cert, pair.cert), (new.key, pair.key)):
            target.write_bytes(source.read_bytes())
        server.hang_up()
        server.until_logged("are shown the certificate read anew")
        with urllib.request.urlopen(f"https://{server.endpoint}/livez", context=new.client_context()) as fresh:
            assert fresh.status == 200
        assert status(held) == 200
    assert server.stop() == 0


def test_a_changed_file_is_found_without_a_signal(server: Server, pair: Pair, tmp_path: Path) -> None:
    new = make_pair(tmp_path, "new")
    new.key.replace(pair.key)
    new.cert.replace(pair.cert)
    server.until_logged("are shown the certificate read anew")
    context = ssl.create_default_context(cafile=str(pair.cert))
    with urllib.request.urlopen(f"https://{server.endpoint}/livez", context=context) as fresh:
        assert fresh.status == 200


def test_plain_http_is_told_of_in_the_log(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert plain.recv(100) == b""
    server.until_logged(f"a client speaks plain HTTP to port {server.port}, which is TLS")


def test_a_start_with_a_broken_pair_names_file_key_and_line(tmp_path: Path) -> None:
    (tmp_path / "heliograph.toml").write_text(CONFIG)
    for arguments in (["check", "heliograph.toml"], ["serve", "--config", "heliograph.toml", "--port", "0"]):
        done = subprocess.run(
            [sys.executable, "-m", "heliograph", *arguments], capture_output=True, text=True, timeout=60, cwd=tmp_path
        )
        assert done.returncode == 4
        assert re.search(
            r"heliograph\.toml:3: tls\.cert names 'server\.crt', which cannot be read", done.stdout + done.stderr
        )


def status(connection: ssl.SSLSocket) -> int:
    """Asks once more over a connection that is kept."""
    connection.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    seen = b""
    while b"\r\n\r\n" not in seen:
        seen += connection.recv(65536)
    return int(seen.split(b" ")[1])
