"""Reads what a request asks of which queue, from its method, path, query and body."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from heliograph.gateway.faults import Fault
from heliograph.http.request import Request
from heliograph.queues.faults import fault, out_of_range
from heliograph.queues.handle_list import read_handles
from heliograph.signatures import percent

#: MNS's bounds (pages ReceiveMessage, BatchReceiveMessage, ChangeMessageVisibility).
BATCH_MAX = 16
WAIT_SECONDS_MAX = 30
HIDDEN_SECONDS_MAX = 43_200

_PATH = re.compile(r"/queues/([A-Za-z0-9-]{1,256})/messages", re.ASCII)

_DIGITS = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receive:
    """ReceiveMessage and BatchReceiveMessage."""

    limit: int = 1
    batch: bool = False
    """Whether a list is wanted, also of one."""
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Peek:
    """PeekMessage and BatchPeekMessage."""

    limit: int = 1
    batch: bool = False


@dataclass(frozen=True, slots=True)
class Delete:
    """DeleteMessage and BatchDeleteMessage."""

    handles: tuple[str, ...]
    batch: bool = False


@dataclass(frozen=True, slots=True)
class ChangeVisibility:
    """ChangeMessageVisibility."""

    handle: str
    hidden_seconds: int


Ask: TypeAlias = Receive | Peek | Delete | ChangeVisibility


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a queue."""

    queue: str
    ask: Ask

    @property
    def name(self) -> str:
        """The name of the operation, as MNS and its policies call it."""
        match self.ask:
            case ChangeVisibility():
                return "ChangeMessageVisibility"
            case Receive(batch=batch):
                verb = "Receive"
            case Peek(batch=batch):
                verb = "Peek"
            case Delete(batch=batch):
                verb = "Delete"
        return f"{'Batch' if batch else ''}{verb}Message"


def read(request: Request) -> Asked | Fault:
    """What the request asks. Query items are known by name in any case: the SDKs of Python and Node differ in it."""
    path = _PATH.fullmatch(request.path)
    reading = _READINGS.get(request.method)
    if path is None or reading is None:
        return fault("InvalidRequestURL", "A queue is read at /queues/<queue name>/messages by GET, PUT and DELETE.")
    ask_of, known = reading
    items = _items(request.query, known)
    if isinstance(items, Fault):
        return items
    ask = ask_of(items, request.body)
    return ask if isinstance(ask, Fault) else Asked(path[1], ask)


def _items(query: str, known: frozenset[str]) -> dict[str, str] | Fault:
    """The query's items by their name in lower case, each once and none that means nothing here."""
    pairs = percent.parse(query)
    if isinstance(pairs, percent.NotUtf8):
        return fault("InvalidQueryString", f"Item number {pairs.position} of the query is not UTF-8 after decoding.")
    items: dict[str, str] = {}
    for number, (name, value) in enumerate(pairs, 1):
        lower = name.lower()
        if lower not in known or lower in items:
            allowed = ", ".join(sorted(known))
            return fault(
                "InvalidQueryString", f"Item number {number} of the query must be one of {allowed}, once each."
            )
        items[lower] = value
    return items


def _ask_of_get(items: Mapping[str, str], body: bytes) -> Ask | Fault:
    limit, batch = 1, "numofmessages" in items
    if batch:
        number = _number(items["numofmessages"])
        if number is None or not 1 <= number <= BATCH_MAX:
            return out_of_range("numOfMessages", 1, BATCH_MAX)
        limit = number
    wait = _number(items.get("waitseconds", "0"))
    if wait is None or wait > WAIT_SECONDS_MAX:
        return out_of_range("waitseconds", 0, WAIT_SECONDS_MAX, " seconds")
    match items.get("peekonly", "false").lower():
        case "false":
            return Receive(limit, batch, wait)
        case "true":
            return Peek(limit, batch)
    return fault("InvalidQueryString", "The value of peekonly must be true or false.")


def _ask_of_delete(items: Mapping[str, str], body: bytes) -> Ask | Fault:
    if "receipthandle" in items:
        handle = items["receipthandle"]
        return Delete((handle,)) if handle else fault("MissingReceiptHandle")
    if not body:
        return fault("MissingReceiptHandle")
    handles = read_handles(body, BATCH_MAX)
    return handles if isinstance(handles, Fault) else Delete(handles, batch=True)


def _ask_of_put(items: Mapping[str, str], body: bytes) -> Ask | Fault:
    if not items.get("receipthandle"):
        return fault("MissingReceiptHandle")
    if not items.get("visibilitytimeout"):
        return fault("MissingVisibilityTimeout")
    hidden = _number(items["visibilitytimeout"])
    if hidden is None or not 1 <= hidden <= HIDDEN_SECONDS_MAX:
        return out_of_range("VisibilityTimeout", 1, HIDDEN_SECONDS_MAX, " seconds")
    return ChangeVisibility(items["receipthandle"], hidden)


def _number(text: str) -> int | None:
    return int(text) if _DIGITS.fullmatch(text) else None


_READINGS: Mapping[str, tuple[Callable[[Mapping[str, str], bytes], Ask | Fault], frozenset[str]]] = {
    "GET": (_ask_of_get, frozenset({"numofmessages", "waitseconds", "peekonly"})),
    "DELETE": (_ask_of_delete, frozenset({"receipthandle"})),
    "PUT": (_ask_of_put, frozenset({"receipthandle", "visibilitytimeout"})),
}
