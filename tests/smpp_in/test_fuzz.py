"""If this fails, a customer, or a stranger who has only a socket, makes the server raise, or hold more than it may."""

import asyncio
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.identity.smpp_credential import SmppCredential
from heliograph.smpp.codec import encode
from heliograph.smpp.pdu import (
    Bind,
    BindTransceiver,
    CancelSm,
    DataSm,
    DeliverSmResp,
    EnquireLink,
    QuerySm,
    SmeAddress,
    SubmitMulti,
    SubmitSm,
    Unbind,
)
from heliograph.smpp_in.bind import CustomerBind
from heliograph.smpp_in.limits import DoorLimits
from heliograph.smpp_in.mailbox import Mailbox
from memory_transport import MemoryTransport, cut

from .conftest import credential

LIMITS = DoorLimits(window=4)


class Owner:
    """Lets everybody in, and answers every call; what it is asked is right or wrong alike."""

    limits = LIMITS

    def __init__(self) -> None:
        self.gone = 0
        self.submitted_with: list[int] = []
        self.held_most = 0

    def opened(self, bind: CustomerBind) -> bool:
        return True

    async def admit(self, bind: CustomerBind, pdu: Bind) -> SmppCredential | int:
        if pdu.password != "right":
            return 0x0E
        bind.credential = credential("shop", long_messages="reassemble")
        return bind.credential

    def mailbox(self, one: SmppCredential) -> Mailbox:
        class Nothing:
            def opened(self, bind: Any) -> None: ...
            def closed(self, bind: Any, left: Any) -> None: ...
            def answered(self, answers: Any) -> None: ...
            def unanswered(self, left: Any) -> None: ...

        return Nothing()  # type: ignore[return-value]

    async def call(
        self, bind: CustomerBind, version: str, action: str, parameters: Mapping[str, str]
    ) -> Mapping[str, Any]:
        self.held_most = max(self.held_most, bind.link.session.owed())
        await asyncio.sleep(0)
        return {"ResponseCode": "OK", "MessageId": "1"}

    def utc_ms(self) -> int:
        return 1_795_000_000_000

    def submitted(self, command_status: int) -> None:
        self.submitted_with.append(command_status)

    def ended(self, bind: CustomerBind) -> None:
        self.gone += 1


OCTET = st.integers(0, 255)
TEXT = st.text(st.characters(max_codepoint=0xFF, exclude_characters="\0"), max_size=15)
TLVS = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=20)), max_size=3).map(tuple)
PDUS = st.one_of(
    st.builds(BindTransceiver, system_id=TEXT, password=st.sampled_from(["right", "wrong"])),
    st.builds(
        SubmitSm,
        source_addr=TEXT,
        destination_addr=TEXT,
        esm_class=OCTET,
        data_coding=OCTET,
        registered_delivery=OCTET,
        priority_flag=OCTET,
        validity_period=TEXT,
        short_message=st.binary(max_size=254) | st.just(b"\x05\x00\x03\x07\x02\x01Hi"),
        tlvs=TLVS,
    ),
    st.builds(SubmitMulti, dest_addresses=st.just((SmeAddress(1, 1, "852"),)), short_message=st.binary(max_size=20)),
    st.builds(DataSm, destination_addr=TEXT, esm_class=OCTET, data_coding=OCTET, tlvs=TLVS),
    st.builds(QuerySm, message_id=TEXT),
    st.builds(CancelSm, message_id=TEXT, destination_addr=TEXT),
    st.just(EnquireLink()),
    st.just(DeliverSmResp()),
    st.just(Unbind()),
)
PIECES = st.one_of(
    st.tuples(PDUS, st.integers(1, 50)).map(lambda one: encode(*one)),
    st.binary(max_size=40),
    st.tuples(PDUS, st.integers(0, 60), OCTET).map(lambda one: _bent(encode(one[0], 1), one[1], one[2])),
)
RIGHT = encode(BindTransceiver(system_id="shop", password="right"), 1)


def _bent(octets: bytes, place: int, value: int) -> bytes:
    """The octets of a PDU with one of them changed."""
    place %= len(octets)
    return octets[:place] + bytes((value,)) + octets[place + 1 :]


@settings(deadline=None, max_examples=300)
@given(st.booleans(), st.lists(PIECES, max_size=12), st.lists(st.integers(0, 600), max_size=12))
def test_no_octets_in_any_pieces_do_harm(bound: bool, pieces: list[bytes], places: list[int]) -> None:
    asyncio.run(fed((RIGHT if bound else b"") + b"".join(pieces), places))


async def fed(octets: bytes, places: list[int]) -> None:
    trouble: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: trouble.append(context))
    owner, transport = Owner(), MemoryTransport()
    bind = CustomerBind(owner, secure=False)
    bind.link.connection_made(transport)
    for piece in cut(octets, places):
        if not transport.closed:
            bind.link.data_received(piece)
        for _ in range(6):
            await asyncio.sleep(0)
        assert bind.link.session.owed() <= LIMITS.window
    bind.link.connection_lost(None)
    tasks = bind.under_way()
    if tasks:
        await asyncio.wait(tasks)
    assert trouble == []
    assert [task.exception() for task in tasks if task.exception() is not None] == []
    assert owner.gone == 1
    assert owner.held_most <= LIMITS.window
