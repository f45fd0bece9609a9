"""If this fails, a command hangs, sends a message twice, or says something wrong about what became of it."""

import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from certificates import make_pair
from heliograph.client import UNREADABLE, ApiError, Client, Endpoint, Unreachable, Untrusted, parse_endpoint
from heliograph.client import client as client_module
from heliograph.http import Request
from heliograph.signatures import v3
from vectors.captured import read_request
from vectors.recoding import decoded

ACCESS_KEY_ID, SECRET, TOKEN = "LTAI5tHeliographTest01", "heliograph-test-secret-0001", "token+/= with blanks"
NOW_MS = 1_795_476_058_999

OK = b'{"RequestId":"R-1","ResponseCode":"OK"}'


def reply(body: bytes = OK, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json;charset=utf-8", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def make(endpoint: str | Endpoint, **more: Any) -> Client:
    return Client(endpoint, ACCESS_KEY_ID, SECRET, TOKEN, **({"timeout": 5, "now_ms": lambda: NOW_MS} | more))


def call(client: Client, **more: Any) -> Any:
    return client.call("QueryMessage", "2018-05-01", {"MessageId": "1 + 1 = 您"}, **more)


@pytest.mark.parametrize("prefix", ["", "http://"])
def test_a_call_sends_exactly_what_it_signed_and_returns_the_answer(server: Any, prefix: str) -> None:
    server.replies = [reply()]
    with make(prefix + server.endpoint, nonce=lambda: "n-7") as client:
        assert call(client)["ResponseCode"] == "OK"
    method, target, headers, body = read_request(server.requests[0])
    assert headers["host"] == (server.endpoint,)
    assert headers["x-acs-date"] == ("2026-11-23T23:20:58Z",)
    assert headers["x-acs-signature-nonce"] == ("n-7",)
    assert decoded(target.partition("?")[2]) == {"MessageId": "1 + 1 = 您"}
    authorization = v3.parse_authorization(headers["authorization"][0])
    assert isinstance(authorization, v3.Authorization)
    # Nothing unsigned is added, apart from what frames the body.
    assert set(headers) - set(authorization.signed_headers) == {"authorization", "content-length"}
    query = decoded(target.partition("?")[2])
    assert v3.verify(SECRET, authorization, method, "/", query, headers, body) is None


@pytest.mark.parametrize("way", [{"method": "GET"}, {"signature": "v1"}, {"place": "form"}])
def test_every_way_to_call_gets_through(server: Any, way: dict[str, str]) -> None:
    server.replies = [reply()]
    with make(server.endpoint) as client:
        assert call(client, **way).request_id == "R-1"
    method, target, _, body = read_request(server.requests[0])
    assert method == way.get("method", "POST")
    assert ("Signature=" in target) == ("signature" in way)
    assert bool(body) == ("place" in way)


def test_calls_share_one_connection_and_no_nonce(server: Any) -> None:
    server.replies = [reply() for _ in range(5)]
    with make(server.endpoint) as client:
        for _ in range(5):
            call(client)
    assert server.connections == 1
    nonces = {read_request(request)[2]["x-acs-signature-nonce"] for request in server.requests}
    assert len(nonces) == 5


def test_threads_take_turns(server: Any) -> None:
    server.replies = [reply(b'{"ResponseCode":"%d"}' % number) for number in range(40)]
    answers: list[str] = []
    with make(server.endpoint) as client:
        threads = [
            threading.Thread(target=lambda: answers.extend(call(client)["ResponseCode"] for _ in range(10)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(map(int, answers)) == list(range(40))
    assert server.connections == 1


def test_a_connection_closed_while_idle_costs_nothing(server: Any) -> None:
    server.replies = [reply(), reply()]
    server.close_after_reply = True
    with make(server.endpoint) as client:
        call(client)
        assert server.closed.wait(5)
        call(client)
    assert server.connections == 2
    assert len(server.requests) == 2


def test_a_reply_that_announces_the_close_is_followed_by_a_new_connection(server: Any) -> None:
    server.replies = [reply(OK, "200 OK", "Connection: close"), reply()]
    server.close_after_reply = True
    with make(server.endpoint) as client:
        call(client)
        call(client)
    assert server.connections == 2


def test_a_request_without_a_reply_is_never_sent_again(server: Any) -> None:
    server.replies = [reply(), b""]
    with make(server.endpoint) as client:
        call(client)
        with pytest.raises(Unreachable, match="closed before the reply was whole") as raised:
            call(client)
        assert raised.value.in_doubt
        assert len(server.requests) == 2
        server.replies = [reply()]
        assert call(client)["ResponseCode"] == "OK"


@pytest.mark.parametrize(
    "octets",
    [
        reply()[:-1],
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":',
        b"SSH-2.0-OpenSSH_9.9\r\n",
    ],
)
def test_half_a_reply_is_none(server: Any, octets: bytes) -> None:
    server.replies = [octets]
    server.close_after_reply = True
    with (
        make(server.endpoint) as client,
        pytest.raises(Unreachable, match="closed before the reply was whole") as raised,
    ):
        call(client)
    assert raised.value.in_doubt


def test_a_reply_cut_off_in_its_head_is_no_success(server: Any) -> None:
    server.replies = [reply()[:40]]
    server.close_after_reply = True
    with make(server.endpoint) as client, pytest.raises(ApiError) as raised:
        call(client)
    assert raised.value.code == UNREADABLE


def test_a_chunked_reply_is_read_whole(server: Any) -> None:
    half = len(OK) // 2
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (OK[:half], OK[half:], b""))
    server.replies = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, reply()]
    with make(server.endpoint) as client:
        assert call(client).request_id == "R-1"
        assert call(client).request_id == "R-1"
    assert server.connections == 1


def test_silence_ends_at_the_timeout_and_leaves_a_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = make(f"127.0.0.1:{silent.getsockname()[1]}", timeout=0.05)
        with pytest.raises(Unreachable, match=r"no reply within 0\.05 seconds") as raised:
            call(client)
    assert raised.value.in_doubt


def test_nobody_there_leaves_no_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(Unreachable, match="nothing listens there") as raised:
        call(make(f"127.0.0.1:{port}"))
    assert not raised.value.in_doubt


def test_a_name_that_is_none_is_named_as_the_reason() -> None:
    with pytest.raises(Unreachable) as raised:
        call(make("nowhere.invalid"))
    assert not raised.value.in_doubt
    assert str(raised.value)


def test_an_error_keeps_the_connection(server: Any) -> None:
    refused = b'{"RequestId":"R-2","Code":"Throttling.User","Message":"Slowly.","Recommend":"http://h/errors/x"}'
    server.replies = [reply(refused, "400 Bad Request", "x-acs-retry-after: 250"), reply()]
    with make(server.endpoint) as client:
        with pytest.raises(ApiError) as raised:
            call(client)
        assert call(client)["ResponseCode"] == "OK"
    error = raised.value
    assert (error.code, error.message, error.request_id) == ("Throttling.User", "Slowly.", "R-2")
    assert (error.status, error.recommend, error.retry_after_ms) == (400, "http://h/errors/x", 250)
    assert server.connections == 1


def test_a_redirect_is_not_followed(server: Any) -> None:
    server.replies = [reply(b"{}", "302 Found", f"Location: http://{server.endpoint}/")]
    with make(server.endpoint) as client, pytest.raises(ApiError, match="302"):
        call(client)
    assert len(server.requests) == 1


def test_a_reply_without_end_is_not_kept_in_memory(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "REPLY_OCTETS_MAX", 100)
    server.replies = [reply(b'{"a":"' + b"x" * 100 + b'"}'), reply()]
    with make(server.endpoint) as client:
        with pytest.raises(ApiError, match="larger than 100 octets"):
            call(client)
        assert call(client)["ResponseCode"] == "OK"
    assert server.connections == 2


def test_a_request_built_by_hand_is_sent_as_it_is(server: Any) -> None:
    server.replies = [reply(b"{}", "405 Method Not Allowed")]
    with make(server.endpoint) as client:
        response = client.send(Request("PUT", "/x?%zz", "/x", "%zz", {"host": ("other",), "x-a": ("1", "é")}, b""))
    assert response.status == 405
    assert server.requests == [b"PUT /x?%zz HTTP/1.1\r\nhost: other\r\nx-a: 1\r\nx-a: \xe9\r\n\r\n"]


def test_https_trusts_only_known_certificates(server: Any, tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    server.tls = pair.server_context()
    endpoint = parse_endpoint(f"https://{server.endpoint}")
    with pytest.raises(Untrusted, match="its certificate cannot be trusted, self-signed") as raised:
        call(make(endpoint))
    assert not raised.value.in_doubt
    server.replies = [reply(), reply()]
    with make(endpoint, tls=pair.client_context()) as client:
        assert call(client)["ResponseCode"] == "OK"
        call(client)
    assert read_request(server.requests[0])[2]["host"] == (server.endpoint,)


def test_a_server_that_speaks_no_tls_is_told_of() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:
            with listening.accept()[0] as connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(Unreachable, match="it does not speak TLS") as raised:
            call(make(f"https://127.0.0.1:{listening.getsockname()[1]}"))
        thread.join()
    assert not raised.value.in_doubt


def test_a_bad_endpoint_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="endpoint"):
        make("http://host/path")
