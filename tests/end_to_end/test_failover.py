"""If this fails, what was accepted is lost with its carrier, or reaches people twice without a word.

Two carrier networks, each in its own process. The first is killed, stalled, throttles, refuses or fails everything, in
the middle of traffic; every message must arrive by the second, and be told as delivered. What both networks took must
have been in doubt, and the server must say so.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from end_to_end.ledger import read_ledger
from end_to_end.traffic import Wanted, messages
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, wait_until

CONFIG = """
[limits]
enforced = false

[delivery]
doubt_wait_seconds = 0.5

[[routes]]
name = "all"
carriers = {{ one = 1 }}
failover = ["two"]
failover_after_seconds = 1
failover_after_throttled_seconds = 1
{terms}

[[carriers]]
name = "one"
kind = "smpp"
host = "127.0.0.1"
port = {one}
system_id = "heliograph"
password = "secret08"
window = 4
enquire_link_seconds = 1
response_timeout_seconds = 1

[[carriers]]
name = "two"
kind = "smpp"
host = "127.0.0.1"
port = {two}
system_id = "heliograph"
password = "secret08"
long_messages = "udh16"
"""


@dataclass
class Net:
    """Two networks, the server between, and what was accepted."""

    one: Smsc
    two: Smsc
    server: Server
    api: Client
    accepted: dict[str, Wanted]

    def send(self, wanted: list[Wanted]) -> None:
        for one in wanted:
            told = self.api.call("SendMessageToGlobe", "2018-05-01", {"To": one.to, "Message": one.text})
            assert told["ResponseCode"] == "OK"
            self.accepted[told["MessageId"]] = one

    def told(self, message_id: str) -> dict[str, Any]:
        return dict(self.api.call("QueryMessage", "2018-05-01", {"MessageId": message_id}))

    def undelivered(self) -> int:
        return sum(self.told(message_id)["Status"] != "1" for message_id in self.accepted)

    def moves(self, message_id: str) -> list[dict[str, Any]]:
        """Where the message went on, as GetMessage tells."""
        found = self.api.call("GetMessage", "2026-11-01", {"MessageId": message_id})
        return [json.loads(event["Detail"]) for event in found["Timeline"] if event["Event"] == "failed_over"]

    def check_ledgers(self) -> int:
        """Nothing is lost, nothing went twice by one carrier, and what went by both was told; returns how many did."""
        at_one, at_two = (read_ledger(smsc.ledger) if smsc.ledger.exists() else {} for smsc in (self.one, self.two))
        twice = 0
        for message_id, wanted in self.accepted.items():
            assert wanted.text in at_one or wanted.text in at_two, f"message {message_id} is lost"
            if wanted.text in at_two:
                assert at_two[wanted.text].times == 1
            if wanted.text in at_one and wanted.text in at_two:
                twice += 1
                assert any(int(move.get("again", 0)) for move in self.moves(message_id)), "twice, and nobody says so"
        return twice


@contextmanager
def net(folder: Path, *, terms: str = "", rules: str = "", **options: object) -> Iterator[Net]:
    """Both networks are bound; `rules` and `options` are the first one's."""
    for name in ("one", "two"):
        (folder / name).mkdir()
    if rules:
        options["rules"] = folder / "rules.toml"
        (folder / "rules.toml").write_text(rules)
    with (
        Smsc(folder / "one", **options) as one,
        Smsc(folder / "two") as two,
        Server(folder, config=CONFIG.format(one=one.port, two=two.port, terms=terms)) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        wait_until(lambda: server.metric("heliograph_smpp_bind_up") == 2, "both are bound")
        yield Net(one, two, server, api, {})


def test_every_message_arrives_by_the_second_when_the_first_is_killed(tmp_path: Path) -> None:
    """The first is slow, so that most wait for it when it dies; what it took is gone with it, receipts and all."""
    slow = '[[rules]]\nresponse_delay = "100ms"\nreceipt_delay = "1h"\n'
    with net(tmp_path, terms="failover_after_no_receipt_seconds = 2", rules=slow) as nets:
        nets.send(messages(80, seed=1))
        wait_until(lambda: len(read_ledger(nets.one.ledger)) >= 3, "the first has begun")
        nets.one.kill()
        wait_until(lambda: nets.undelivered() == 0, "all are delivered")
        nets.send(messages(5, seed=2))
        wait_until(lambda: nets.undelivered() == 0, "later ones go to the second at once")
        assert set(read_ledger(nets.two.ledger)) >= {wanted.text for wanted in nets.accepted.values()}
        assert nets.check_ledgers() >= 3
        assert nets.server.metric("heliograph_failovers_total") >= 80
        assert nets.server.metric("heliograph_queue_depth") == 0


def test_every_message_arrives_by_the_second_when_the_first_is_stalled(tmp_path: Path) -> None:
    """Stopped, its sockets stay open and nothing is answered; when it goes on it reads what was in them."""
    with net(tmp_path) as nets:
        nets.send(messages(10, seed=3))
        wait_until(lambda: nets.undelivered() == 0, "the first delivers")
        os.kill(nets.one.pid, signal.SIGSTOP)
        try:
            nets.send(messages(60, seed=4))
            wait_until(lambda: nets.undelivered() == 0, "all are delivered")
        finally:
            os.kill(nets.one.pid, signal.SIGCONT)
        wait_until(lambda: nets.server.metric("heliograph_smpp_bind_up") == 2, "the first is back")
        nets.send(messages(5, seed=5))
        wait_until(lambda: nets.undelivered() == 0, "and takes messages again")
        twice = nets.check_ledgers()
        assert nets.server.metric("heliograph_failovers_total") > 0
        assert twice <= nets.server.metric("heliograph_resent_total"), "no more went twice than were in doubt"


def test_every_message_arrives_by_the_second_when_the_first_throttles(tmp_path: Path) -> None:
    with net(tmp_path, rules='[[rules]]\nstatus = "ESME_RTHROTTLED"\n') as nets:
        nets.send(messages(60, seed=6))
        wait_until(lambda: nets.undelivered() == 0, "all are delivered")
        assert nets.check_ledgers() == 0
        assert read_ledger(nets.one.ledger) == {}
        assert {move["why"] for message_id in nets.accepted for move in nets.moves(message_id)} == {"throttled"}


@pytest.mark.parametrize(
    ("terms", "rules", "why", "code"),
    [
        ('failover_on = ["ESME_RSYSERR"]', 'status = "ESME_RSYSERR"', "refused", "ESME_RSYSERR"),
        ('failover_on_receipt = ["UNDELIV"]', 'receipt = "UNDELIV"', "receipt", "UNDELIV"),
    ],
)
def test_what_the_first_refuses_or_fails_arrives_by_the_second(
    tmp_path: Path, terms: str, rules: str, why: str, code: str
) -> None:
    with net(tmp_path, terms=terms, rules=f"[[rules]]\n{rules}\n") as nets:
        nets.send(messages(40, seed=7))
        wait_until(lambda: nets.undelivered() == 0, "all are delivered")
        assert set(read_ledger(nets.two.ledger)) == {wanted.text for wanted in nets.accepted.values()}
        moves = [nets.moves(message_id) for message_id in nets.accepted]
        assert all(len(of_one) <= 1 for of_one in moves)
        said = [(move["left"], move["lane"], move["why"], move.get("code", "")) for of_one in moves for move in of_one]
        # One that fails everything is given nothing more: what comes then goes to the second without a detour.
        assert set(said) - {("one", "two", "down", "")} == {("one", "two", why, code)}


def test_a_refusal_of_the_message_itself_ends_it(tmp_path: Path) -> None:
    with net(tmp_path, rules='[[rules]]\nstatus = "ESME_RINVDSTADR"\n') as nets:
        nets.send(messages(4, seed=8))
        wait_until(lambda: all(nets.told(i)["Status"] == "2" for i in nets.accepted), "all have ended")
        assert {nets.told(message_id)["ErrorCode"] for message_id in nets.accepted} == {"ESME_RINVDSTADR"}
        assert not nets.two.ledger.exists() or read_ledger(nets.two.ledger) == {}


def test_what_waits_for_a_carrier_that_is_no_longer_configured_goes_on_after_a_start(tmp_path: Path) -> None:
    with net(tmp_path, rules='[[rules]]\nstatus = "ESME_RTHROTTLED"\n', terms="") as nets:
        nets.send(messages(3, seed=9))
        nets.server.kill()
        config = CONFIG.format(one=nets.one.port, two=nets.two.port, terms="")
        only_two = config.split("[[routes]]")[0] + "[[carriers]]" + config.rsplit("[[carriers]]", 1)[1]
        with (
            Server(tmp_path, config=only_two) as again,
            Client(again.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
        ):
            later = Net(nets.one, nets.two, again, api, nets.accepted)
            wait_until(lambda: later.undelivered() == 0, "all are delivered")
            assert {move["why"] for i in later.accepted for move in later.moves(i)} <= {"gone", "throttled"}
