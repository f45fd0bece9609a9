"""An ESME that we did not write, smpplib, against our session as its SMSC: we must not only agree with ourselves."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
import smpplib.client
import smpplib.consts
import smpplib.exceptions
import smpplib.gsm

from heliograph.smpp import pdu as smpp
from heliograph.smpp.events import (
    BindRequested,
    CommandReceived,
    DeliverAnswered,
    Event,
    LinkClosed,
    SubmitReceived,
)
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.transport import SmppLink

RECEIPT = b"id:7f03 sub:001 dlvrd:001 submit date:2611241200 done date:2611241201 stat:DELIVRD err:000 text:"


class Smsc:
    """Takes messages, gives each a receipt, knows the state of every message."""

    def __init__(self) -> None:
        self.submits: list[smpp.SubmitSm] = []
        self.answered: list[DeliverAnswered] = []
        self.closed: list[LinkClosed] = []
        self.left = asyncio.Event()

    def __call__(self, link: SmppLink, events: Sequence[Event]) -> None:
        for event in events:
            self._happened(link, event)

    def _happened(self, link: SmppLink, event: Event) -> None:
        session = link.session
        if isinstance(event, BindRequested):
            if event.pdu.password == "hunter2":
                session.accept_bind(event.sequence, "heliograph")
            else:
                session.refuse_bind(event.sequence, smpp.ESME_RINVPASWD)
        elif isinstance(event, SubmitReceived) and isinstance(event.pdu, smpp.SubmitSm):
            self.submits.append(event.pdu)
            session.respond(event.sequence, smpp.SubmitSmResp("7f03"))
            receipt = smpp.DeliverSm(
                source_addr_ton=1,
                source_addr=event.pdu.destination_addr,
                destination_addr=event.pdu.source_addr,
                esm_class=4,
                short_message=RECEIPT,
                tlvs=((smpp.TLV_RECEIPTED_MESSAGE_ID, b"7f03\0"), (smpp.TLV_MESSAGE_STATE, b"\x02")),
            )
            session.deliver_sm(receipt, link.now())
        elif isinstance(event, CommandReceived) and isinstance(event.pdu, smpp.QuerySm):
            session.respond(event.sequence, smpp.QuerySmResp(event.pdu.message_id, "", 2))
        elif isinstance(event, DeliverAnswered):
            self.answered.append(event)
        elif isinstance(event, LinkClosed):
            self.closed.append(event)
            self.left.set()


def as_esme(port: int, password: str, heard: list[Any], texts: list[str]) -> None:
    """What the foreign ESME does; blocking, for a thread of its own."""
    client = smpplib.client.Client("127.0.0.1", port, timeout=10, allow_unknown_opt_params=True)
    client.set_message_sent_handler(lambda pdu: heard.append((pdu.command, pdu.message_id)))
    client.set_message_received_handler(lambda pdu: heard.append((pdu.command, pdu.short_message)))
    client.set_query_resp_handler(lambda pdu: heard.append((pdu.command, pdu.message_state)))
    client.connect()
    try:
        client.bind_transceiver(system_id="esme", password=password)
        for text in texts:
            parts, coding, header = smpplib.gsm.make_parts(text)
            for part in parts:
                client.send_message(
                    source_addr_ton=smpplib.consts.SMPP_TON_ALNUM,
                    source_addr="Heliograph",
                    dest_addr_ton=smpplib.consts.SMPP_TON_INTL,
                    dest_addr_npi=smpplib.consts.SMPP_NPI_ISDN,
                    destination_addr="85261234567",
                    short_message=part,
                    data_coding=coding,
                    esm_class=header,
                    registered_delivery=True,
                )
                for _ in range(2):  # the response and the receipt, in whichever order
                    client.read_once()
        client.query_message(message_id="7f03", source_addr_ton=5, source_addr_npi=0, source_addr="Heliograph")
        client.read_once()
        client.send_pdu(smpplib.smpp.make_pdu("enquire_link", client=client))
        client.read_once()
        client.unbind()
    finally:
        client.disconnect()


async def meet(smsc: Smsc, password: str, heard: list[Any], texts: list[str]) -> None:
    loop = asyncio.get_running_loop()
    links: list[SmppLink] = []

    def accept() -> SmppLink:
        links.append(SmppLink(lambda now: Session(Role.SMSC, now), smsc))
        return links[-1]

    server = await loop.create_server(accept, "127.0.0.1", 0)
    try:
        async with asyncio.timeout(30):
            await asyncio.to_thread(as_esme, server.sockets[0].getsockname()[1], password, heard, texts)
            await smsc.left.wait()
    finally:
        server.close()
        for link in links:
            link.abort()
        await server.wait_closed()


async def test_a_foreign_esme_submits_and_gets_receipts() -> None:
    smsc, heard = Smsc(), []
    await meet(smsc, "hunter2", heard, ["Hello", "x" * 200, "你好"])
    assert [pdu.short_message[:9] for pdu in smsc.submits] == [
        b"Hello",
        *(bytes((5, 0, 3, smsc.submits[1].short_message[3], 2, number)) + b"xxx" for number in (1, 2)),
        "你好".encode("utf-16-be"),
    ]
    assert [(pdu.esm_class & 0x40, pdu.data_coding) for pdu in smsc.submits] == [(0, 0), (64, 0), (64, 0), (0, 8)]
    assert {pdu.destination_addr for pdu in smsc.submits} == {"85261234567"}
    assert heard.count(("submit_sm_resp", b"7f03")) == 4
    assert heard.count(("deliver_sm", RECEIPT)) == 4
    assert ("query_sm_resp", 2) in heard
    assert [event.command_status for event in smsc.answered] == [0] * 4
    assert len(smsc.closed) == 1


async def test_a_foreign_esme_with_a_wrong_password_is_refused_in_words_it_understands() -> None:
    smsc = Smsc()
    with pytest.raises(smpplib.exceptions.PDUError) as refusal:
        await meet(smsc, "wrong", [], [])
    assert refusal.value.args[1] == smpp.ESME_RINVPASWD
