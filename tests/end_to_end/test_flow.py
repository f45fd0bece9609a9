"""If this fails, a carrier that throttles loses messages or is never left alone, or one that fails is always tried."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from end_to_end.test_sessions import delivered, send
from heliograph.client import Client
from heliograph.delivery.circuit import PROBES
from heliograph.simulator.ledger import read_ledger
from heliograph.smpp.pdu import ESME_RTHROTTLED
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, carrier_config, wait_until

TESTS = Path(__file__).parents[1]

PER_SECOND = 20


class Moody:
    """The network of `moody_smsc`."""

    def __init__(self, child: subprocess.Popen[str], port: int, folder: Path) -> None:
        self.child, self.port = child, port
        self._mood = folder / "mood"
        self.ledger = folder / "moody.jsonl"

    def be(self, mood: str) -> None:
        self._mood.write_text(mood)


@contextmanager
def moody(folder: Path, per_second: int = 0) -> Iterator[Moody]:
    arguments = [
        "--per-second",
        str(per_second),
        "--mood",
        str(folder / "mood"),
        "--ledger",
        str(folder / "moody.jsonl"),
    ]
    child = subprocess.Popen(
        [sys.executable, "-m", "end_to_end.moody_smsc", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    try:
        assert child.stdout is not None
        found = re.search(r":(\d+)", child.stdout.readline())
        assert found is not None
        yield Moody(child, int(found[1]), folder)
    finally:
        child.kill()
        child.wait(60)
        assert child.stdout is not None
        child.stdout.close()


def circuit(server: Server, carrier: str) -> str:
    """The state of the circuit, as the metrics tell."""
    with urllib.request.urlopen(f"http://{server.endpoint}/metrics", timeout=10) as reply:
        shown = reply.read().decode()
    (state,) = re.findall(rf'heliograph_carrier_circuit\{{carrier="{carrier}",state="([a-z]+)"\}} 1', shown)
    return str(state)


def test_a_carrier_that_throttles_is_slowed_down_and_everything_arrives_once(tmp_path: Path) -> None:
    with (
        moody(tmp_path, PER_SECOND) as network,
        Server(tmp_path, config=carrier_config(network.port)) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
    ):
        wait_until(lambda: server.metric("heliograph_smpp_bind_up") == 1, "the link is up")
        parts = [send(api, f"852612345{n:02d}", f"{n} " + "x" * 400) for n in range(40)]
        wait_until(lambda: delivered(api, parts), "all parts of all are delivered")
        assert server.metric("heliograph_carrier_slowed_total") >= 1
        assert 0 < server.metric("heliograph_carrier_rate_segments") < 10 * PER_SECOND
        assert server.metric("heliograph_messages_in_doubt_total") == 0
        assert server.stop() == 0
        lines = list(read_ledger(network.ledger))
        taken = [line for line in lines if line.command_status == 0]
        refused = [line for line in lines if line.command_status == ESME_RTHROTTLED]
        assert len(taken) == len({(line.destination, line.part) for line in taken}) == 120
        assert len(refused) < 120, "less is thrown at it in vain than it takes"
        # In order, as far as a window that was under way when it throttled allows.
        order = [int(line.text.split(" ", 1)[0]) for line in lines if line.text is not None]
        late = [number for place, number in enumerate(order) if any(number < other for other in order[:place])]
        assert len(late) <= 10


def test_a_carrier_that_fails_is_passed_over_and_tried_again(tmp_path: Path) -> None:
    two = tmp_path / "two"
    two.mkdir()
    with moody(tmp_path) as one, Smsc(two) as other:
        first = carrier_config(one.port) + "circuit_failures = 3\ncircuit_seconds = 0.5\n"
        second = carrier_config(other.port).split("[[carriers]]")[1].replace("net-one", "net-two")
        routes = '[[routes]]\nname = "all"\ncarriers = { net-one = 1 }\nfailover = ["net-two"]\n'
        with (
            Server(tmp_path, config=f"{first}[[carriers]]{second}{routes}") as server,
            Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
        ):
            wait_until(lambda: server.metric("heliograph_smpp_bind_up") == 2, "both links are up")
            message_ids = [send(api, "85261234567", "well")]
            wait_until(lambda: delivered(api, message_ids), "it works")
            one.be("system-error")
            failing = [send(api, "85261234567", f"failing {n}") for n in range(6)]
            wait_until(lambda: circuit(server, "net-one") == "open", "its circuit opens")
            assert circuit(server, "net-two") == "closed"
            around = []
            while circuit(server, "net-one") == "open":
                around.append(send(api, "85261234567", f"around {len(around)}"))
            opened = server.metric("heliograph_carrier_circuit_opened_total")
            one.be("well")
            wait_until(lambda: delivered(api, [*failing, *around]), "what it refused is delivered after all")
            for n in range(3):
                after = send(api, "85261234567", f"after {n}")
                wait_until(lambda after=after: delivered(api, [after]), "probes are delivered")
            wait_until(lambda: circuit(server, "net-one") == "closed", "its circuit closes")
            assert server.stop() == 0
        texts = {line.text for line in read_ledger(other.ledger)}
        tried = {f"around {n}" for n in range(len(around))} - texts
        assert len(tried) <= PROBES * opened, "none but the probes goes to it"
