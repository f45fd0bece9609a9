"""Ports over a store that remembers what it was given and answers what a test put into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from heliograph.identity import Credential, TokenMint
from heliograph.identity.queue_token import passing_mint
from heliograph.operations.call import Answer, Call, Refusal, Reply, Served
from heliograph.operations.calls import Calls, NoCalls
from heliograph.operations.carriers import Carriers, NoCarriers
from heliograph.operations.configuration import Configuration, FixedConfiguration
from heliograph.operations.description import Field, Shape
from heliograph.operations.limit_book import LimitBook
from heliograph.operations.limit_hits import LimitHits
from heliograph.operations.ports import Ports, SendRules, SimulatorRules
from heliograph.operations.smpp_credentials import SmppCredentials
from heliograph.operations.standing import Standing
from heliograph.operations.types import Value
from heliograph.operations.validate import Faults, validate
from heliograph.sms.diagnosis import CarrierFacts
from heliograph.sms.message import Body, Life, Message, Route, Segment
from heliograph.sms.message_id import MessageIds
from heliograph.sms.msisdn import Number, NumberBook
from heliograph.sms.route import Lane, NoRoute
from heliograph.store.holds import Hold, Refusals
from heliograph.store.orphans import NoOrphans, Orphans
from heliograph.store.port import Nonce, Stored, Timeline
from memory_conversions import MemoryConversions
from memory_identities import memory_identities
from memory_limits import MemoryLimits
from memory_records import MemoryRecords
from memory_refused_calls import MemoryRefusedCalls
from memory_roll_ups import MemoryRollUps
from memory_searches import MemorySearches
from memory_told import MemoryTold, no_trial, subscribing

NOW = 1_795_000_000_000
ACCOUNT = "1000000000000001"
REQUEST_ID = "F655A8D5-B967-440B-8683-DAD6FF8D28D0"


class StandingClock:
    def utc_ms(self) -> int:
        return NOW

    def steady_ms(self) -> int:
        return NOW


@dataclass
class RecordingStore:
    accepted: list[tuple[tuple[Message, Body], ...]] = field(default_factory=list)
    nonces: list[Nonce | None] = field(default_factory=list)
    taken: list[Sequence[Sequence[Hold]]] = field(default_factory=list)
    """What the messages of each accept take from limits."""
    refuses: Refusals = field(default_factory=dict)
    """What limits refuse of every accept."""
    raises: list[Exception] = field(default_factory=list)
    holds: list[Timeline] = field(default_factory=list)
    """The messages of ACCOUNT, newest first."""
    waits: set[int] = field(default_factory=set)
    """Messages that can be cancelled."""
    found_with: list[dict[str, object]] = field(default_factory=list)

    async def accept(
        self,
        messages: Sequence[tuple[Message, Body]],
        nonce: Nonce | None = None,
        holds: Sequence[Sequence[Hold]] = (),
    ) -> Refusals:
        if self.raises:
            raise self.raises.pop(0)
        self.accepted.append(tuple(messages))
        self.nonces.append(nonce)
        self.taken.append([list(one) for one in holds])
        return self.refuses

    async def cancel(self, account: str, message_ids: Sequence[int], nonce: Nonce | None = None) -> Sequence[bool]:
        assert account == ACCOUNT
        self.nonces.append(nonce)
        return [message_id in self.waits for message_id in message_ids]

    async def timeline(self, account: str, message_id: int) -> Timeline | None:
        assert account == ACCOUNT
        return next((held for held in self.holds if held.message.id == message_id), None)

    async def get(self, account: str, message_id: int) -> Stored | None:
        found = await self.timeline(account, message_id)
        return Stored(found.message, found.body) if found is not None else None

    async def find(self, account: str, **conditions: int | str) -> Sequence[Stored]:
        assert account == ACCOUNT
        self.found_with.append(conditions)
        held = [Stored(one.message, one.body) for one in self.holds]
        limit = int(conditions["limit"])
        return held[-limit:] if conditions.get("after") else held[:limit]


@dataclass
class ChosenLane:
    """The lane that a test wants, and what it was chosen by."""

    lane: Lane | NoRoute = field(default_factory=lambda: Lane("simulator"))
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)

    def choose(self, number: Number, *, sender: str, account: str, type_: str) -> Lane | NoRoute:
        self.asked.append((number.digits, sender, account, type_))
        return self.lane


def assert_described(values: Mapping[str, Answer], fields: Sequence[Field]) -> None:
    """An answer has only fields that the description has, and each is of its shape."""
    described = {field.name: field for field in fields}
    assert set(values) <= described.keys(), "an answer has only fields that the description has"
    for name, value in values.items():
        field = described[name]
        match field.shape:
            case Shape.STRING:
                assert isinstance(value, str), name
            case Shape.BOOLEAN:
                assert isinstance(value, bool), name
            case Shape.INTEGER:
                assert isinstance(value, int), name
                assert not isinstance(value, bool), name
            case Shape.OBJECT:
                assert_described(value, field.fields)
            case Shape.LIST:
                assert isinstance(value, (list, tuple)), name
                for item in value:
                    if field.fields:
                        assert_described(item, field.fields)
                    else:
                        assert isinstance(item, str), name


class Bench:
    """Calls operations as the gateway does, after validation."""

    def __init__(self) -> None:
        self.store = RecordingStore()
        self.records = MemoryRecords()
        self.kept = MemoryLimits(NOW)
        self.limits = LimitBook()
        self.conversions = MemoryConversions()
        self.roll_ups = MemoryRollUps()
        self.searches = MemorySearches()
        self.standing = Standing()
        self.identities = memory_identities(self.records)
        self.lanes = ChosenLane()
        self.ids = MessageIds(StandingClock())
        self.hints: list[str] = []
        self.rules = SendRules()
        self.tokens: TokenMint = passing_mint()
        self.told = MemoryTold()
        self.smpp = SmppCredentials()
        self.orphans: Orphans = NoOrphans()
        self.calls: Calls = NoCalls()
        self.refused_calls = MemoryRefusedCalls()
        self.carrier_facts: dict[str, CarrierFacts] = {}
        self.allowed = ()
        self.hits = LimitHits()
        self.test = no_trial
        self.carriers: Carriers = NoCarriers()
        self.configuration: Configuration = FixedConfiguration()
        self.simulator_rules: SimulatorRules | None = None

    def ports(self) -> Ports:
        return Ports(
            self.store,  # type: ignore[arg-type]
            self.records,
            StandingClock(),
            NumberBook(),
            self.lanes,
            self.ids,
            reference=lambda: 7,
            blocks=self.kept,
            usage=self.kept,
            balances=self.kept,
            limits=self.limits,
            subscribing=subscribing(self.told, lambda: self.hints.append("subscriptions"), self.allowed, self.test),
            conversions=self.conversions,
            roll_ups=self.roll_ups,
            searches=self.searches,
            identities=self.identities,
            hits=self.hits,
            rules=self.rules,
            standing=self.standing,
            tokens=self.tokens,
            carriers=self.carriers,
            configuration=self.configuration,
            simulator_rules=lambda: self.simulator_rules,
            smpp=self.smpp,
            orphans=self.orphans,
            calls=self.calls,
            refused_calls=self.refused_calls,
            carrier_facts=lambda: self.carrier_facts,
        )

    async def call(
        self, served: Served, nonce: Nonce | None = None, caller: Credential | None = None, **parameters: str
    ) -> Reply | Refusal:
        """What the operation answers, or the refusal of its parameters."""
        ports = self.ports()
        values = validate(served.operation, parameters, ports.numbers)
        if isinstance(values, Faults):
            return Reply(values.first.code, values.text)
        reply = await served.run(self._call(served, values, nonce, caller), ports)
        if isinstance(reply, Refusal):
            assert reply.code in served.operation.refusals, "it refuses only with codes that the description has"
            return reply
        assert_described(reply.fields, served.operation.answers)
        assert reply.code in ("OK", *served.operation.refusals), "and only codes that it has"
        return reply

    def made(self, served: Served, **parameters: str) -> Call:
        """A right call that is yet to be run."""
        values = validate(served.operation, parameters, NumberBook())
        assert not isinstance(values, Faults)
        return self._call(served, values, None, None)

    @staticmethod
    def _call(served: Served, values: Mapping[str, Value], nonce: Nonce | None, caller: Credential | None) -> Call:
        account = caller.account if caller is not None else ACCOUNT
        return Call(served.operation, account, "", REQUEST_ID, values, nonce, caller=caller)


def message(message_id: int = 5, segments: tuple[Segment, ...] = (Segment(1),), route: Route | None = None) -> Message:
    life = Life(segments, route or Route())
    return Message(
        message_id, ACCOUNT, REQUEST_ID, "85261234567", "simulator", 1, NOW, NOW + 86_400_000, life, NOW + 86_400_000
    )


BODY = Body("Hello!", "Heliograph", "OTP", "task-1", "", "China", "HongKong", "CMI")


@pytest.fixture
def bench() -> Bench:
    """Operations over an empty store."""
    return Bench()


@pytest.fixture(scope="session")
def new_bench() -> type[Bench]:
    """For tests that walk many histories."""
    return Bench


@pytest.fixture
def held():
    """Makes a stored message of the account from segments, a route and a timeline."""

    def hold(*segments: Segment, message_id: int = 5, route: Route | None = None, lines: bytes = b"") -> Timeline:
        return Timeline(message(message_id, segments or (Segment(1),), route), BODY, lines)

    return hold
