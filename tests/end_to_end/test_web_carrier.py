"""If this fails, messages to a carrier over HTTP are lost or doubled, or their receipts are.

Server and carrier run each in its own process; the carrier shares no code with ours.
"""

import json
import random
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from end_to_end.official_sdk import client, query_request
from end_to_end.test_kill_nine import free_port
from heliograph.client import ApiError, Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, wait_until

SECRET = "opensesame"

#: The carrier as its documents would have it. 0.6 s to answer, so that a silent one is in doubt before long.
CARRIER = f"""
[limits]
enforced = false

[delivery]
doubt_wait_seconds = 1

[[carriers]]
name = "web-one"
kind = "http"
url = "http://127.0.0.1:PORT/messages"
allow = "127.0.0.0/8"
window = 8
response_timeout_seconds = 0.6
sender = "Shop"
secret = "{SECRET}"
headers = {{ Authorization = "Bearer {{secret}}", Idempotency-Key = "{{repeat_key}}" }}
body = '''{{"to": "{{to}}", "from": "{{sender}}", "text": "{{text}}", "class": "{{type}}", "key": "{{key}}"}}'''
reply_id = "message.id"
reply_error = "error"
refusals = {{ no-such-number = "permanent", slow-down = "throttle", trouble = "retry" }}
webhook_secret = "carrier-knocks"
receipt_list = "events"
receipt_id = "ref"
receipt_state = "state"
receipt_code = "error"
receipt_to = "msisdn"
receipt_states = {{ undeliverable = "failed" }}
"""


class WebNetwork:
    """The carrier's process."""

    def __init__(self, folder: Path) -> None:
        self.ledger = folder / "web-ledger.jsonl"
        script = Path(__file__).parents[1] / "web_network.py"
        self._child = subprocess.Popen([sys.executable, str(script), str(self.ledger)], stdout=subprocess.PIPE)
        assert self._child.stdout is not None
        self.port = int(self._child.stdout.readline())

    def post_receipts_to(self, server_port: int) -> None:
        url = f"http://127.0.0.1:{server_port}/carriers/web-one/receipts"
        body = json.dumps({"receipts": url, "secret": "carrier-knocks"}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/control", body, timeout=30) as reply:
            assert reply.status == 200

    def taken(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.ledger.read_text().splitlines()]

    def end(self) -> None:
        self._child.kill()
        self._child.wait(30)
        assert self._child.stdout is not None
        self._child.stdout.close()


@pytest.fixture
def network(tmp_path: Path) -> Iterator[WebNetwork]:
    made = WebNetwork(tmp_path)
    yield made
    made.end()


def config_for(network: WebNetwork) -> str:
    return CARRIER.replace("PORT", str(network.port))


def send(api: Client, to: str, text: str, **more: str) -> str:
    answer = api.call("SendMessageToGlobe", "2018-05-01", {"To": to, "Message": text, **more})
    assert answer["ResponseCode"] == "OK"
    return str(answer["MessageId"])


def final(endpoint: str, message_id: str) -> tuple[str, str]:
    """Status and ErrorCode once the message has ended."""
    found: list[tuple[str, str]] = []

    def ended() -> bool:
        body = client(endpoint).query_message(query_request(message_id)).body
        found.append((str(body.status), str(body.error_code)))
        return found[-1][0] != "3"

    wait_until(ended, f"{message_id} has not ended")
    return found[-1]


def test_each_answer_of_the_carrier_is_taken_for_what_it_is(tmp_path: Path, network: WebNetwork) -> None:
    hostile = 'A "quoted" \\ text,\r\nwith {text} and </xml> & €, then ' + "more than one segment holds " * 12
    with (
        Server(tmp_path, config=config_for(network)) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        network.post_receipts_to(server.port)
        ids = {end: send(api, f"852612345{end}", f"to {end}") for end in ("10", "20", "30", "60")}
        otp = send(api, "85261234500", hostile, Type="OTP", From="Bank")
        assert final(server.endpoint, otp) == ("1", "DELIVERED")
        assert final(server.endpoint, ids["10"]) == ("2", "NO-SUCH-NUMBER".replace("-", "_"))
        assert final(server.endpoint, ids["20"]) == ("1", "DELIVERED")
        assert final(server.endpoint, ids["30"]) == ("1", "DELIVERED")
        assert final(server.endpoint, ids["60"]) == ("2", "ABSENT_SUBSCRIBER")
        assert server.metric("heliograph_messages_in_doubt_total") == 0
    whole = [one for one in network.taken() if one["to"] == "85261234500"]
    assert [(one["text"], one["from"], one["class"]) for one in whole] == [(hostile, "Bank", "OTP")]
    others = [one for one in network.taken() if one["to"] != "85261234500"]
    assert {(one["from"], one["class"]) for one in others} == {("Shop", "NOTIFY")}
    assert "opensesame" not in server.log.read_text()
    assert "carrier-knocks" not in server.log.read_text()


def test_silence_is_doubt_and_a_receipt_settles_it(tmp_path: Path, network: WebNetwork) -> None:
    """The carrier has them; its receipts come before the doubt is resolved, so nothing is sent twice."""
    with (
        Server(tmp_path, config=config_for(network)) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        network.post_receipts_to(server.port)
        ids = [send(api, f"852612345{end}", f"to {end}") for end in ("40", "50")]
        assert [final(server.endpoint, one) for one in ids] == [("1", "DELIVERED")] * 2
        assert server.metric("heliograph_messages_in_doubt_total") == 2
        assert server.metric("heliograph_resent_total") == 0
    assert len(network.taken()) == 2


def test_a_doubt_without_a_receipt_goes_again_marked(tmp_path: Path, network: WebNetwork) -> None:
    with (
        Server(tmp_path, config=config_for(network)) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        message_id = send(api, "85261234550", "twice")
        wait_until(lambda: len(network.taken()) == 2, "it was not sent again")
        network.post_receipts_to(server.port)
        assert final(server.endpoint, message_id) == ("1", "DELIVERED")
        assert server.metric("heliograph_resent_total") == 1
    first, second = network.taken()
    assert first["key"] != second["key"]
    assert first["key"].rpartition("-")[0] == second["key"].rpartition("-")[0] == f"{message_id}-1"


def test_a_wrong_key_stops_everything_and_loses_nothing(tmp_path: Path, network: WebNetwork) -> None:
    config = config_for(network)
    with (
        Server(tmp_path, config=config.replace(SECRET, "forgotten")) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        message_id = send(api, "85261234501", "later")
        server.until_logged("somebody has to look at it")
        assert client(server.endpoint).query_message(query_request(message_id)).body.status == "3"
        server.stop()
    assert network.ledger.read_text() == ""
    with Server(tmp_path, config=config) as server:
        network.post_receipts_to(server.port)
        assert final(server.endpoint, message_id) == ("1", "DELIVERED")


def test_a_message_whose_smpp_carrier_is_down_goes_on_over_http(tmp_path: Path, network: WebNetwork) -> None:
    """Whole, though over SMPP it would have gone in parts."""
    config = (
        config_for(network)
        + f"""
[[carriers]]
name = "net-one"
kind = "smpp"
host = "127.0.0.1"
port = {free_port()}
system_id = "heliograph"
password = "secret08"

[[routes]]
name = "first-smpp"
carriers = {{ net-one = 1 }}
failover = ["web-one"]
"""
    )
    text = "A text of several parts, which one carrier cuts and another does not. " * 4
    with Server(tmp_path, config=config) as server, Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api:
        network.post_receipts_to(server.port)
        assert final(server.endpoint, send(api, "85261234501", text)) == ("1", "DELIVERED")
    assert [one["text"] for one in network.taken()] == [text]


def test_what_people_write_is_kept_once_and_only_from_the_carrier(tmp_path: Path, network: WebNetwork) -> None:
    body = json.dumps({"from": "85261234567", "to": "10690", "text": "STOP"}).encode()

    def post(secret: str) -> int:
        headers = {"Content-Type": "application/json", "X-Webhook-Secret": secret}
        url = f"http://{server.endpoint}/carriers/web-one/messages"
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=30) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    with (
        Server(tmp_path, config=config_for(network)) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        assert [post(secret) for secret in ("guess-me", "carrier-knocks", "carrier-knocks")] == [404, 200, 200]
        assert server.metric("heliograph_opt_outs_total") == 1
        refused = api.call("SendMessageToGlobe", "2018-05-01", {"To": "85261234567", "Message": "x", "From": "10690"})
        assert refused["ResponseCode"] != "OK", "the recipient said STOP to this sender"


class Sender(threading.Thread):
    """Sends one message after another, whatever happens to the server."""

    def __init__(self, endpoint: str, acknowledged: dict[str, str], number: int) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._acknowledged = acknowledged
        self._number = number
        self.stopping = threading.Event()

    def run(self) -> None:
        with Client(self._endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET, timeout=10) as api:
            count = 0
            while not self.stopping.is_set():
                count += 1
                text = f"sender {self._number}, message {count}"
                try:
                    message_id = send(api, f"8526{self._number}{count % 10_000:04d}01", text)
                except (OSError, ApiError):
                    self.stopping.wait(0.02)
                    continue
                self._acknowledged[message_id] = text


def test_no_kill_loses_a_message_or_a_receipt(tmp_path: Path, network: WebNetwork) -> None:
    """Killed with -9 five times amid traffic: each message that was acknowledged is delivered, and what went twice was
    in doubt."""
    config, port = config_for(network), free_port()
    draw = random.Random(11)
    acknowledged: dict[str, str] = {}
    network.post_receipts_to(port)
    senders = [Sender(f"127.0.0.1:{port}", acknowledged, number) for number in (1, 2)]
    server = Server(tmp_path, port, config)
    for sender in senders:
        sender.start()
    resent = 0.0
    try:
        for _ in range(5):
            wanted = len(acknowledged) + draw.randint(40, 90)
            wait_until(lambda wanted=wanted: len(acknowledged) >= wanted, "the senders are stuck")
            resent += server.metric("heliograph_resent_total")
            server.kill()
            server = Server(tmp_path, port, config)
        for sender in senders:
            sender.stopping.set()
        for sender in senders:
            sender.join(60)
        for message_id in acknowledged:
            assert final(server.endpoint, message_id) == ("1", "DELIVERED")
    finally:
        for sender in senders:
            sender.stopping.set()
        server.kill()
    hand_overs = Counter(one["text"] for one in network.taken())
    assert set(acknowledged.values()) <= set(hand_overs)
    twice = [one for one in network.taken() if hand_overs[one["text"]] > 1]
    attempts = {one["key"] for one in twice}
    assert len(attempts) == len(twice), "no hand-over is written twice"
    assert sum(count - 1 for count in hand_overs.values()) <= 5 * 8 * 2, "no more than was under way at a kill"
