"""If these fail, a customer's SMPP program cannot work with the server, or loses what was acknowledged to it."""

import asyncio
import random
import socket
import ssl
from pathlib import Path

import pytest
import smpp34
import smpplib.exceptions
import smpplib.gsm

from certificates import make_pair
from end_to_end.customers import TO, Customer, Esme, smpp_port
from end_to_end.ledger import read_ledger
from heliograph.client import Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, Smsc, carrier_config, wait_until

OURS = "2026-11-01"
ON = """
[smpp_in]
enabled = true
port = {port}
"""


def api(server: Server) -> Client:
    return Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET)


def credential(server: Server, **asked: str) -> tuple[str, str]:
    with api(server) as client:
        made = client.call("CreateSmppCredential", OURS, asked)
    assert made["ResponseCode"] == "OK", made
    return str(made["SystemId"]), str(made["Password"])


def test_smpplib_submits_asks_and_is_told(tmp_path: Path) -> None:
    with Server(tmp_path, config=ON.format(port=0)) as server:
        system_id, password = credential(server)
        with pytest.raises(smpplib.exceptions.PDUError) as refused:
            Esme(smpp_port(server), system_id, "wrong")
        assert refused.value.args[1] == 0x0E
        esme = Esme(smpp_port(server), system_id, password)
        sent = esme.answer(esme.submit(b"Hello\x00"))
        cyrillic = esme.answer(esme.submit("Привет".encode("utf-16-be"), data_coding=8))
        nobody = esme.answer(esme.submit(b"Hello", to="999"))
        assert (sent.status, cyrillic.status, nobody.status) == (0, 0, 0x0B)
        esme.until(lambda: len(esme.receipts) == 2)
        told = {pdu.receipted_message_id: pdu for pdu in esme.receipts}
        assert set(told) == {sent.message_id, cyrillic.message_id}
        receipt = told[sent.message_id]
        assert receipt.short_message.startswith(b"id:" + sent.message_id + b" sub:001 dlvrd:001 submit date:")
        assert b"stat:DELIVRD err:000 text:Hello@" in receipt.short_message
        assert (receipt.source_addr, receipt.destination_addr) == (TO.encode(), b"Shop")
        query = esme.client.query_message(message_id=sent.message_id.decode(), source_addr="Shop")
        found = esme.answer(query.sequence)
        assert (found.status, found.message_state) == (0, 2)
        with api(server) as client:
            record = client.call("GetMessage", OURS, {"MessageId": cyrillic.message_id.decode()})
            [push] = client.call("GetMessagePushes", OURS, {"MessageId": sent.message_id.decode()})["Pushes"]
        assert (record["Message"], record["Action"], record["Status"]) == ("Привет", "SubmitMessage", "1")
        assert (push["Kind"], push["State"], len(push["Attempts"])) == ("smpp", "told", 1)
        esme.close()


async def test_smpp34_submits_a_window_and_is_told(tmp_path: Path) -> None:
    with Server(tmp_path, config=ON.format(port=0)) as server:
        system_id, password = credential(server)
        client = smpp34.Client("127.0.0.1", smpp_port(server), system_id, password, window_size=20)
        smsc = await client.connect()
        answers = await asyncio.gather(
            *(
                smsc.submit_sm(f"852612{n:05d}", b"Hello", source_addr="Shop", registered_delivery=1)
                for n in range(34_500, 34_600)
            )
        )
        assert [answer.command_status for answer in answers] == [0] * 100
        missing = {answer.message_id for answer in answers}
        assert len(missing) == 100
        async with asyncio.timeout(60):
            while missing:
                receipt = await smsc.next()
                assert isinstance(receipt, smpp34.DeliverSmEvent)
                [named] = [tlv.value for tlv in receipt.tlvs if tlv.tag == smpp34.TLV_RECEIPTED_MESSAGE_ID]
                missing.discard(named.rstrip(b"\0").decode())
                assert b"stat:DELIVRD" in receipt.short_message
        await smsc.unbind()
        await client.stop()


def test_parts_of_smpplib_reach_the_carrier_as_they_are_or_as_one_text(tmp_path: Path) -> None:
    text = "Long messages are cut by the customer, joined here where the credential says so. " * 4
    with Smsc(tmp_path) as smsc, Server(tmp_path, config=carrier_config(smsc.port) + ON.format(port=0)) as server:
        for way, ids in (("pass-through", 3), ("reassemble", 1)):
            esme = Esme(smpp_port(server), *credential(server, LongMessages=way))
            parts, coding, esm_class = smpplib.gsm.make_parts(way + text)
            assert len(parts) == 3
            sent = [esme.submit(part, data_coding=coding, esm_class=esm_class) for part in parts]
            answers = [esme.answer(sequence) for sequence in sent]
            assert [answer.status for answer in answers] == [0, 0, 0]
            assert len({answer.message_id for answer in answers}) == ids
            esme.until(lambda esme=esme, ids=ids: len(esme.receipts) == ids)
            esme.close()
    received = read_ledger(smsc.ledger)
    assert {"pass-through" + text, "reassemble" + text} <= received.keys()


@pytest.mark.timeout(600)
def test_kills_lose_nothing_that_was_acknowledged_and_every_receipt_arrives(tmp_path: Path) -> None:
    dice = random.Random(20261126)
    with Smsc(tmp_path, receipt_delay_ms=150, receipt_jitter_ms=100) as smsc:
        config = carrier_config(smsc.port, window=20, doubt_wait_seconds=1) + ON
        server = Server(tmp_path, config=config.format(port=0))
        port = smpp_port(server)
        config = config.format(port=port)
        customers = [
            Customer(port, *credential(server), [f"{name} {n}" for n in range(5_000)]) for name in ("first", "second")
        ]
        try:
            for customer in customers:
                customer.start()
            for _ in range(4):
                enough = sum(len(c.acknowledged) for c in customers) + dice.randrange(60, 160)
                wait_until(
                    lambda enough=enough: sum(len(c.acknowledged) for c in customers) >= enough,
                    "the server takes nothing any more",
                )
                server.kill()
                server = Server(tmp_path, config=config)
            for customer in customers:
                customer.submitting = False
            for customer in customers:
                wait_until(lambda c=customer: c.settled(), "some messages have no receipt")
        finally:
            for customer in customers:
                customer.stopping.set()
            for customer in customers:
                customer.join()
        with api(server) as client:
            for customer in customers:
                assert len(customer.acknowledged) > 100
                for message_id, text in customer.acknowledged.items():
                    record = client.call("GetMessage", OURS, {"MessageId": message_id})
                    assert (record["ResponseCode"], record["Message"]) == ("OK", text), "acknowledged and lost"
                    assert f"id:{message_id} " in customer.receipts[message_id][0]
                    assert "stat:DELIVRD" in customer.receipts[message_id][-1]
        assert server.stop() == 0
    received = read_ledger(smsc.ledger)
    assert all(text in received for customer in customers for text in customer.acknowledged.values())


def test_customers_bind_over_tls_and_are_shown_a_renewed_certificate(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, "server")
    config = '[tls]\ncert = "server.crt"\nkey = "server.key"\n[smpp_in]\nenabled = true\nplain = false\ntls = true\n'
    with Server(tmp_path, config=config + "tls_port = 0\nlocal_credential = false\n") as server:
        port = smpp_port(server, "smpps")
        before = ssl.get_server_certificate(("127.0.0.1", port))
        context = ssl.create_default_context(cafile=str(pair.cert))
        context.check_hostname = False
        with Client(
            f"https://{server.endpoint}", ACCESS_KEY_ID, ACCESS_KEY_SECRET, tls=pair.client_context()
        ) as client:
            made = client.call("CreateSmppCredential", OURS, {})
        esme = Esme(port, made["SystemId"], made["Password"], context)
        assert esme.answer(esme.submit(b"Hello")).status == 0
        make_pair(tmp_path, "server")
        server.hang_up()
        wait_until(lambda: ssl.get_server_certificate(("127.0.0.1", port)) != before, "the old certificate is shown")
        assert esme.answer(esme.submit(b"Hello again")).status == 0, "what is bound stays"
        esme.close()


def test_a_port_that_another_program_has_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AssertionError, match=f"cannot listen on 127.0.0.1:{port} for SMPP"):
            Server(tmp_path, config=ON.format(port=port))
