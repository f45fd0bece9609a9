"""If this fails, an operator who pauses, drains or disables a carrier loses messages, or it goes on all the same.

Two carrier networks, each in its own process, with traffic running through every order; then a kill -9 in the middle.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from end_to_end.ledger import read_ledger
from end_to_end.test_routing import CARRIER, network
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, wait_until

HONG_KONG = "85261234567"
#: The network takes a message to it and never answers.
NEVER_ANSWERED = "12025550140"

ROUTES = """
[limits]
enforced = false

[[routes]]
name = "everything"
carriers = { one = 1 }
failover = ["two"]
"""


class Traffic(threading.Thread):
    """Sends one text after another until it is told to end; `accepted` has those that were answered OK."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self._endpoint = endpoint
        self.accepted: list[str] = []
        self.ending = threading.Event()

    def run(self) -> None:
        with Client(self._endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api:
            while not self.ending.wait(0.01):
                text = f"text {len(self.accepted)}"
                send(api, text)
                self.accepted.append(text)


def send(api: Client, text: str, to: str = HONG_KONG) -> None:
    answer = api.call("SendMessageToGlobe", "2018-05-01", {"To": to, "Message": text})
    assert answer["ResponseCode"] == "OK"


def received(smsc: Smsc) -> dict[str, int]:
    """The texts that reached a network, and how often."""
    found = read_ledger(smsc.ledger) if smsc.ledger.exists() else {}
    return {text: message.times for text, message in found.items()}


def standing(api: Client, name: str = "one") -> dict[str, Any]:
    return dict(api.call("GetCarrier", "2026-11-01", {"CarrierName": name}))


def ordered(server: Server, folder: Path, *line: str) -> str:
    """What `heliograph carriers …` prints."""
    asked = ["carriers", *line, "--endpoint", server.endpoint, "--data", str(folder / "data")]
    done = subprocess.run(
        [sys.executable, "-m", "heliograph", *asked], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def config_of(one: Smsc, two: Smsc) -> str:
    return CARRIER.format(name="one", port=one.port) + CARRIER.format(name="two", port=two.port) + ROUTES


@contextmanager
def running(folder: Path, config: str, port: int = 0) -> Iterator[tuple[Server, Client]]:
    with (
        Server(folder, port, config=config) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        yield server, api


def test_no_order_loses_a_message_of_the_traffic_that_runs_through_it(tmp_path: Path) -> None:
    with (
        network(tmp_path / "one") as one,
        network(tmp_path / "two") as two,
        running(tmp_path, config_of(one, two)) as (server, api),
    ):
        wait_until(lambda: standing(api)["Up"] == standing(api, "two")["Up"] == "true", "both links are up")
        traffic = Traffic(server.endpoint)
        traffic.start()
        try:
            wait_until(lambda: len(received(one)) > 20, "traffic flows over the first carrier")

            told = ordered(server, tmp_path, "pause", "one", "--reason", "their NOC asks", "--wait")
            assert told.startswith("one: paused; ")
            before = len(received(one))
            wait_until(lambda: int(standing(api)["Waiting"]) > 20, "messages wait for the paused carrier")
            assert len(received(one)) == before
            paused = standing(api)
            assert (paused["Up"], paused["Reason"]) == ("true", "their NOC asks")
            assert paused["RequestedBy"] == "acs:ram::1000000000000001:root"
            assert not received(two)

            ordered(server, tmp_path, "drain", "one", "--wait")
            drained = standing(api)
            assert (drained["State"], drained["Up"], drained["Waiting"]) == ("drained", "true", "0")
            after = len(received(one))
            wait_until(lambda: len(received(two)) > 20, "new messages go to the other carrier")
            assert len(received(one)) == after
            why = api.call("ExplainRoute", "2026-11-01", {"To": HONG_KONG})
            assert why["Carrier"] == "two"
            assert "one is being drained since " in why["Why"]

            ordered(server, tmp_path, "disable", "one", "--wait")
            disabled = standing(api)
            assert (disabled["State"], disabled["Up"], disabled["Window"]) == ("disabled", "false", "0")
            assert "Bound as transceiver in " in ordered(server, tmp_path, "test", "one")

            ordered(server, tmp_path, "resume", "one", "--wait")
            wait_until(lambda: len(received(one)) > after + 20, "messages go to the first carrier again")
        finally:
            traffic.ending.set()
            traffic.join()
        everything = set(traffic.accepted)
        wait_until(lambda: {*received(one), *received(two)} == everything, "every message has arrived")
        assert {*received(one).values(), *received(two).values()} == {1}
        assert not received(one).keys() & received(two).keys()
        assert "answered enquire_link in " in ordered(server, tmp_path, "test", "one")
        table = ordered(server, tmp_path)
        assert [line.split()[:2] for line in table.splitlines()[1:]] == [["one", "running"], ["two", "running"]]
        assert server.metric("heliograph_messages_in_doubt_total") == 0
        assert server.stop() == 0


def test_a_carrier_that_is_being_disabled_when_the_server_is_killed_stays_disabled(tmp_path: Path) -> None:
    with network(tmp_path / "one") as one, network(tmp_path / "two") as two:
        config = config_of(one, two)
        with running(tmp_path, config) as (server, api):
            wait_until(lambda: standing(api)["Up"] == standing(api, "two")["Up"] == "true", "both links are up")
            send(api, "unanswered", NEVER_ANSWERED)
            wait_until(lambda: standing(api)["Unanswered"] == "1", "a hand-over is under way")
            api.call("PauseCarrier", "2026-11-01", {"CarrierName": "one"})
            for n in range(10):
                send(api, f"waits {n}")
            assert standing(api)["Waiting"] == "10"
            asked = {"CarrierName": "one", "TimeoutSeconds": "600", "Reason": "fraud"}
            told = api.call("DisableCarrier", "2026-11-01", asked)
            assert told["State"] == "disabling"
            assert "ObeyedDate" not in told
            server.kill()
        with running(tmp_path, config) as (server, api):
            wait_until(lambda: standing(api).get("ObeyedDate") is not None, "the order is obeyed")
            disabled = standing(api)
            assert (disabled["State"], disabled["Up"], disabled["Reason"]) == ("disabled", "false", "fraud")
            wait_until(lambda: standing(api, "two")["Up"] == "true", "the other link is up")
            send(api, "around")
            arrived = {"around", *(f"waits {n}" for n in range(10))}
            wait_until(lambda: received(two).keys() >= arrived, "what waited has gone on to the other carrier")
            assert not received(one).keys() - {"unanswered"}
            ordered(server, tmp_path, "resume", "one", "--wait")
            wait_until(lambda: standing(api)["Up"] == "true", "the link is up again")
            send(api, "back")
            wait_until(lambda: "back" in received(one), "it has messages again")
            assert server.stop() == 0
