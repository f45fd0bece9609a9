"""If this fails, an ESME that is not ours cannot use the network: smpplib over a real socket."""

import asyncio
import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import smpplib.client
import smpplib.consts
import smpplib.exceptions
import smpplib.gsm

from heliograph.clock import SystemClock
from heliograph.simulator.ledger import read_ledger
from heliograph.simulator.magic_numbers import MAGIC_NUMBERS
from heliograph.simulator.server import serve_smsc
from heliograph.simulator.settings import SmscSettings
from simulator.esme import ServeSmsc

#: Rows that take seconds by nature; `test_magic_numbers` has them with time that passes at will.
SLOW = {"13", "43"}

#: What a foreign ESME hears after its first submit_sm: the status of the response and the words of the receipts.
HEARD: dict[str, tuple[int | None, list[str]]] = {
    "00": (0, ["DELIVRD"]),
    "01": (0, ["UNDELIV"]),
    "02": (0, ["EXPIRED"]),
    "03": (0, ["REJECTD"]),
    "04": (0, ["DELETED"]),
    "05": (0, ["UNKNOWN"]),
    "06": (0, ["ACCEPTD", "DELIVRD"]),
    "07": (0, ["UNDELIV", "DELIVRD"]),
    "08": (0, ["DELIVRD", "UNDELIV"]),
    "10": (0, []),
    "11": (0, ["DELIVRD", "DELIVRD"]),
    "12": (0, ["DELIVRD"]),
    "14": (0, ["DELIVRD"]),
    "20": (0x0B, []),
    "21": (0x0A, []),
    "22": (0x58, []),
    "23": (0x14, []),
    "24": (0x08, []),
    "25": (0x45, []),
    "30": (0x58, []),
    "31": (0x14, []),
    "32": (0x08, []),
    "40": (None, []),
    "41": (None, ["DELIVRD"]),
    "42": (None, []),
    "44": (None, []),
    "45": (None, []),
    "46": (None, ["DELIVRD"]),
}


class Foreign:
    """smpplib as a transceiver, with what it heard."""

    def __init__(self, port: int, password: str = "secret08") -> None:
        self.responses: list[tuple[int, str]] = []
        self.receipts: list[tuple[str, str]] = []
        self.client = smpplib.client.Client("127.0.0.1", port, timeout=10, allow_unknown_opt_params=True)
        self.client.set_message_sent_handler(self._answered)
        self.client.set_error_pdu_handler(lambda pdu: None)
        self.client.set_message_received_handler(self._received)
        self.client.connect()
        try:
            self.client.bind_transceiver(system_id="foreign", password=password)
        except smpplib.exceptions.PDUError:
            self.client.disconnect()
            raise

    def _answered(self, pdu: Any) -> None:
        self.responses.append((pdu.status, (pdu.message_id or b"").decode()))

    def _received(self, pdu: Any) -> int:
        text = pdu.short_message.decode()
        self.receipts.append((pdu.receipted_message_id.decode(), text.split("stat:")[1].split()[0]))
        return 0

    def submit(self, to: str, text: str) -> int:
        """How many parts went out."""
        parts, encoding, esm_class = smpplib.gsm.make_parts(text)
        for part in parts:
            self.client.send_message(
                source_addr_ton=smpplib.consts.SMPP_TON_ALNUM,
                source_addr="Heliograph",
                dest_addr_ton=smpplib.consts.SMPP_TON_INTL,
                dest_addr_npi=smpplib.consts.SMPP_NPI_ISDN,
                destination_addr=to,
                short_message=part,
                data_coding=encoding,
                esm_class=esm_class,
                registered_delivery=1,
            )
        return len(parts)

    def hear(self, responses: int, receipts: int) -> None:
        """Read until so many have come; bounded by the client's own time-out."""
        deadline = time.monotonic() + 20
        while len(self.responses) < responses or len(self.receipts) < receipts:
            assert time.monotonic() < deadline
            self.client.read_once(auto_send_enquire_link=False)

    def nothing_more(self) -> None:
        """The network answers enquire_link, and nothing else comes before the answer."""
        self.client.send_pdu(smpplib.smpp.make_pdu("enquire_link", client=self.client))
        before = (len(self.responses), len(self.receipts))
        self.client.read_once(auto_send_enquire_link=False)
        assert (len(self.responses), len(self.receipts)) == before


@contextmanager
def foreign(port: int) -> Iterator[Foreign]:
    esme = Foreign(port)
    try:
        yield esme
        esme.client.unbind()
    finally:
        esme.client.disconnect()


def hear_a_row(port: int, number: str, status: int | None, words: list[str]) -> None:
    cut = number.endswith(("44", "45", "46"))
    esme = Foreign(port)
    esme.submit(number, "Your code is 123456")
    if cut:
        with pytest.raises(smpplib.exceptions.ConnectionError):
            esme.client.read_once(auto_send_enquire_link=False)
        esme.client.disconnect()
        esme = Foreign(port)
    esme.hear(0 if status is None else 1, len(words))
    esme.nothing_more()
    assert [found for found, _ in esme.responses] == ([] if status is None else [status])
    assert [word for _, word in esme.receipts] == words
    esme.client.unbind()
    esme.client.disconnect()


def test_every_row_is_heard_but_the_slow_ones() -> None:
    assert {row.digits for row in MAGIC_NUMBERS} == HEARD.keys() | SLOW


@pytest.mark.parametrize("digits", HEARD)
async def test_a_foreign_esme_meets_each_magic_number(serve: ServeSmsc, digits: str) -> None:
    server = await serve()
    status, words = HEARD[digits]
    await asyncio.to_thread(hear_a_row, server.port, f"120255501{digits}", status, words)


async def test_a_foreign_esme_is_refused_with_a_wrong_password(serve: ServeSmsc) -> None:
    server = await serve(password="secret08")
    with pytest.raises(smpplib.exceptions.PDUError) as refused:
        await asyncio.to_thread(Foreign, server.port, "wrong")
    assert refused.value.args[1] == 0x0E


@pytest.mark.parametrize("text", ["Hi @£€ {}", "x" * 400, "验证码" * 60, "€" * 200])
async def test_texts_of_a_foreign_esme_are_joined_in_the_ledger(serve: ServeSmsc, ledger_path: Path, text: str) -> None:
    server = await serve(ledger=ledger_path)

    def send(port: int) -> tuple[set[str], set[str]]:
        with foreign(port) as esme:
            parts = esme.submit("85261234567", text)
            esme.hear(parts, parts)
            return {id_ for _, id_ in esme.responses}, {id_ for id_, _ in esme.receipts}

    answered, told = await asyncio.to_thread(send, server.port)
    lines = list(read_ledger(ledger_path))
    assert answered == told == {line.id for line in lines}
    assert [line.text for line in lines] == [None] * (len(lines) - 1) + [text]


async def test_a_foreign_esme_that_comes_back_gets_the_receipts_it_missed(serve: ServeSmsc) -> None:
    server = await serve(receipt_delay_ms=200)

    def submit(port: int) -> set[str]:
        with foreign(port) as esme:
            for number in range(5):
                esme.submit("85261234567", f"message {number}")
            esme.hear(5, 0)
            return {id_ for _, id_ in esme.responses}

    def come_back(port: int) -> set[str]:
        with foreign(port) as esme:
            esme.hear(0, 5)
            return {id_ for id_, _ in esme.receipts}

    submitted = await asyncio.to_thread(submit, server.port)
    assert await asyncio.to_thread(come_back, server.port) == submitted


async def test_the_port_is_told_and_one_in_use_is_refused(serve: ServeSmsc) -> None:
    server = await serve()
    assert server.port > 0
    with socket.create_connection((server.host, server.port)):
        pass
    with pytest.raises(OSError, match="in use"):
        await serve_smsc(SmscSettings(port=server.port), SystemClock(), random.Random(1))


async def test_nothing_listens_after_the_end(serve: ServeSmsc) -> None:
    server = await serve()
    await server.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port))
