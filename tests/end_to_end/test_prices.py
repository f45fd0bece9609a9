"""If this fails, an operator cannot tell from Heliograph what the carriers will bill.

A carrier network in its own process, networks and prices from files, and the commands that read them.
"""

import csv
import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from end_to_end.test_routing import CARRIER, network
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, wait_until

CSL, CMHK = "85260123456", "85262123456"
TABLES = """
networks_file = "networks.csv"
prices_file = "prices.csv"
"""
ROUTES = """
[[routes]]
name = "csl"
networks = ["45400"]
carriers = { one = 1 }

[[routes]]
name = "others"
carriers = { one = 1 }
"""
NETWORKS = "prefix,mcc,mnc,name\n8526,454,00,CSL\n85262,454,12,CMHK\n"
PRICES = "carrier,country,prefix,network,price,currency\none,HK,,,0.02,EUR\none,,,45412,0.0075,EUR\n"


def heliograph(server: Server, folder: Path, *line: str) -> str:
    """What a command prints."""
    asked = [sys.executable, "-m", "heliograph", *line, "--endpoint", server.endpoint, "--data", str(folder / "data")]
    done = subprocess.run(asked, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_what_messages_cost_is_shown_and_reported(tmp_path: Path) -> None:
    (tmp_path / "networks.csv").write_text(NETWORKS)
    (tmp_path / "prices.csv").write_text(PRICES)
    with network(tmp_path / "one") as one:
        config = TABLES + CARRIER.format(name="one", port=one.port) + ROUTES
        with (
            Server(tmp_path, config=config) as server,
            Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
        ):

            def send(to: str, text: str, sender: str) -> str:
                given = {"To": to, "Message": text, "From": sender}
                return str(api.call("SendMessageToGlobe", "2018-05-01", given)["MessageId"])

            def delivered(message_id: str) -> bool:
                return api.call("GetMessage", "2026-11-01", {"MessageId": message_id})["State"] == "delivered"

            long = send(CSL, "A text of two segments. " * 10, "Acme")
            short = send(CMHK, "=1+1", "Acme")
            wait_until(lambda: delivered(long) and delivered(short), "both are delivered")
            told = api.call("GetMessage", "2026-11-01", {"MessageId": long})
            assert (told["Cost"], told["Currency"]) == ("0.04", "EUR")
            assert [part["Attempts"][0]["Price"] for part in told["SegmentParts"]] == ["0.02", "0.02"]
            assert "Cost         0.0075 EUR" in heliograph(server, tmp_path, "query", short)
            assert "network 45412" in heliograph(server, tmp_path, "route", "--to", CMHK)
            assert "by rule csl" in heliograph(server, tmp_path, "route", "--to", CSL)

            today = datetime.now(UTC).date()
            days = ("--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=1)))
            [row] = rows(heliograph(server, tmp_path, "report", *days, "--by", "account,carrier"))
            assert (row["Carrier"], row["Messages"], row["Delivered"], row["Charged"]) == ("one", "2", "2", "3")
            assert (row["Cost"], row["Currency"]) == ("0.0475", "EUR")
            listed = rows(heliograph(server, tmp_path, "report", *days, "--messages", "--texts"))
            assert [(line["To"], line["Cost"]) for line in listed] == [(CSL, "0.04"), (CMHK, "0.0075")]
            assert listed[1]["Message"] == "'=1+1"


def test_a_reload_takes_other_networks_and_prices_and_leaves_old_costs(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("carrier,price,currency\none,0.5,EUR\n")
    with network(tmp_path / "one") as one:
        carrier = CARRIER.format(name="one", port=one.port) + "\n[limits]\nenforced = false\n"
        with (
            Server(tmp_path, config='prices_file = "prices.csv"\n' + carrier) as server,
            Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as api,
        ):

            def sent_cost(text: str) -> tuple[str, str]:
                message_id = api.call("SendMessageToGlobe", "2018-05-01", {"To": CSL, "Message": text})["MessageId"]

                def shown() -> dict[str, str]:
                    told = api.call("GetMessage", "2026-11-01", {"MessageId": message_id})
                    return {name: str(told.get(name, "")) for name in ("State", "Cost")}

                wait_until(lambda: shown()["State"] == "delivered", "it is delivered")
                return message_id, shown()["Cost"]

            first, cost = sent_cost("before")
            assert cost == "0.5"
            (tmp_path / "networks.csv").write_text(NETWORKS)
            (tmp_path / "heliograph.toml").write_text(TABLES + carrier + ROUTES)
            assert heliograph(server, tmp_path, "reload") == (
                "Routes and prices go by the new table of networks.\nNew messages go by the new routes.\n"
            )
            assert "by rule csl" in heliograph(server, tmp_path, "route", "--to", CSL)
            # The same configuration; only what stands in the file is other.
            (tmp_path / "prices.csv").write_text("carrier,network,price,currency\none,45400,0.25,EUR\n")
            assert heliograph(server, tmp_path, "reload") == "Hand-overs from now on cost what the new prices say.\n"
            assert heliograph(server, tmp_path, "reload") == "Nothing differs from what holds already.\n"
            assert sent_cost("after")[1] == "0.25"
            assert api.call("GetMessage", "2026-11-01", {"MessageId": first})["Cost"] == "0.5"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))
