"""A door with a store behind it, a gateway that answers as a test says, and ESMEs on sockets that only know octets."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from heliograph.clock import SystemClock
from heliograph.identity import IdentityDirectory
from heliograph.identity.smpp_credential import SmppCredential, hash_password
from heliograph.operations.smpp_credentials import SmppCredentials, made
from heliograph.smpp.codec import decode, encode
from heliograph.smpp.pdu import BindReceiver, BindTransceiver, BindTransmitter, DeliverSm, DeliverSmResp, Pdu, SubmitSm
from heliograph.smpp_in.door import SmppDoor
from heliograph.smpp_in.limits import DoorLimits
from heliograph.sms.events import Refused
from heliograph.sms.given import ReceiptFor
from heliograph.sms.message import Body, Life, Message, Segment
from heliograph.sms.message_id import MessageIds
from heliograph.store.port import Settlement
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.sqlite import Bounds, SqliteMessageStore
from heliograph.telemetry.metrics import Metrics
from memory_identities import memory_identities

ACCOUNT = "1000000000000001"
PASSWORD = "secret08"
SALT = b"salt"
HASH = hash_password(PASSWORD, SALT)
PATIENCE = 30.0

BINDS = {"transceiver": BindTransceiver, "transmitter": BindTransmitter, "receiver": BindReceiver}


def credential(system_id: str = "shop", **changes: Any) -> SmppCredential:
    fields = {"system_id": system_id, "account": ACCOUNT, "salt": SALT, "password_hash": HASH, "created": 1}
    return SmppCredential(**{**fields, **changes})


class Esme:
    """A customer's end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._sequence = 0

    def send(self, pdu: Pdu, sequence: int = 0, status: int = 0) -> int:
        """Write it; the sequence number that it got."""
        if not sequence:
            self._sequence += 1
            sequence = self._sequence
        self._writer.write(encode(pdu, sequence, status))
        return sequence

    def send_octets(self, octets: bytes) -> None:
        self._writer.write(octets)

    async def read(self) -> tuple[int, int, Pdu]:
        """Status, sequence number and body of the next PDU. Raises EOFError."""
        async with asyncio.timeout(PATIENCE):
            head = await self._reader.readexactly(4)
            octets = head + await self._reader.readexactly(int.from_bytes(head, "big") - 4)
        sequence, status, body = decode(octets)
        return status, sequence, body

    async def read_octets(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            head = await self._reader.readexactly(4)
            return head + await self._reader.readexactly(int.from_bytes(head, "big") - 4)

    async def ask(self, pdu: Pdu) -> tuple[int, Pdu]:
        """Status and body of its response, whatever else comes before."""
        sequence = self.send(pdu)
        while True:
            status, answered, body = await self.read()
            if answered == sequence and not isinstance(body, DeliverSm):
                return status, body

    async def delivered(self, status: int | None = 0) -> DeliverSm:
        """The next deliver_sm, answered with this status; with None, not at all."""
        while True:
            _, sequence, body = await self.read()
            if isinstance(body, DeliverSm):
                if status is not None:
                    self.send(DeliverSmResp(), sequence, status)
                return body

    async def ended(self) -> None:
        """Read until the peer closes."""
        async with asyncio.timeout(PATIENCE):
            while await self._reader.read(65_536):
                pass

    def close(self) -> None:
        self._writer.close()

    def abort(self) -> None:
        self._writer.transport.abort()


class GatewayStub:
    """Answers every call OK with a new id, unless a test says otherwise."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, str]]] = []
        self.callers: list[tuple[str, str, str, str, bool]] = []
        self.answers: dict[str, Mapping[str, Any]] = {}
        """By recipient, or by action."""
        self.gates: dict[str, asyncio.Event] = {}
        """By text, what a call waits for."""
        self._ids = 100

    async def __call__(
        self,
        caller: Any,
        version: str,
        action: str,
        parameters: Mapping[str, str],
        *,
        peer: str = "",
        secure: bool = False,
    ) -> Mapping[str, Any]:
        self.calls.append((version, action, dict(parameters)))
        self.callers.append((caller.account, caller.user, caller.principal, peer, secure))
        gate = self.gates.get(parameters.get("Message", ""))
        if gate is not None:
            await gate.wait()
        self._ids += 1
        default = {"ResponseCode": "OK", "MessageId": str(self._ids)}
        return self.answers.get(parameters.get("To", "")) or self.answers.get(action) or default


class Bench:
    """One door."""

    def __init__(self, folder: Path) -> None:
        self.clock = SystemClock()
        self.metrics = Metrics()
        self.gateway = GatewayStub()
        self.credentials = SmppCredentials()
        self.store = SqliteMessageStore(
            folder,
            clock=self.clock,
            metrics=self.metrics,
            mode="inline",
            on_told=self._told,
            inbound_account=lambda number: ACCOUNT,
            bounds=Bounds(disk_free_bytes_min=0),
        )
        self.directory: IdentityDirectory = memory_identities().directory
        self.door: SmppDoor | None = None
        self.port = 0
        self.esmes: list[Esme] = []
        self.recent = RecentlyTold()
        self._ids = MessageIds(self.clock)

    def _told(self, subscriber: str) -> None:
        if self.door is not None:
            self.door.work(subscriber)

    async def open(self, tls: ssl.SSLContext | None = None, **limits: Any) -> "Bench":
        """Let customers in; the credential `shop` is there."""
        self.door = SmppDoor(
            self.gateway,
            self.credentials,
            self.directory,
            self.store,
            self.store,
            clock=self.clock,
            metrics=self.metrics,
            limits=DoorLimits(**limits),
            recent=self.recent,
        )
        self.port = await self.door.listen("127.0.0.1", 0, tls)
        if self.credentials.find("shop") is None:
            await self.have(credential())
        return self

    async def have(self, one: SmppCredential, receipts: tuple[str, ...] = ("SmsReport", "SmsUp")) -> None:
        await self.store.change(made(one, receipts))
        self.credentials.note(one)

    async def connect(self) -> Esme:
        esme = Esme(*await asyncio.open_connection("127.0.0.1", self.port))
        self.esmes.append(esme)
        return esme

    async def bound(self, kind: str = "transceiver", system_id: str = "shop") -> Esme:
        esme = await self.connect()
        status, _ = await esme.ask(BINDS[kind](system_id, PASSWORD))
        assert status == 0
        return esme

    async def ended(self, *texts: str, registered_delivery: int = 1, system_id: str = "shop") -> list[int]:
        """Messages that have just failed, so that a receipt is due for each."""
        now = self.clock.steady_ms()
        wish = ReceiptFor(f"smpp-{system_id}", registered_delivery)
        pairs = [
            (
                Message(
                    *(self._ids.next(), ACCOUNT, f"r-{text}", "85261234567", "net", 1, now, now + 60_000),
                    Life((Segment(1, due=now),), receipt_for=wish),
                    now + 60_000,
                ),
                Body(text, "Shop", given=b"no MessagePack" if text == "broken" else b""),
            )
            for text in texts
        ]
        for pair in pairs:
            await self.store.accept([pair])
        await self.store.settle([Settlement(m.id, Refused(1, "NO_ROUTE")) for m, _ in pairs])
        return [m.id for m, _ in pairs]

    async def waiting(self, system_id: str = "shop") -> tuple[int, int]:
        found = await self.store.waiting(f"{ACCOUNT}/smpp-{system_id}")
        return found.undone, found.dead

    async def until_waiting(self, undone: int, dead: int = 0) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self.waiting() != (undone, dead):  # noqa: ASYNC110, the store has no event for tests
                await asyncio.sleep(0.005)

    def figure(self, name: str) -> float:
        lines = self.metrics.render().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


def submit(text: str = "Hello", to: str = "85261234567", **changes: Any) -> SubmitSm:
    fields = {"source_addr_ton": 5, "source_addr": "Shop", "dest_addr_ton": 1, "dest_addr_npi": 1}
    return SubmitSm(**{**fields, "destination_addr": to, "short_message": text.encode(), **changes})


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A store that has started; `open` opens the door."""
    made_one = Bench(tmp_path / "data")
    await made_one.store.start()
    yield made_one
    for esme in made_one.esmes:
        esme.abort()
    if made_one.door is not None:
        await made_one.door.close(1)
    await made_one.store.close()
