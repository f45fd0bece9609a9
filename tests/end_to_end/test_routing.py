"""If this fails, messages leave over a carrier that the operator's rules do not name, or wait behind a dead one.

Two carrier networks, each in its own process, and rules by country; then one of the networks is killed with -9.
"""

import subprocess
import sys
from pathlib import Path

from end_to_end.ledger import read_ledger
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, wait_until

HONG_KONG, BRITAIN, GERMANY = "85261234567", "447400123456", "4915112345678"

CARRIER = """
[[carriers]]
name = "{name}"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "heliograph"
password = "secret08"
"""

ROUTES = """
[[routes]]
name = "hong-kong"
countries = ["HK"]
carriers = { one = 1 }
failover = ["two"]

[[routes]]
name = "britain"
countries = ["GB"]
carriers = { two = 1 }
"""


def network(folder: Path, port: int = 0) -> Smsc:
    """A carrier network whose ledger lies in a folder of its own."""
    folder.mkdir(exist_ok=True)
    return Smsc(folder, port)


def received(smsc: Smsc) -> set[str]:
    """The texts that reached a network."""
    return set(read_ledger(smsc.ledger)) if smsc.ledger.exists() else set()


def asked_for_route(server: Server, folder: Path) -> str:
    """What `heliograph route` prints for Hong Kong."""
    line = ["route", "--to", HONG_KONG, "--endpoint", server.endpoint, "--data", str(folder / "data")]
    asked = [sys.executable, "-m", "heliograph", *line]
    return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout


def test_each_country_goes_to_its_carrier_and_fails_over_when_that_is_killed(tmp_path: Path) -> None:
    with network(tmp_path / "one") as one, network(tmp_path / "two") as two:
        config = CARRIER.format(name="one", port=one.port) + CARRIER.format(name="two", port=two.port) + ROUTES
        with (
            Server(tmp_path, config=config) as server,
            Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
        ):

            def send(to: str, text: str) -> str:
                return api.call("SendMessageToGlobe", "2018-05-01", {"To": to, "Message": text})["ResponseCode"]

            def goes_to(to: str, carrier: str) -> bool:
                """Whether the next message would go there, over a link that is up."""
                told = api.call("ExplainRoute", "2026-11-01", {"To": to})
                return told.get("Carrier") == carrier and {"Carrier": carrier, "Up": "true"}.items() <= next(
                    row.items() for row in told["Carriers"] if row["Carrier"] == carrier
                )

            wait_until(lambda: goes_to(HONG_KONG, "one") and goes_to(BRITAIN, "two"), "both links are up")
            for n in range(5):
                assert send(HONG_KONG, f"HK {n}") == send(BRITAIN, f"GB {n}") == "OK"
            assert send(GERMANY, "DE") == "NOT_SUPPORTED_COUNTRY"
            to_one, to_two = {f"HK {n}" for n in range(5)}, {f"GB {n}" for n in range(5)}
            wait_until(lambda: received(one) >= to_one and received(two) >= to_two, "all have arrived")
            assert (received(one), received(two)) == (to_one, to_two)

            one.kill()
            wait_until(lambda: goes_to(HONG_KONG, "two"), "the dead link is noticed")
            assert send(HONG_KONG, "over") == "OK"
            wait_until(lambda: "over" in received(two), "the other carrier has it")
            assert asked_for_route(server, tmp_path).startswith(
                "two by rule hong-kong: No link of the rule's carriers is"
            )

            with network(tmp_path / "one", one.port) as again:
                wait_until(lambda: goes_to(HONG_KONG, "one"), "the link is up again")
                assert send(HONG_KONG, "back") == "OK"
                wait_until(lambda: "back" in received(again), "its own carrier has it again")
            assert received(two) == {*to_two, "over"}
            assert server.stop() == 0
