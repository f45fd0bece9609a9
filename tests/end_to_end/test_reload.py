"""If this fails, a reload drops a link that did not change, loses messages, or applies half of a faulty file.

A server and two carrier networks, each in its own process; the configuration is changed under traffic.
"""

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from end_to_end.test_carrier_orders import HONG_KONG, Traffic, received, running, send, standing
from end_to_end.test_routing import CARRIER, network
from end_to_end.test_web_carrier import CARRIER as WEB_CARRIER
from end_to_end.test_web_carrier import WebNetwork, final
from end_to_end.test_web_carrier import send as web_send
from processes import Server, Smsc, wait_until

HEAD = """
drain_seconds = 3.0

[limits]
enforced = false
"""

ALL_TO_ONE = """
[[routes]]
name = "everything"
carriers = { one = 1 }
"""

HONG_KONG_TO_TWO = """
[[routes]]
name = "hong-kong"
countries = ["HK"]
carriers = { two = 1 }
"""

BRITAIN = "447400123456"


class Reloading:
    """A server whose file is changed."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder = folder
        self.server = server

    def write(self, *parts: str) -> None:
        (self.folder / "heliograph.toml").write_text("".join((HEAD, *parts)))

    def reload(self, *parts: str) -> subprocess.CompletedProcess[str]:
        """Write the file anew and run `heliograph reload`."""
        self.write(*parts)
        target = ["--endpoint", self.server.endpoint, "--data", str(self.folder / "data")]
        line = [sys.executable, "-m", "heliograph", "reload", *target]
        return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)

    def connections(self, port: int) -> set[tuple[str, str]]:
        """The TCP connections from the server to a port of this machine: their own port and socket."""
        own = set()
        for link in Path(f"/proc/{self.server.pid}/fd").iterdir():
            try:
                own |= set(re.findall(r"socket:\[(\d+)\]", str(link.readlink())))
            except OSError:
                continue
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return {
            (row[1], row[9]) for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "01" and row[9] in own
        }


@contextmanager
def world(folder: Path) -> Iterator[tuple[Smsc, Smsc, str, str]]:
    """Two networks, and the settings of a carrier for each."""
    with network(folder / "one") as one, network(folder / "two") as two:
        yield one, two, CARRIER.format(name="one", port=one.port), CARRIER.format(name="two", port=two.port)


def test_a_reload_adds_a_carrier_and_changes_routes_while_the_other_link_stays(tmp_path: Path) -> None:
    with world(tmp_path) as (one, two, first, second), running(tmp_path, HEAD + first + ALL_TO_ONE) as (server, api):
        reloading = Reloading(tmp_path, server)
        wait_until(lambda: standing(api)["Up"] == "true", "the link is up")
        [connection] = reloading.connections(one.port)
        traffic = Traffic(server.endpoint)
        traffic.start()
        try:
            wait_until(lambda: len(received(one)) > 10, "traffic flows")
            done = reloading.reload(first, second, HONG_KONG_TO_TWO, ALL_TO_ONE)
            assert (done.returncode, done.stderr) == (0, "")
            assert "two is new, and is being bound.\n" in done.stdout
            wait_until(lambda: len(received(two)) > 10, "messages go over the new carrier")

            faulty = reloading.reload(first, second.replace("port = ", "port = 1e"), ALL_TO_ONE)
            assert faulty.returncode == 4
            assert re.search(r"heliograph\.toml:\d+: carriers\[1\]\.port ", faulty.stderr), faulty.stderr
            server.hang_up()
            wait_until(lambda: server.metric("heliograph_configuration_reloads_total") == 3, "SIGHUP has read it too")
            server.until_logged("the configuration has a fault")
            told = api.call("ExplainRoute", "2026-11-01", {"To": HONG_KONG})
            assert (told["Carrier"], told["Route"]) == ("two", "hong-kong")

            shaped = first + 'window = 3\nsender = "Acme"\n'
            done = reloading.reload(shaped, second, HONG_KONG_TO_TWO, ALL_TO_ONE)
            assert done.stdout == "one takes other sender, window; its links stay up.\n"
            assert standing(api)["Window"] == "3"
            send(api, "shaped", BRITAIN)
            wait_until(lambda: "shaped" in received(one), "it has arrived")
            assert reloading.connections(one.port) == {connection}
            assert server.metric("heliograph_smpp_link_ends_total") == 0
        finally:
            traffic.ending.set()
            traffic.join()
        everything = {*traffic.accepted, "shaped"}
        wait_until(lambda: {*received(one), *received(two)} == everything, "every message has arrived")
        assert {*received(one).values(), *received(two).values()} == {1}
        assert server.metric("heliograph_messages_in_doubt_total") == 0
        assert server.stop() == 0


def test_what_needs_a_restart_is_named_and_a_sighup_does_the_rest(tmp_path: Path) -> None:
    with world(tmp_path) as (one, two, first, second), running(tmp_path, HEAD + first + ALL_TO_ONE) as (server, api):
        reloading = Reloading(tmp_path, server)
        wait_until(lambda: standing(api)["Up"] == "true", "the link is up")
        [connection] = reloading.connections(one.port)
        stays = '[store]\nmode = "thread"\n'
        done = reloading.reload(stays, first, ALL_TO_ONE)
        assert (done.returncode, done.stdout) == (0, "needs a restart: store.mode\n")
        assert reloading.reload(stays, first, ALL_TO_ONE).stdout == "needs a restart: store.mode\n"
        assert reloading.reload(first, ALL_TO_ONE).stdout == "Nothing differs from what holds already.\n"

        # A name that the carrier knows from the bind: the link must be made anew.
        done = reloading.reload(first.replace('"heliograph"', '"other"'), ALL_TO_ONE)
        assert done.stdout == "one is being bound anew, for other system_id.\n"
        wait_until(lambda: standing(api)["Up"] == "true" and connection not in reloading.connections(one.port), "anew")

        reloading.write(second, ALL_TO_ONE.replace("one", "two"))
        server.hang_up()
        server.until_logged("two is new, and is being bound.")
        send(api, "by the new one")
        wait_until(lambda: "by the new one" in received(two), "it has arrived")
        wait_until(lambda: not reloading.connections(one.port), "the link of the carrier that is gone has ended")
        names = [row["CarrierName"] for row in api.call("ListCarriers", "2026-11-01", {})["Carriers"]]
        assert names == ["two"]
        assert server.stop() == 0


def test_what_waits_for_a_carrier_that_is_taken_out_stays_and_goes_out_when_it_is_back(tmp_path: Path) -> None:
    with world(tmp_path) as (one, two, first, second):
        both = ALL_TO_ONE.replace("{ one = 1 }", "{ two = 1 }")
        with running(tmp_path, HEAD + first + second + ALL_TO_ONE) as (server, api):
            reloading = Reloading(tmp_path, server)
            wait_until(lambda: standing(api)["Up"] == standing(api, "two")["Up"] == "true", "both links are up")
            api.call("PauseCarrier", "2026-11-01", {"CarrierName": "one"})
            for n in range(5):
                send(api, f"waits {n}")
            done = reloading.reload(second, both)
            assert "one leaves: for at most 3 s it hands over what waits" in done.stdout
            wait_until(lambda: standing(api)["State"] == "not-configured", "it is gone")
            assert standing(api)["Waiting"] == "5"
            assert server.stop() == 0
        with running(tmp_path, HEAD + second + both) as (server, api):
            server.until_logged("messages wait for a carrier that is not in the configuration")
            assert standing(api)["Waiting"] == "5"
            reloading = Reloading(tmp_path, server)
            assert reloading.reload(first, second, both).returncode == 0
            assert standing(api)["Desired"] == "pause"
            api.call("ResumeCarrier", "2026-11-01", {"CarrierName": "one"})
            wait_until(lambda: received(one).keys() == {f"waits {n}" for n in range(5)}, "what waited has arrived")
            assert not received(two)
            assert server.stop() == 0


def test_a_carrier_over_http_comes_changes_and_goes_with_its_webhook(tmp_path: Path) -> None:
    web = WebNetwork(tmp_path)
    over_http = "[[carriers]]" + WEB_CARRIER.replace("PORT", str(web.port)).split("[[carriers]]")[1]
    to_web = ALL_TO_ONE.replace("one = 1", "web-one = 1")
    try:
        with world(tmp_path) as (one, _, first, _), running(tmp_path, HEAD + first + ALL_TO_ONE) as (server, api):
            reloading = Reloading(tmp_path, server)
            wait_until(lambda: standing(api)["Up"] == "true", "the link is up")
            [connection] = reloading.connections(one.port)
            web.post_receipts_to(server.port)
            done = reloading.reload(first, over_http, to_web)
            assert "web-one is new, and is being bound.\n" in done.stdout
            message_id = web_send(api, HONG_KONG, "by HTTP")
            # The receipt comes by the webhook that has come with the reload.
            assert final(server.endpoint, message_id) == ("1", "DELIVERED")

            done = reloading.reload(first, over_http.replace('"Shop"', '"Other"'), to_web)
            assert done.stdout == "web-one is being bound anew, for other sender.\n"
            assert final(server.endpoint, web_send(api, HONG_KONG, "as another")) == ("1", "DELIVERED")
            assert [one["from"] for one in web.taken()] == ["Shop", "Other"]

            reloading.reload(first, ALL_TO_ONE)
            path = f"http://{server.endpoint}/carriers/web-one/receipts"
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(path, timeout=30)
            assert reloading.connections(one.port) == {connection}
            assert server.stop() == 0
    finally:
        web.end()
