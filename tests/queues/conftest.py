"""A queue door over a store in memory, a clock that a test sets, and a client that signs with code of its own."""

import base64
import hashlib
import hmac
import random
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.identity import Credential, HmacTokenMint
from heliograph.queues.door import Parts, QueueDoor
from heliograph.queues.inbox import Inbox
from heliograph.queues.polls import Polls
from heliograph.queues.queue import Queue
from heliograph.queues.receipt_handle import ReceiptHandles
from heliograph.queues.rights import PolicyRights
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.told import Telling
from heliograph.telemetry.metrics import Metrics
from memory_identities import memory_identities
from queues.told_in_memory import ToldInMemory

NOW = 1_795_000_000_000
ACCOUNT = "1000000000000001"
OTHER_ACCOUNT = "2000000000000002"
ROOT = Credential("LTAIroot", "root-secret", ACCOUNT, f"acs:ram::{ACCOUNT}:root")
SESSION = Credential("STS.session", "sts-secret", ACCOUNT, f"acs:ram::{ACCOUNT}:root", "token+/= with spaces")
USER = Credential("LTAIuser", "user-secret", ACCOUNT, f"acs:ram::{ACCOUNT}:user/reader", user="200000000000000001")
DISABLED = Credential("LTAIoff", "off-secret", ACCOUNT, f"acs:ram::{ACCOUNT}:root", active=False)
OTHER = Credential("LTAIother", "other-secret", OTHER_ACCOUNT, f"acs:ram::{OTHER_ACCOUNT}:root")

REPORTS = f"Alicom-Queue-{ACCOUNT}-SmsReport"
INBOUND = f"Alicom-Queue-{ACCOUNT}-SmsUp"
OTHERS = f"Alicom-Queue-{OTHER_ACCOUNT}-SmsReport"
KEY = bytes(range(32))


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        return self.now


class ThreeQueues:
    """Two queues of one account, one of another."""

    async def find(self, account: str, name: str) -> Queue | None:
        if name not in (REPORTS, INBOUND, OTHERS) or f"-{account}-" not in name:
            return None
        return Queue(name, account, f"{account}/{name.rpartition('-')[2]}")


def subscriber(queue: str) -> str:
    """The subscriber of one of the three queues."""
    return "/".join(queue.split("-")[2:])


def body_of(telling: Telling) -> bytes:
    return f'{{"MessageId":"{telling.key.message}","To":"8521\u00e9"}}'.encode()


class World:
    """One door and its client."""

    def __init__(self, clock: SetClock | None = None) -> None:
        self.clock = clock or SetClock()
        self.told = ToldInMemory(self.clock)
        self.metrics = Metrics()
        self.mint = HmacTokenMint(KEY)
        self.handles = ReceiptHandles(KEY)
        self.polls = Polls(self.told, self.clock, self.metrics, waiting_per_account_max=2)
        self.told.hint = self.polls.hint
        self.recent = RecentlyTold()
        inbox = Inbox(self.told, self.polls, self.handles, body_of, self.clock, self.metrics, self.recent)
        self.identities = memory_identities(fixed=[ROOT, SESSION, USER, DISABLED, OTHER])
        directory = self.identities.directory
        rights = PolicyRights(directory)
        self.parts = Parts(directory, self.mint, ThreeQueues(), inbox, self.polls, rights, self.clock)
        self.door = QueueDoor(self.parts, random.Random(1), self.metrics)

    def request(
        self,
        method: str = "GET",
        target: str = f"/queues/{REPORTS}/messages",
        body: bytes = b"",
        key: Credential = ROOT,
        headers: Mapping[str, str] | None = None,
        drop: tuple[str, ...] = (),
    ) -> Request:
        """A request signed in MNS's manner; `headers` are added, and `drop` left out, before it is signed."""
        sent = {
            "host": "127.0.0.1:8088",
            "date": format_datetime(datetime.fromtimestamp(self.clock.now / 1000, UTC), usegmt=True),
            "x-mns-version": "2015-06-06",
            **({"security-token": key.security_token} if key.security_token else {}),
            **(headers or {}),
        }
        if body:
            sent["content-type"] = "text/xml"
            sent.setdefault("content-md5", base64.b64encode(hashlib.md5(body).hexdigest().encode()).decode())
        sent = {name: value for name, value in sent.items() if name not in drop}
        lines = "".join(f"{name}:{sent[name]}\n" for name in sorted(sent) if name.startswith("x-mns-"))
        string = "\n".join([method, *(sent.get(name, "") for name in ("content-md5", "content-type", "date"))])
        digest = hmac.digest(key.secret.encode(), f"{string}\n{lines}{target}".encode(), "sha1")
        if "authorization" not in drop:
            sent.setdefault("authorization", f"MNS {key.access_key_id}:{base64.b64encode(digest).decode()}")
        path, _, query = target.partition("?")
        return Request(method, target, path, query, {name: (value,) for name, value in sent.items()}, body)

    async def send(self, *wanted: object, **how: object) -> Response:
        request = wanted[0] if wanted and isinstance(wanted[0], Request) else self.request(*wanted, **how)
        return await self.door(request)

    async def refusal(self, *wanted: object, **how: object) -> tuple[str, int]:
        """Code and status of an error document, which must have all that the SDKs read."""
        response = await self.send(*wanted, **how)
        assert response.content_type == "text/xml;charset=utf-8"
        found = {child.tag.partition("}")[2]: child.text for child in ElementTree.fromstring(response.body)}
        assert list(found) == ["Code", "Message", "RequestId", "HostId"]
        assert all(found.values())
        assert found["RequestId"] == dict(response.headers)["x-mns-request-id"]
        return found["Code"], response.status

    async def received(self, target: str = f"/queues/{REPORTS}/messages", **how: object) -> list[dict[str, str]]:
        """The messages that a GET was answered with."""
        response = await self.send("GET", target, **how)
        assert response.status == 200, response.body
        return read_messages(response)


def read_messages(response: Response) -> list[dict[str, str]]:
    """The messages of a document, as their elements."""
    root = ElementTree.fromstring(response.body)
    found = [root] if root.tag.endswith("}Message") else list(root)
    return [{child.tag.partition("}")[2]: child.text or "" for child in message} for message in found]


@pytest.fixture
def world() -> World:
    return World()
