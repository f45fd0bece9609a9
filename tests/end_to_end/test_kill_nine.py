"""If this fails, a crash loses messages that were acknowledged, or sends some twice without saying so.

The server, then the carrier network, is killed with -9 at random moments while messages flow, with a ledger on both
sides: what was acknowledged to the sender, and what the carrier network received.
"""

import random
import socket
import threading
from pathlib import Path

import pytest

from end_to_end.ledger import read_ledger
from end_to_end.traffic import Wanted, messages
from heliograph.client import ApiError, Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, carrier_config, wait_until

KILLS = 10
WINDOW = 20

#: Acknowledgements between two kills: enough that each meets claims, hand-overs, responses and receipts on their way.
BETWEEN_KILLS = (60, 160)


class Sender(threading.Thread):
    """Sends one message after another for as long as there are any, whatever happens to the server."""

    def __init__(
        self, endpoint: str, wanted: list[Wanted], acknowledged: dict[str, Wanted], validity_seconds: int
    ) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._wanted = wanted
        self._acknowledged = acknowledged
        self._validity = str(validity_seconds)
        self.stopping = threading.Event()

    def run(self) -> None:
        with Client(self._endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET, timeout=10) as client:
            for wanted in self._wanted:
                if self.stopping.is_set():
                    return
                parameters = {"To": wanted.to, "Message": wanted.text, "ValidityPeriod": self._validity}
                try:
                    answer = client.call("SendMessageToGlobe", "2018-05-01", parameters)
                except (OSError, ApiError):
                    # Never acknowledged: it may be there or not. The server is down, or starting.
                    self.stopping.wait(0.02)
                    continue
                assert answer["ResponseCode"] == "OK"
                self._acknowledged[answer["MessageId"]] = wanted


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_senders(endpoint: str, acknowledged: dict[str, Wanted], validity_seconds: int = 3600) -> list[Sender]:
    """Four senders, each with texts of its own, so that a text names one message."""
    wanted = messages(12_000, seed=9)
    senders = [Sender(endpoint, wanted[i::4], acknowledged, validity_seconds) for i in range(4)]
    for sender in senders:
        sender.start()
    return senders


def stop_senders(senders: list[Sender]) -> None:
    for sender in senders:
        sender.stopping.set()
    for sender in senders:
        sender.join()


def records(endpoint: str, acknowledged: dict[str, Wanted]) -> dict[str, dict]:
    """What the server keeps of each acknowledged message, once all have ended."""
    with Client(endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as client:
        return _records(client, acknowledged)


def _records(client: Client, acknowledged: dict[str, Wanted]) -> dict[str, dict]:
    found: dict[str, dict] = {}

    def all_ended() -> bool:
        for message_id in acknowledged:
            if message_id not in found:
                record = client.call("GetMessage", "2026-11-01", {"MessageId": message_id})
                assert record["ResponseCode"] == "OK", f"acknowledged and lost: {message_id}"
                if record["Status"] != "3":
                    found[message_id] = record
        return len(found) == len(acknowledged)

    wait_until(all_ended, "some messages never ended")
    return found


@pytest.mark.timeout(600)
def test_ten_kills_of_the_server_lose_nothing_and_every_duplicate_is_accounted_for(tmp_path: Path) -> None:
    dice = random.Random(20261124)
    acknowledged: dict[str, Wanted] = {}
    port = free_port()
    with Smsc(tmp_path, receipt_delay_ms=150, receipt_jitter_ms=100) as smsc:
        config = carrier_config(smsc.port, window=WINDOW, doubt_wait_seconds=1)
        server = Server(tmp_path, port, config)
        senders = start_senders(server.endpoint, acknowledged)
        try:
            for _ in range(KILLS):
                enough = len(acknowledged) + dice.randrange(*BETWEEN_KILLS)
                wait_until(lambda enough=enough: len(acknowledged) >= enough, "the server takes nothing any more")
                server.kill()
                server = Server(tmp_path, port, config)
                doubted = server.metric("heliograph_messages_in_doubt_total")
                assert doubted <= 2 * WINDOW, "more in doubt than a window and one refill"
        finally:
            stop_senders(senders)
        kept = records(server.endpoint, acknowledged)
        assert server.stop() == 0
    received = read_ledger(smsc.ledger)
    assert len(acknowledged) >= KILLS * BETWEEN_KILLS[0]
    duplicates = 0
    for message_id, wanted in acknowledged.items():
        record = kept[message_id]
        assert record["Message"] == wanted.text
        assert record["Status"] == "1", record
        assert wanted.text in received, "acknowledged, and the carrier never got it"
        for part in record["SegmentParts"]:
            times = received[wanted.text].times_by_part[int(part["Number"])]
            assert 1 <= times <= len(part["Attempts"]), "went out more often than the record says"
            duplicates += times - 1
            if times > 1:
                events = [e["Event"] for e in record["Timeline"] if e.get("Segment") == part["Number"]]
                assert "resolve" in events, "a duplicate without a doubt in its timeline"
    assert duplicates <= KILLS * 2 * WINDOW


@pytest.mark.timeout(600)
def test_kills_of_the_carrier_network_lose_no_message(tmp_path: Path) -> None:
    dice = random.Random(7)
    acknowledged: dict[str, Wanted] = {}
    smsc_port = free_port()
    smsc = Smsc(tmp_path, smsc_port, receipt_delay_ms=50)
    config = carrier_config(smsc_port, window=WINDOW, doubt_wait_seconds=1, receipt_grace_seconds=1)
    with Server(tmp_path, config=config) as server:
        senders = start_senders(server.endpoint, acknowledged, validity_seconds=20)
        try:
            for _ in range(3):
                enough = len(acknowledged) + dice.randrange(*BETWEEN_KILLS)
                wait_until(
                    lambda enough=enough: len(acknowledged) >= enough, "nothing is accepted while a carrier is away"
                )
                smsc.kill()
                smsc = Smsc(tmp_path, smsc_port, receipt_delay_ms=50)
        finally:
            stop_senders(senders)
        kept = records(server.endpoint, acknowledged)
        assert server.stop() == 0
    assert smsc.stop() == 0
    received = read_ledger(smsc.ledger)
    for message_id, wanted in acknowledged.items():
        assert wanted.text in received
        # Receipts that died with the carrier network never come: such a message ends as unknown, and says so.
        assert kept[message_id]["Status"] == "1" or kept[message_id]["ErrorCode"] == "UNKNOWN", kept[message_id]
