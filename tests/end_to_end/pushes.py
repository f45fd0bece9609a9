"""The way of receipts to a subscriber with bad days, while it and the server are killed: for the test and the soak.

`python -m end_to_end.pushes --count 100000 --seconds 1500` is `make soak`.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from heliograph.client import ApiError, Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, carrier_config

HELIOGRAPH = "2026-11-01"
DYSMSAPI = "2018-05-01"

#: A confirmation that was on its way when one of both ends was killed is this old at most.
ON_ITS_WAY_SECONDS = 5.0

#: Of the reports of one call of BatchSendMessageToGlobe.
BATCH = 500

#: Short pauses and many of them: the test is of what is repeated, not of how long it waits.
SCHEDULE = ",".join(["1"] * 60)

PUSH = """
[push]
allow = "127.0.0.0/8"
timeout_seconds = 3.0
"""


class Subscriber:
    """The subscriber's process, which a test may kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.ledger = folder / "subscriber.jsonl"
        self.port = 0
        self._starts = 0
        self._child: subprocess.Popen[str] | None = None
        self.start()

    def start(self, *mood: str) -> None:
        self._starts += 1
        arguments = [str(self.port), str(self.ledger), str(self._starts), *mood]
        script = str(Path(__file__).with_name("subscriber.py"))
        self._child = subprocess.Popen([sys.executable, script, *arguments], stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None
        self.port = int(self._child.stdout.readline().rsplit(":", 1)[1])

    def kill(self) -> None:
        assert self._child is not None
        self._child.send_signal(signal.SIGKILL)
        self._child.wait()
        assert self._child.stdout is not None
        self._child.stdout.close()

    def restart(self, *mood: str) -> None:
        self.kill()
        self.start(*mood)

    def pushes(self) -> list[dict]:
        """Every push it got; the last line may be torn where it was killed."""
        lines = self.ledger.read_text().splitlines(keepends=True) if self.ledger.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]


def wait_until(reached: Callable[[], bool], what: str, deadline: float) -> None:
    while not reached():
        assert time.monotonic() < deadline, what
        threading.Event().wait(0.05)


def send(client: Client, count: int) -> set[str]:
    """Send so many messages, each accepted; returns their ids."""
    ids: set[str] = set()
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        to = json.dumps([f"85261{(start + n) % 100_000:06d}" for n in range(size)])
        texts = json.dumps([f"text {start + n}" for n in range(size)])
        answer = client.call("BatchSendMessageToGlobe", DYSMSAPI, {"To": to, "Message": texts, "TaskId": "soak"})
        assert answer["ResponseCode"] == "OK", answer
        ids |= set(json.loads(answer["MessageIdList"]))
    return ids


def subscribe(client: Client, url: str) -> str:
    asked = {"Kind": "http", "Url": url, "Schedule": SCHEDULE, "BatchSize": "50", "InFlight": "4"}
    answer = client.call("CreateSubscription", HELIOGRAPH, asked)
    assert answer["ResponseCode"] == "OK", answer
    return answer["SubscriptionId"]


def run(folder: Path, count: int, kills: int, seconds: float) -> dict[str, int]:
    """`count` receipts reach the subscriber through `kills` of it and of the server; what was seen, in numbers."""
    dice = random.Random(20261126)
    killed: list[float] = []
    deadline = time.monotonic() + seconds
    with Smsc(folder, receipt_delay_ms=20, receipt_jitter_ms=20, window=200) as smsc:
        config = carrier_config(smsc.port, window=200, doubt_wait_seconds=1) + PUSH
        server = Server(folder, 0, config)
        subscriber = Subscriber(folder)
        try:
            with Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET, timeout=30) as client:
                subscription = subscribe(client, f"http://127.0.0.1:{subscriber.port}/receipts")
                sent = send(client, count)
            for number in range(1, kills + 1):
                enough = count * number // (kills + 2) // 60
                wait_until(lambda enough=enough: len(subscriber.pushes()) >= enough, "nothing is pushed", deadline)
                if dice.random() < 0.5:
                    killed.append(time.time())
                    subscriber.restart()
                killed.append(time.time())
                server.kill()
                server = Server(folder, server.port, config)
                killed.append(time.time())
                subscriber.restart()
            told = set[str]()

            def all_told() -> bool:
                told.update(confirmed(subscriber.pushes()))
                return told >= sent

            wait_until(all_told, f"{len(sent - told)} reports never came", deadline)
            killed.append(time.time())
            subscriber.restart("well")
            with Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as client:

                def nothing_waits() -> bool:
                    try:
                        rows = client.call("ListSubscriptions", HELIOGRAPH, {})["Subscriptions"]
                    except (OSError, ApiError):
                        return False
                    assert rows[0]["SubscriptionId"] == subscription
                    assert rows[0]["DeadLetters"] == "0"
                    return rows[0]["Waiting"] == "0"

                wait_until(nothing_waits, "what was confirmed still waits", deadline)
            assert server.stop() == 0
        finally:
            subscriber.kill()
            server.kill()
    return check(subscriber.pushes(), sent, killed)


def confirmed(pushes: list[dict]) -> set[str]:
    return {report["MessageId"] for push in pushes if push["mood"] == "confirm" for report in push["reports"]}


def check(pushes: list[dict], sent: set[str], killed: list[float]) -> dict[str, int]:
    """No report lost, none repeated after a confirmation that could be read, and every field as the page has it."""
    fields = ["To", "SendDate", "ReceiveDate", "Status", "ErrorCode", "ErrorDescription", "TaskId", "SmsSize"]
    seen: Counter[str] = Counter()
    confirmed_at: dict[str, float] = {}
    twice = 0
    for push in pushes:
        for report in push["reports"]:
            assert list(report) == [*fields, "MessageId"], report
            assert report["Status"] == "1" and report["TaskId"] == "soak"
            message_id = report["MessageId"]
            seen[message_id] += 1
            if message_id in confirmed_at:
                # Only where the confirmation was lost with the process that was to send or to read it.
                at = confirmed_at[message_id]
                assert any(at <= kill + 1 and kill - at < ON_ITS_WAY_SECONDS for kill in killed), "repeated for nothing"
                twice += 1
            if push["mood"] == "confirm":
                confirmed_at[message_id] = push["at"]
    assert set(seen) == set(confirmed_at) == sent
    moods = Counter(push["mood"] for push in pushes)
    return {"reports": len(sent), "pushes": len(pushes), "repeated": seen.total() - len(sent), "twice": twice, **moods}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("--kills", type=int, default=10)
    arguments.add_argument("--seconds", type=float, default=1_500)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        print(run(Path(folder), given.count, given.kills, given.seconds), f"in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
