"""If this fails, a carrier's several sessions do not carry messages and receipts, or fall together.

The carrier network is a process of its own; its number …45 cuts the connection that the message came over.
"""

import re
import urllib.request
from pathlib import Path

import pytest

from heliograph.client import Client
from heliograph.simulator.ledger import read_ledger
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, carrier_config, wait_until

#: The network takes the first try of a message to it, and cuts the connection without a word.
CUTS = "12025550145"


def sessions(server: Server, bind: str) -> dict[str, int]:
    """How many sessions of that kind do what, as the metrics tell."""
    with urllib.request.urlopen(f"http://{server.endpoint}/metrics", timeout=10) as reply:
        shown = reply.read().decode()
    found = re.findall(rf'heliograph_smpp_sessions\{{.*bind="{bind}",state="([^"]+)"\}} (\d+)', shown)
    return {state: int(count) for state, count in found}


def send(api: Client, to: str, text: str) -> str:
    answer = api.call("SendMessageToGlobe", "2018-05-01", {"To": to, "Message": text})
    assert answer["ResponseCode"] == "OK"
    return str(answer["MessageId"])


def delivered(api: Client, message_ids: list[str]) -> bool:
    """Whether all are, which only receipts can tell."""
    answers = (api.call("QueryMessage", "2018-05-01", {"MessageId": message_id}) for message_id in message_ids)
    return all(answer["Status"] == "1" for answer in answers)


@pytest.mark.parametrize("receivers", [0, 1])
def test_pairs_send_over_transmitters_and_hear_over_receivers(tmp_path: Path, receivers: int) -> None:
    keys = f'bind = "transmitter-receiver"\nsessions = 2\nreceiver_sessions = {receivers}\n'
    with (
        Smsc(tmp_path) as smsc,
        Server(tmp_path, config=carrier_config(smsc.port) + keys) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        wait_until(lambda: sessions(server, "transmitter") == {"bound": 2}, "both transmitters are bound")
        wait_until(lambda: sessions(server, "receiver") == {"bound": receivers or 2}, "the receivers are bound")
        assert server.metric("heliograph_smpp_submit_window") == 20
        message_ids = [send(api, "85261234567", f"pair {n}") for n in range(40)]
        wait_until(lambda: delivered(api, message_ids), "every receipt has come")
        assert server.stop() == 0


def test_one_of_three_sessions_is_cut_and_the_others_carry_on(tmp_path: Path) -> None:
    with (
        Smsc(tmp_path) as smsc,
        Server(tmp_path, config=carrier_config(smsc.port, doubt_wait_seconds=1) + "sessions = 3\n") as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        wait_until(lambda: sessions(server, "transceiver") == {"bound": 3}, "all three are bound")
        before = [send(api, "85261234567", f"before {n}") for n in range(50)]
        cut = send(api, CUTS, "cut")
        after = [send(api, "85261234567", f"after {n}") for n in range(50)]
        wait_until(lambda: server.metric("heliograph_smpp_link_ends_total") == 1, "one session has fallen")
        assert server.metric("heliograph_smpp_bind_up") == 1
        wait_until(lambda: sessions(server, "transceiver") == {"bound": 3}, "it is back")
        wait_until(lambda: delivered(api, [*before, cut, *after]), "every message is delivered")
        assert server.metric("heliograph_smpp_link_ends_total") == 1
        assert server.stop() == 0
        texts = [line.text for line in read_ledger(smsc.ledger)]
        in_doubt = len(texts) - len(set(texts))
        assert 1 <= in_doubt <= 10, "no more than the window of the session that fell goes out twice"
