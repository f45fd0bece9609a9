"""If this fails, receipts that carriers write in their own way, or lose, leave messages open, and nobody learns why.

The carrier network is a process of its own and bends its receipts by rules; the server is one too.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, wait_until

HONG_KONG, BRITAIN = "85261234567", "447400123456"

#: To Hong Kong receipts are told by their text alone and name ids in the other base; to Britain none comes.
RULES = """
[[rules]]
number = "+852*"
receipt = "DELIVRD"
receipt_id = "other-base"
receipt_form = "esm-class-0,no-tlvs"

[[rules]]
number = "+44*"
receipt = "none"
"""

CARRIER = """
[limits]
enforced = false

[[carriers]]
name = "net-one"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "heliograph"
password = "secret08"
{settings}
"""


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Smsc]:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    with Smsc(tmp_path, rules=rules) as smsc:
        yield smsc


class Talk:
    """What a test asks of a server."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._client = Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET)

    def __enter__(self) -> "Talk":
        self._client.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._client.__exit__(*error)

    def send(self, to: str, text: str) -> str:
        asked = {"To": to, "Message": text}
        return str(self._client.call("SendMessageToGlobe", "2018-05-01", asked)["MessageId"])

    def state(self, message_id: str) -> str:
        return str(self._client.call("GetMessage", "2026-11-01", {"MessageId": message_id})["State"])

    def until(self, message_id: str, state: str) -> None:
        wait_until(lambda: self.state(message_id) == state, f"{message_id} is {state}")

    def orphans(self) -> list[dict[str, Any]]:
        return list(self._client.call("ListOrphanReceipts", "2026-11-01", {})["Receipts"])

    def doctor(self, message_id: str) -> list[dict[str, str]]:
        """What `heliograph doctor` finds."""
        line = [
            "doctor",
            "--json",
            message_id,
            "--endpoint",
            self._server.endpoint,
            "--data",
            str(self._folder / "data"),
        ]
        asked = [sys.executable, "-m", "heliograph", *line]
        done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
        return list(json.loads(done.stdout)["Findings"])


def test_the_doctor_names_the_form_and_with_it_set_receipts_meet_their_messages(tmp_path: Path, network: Smsc) -> None:
    by_text = "receipts_by_text = true\n"
    with Server(tmp_path, config=CARRIER.format(port=network.port, settings=by_text)) as server:
        with Talk(server, tmp_path) as talk:
            first = talk.send(HONG_KONG, "first")
            wait_until(lambda: len(talk.orphans()) == 1, "its receipt has come, and matches nothing")
            assert talk.state(first) == "submitted"
            found = talk.doctor(first)[0]
            assert (found["Code"], found["Advice"]) == (
                "other_base",
                'Set id_form = "hex-to-dec" for net-one (it is "exact").',
            )
        assert server.stop() == 0
    learns = by_text + 'id_form = "auto"\n'
    with Server(tmp_path, config=CARRIER.format(port=network.port, settings=learns)) as server:
        with Talk(server, tmp_path) as talk:
            for number in range(5):
                talk.until(talk.send(HONG_KONG, f"message {number}"), "delivered")
            assert server.metric("heliograph_inbound_stored_total") == 0, "none was taken for a person's message"
        assert server.stop() == 0


def test_a_receipt_that_never_comes_is_asked_for(tmp_path: Path, network: Smsc) -> None:
    settings = 'on_unknown = "query_sm"\nquery_after_seconds = 1\n'
    with Server(tmp_path, config=CARRIER.format(port=network.port, settings=settings)) as server:
        with Talk(server, tmp_path) as talk:
            asked_for = talk.send(BRITAIN, "lost")
            talk.until(asked_for, "delivered")
            assert server.metric("heliograph_queries_total") >= 1
            assert talk.doctor(asked_for)[0]["Code"] == "delivered"
        assert server.stop() == 0
