"""What operations need from the rest of the program, as protocols and the values that hold them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from heliograph.identity import TokenMint
from heliograph.identity.queue_token import passing_mint
from heliograph.operations.call_rates import CallRates
from heliograph.operations.calls import Calls, NoCalls
from heliograph.operations.carriers import Carriers, NoCarriers
from heliograph.operations.configuration import Configuration, FixedConfiguration
from heliograph.operations.limit_book import LimitBook
from heliograph.operations.limit_hits import LimitHits
from heliograph.operations.smpp_credentials import SmppCredentials
from heliograph.operations.standing import Standing
from heliograph.sms.clock import Clock
from heliograph.sms.diagnosis import CarrierFacts
from heliograph.sms.msisdn import Number
from heliograph.sms.push_target import Network
from heliograph.sms.route import Lane, NoRoute, Rule
from heliograph.sms.route_reasons import Explanation
from heliograph.store.balances import Balances
from heliograph.store.blocks import Blocks
from heliograph.store.conversions import Conversions
from heliograph.store.holds import Usage
from heliograph.store.identities import Identities
from heliograph.store.orphans import NoOrphans, Orphans
from heliograph.store.port import MessageStore
from heliograph.store.records import Records
from heliograph.store.refused_calls import NoRefusedCalls, RefusedCalls
from heliograph.store.roll_ups import RollUps
from heliograph.store.searches import Searches
from heliograph.store.told import Attempt, Told


class Numbers(Protocol):
    """The numbering plans."""

    def find(self, text: str) -> Number | None:
        """The number that `text` stands for, with or without a leading `+` or `00`; None when there is no such."""
        ...


class Ids(Protocol):
    """Where message ids come from."""

    def next(self) -> int:
        """A new id, above every earlier one."""
        ...


class Lanes(Protocol):
    """The choice of a carrier."""

    def choose(self, number: Number, *, sender: str, account: str, type_: str) -> Lane | NoRoute:
        """The lane for a message; or why no route takes it."""
        ...

    def explain(
        self, number: Number, *, sender: str, account: str, type_: str, minute: int | None = None
    ) -> Explanation:
        """Where the next such message would go, and why; at this minute of the day, by default now. Changes nothing."""
        ...

    def rules(self) -> Sequence[Rule]:
        """The rules in their order; one without a name where none is configured."""
        ...


class SimulatorRules(Protocol):
    """The rules of the simulated carrier inside."""

    def add(self, text: str, before: str = "", last: bool = False) -> tuple[str, ...]:
        """Put the rules of a text above all others, or where it is said; their names. Raises ValueError, which says
        what is wrong."""
        ...

    def rows(self, built_in: bool = True) -> Sequence[Mapping[str, Any]]:
        """The rules in their order, each with `name`, `line`, `matched`, `applied`, `built_in`, and `left` and
        `expires_in_ms` where it is limited."""
        ...

    def remove(self, name: str) -> bool:
        """Whether there was such a rule; it is gone."""
        ...

    def clear(self) -> int:
        """Remove all but the built-in ones; how many."""
        ...


@dataclass(frozen=True, slots=True)
class SendRules:
    """What the operator decides about sending and about how answers are written."""

    validity_seconds: int = 86_400
    """How long a message without ValidityPeriod is worth delivering."""
    mainland_allowed: bool = False
    """Whether SendMessageToGlobe takes numbers of the Chinese mainland."""
    offset_minutes: int = 480
    """The offset of dates in answers, and of the days and months that volumes count by; 480 is the real service's
    +0800."""


@dataclass(frozen=True, slots=True)
class PushTrial:
    """What came of a sample that was posted to a subscription's URL."""

    body: str
    """What was posted."""
    status: int
    """HTTP status of the reply; 0 where none came."""
    trouble: str
    """Why it is no confirmation, in words; empty where it is one."""
    took_ms: int


async def _no_trial(account: str, subscription_id: str) -> PushTrial | None:
    return None


def _none_pushed(message_id: int) -> Sequence[tuple[str, Attempt]]:
    return ()


@dataclass(frozen=True, slots=True)
class Subscribing:
    """What subscriptions and their deliveries need beside the records."""

    told: Told
    token: Callable[[], str]
    """Draws 128 bits nobody can guess, as 32 hex digits."""
    changed: Callable[[], None]
    """A hint that a subscription was made, changed or removed; it may be lost."""
    allowed: tuple[Network, ...] = ()
    """Inner networks that the operator lets be pushed to."""
    test: Callable[[str, str], Awaitable[PushTrial | None]] = _no_trial
    """Posts a sample to an account's subscription; None where it has none such with a URL."""
    pushed: Callable[[int], Sequence[tuple[str, Attempt]]] = _none_pushed
    """The pushes lately that had a receipt of a message in them, by subscriber, oldest first."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything an operation may touch."""

    store: MessageStore
    records: Records
    clock: Clock
    numbers: Numbers
    lanes: Lanes
    ids: Ids
    reference: Callable[[], int]
    """Draws a concatenation reference, one octet."""
    subscribing: Subscribing
    conversions: Conversions
    roll_ups: RollUps
    searches: Searches
    identities: Identities
    blocks: Blocks
    usage: Usage
    balances: Balances
    limits: LimitBook
    """What accounts may send, in memory."""
    rules: SendRules = SendRules()
    standing: Standing = field(default_factory=Standing)
    tokens: TokenMint = field(default_factory=passing_mint)
    """Where temporary credentials for queues come from."""
    carriers: Carriers = field(default_factory=NoCarriers)
    hits: LimitHits = field(default_factory=LimitHits)
    """How often accounts met their limits today, in memory."""
    configuration: Configuration = field(default_factory=FixedConfiguration)
    simulator_rules: Callable[[], SimulatorRules | None] = lambda: None
    """None while no simulated carrier runs inside."""
    smpp: SmppCredentials = field(default_factory=SmppCredentials)
    """What customers bind with over SMPP, in memory."""
    orphans: Orphans = field(default_factory=NoOrphans)
    """Receipts of carriers that match no message."""
    carrier_facts: Callable[[], Mapping[str, CarrierFacts]] = dict
    """What is known of each carrier now."""
    call_rates: CallRates = field(default_factory=CallRates)
    """How much of its calls a second an account uses, in memory."""
    calls: Calls = field(default_factory=NoCalls)
    """Calls that came lately, in memory."""
    refused_calls: RefusedCalls = field(default_factory=NoRefusedCalls)
    """Calls that were refused, on disk."""
