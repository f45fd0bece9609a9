"""If this fails, forwarding to the real service loses messages or their fate, or sends to numbers nobody chose.

Another Heliograph, in its own process, stands for the service: it speaks the same API, and behind it is the simulated
network, so that magic numbers say what becomes of a message.
"""

from pathlib import Path

import pytest

from end_to_end.test_kill_nine import free_port
from end_to_end.test_web_carrier import final, send
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, wait_until

#: +1 202 555 01xx are the magic numbers (docs/magic-numbers.md): 0100 is delivered, 0102 is not.
CARRIER = f"""
[limits]
enforced = false

[[carriers]]
name = "cloud"
kind = "dysmsapi"
endpoint = "http://127.0.0.1:PORT"
allow = "127.0.0.0/8"
access_key_id = "{ACCESS_KEY_ID}"
access_key_secret = "{ACCESS_KEY_SECRET}"
allowed_numbers = ["1202555*", "85261234567"]
poll_first_seconds = 0.2
"""


def open_api(server: Server) -> Client:
    return Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    near, far = tmp_path / "near", tmp_path / "far"
    near.mkdir()
    far.mkdir()
    return near, far


def test_what_became_of_a_message_is_asked_for(folders: tuple[Path, Path]) -> None:
    near, far = folders
    with Server(far) as service:
        with Server(near, config=CARRIER.replace("PORT", str(service.port))) as server, open_api(server) as api:
            text = "Forwarded, with more than one segment & Ω. " * 6
            arrived = send(api, "12025550100", text, Type="OTP", From="Shop")
            failed = send(api, "12025550102", "not delivered")
            foreign = send(api, "85269999999", "to a number that nobody chose")
            assert final(server.endpoint, foreign) == ("2", "NUMBER_NOT_ALLOWED")
            assert final(server.endpoint, arrived) == ("1", "DELIVERED")
            assert final(server.endpoint, failed)[0] == "2"
            assert server.metric("heliograph_messages_in_doubt_total") == 0
        with open_api(service) as api:
            there = api.call("ListMessages", "2026-11-01", {"PageSize": "50"})["Messages"]
            assert sorted(one["To"] for one in there) == ["12025550100", "12025550102"]
            [whole] = [one for one in there if one["To"] == "12025550100"]
            found = api.call("QueryMessage", "2018-05-01", {"MessageId": whole["MessageId"]})
            assert found["Message"] == text


def test_receipts_come_by_the_webhook_as_the_service_posts_them(folders: tuple[Path, Path]) -> None:
    near, far = folders
    port = free_port()
    subscription = f"""
[push]
allow = "127.0.0.0/8"

[[subscriptions]]
name = "forwarder"
url = "http://127.0.0.1:{port}/carriers/cloud/receipts"
secret = "between-the-two"
"""
    webhook = 'poll = false\nwebhook_auth = "heliograph"\nwebhook_secret = "between-the-two"\n'
    with Server(far, config=subscription) as service:
        config = CARRIER.replace("PORT", str(service.port)) + webhook
        with Server(near, port, config) as server, open_api(server) as api:
            message_id = send(api, "12025550100", "by the webhook")
            assert final(server.endpoint, message_id) == ("1", "DELIVERED")
            assert server.metric("heliograph_carrier_posts_total") >= 1


def stored(api: Client, query: str) -> int:
    """How many messages a search means."""
    return len(api.call("ListMessages", "2026-11-01", {"Query": query, "MaxItems": "50"})["Messages"])


def test_a_kill_between_accept_and_receipt_forgets_nothing(folders: tuple[Path, Path]) -> None:
    """The service has them, our process dies, and the next one asks."""
    near, far = folders
    with Server(far) as service:
        config = CARRIER.replace("PORT", str(service.port))
        slow = config.replace("poll_first_seconds = 0.2", "poll_first_seconds = 3600\npoll_longest_seconds = 3600")
        with Server(near, config=slow) as server, open_api(server) as api:
            ids = [send(api, "85261234567", f"message {number}") for number in range(20)]
            # What is answered is known after a kill once it is committed, which a read shows.
            wait_until(lambda: stored(api, "status:submitted") == len(ids), "not all were handed over")
            server.kill()
        with Server(near, config=config) as server:
            assert [final(server.endpoint, one)[0] for one in ids] == ["1"] * len(ids)
            assert server.metric("heliograph_resent_total") == 0
        with open_api(service) as api:
            assert stored(api, "") == len(ids)


def test_a_wrong_key_is_told_to_somebody_and_loses_nothing(folders: tuple[Path, Path]) -> None:
    near, far = folders
    with Server(far) as service:
        config = CARRIER.replace("PORT", str(service.port))
        wrong = config.replace(ACCESS_KEY_SECRET, "not-the-secret")
        with Server(near, config=wrong) as server, open_api(server) as api:
            message_id = send(api, "12025550100", "later")
            server.until_logged("SIGNATUREDOESNOTMATCH")
            assert "not-the-secret" not in server.log.read_text()
        with Server(near, config=config) as server:
            assert final(server.endpoint, message_id) == ("1", "DELIVERED")
