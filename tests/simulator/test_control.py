"""If this fails, a test in another language cannot drive the carrier, or a stranger can."""

import asyncio
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.smpp.events import DeliverReceived, LinkClosed, SubmitAnswered
from heliograph.smpp.pdu import BindReceiver, BindTransceiver, BindTransmitter
from processes import Process
from simulator.esme import Esme
from simulator.world import submit_sm


class Network(Process):
    """`heliograph smsc` with a control port."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        ready = r"control on http://127\.0\.0\.1:(\d+) token (\S+)\nlistening on 127\.0\.0\.1:(\d+)"
        super().__init__(["smsc", "--port", "0", "--control-port", "0", *arguments], ready, folder / "smsc.log")
        self.control, self.token, self.port = int(self.match[1]), self.match[2], int(self.match[3])

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.control, timeout=30)
        sent = body if body is None or isinstance(body, str) else json.dumps(body)
        shown = {"Authorization": f"Bearer {self.token}", **headers}
        connection.request(method, path, sent, {name: value for name, value in shown.items() if value})
        reply = connection.getresponse()
        document = json.loads(reply.read())
        connection.close()
        return reply.status, document


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("control")
    (folder / "faults.toml").write_text('[[rules]]\nname = "of-file"\nnumber = "777*"\nstatus = 8\ntimes = 2\n')
    with Network(folder, "--rules", str(folder / "faults.toml"), "--seed", "3") as running:
        yield running


@pytest.fixture(autouse=True)
def as_at_the_start(network: Network) -> None:
    assert network.ask("POST", "/reset") == (200, {"seed": network.ask("GET", "/figures")[1]["seed"]})


async def bound(network: Network, pdu: object = None) -> Esme:
    esme = Esme()
    await esme.connect(network.port)
    assert await esme.bind(pdu or BindTransceiver("esme")) == 0  # type: ignore[arg-type]
    return esme


async def status_of(esme: Esme, number: str) -> int:
    before = len(esme.of(SubmitAnswered))
    esme.submit(submit_sm(number))
    await esme.count(SubmitAnswered, before + 1)
    return esme.statuses()[-1]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic eDp5"}, 401),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:2776"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost"}, 200),
    ],
)
def test_only_who_has_the_token_is_served_and_no_page_of_another_site(
    network: Network, headers: dict[str, str], status: int
) -> None:
    assert network.ask("GET", "/rules", None, **headers)[0] == status


async def test_live_rules_count_from_the_next_submit_sm_on(network: Network) -> None:
    esme = await bound(network)
    assert await status_of(esme, "85261234567") == 0
    status, reply = network.ask("POST", "/rules", {"number": "852*", "status": "ESME_RSYSERR", "times": 2})
    assert (status, len(reply["names"])) == (201, 1)
    name = reply["names"][0]
    assert [await status_of(esme, "85261234567") for _ in range(3)] == [8, 8, 0]
    rules = network.ask("GET", "/rules")[1]["rules"]
    assert rules[0] == {
        "name": name,
        "line": f"name={name} number=852* times=2 status=ESME_RSYSERR",
        "rule": {"name": name, "number": "852*", "times": 2, "status": "ESME_RSYSERR"},
        "matched": 2,
        "applied": 2,
        "left": 0,
        "built_in": False,
    }
    assert [rule["name"] for rule in rules[1:3]] == ["of-file", "magic-00"]
    assert network.ask("DELETE", f"/rules/{name}") == (200, {"removed": 1})
    assert network.ask("DELETE", f"/rules/{name}")[0] == 404
    assert network.ask("DELETE", "/rules/magic-00")[0] == 404
    await esme.leave()


async def test_lines_go_as_well_and_where_they_are_told_to(network: Network) -> None:
    text = "# two of them\nname=a number=1 accept\nname=b number=1 status=8\n"
    assert network.ask("POST", "/rules?last=true", text) == (201, {"names": ["a", "b"]})
    assert network.ask("POST", "/rules?before=b", "name=c number=1 status=10")[0] == 201
    names = [rule["name"] for rule in network.ask("GET", "/rules")[1]["rules"]]
    assert names[:4] == ["of-file", "a", "c", "b"]
    assert network.ask("DELETE", "/rules") == (200, {"removed": 4})


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("POST", "/rules", "share=3 accept", 400, "share is '3'; it must be a number from 0.000001 to 1, such as 0.3."),
        ("POST", "/rules", "{", 400, "the rule is no JSON"),
        ("POST", "/rules?before=x", "accept", 400, "before names no rule that was given: 'x'."),
        ("POST", "/rules?first=x", "accept", 400, "first is no parameter of /rules; known: before, last."),
        ("POST", "/rules", "name=of-file accept", 400, "name is 'of-file', which another rule has"),
        ("PUT", "/rules", "accept", 405, "/rules knows GET and POST and DELETE only."),
        ("GET", "/rules/of-file", None, 405, "/rules/of-file knows DELETE only."),
        ("GET", "/", None, 404, "There is no /; known: /rules, /received, /binds, /cut"),
        ("GET", "/received?limit=0", None, 400, "limit must be a whole number from 1 to 1000."),
        ("GET", "/received?after=-1", None, 400, "after must be a whole number from 0 to"),
        ("POST", "/cut", {"links": 1}, 400, "The body cannot be read: "),
        ("POST", "/seed", {"seed": "x"}, 400, "The body cannot be read: "),
        ("POST", "/inbound", {"source": "1"}, 400, "The body cannot be read: "),
        ("POST", "/inbound", {"source": "1", "destination": "2", "text": "x"}, 400, "It cannot be sent: "),
    ],
)
def test_what_cannot_be_done_is_said(
    network: Network, method: str, path: str, body: object, status: int, says: str
) -> None:
    got, document = network.ask(method, path, body)
    assert got == status
    assert document["error"].startswith(says)


async def test_what_was_received_is_told_page_by_page(network: Network) -> None:
    esme = await bound(network)
    for number in range(5):
        await status_of(esme, f"8526123456{number}")
    await status_of(esme, "777")
    first = network.ask("GET", "/received?limit=4")[1]
    assert (first["next_after"], first["total"], first["forgotten"]) == (4, 6, 0)
    second = network.ask("GET", f"/received?after={first['next_after']}")[1]
    messages = first["messages"] + second["messages"]
    assert [one["position"] for one in messages] == [1, 2, 3, 4, 5, 6]
    assert [one["destination"] for one in messages] == [f"8526123456{number}" for number in range(5)] + ["777"]
    assert [one["command_status"] for one in messages] == [0] * 5 + [8]
    assert messages[0]["text"] == "Your code is 123456"
    assert network.ask("GET", "/received?after=6")[1] == {
        "messages": [],
        "next_after": 6,
        "total": 6,
        "forgotten": 0,
    }
    figures = network.ask("GET", "/figures")[1]
    assert (figures["taken"], figures["refused"]) == (5, 1)
    await esme.leave()


async def test_binds_are_told_and_cut(network: Network) -> None:
    transmitter = await bound(network, BindTransmitter("pair"))
    receiver = await bound(network, BindReceiver("pair"))
    other = await bound(network, BindTransceiver("other"))
    binds = network.ask("GET", "/binds")[1]["binds"]
    assert [(one["system_id"], one["bind"], one["stalled"]) for one in binds] == [
        ("pair", "transmitter", False),
        ("pair", "receiver", False),
        ("other", "transceiver", False),
    ]
    assert network.ask("POST", "/cut", {"link": binds[0]["link"]}) == (200, {"cut": 1})
    await transmitter.count(LinkClosed, 1)
    assert network.ask("POST", "/cut", {"system_id": "pair"}) == (200, {"cut": 1})
    await receiver.count(LinkClosed, 1)
    assert network.ask("POST", "/cut") == (200, {"cut": 1})
    await other.count(LinkClosed, 1)
    assert network.ask("GET", "/binds")[1] == {"binds": []}


async def test_a_handset_sends_a_message_and_the_answer_is_told(network: Network) -> None:
    esme = await bound(network)
    asked = {"source": "85261234567", "destination": "12345", "text": "STOP"}
    status, reply = await asyncio.to_thread(network.ask, "POST", "/inbound", asked)
    assert (status, reply) == (200, {"answers": ["ESME_ROK"]})
    assert esme.of(DeliverReceived)[-1].pdu.short_message == b"STOP"
    esme.answer_with = 0x66
    status, reply = await asyncio.to_thread(network.ask, "POST", "/inbound", {**asked, "system_id": "esme"})
    assert reply == {"answers": ["ESME_RX_R_APPN"]}
    await esme.leave()


async def test_a_message_that_waits_is_given_up_when_the_network_begins_anew(network: Network) -> None:
    esme = await bound(network)
    esme.answer_with = None
    asked = {"source": "1", "destination": "2", "text": "x"}
    waiting = asyncio.create_task(asyncio.to_thread(network.ask, "POST", "/inbound", asked))
    await esme.count(DeliverReceived, 1)
    network.ask("POST", "/reset")
    assert (await waiting)[0] == 409
    await esme.cut()


async def test_beginning_anew_brings_back_the_rules_of_the_file_and_their_counts(network: Network) -> None:
    esme = await bound(network)
    assert [await status_of(esme, "777") for _ in range(3)] == [8, 8, 0]
    network.ask("DELETE", "/rules")
    network.ask("POST", "/rules", "name=x accept")
    network.ask("POST", "/reset")
    assert [await status_of(esme, "777") for _ in range(3)] == [8, 8, 0]
    assert network.ask("GET", "/received")[1]["total"] == 3
    names = [rule["name"] for rule in network.ask("GET", "/rules")[1]["rules"]]
    assert names[:2] == ["of-file", "magic-00"]
    await esme.leave()


async def test_a_seed_gives_the_same_run_again(network: Network) -> None:
    esme = await bound(network)
    network.ask("POST", "/rules", "name=half share=0.5 number=888 status=8")

    async def run(seed: int) -> list[int]:
        assert network.ask("POST", "/seed", {"seed": seed}) == (200, {"seed": seed})
        return [await status_of(esme, "888") for _ in range(30)]

    first = await run(11)
    assert set(first) == {0, 8}
    assert await run(11) == first
    assert await run(12) != first
    await esme.leave()


def test_a_token_of_the_user_s_own_is_not_printed(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("mine-0123456789\n")
    arguments = ["smsc", "--port", "0", "--control-port", "0", "--control-token-file", str(tmp_path / "token")]
    with Process(arguments, r"control on http://127\.0\.0\.1:(\d+)\nlistening on", tmp_path / "log") as running:
        assert "mine" not in running.greeting
        connection = http.client.HTTPConnection("127.0.0.1", int(running.match[1]), timeout=30)
        connection.request("GET", "/figures", headers={"Authorization": "Bearer mine-0123456789"})
        assert connection.getresponse().status == 200
        connection.close()
        assert running.stop() == 0
