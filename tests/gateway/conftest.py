"""A gateway over a store in memory, a clock that a test sets, and a client that signs with code of its own."""

import base64
import hashlib
import hmac
import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

import orjson
import pytest

from heliograph.gateway import Gateway, GatewaySettings, make_gateway
from heliograph.gateway.call_log import CallLog, CallSettings
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.identity import Credential, Credentials
from heliograph.operations.calls import NoCalls
from heliograph.operations.limit_book import LimitBook
from heliograph.operations.ports import Ports
from heliograph.operations.registry import Registry
from heliograph.operations.standing import Standing
from heliograph.sms.message import Body, Message
from heliograph.sms.msisdn import Number, NumberBook
from heliograph.sms.route import Because, Choice, Lane, Rule
from heliograph.sms.route_reasons import Explanation
from heliograph.store.holds import Hold, Refusals
from heliograph.store.port import Nonce, Stored, Timeline
from heliograph.telemetry.metrics import Metrics
from memory_conversions import MemoryConversions
from memory_identities import memory_identities
from memory_limits import MemoryLimits
from memory_records import MemoryRecords
from memory_refused_calls import MemoryRefusedCalls
from memory_roll_ups import MemoryRollUps
from memory_searches import MemorySearches
from memory_told import subscribing

NOW = 1_795_000_000_000
KEY = Credential("LTAIroot", "root-secret", "1000000000000001", "acs:ram::1000000000000001:root")
SESSION = Credential("STS.session", "sts-secret", "1000000000000001", security_token="token+/= with spaces")
DISABLED = Credential("LTAIoff", "off-secret", "1000000000000001", active=False)
OTHER = Credential("LTAIother", "other-secret", "2000000000000002")


@dataclass
class SetClock:
    """A clock that stands still until a test moves it."""

    now: int = NOW

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        return self.now


@dataclass
class MemoryStore:
    """What the gateway and the operations need of a store, with faults to order."""

    kept: dict[int, tuple[Message, Body]] = field(default_factory=dict)
    burnt: list[Nonce] = field(default_factory=list)
    accepts: int = 0
    raises: list[Exception] = field(default_factory=list)
    refuses: Refusals = field(default_factory=dict)
    """What limits refuse of every accept."""

    async def accept(
        self,
        messages: Sequence[tuple[Message, Body]],
        nonce: Nonce | None = None,
        holds: Sequence[Sequence[Hold]] = (),
    ) -> Refusals:
        self.accepts += 1
        if self.raises:
            raise self.raises.pop(0)
        self.kept.update({message.id: (message, body) for message, body in messages})
        if nonce is not None:
            self.burnt.append(nonce)
        return self.refuses

    async def cancel(self, account: str, message_ids: Sequence[int], nonce: Nonce | None = None) -> Sequence[bool]:
        """All of them have left."""
        return [False for _ in message_ids]

    async def get(self, account: str, message_id: int) -> Stored | None:
        found = self.kept.get(message_id)
        return Stored(*found) if found is not None and found[0].account == account else None

    async def timeline(self, account: str, message_id: int) -> Timeline | None:
        found = await self.get(account, message_id)
        return Timeline(found.message, found.body, b'{"t":1795000000000,"e":"accepted"}\n') if found else None

    async def find(
        self, account: str, *, before: int = 0, after: int = 0, to: str = "", limit: int = 50
    ) -> Sequence[Stored]:
        found = [
            Stored(message, body)
            for message_id, (message, body) in sorted(self.kept.items(), reverse=True)
            if message.account == account and message_id > after and (not before or message_id < before)
            if not to or message.to == to
        ]
        return found[-limit:] if after else found[:limit]

    async def used_nonces(self) -> Sequence[Nonce]:
        return self.burnt


class OneLane:
    """Everything goes to one carrier."""

    def choose(self, number: Number, *, sender: str, account: str, type_: str) -> Lane:
        return Lane("simulator")

    def explain(
        self, number: Number, *, sender: str, account: str, type_: str, minute: int | None = None
    ) -> Explanation:
        return Explanation((), (), Choice(Lane("simulator"), Because.ONLY), "There is one carrier.")

    def rules(self) -> Sequence[Rule]:
        return ()


class CountingIds:
    """Ids from 1001 on."""

    def __init__(self) -> None:
        self._next = itertools.count(1001)

    def next(self) -> int:
        return next(self._next)


class World:
    """One gateway and its client."""

    def __init__(self, settings: GatewaySettings | None = None) -> None:
        self.clock = SetClock()
        self.store = MemoryStore()
        self.records = MemoryRecords()
        self.lists = MemoryLimits()
        self.limits = LimitBook()
        self.conversions = MemoryConversions()
        self.roll_ups = MemoryRollUps()
        self.searches = MemorySearches()
        self.standing = Standing()
        self.identities = memory_identities(self.records, [KEY, SESSION, DISABLED, OTHER])
        self.metrics = Metrics()
        self.settings = settings
        self.credentials: Credentials = self.identities.directory
        self.refused = MemoryRefusedCalls()
        self.calls: CallLog | None = None
        self.registry: Registry | None = None
        """Other operations than the server's, for what none of those does."""
        self.gateway: Gateway
        self._nonces = itertools.count(1)
        self._ticks = itertools.count(1)

    async def start(self) -> "World":
        """Make the gateway, as after a start of the process: it knows what the store remembers and no more."""
        ports = Ports(
            self.store,  # type: ignore[arg-type]
            self.records,
            self.clock,
            NumberBook(),
            OneLane(),
            CountingIds(),
            reference=lambda: 7,
            blocks=self.lists,
            usage=self.lists,
            balances=self.lists,
            limits=self.limits,
            subscribing=subscribing(),
            conversions=self.conversions,
            roll_ups=self.roll_ups,
            searches=self.searches,
            standing=self.standing,
            identities=self.identities,
            calls=self.calls or NoCalls(),
            refused_calls=self.refused,
        )
        self.gateway = await make_gateway(
            ports,
            self.credentials,
            random_source=random.Random(1),
            metrics=self.metrics,
            settings=self.settings,
            rate_policies=self.limits,
            registry=self.registry,
            calls=self.calls,
        )
        return self

    def remembering(self, settings: CallSettings | None = None) -> "World":
        """With a record of calls."""
        self.calls = CallLog(self.clock, self.metrics, settings, self.refused, self.stopwatch)
        return self

    def stopwatch(self) -> int:
        """Each reading is a millisecond after the one before."""
        return next(self._ticks) * 1_000_000

    def v1(
        self,
        action: str = "QueryMessage",
        key: Credential = KEY,
        method: str = "POST",
        form: Mapping[str, str] | None = None,
        drop: Sequence[str] = (),
        **parameters: str,
    ) -> Request:
        """A request signed in V1's manner; `drop` leaves common parameters out before it is signed."""
        query = {
            "Action": action,
            "Version": "2018-05-01",
            "Format": "JSON",
            "AccessKeyId": key.access_key_id,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": f"nonce-{next(self._nonces)}",
            "Timestamp": _iso(self.clock.now),
            **({"SecurityToken": key.security_token} if key.security_token else {}),
            **parameters,
        }
        query = {name: value for name, value in query.items() if name not in drop}
        form = dict(form or {})
        string = f"{method}&%2F&{_encoded(_canonical({**query, **form}))}"
        digest = hmac.digest(f"{key.secret}&".encode(), string.encode(), "sha1")
        if "Signature" not in drop:
            query.setdefault("Signature", base64.b64encode(digest).decode())
        headers = {"host": ("127.0.0.1:8088",)}
        if form:
            headers["content-type"] = ("application/x-www-form-urlencoded",)
        return _request(method, _canonical(query), headers, _canonical(form).encode())

    def v3(
        self,
        action: str = "QueryMessage",
        key: Credential = KEY,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        drop: Sequence[str] = (),
        body: bytes = b"",
        algorithm: str = "ACS3-HMAC-SHA256",
        **parameters: str,
    ) -> Request:
        """A request signed in V3's manner, with the headers that the Python SDK signs."""
        sent = {
            "host": "127.0.0.1:8088",
            "accept": "application/json",
            "x-acs-action": action,
            "x-acs-version": "2018-05-01",
            "x-acs-date": _iso(self.clock.now),
            "x-acs-signature-nonce": f"nonce-{next(self._nonces)}",
            "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
            **({"x-acs-security-token": key.security_token} if key.security_token else {}),
            **(headers or {}),
        }
        sent = {name: value for name, value in sent.items() if name not in drop}
        query = _canonical(parameters)
        names = ";".join(sorted(sent))
        lines = "".join(f"{name}:{sent[name]}\n" for name in sorted(sent))
        canonical = f"{method}\n/\n{query}\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        string = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.digest(key.secret.encode(), string.encode(), "sha256").hex()
        authorization = f"{algorithm} Credential={key.access_key_id},SignedHeaders={names},Signature={signature}"
        all_headers = {name: (value,) for name, value in sent.items()}
        if "authorization" not in drop:
            all_headers["authorization"] = (authorization,)
        return _request(method, query, all_headers, body)

    async def send(self, request: Request) -> Response:
        return await self.gateway(request)

    async def ask(self, request: Request) -> tuple[int, dict[str, str]]:
        """Status and document of the answer, which must be JSON."""
        response = await self.gateway(request)
        assert response.content_type == "application/json;charset=utf-8"
        return response.status, orjson.loads(response.body)

    async def refusal(self, request: Request) -> tuple[str, int]:
        """Code and status of an error document, which must have all that clients read."""
        status, document = await self.ask(request)
        assert list(document)[:5] == ["RequestId", "HostId", "Code", "Message", "Recommend"]
        assert list(document)[5:] == (["AccessDeniedDetail"] if document["Code"] == "NoPermission" else [])
        assert all(document.values())
        return document["Code"], status


def _iso(utc_ms: int) -> str:
    return datetime.fromtimestamp(utc_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _encoded(text: str) -> str:
    return quote(text, safe="~")


def _canonical(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{_encoded(name)}={_encoded(parameters[name])}" for name in sorted(parameters))


def _request(method: str, query: str, headers: Mapping[str, tuple[str, ...]], body: bytes) -> Request:
    target = f"/?{query}" if query else "/"
    return Request(method, target, "/", query, dict(headers), body, peer="127.0.0.1")


@pytest.fixture
async def world() -> World:
    """A gateway that has just started over an empty store."""
    return await World().start()


@pytest.fixture(scope="session")
def new_world() -> type[World]:
    """For tests with settings of their own."""
    return World


class Keys:
    """The credentials that tests sign with."""

    root = KEY
    session = SESSION
    disabled = DISABLED
    other = OTHER
    unknown = Credential("LTAIunknown", "any", "1")
    wrong_secret = Credential(KEY.access_key_id, "not-the-secret", KEY.account)


@pytest.fixture
def keys() -> type[Keys]:
    """Right ones and wrong ones, by name."""
    return Keys
