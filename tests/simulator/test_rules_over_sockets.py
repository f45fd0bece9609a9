"""If this fails, a carrier in a process of its own does not misbehave as its file of rules says, or our end of the
link cannot bear it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from heliograph.simulator.ledger import read_ledger
from heliograph.smpp.events import BindRefused, Cause, DeliverReceived, LinkClosed, SubmitAnswered
from heliograph.smpp.pdu import BindReceiver, BindTransceiver, DataSm
from processes import Smsc
from simulator.esme import WAIT_SECONDS, Esme
from simulator.world import submit_sm

RULES = """
[[rules]]
number = "100*"
status = "ESME_RX_P_APPN"

[[rules]]
number = "101*"
status = 0x401

[[rules]]
number = "102*"
response = "cut"
skip = 5

[[rules]]
number = "103*"
response = "stall"

[[rules]]
number = "104*"
response_delay = "300ms"

[[rules]]
number = "105*"
reorder = 10

[[rules]]
number = "106*"
response = "none"
receipt = "none"

[[rules]]
number = "107*"
early = true

[[rules]]
number = "108*"
receipt = ["UNDELIV", "DELIVRD"]
err = "EF1"
receipt_gap = "10ms"

[[rules]]
number = "109*"
receipt_form = "data-sm"

[[rules]]
number = "110*"
above = "5/s"
status = "ESME_RTHROTTLED"

[[rules]]
number = "111*"
reply = "STOP"
receipt = "none"

[[rules]]
number = "112*"
receipt_delay = "exponential(300ms,max=1s)"

[[rules]]
number = "113*"
receipt_form = "esm-class-0,no-tlvs"
receipt_id = "padded-hex"

[[rules]]
number = "120*"
garbage = "bad-length"

[[rules]]
number = "121*"
garbage = "unknown-command"

[[rules]]
number = "122*"
garbage = "random"

[[rules]]
on = "bind"
system_id = "refused"
status = "ESME_RBINDFAIL"

[[rules]]
on = "bind"
system_id = "cut"
response = "cut"

[[rules]]
on = "bind"
system_id = "slow"
response_delay = "200ms"

[[rules]]
on = "bind"
system_id = "mute"
response = "none"
"""


@pytest.fixture(scope="module")
def smsc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Smsc]:
    folder: Path = tmp_path_factory.mktemp("smsc")
    (folder / "faults.toml").write_text(RULES)
    with Smsc(folder, rules=folder / "faults.toml", seed=1) as running:
        yield running


@pytest.fixture
async def esme(smsc: Smsc, request: pytest.FixtureRequest) -> AsyncIterator[Esme]:
    """One with a system_id of its own, so that no test sees another's receipts."""
    made = Esme()
    await made.connect(smsc.port)
    assert await made.bind(BindTransceiver(f"esme-{abs(hash(request.node.name)) % 10**9}")) == 0
    yield made
    if not made.of(LinkClosed):
        await made.cut()


@pytest.mark.parametrize(("number", "status"), [("100", 0x65), ("101", 0x401), ("999", 0)])
async def test_a_status(esme: Esme, number: str, status: int) -> None:
    esme.submit(submit_sm(number))
    await esme.count(SubmitAnswered, 1)
    assert esme.statuses() == [status]


async def test_the_connection_is_cut_in_the_middle_of_the_window(esme: Esme) -> None:
    for number in range(10):
        esme.submit(submit_sm("102", text=b"%d" % number), number)
    await esme.count(LinkClosed, 1)
    answered = [event.handle for event in esme.of(SubmitAnswered)]
    unanswered = [one.handle for one in esme.of(LinkClosed)[0].unanswered]
    assert answered + unanswered == list(range(10))
    assert len(unanswered) >= 5


async def test_a_half_open_link_answers_nothing_and_stays(smsc: Smsc) -> None:
    esme = Esme()
    await esme.connect(smsc.port)
    assert await esme.bind(BindTransceiver("half-open")) == 0
    esme.submit(submit_sm("999"), "before")
    await esme.count(SubmitAnswered, 1)
    esme.submit(submit_sm("103"), "at")
    esme.submit(submit_sm("999"), "after")
    async with asyncio.timeout(WAIT_SECONDS):
        while not any(line.reaction == "stall" for line in read_ledger(smsc.ledger)):  # noqa: ASYNC110, another process
            await asyncio.sleep(0.01)
    # Silence is what the test is about: so long that an enquire_link goes out, and then until our patience is over.
    session, now = esme.link.session, esme.link.now()
    session.advance(now + 35_000)
    esme.link.wake()
    other = Esme()
    await other.connect(smsc.port)
    assert await other.bind(BindTransceiver("not-half-open")) == 0
    assert len(esme.of(SubmitAnswered)) == 1
    assert not esme.of(LinkClosed)
    await other.cut()
    session.advance(now + 400_000)
    esme.link.wake()
    await esme.count(LinkClosed, 1)
    assert esme.of(LinkClosed)[0].cause is Cause.DEAD


async def test_a_slow_response_does_not_hold_up_others(esme: Esme) -> None:
    esme.submit(submit_sm("104"), "slow")
    esme.submit(submit_sm("999"), "quick")
    await esme.count(SubmitAnswered, 2)
    assert [event.handle for event in esme.of(SubmitAnswered)] == ["quick", "slow"]


async def test_responses_out_of_order(esme: Esme) -> None:
    for number in range(10):
        esme.submit(submit_sm("105", text=b"%d" % number), number)
    await esme.count(SubmitAnswered, 10)
    handles = [event.handle for event in esme.of(SubmitAnswered)]
    assert sorted(handles) == list(range(10)) != handles


async def test_no_response(esme: Esme) -> None:
    esme.submit(submit_sm("106"), "silent")
    esme.submit(submit_sm("999"), "after")
    await esme.count(DeliverReceived, 1)
    assert [event.handle for event in esme.of(SubmitAnswered)] == ["after"]


async def test_a_receipt_before_its_response(esme: Esme) -> None:
    esme.submit(submit_sm("107"))
    await esme.count(SubmitAnswered, 1)
    kinds = [type(event) for event in esme.events if type(event) in (SubmitAnswered, DeliverReceived)]
    assert kinds == [DeliverReceived, SubmitAnswered]
    assert esme.receipts()[0].carrier_message_id == esme.of(SubmitAnswered)[0].carrier_message_id


async def test_receipts_that_contradict_each_other(esme: Esme) -> None:
    esme.submit(submit_sm("108"))
    await esme.count(DeliverReceived, 2)
    assert [(receipt.stat, receipt.err) for receipt in esme.receipts()] == [("UNDELIV", "EF1"), ("DELIVRD", "EF1")]


async def test_a_receipt_as_data_sm(esme: Esme) -> None:
    esme.submit(submit_sm("109"))
    await esme.count(DeliverReceived, 1)
    pdu = esme.of(DeliverReceived)[0].pdu
    assert type(pdu) is DataSm
    assert b"stat:DELIVRD" in (pdu.tlv(0x0424) or b"")


async def test_throttling_above_a_rate(esme: Esme) -> None:
    for number in range(40):
        esme.submit(submit_sm("110", text=b"%d" % number))
    await esme.count(SubmitAnswered, 40)
    throttled = [status for status in esme.statuses() if status]
    assert set(throttled) == {0x58}
    assert len(throttled) >= 30


async def test_the_handset_answers(esme: Esme) -> None:
    esme.submit(submit_sm("111"))
    await esme.count(DeliverReceived, 1)
    pdu = esme.of(DeliverReceived)[0].pdu
    assert (pdu.source_addr, pdu.destination_addr, pdu.short_message) == ("111", "Heliograph", b"STOP")


async def test_receipts_overtake_one_another(esme: Esme) -> None:
    for number in range(20):
        esme.submit(submit_sm("112", text=b"%d" % number))
    await esme.count(DeliverReceived, 20)
    answered = [event.carrier_message_id for event in esme.of(SubmitAnswered)]
    told = [receipt.carrier_message_id for receipt in esme.receipts()]
    assert sorted(told) == sorted(answered)
    assert told != answered


async def test_a_receipt_that_looks_like_a_message(esme: Esme) -> None:
    esme.submit(submit_sm("113"))
    await esme.count(DeliverReceived, 1)
    pdu, number = esme.of(DeliverReceived)[0].pdu, int(esme.of(SubmitAnswered)[0].carrier_message_id)
    assert (pdu.esm_class, pdu.tlvs) == (0, ())
    assert pdu.short_message.startswith(f"id:{number:020X} sub:001".encode())


@pytest.mark.parametrize("number", ["120", "122"])
async def test_garbage_ends_the_link(esme: Esme, number: str) -> None:
    esme.submit(submit_sm(number))
    await esme.count(LinkClosed, 1)
    assert esme.of(LinkClosed)[0].cause is Cause.PROTOCOL_FAULT


async def test_a_command_that_nobody_knows_leaves_the_link(esme: Esme) -> None:
    esme.submit(submit_sm("121"))
    await esme.count(DeliverReceived, 1)
    assert esme.statuses() == [0]
    assert not esme.of(LinkClosed)


async def test_binds_are_refused_cut_and_slow(smsc: Smsc) -> None:
    refused, cut, slow, mute = Esme(), Esme(), Esme(), Esme()
    for one in (refused, cut, slow, mute):
        await one.connect(smsc.port)
    assert await refused.bind(BindTransceiver("refused")) == 0x0D
    assert refused.of(BindRefused)
    for one, name in ((cut, "cut"), (mute, "mute")):
        one.link.session.bind(BindReceiver(name), one.link.now())
        one.link.wake()
    await cut.count(LinkClosed, 1)
    assert cut.of(LinkClosed)[0].cause is Cause.PEER_CLOSED
    assert await slow.bind(BindTransceiver("slow")) == 0
    assert mute.events == []
    slow.submit(submit_sm("999"))
    await slow.count(DeliverReceived, 1)
    async with asyncio.timeout(WAIT_SECONDS):
        await mute.cut()
        await slow.cut()
