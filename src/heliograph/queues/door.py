"""The application below `/queues`: who asks, what for, of which queue; then it is done and answered in MNS's form."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from heliograph.gateway.faults import Fault, host_of
from heliograph.gateway.rate import Bucket
from heliograph.http.request import Request
from heliograph.http.response import XML, Response
from heliograph.identity import Credentials, IdentityDirectory, TokenMint
from heliograph.queues import ask, documents
from heliograph.queues.authenticate import Reader, authenticate
from heliograph.queues.faults import fault
from heliograph.queues.inbox import BodyOf, Inbox
from heliograph.queues.polls import Polls
from heliograph.queues.queue import Queue, Queues
from heliograph.queues.receipt_handle import ReceiptHandles
from heliograph.queues.rights import PolicyRights, Rights
from heliograph.queues.subscribed import SubscribedQueues
from heliograph.sms.clock import Clock
from heliograph.store.port import Unavailable
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.records import Records
from heliograph.store.told import Told
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)

VERSION = "2015-06-06"

#: Enough to follow a client that goes wrong; strangers must not be able to fill the disk.
LOG_LINES_PER_SECOND = 20


@dataclass(frozen=True, slots=True)
class Parts:
    """What the door needs of the rest of the program."""

    credentials: Credentials
    tokens: TokenMint
    queues: Queues
    inbox: Inbox
    polls: Polls
    rights: Rights
    clock: Clock


class QueueDoor:
    """Answers the MNS SDKs. Never raises: what goes wrong here is a 500 or 503 whose RequestId is in the log.

    `random_source` draws request ids, which are no secrets.
    """

    def __init__(self, parts: Parts, random_source: random.Random, metrics: Metrics) -> None:
        self._parts = parts
        self._random = random_source
        self._log_lines = Bucket(LOG_LINES_PER_SECOND, parts.clock.steady_ms())
        self._requests = metrics.counter(
            "heliograph_queue_requests_total", "Requests to queues by operation and outcome.", ("operation", "code")
        )

    def hint(self, subscriber: str) -> None:
        """There may be something for this subscriber now: consumers that wait for it look."""
        self._parts.polls.hint(subscriber)

    def end_polls(self) -> None:
        """Answer all who wait; from now on nobody waits. For a server that stops."""
        self._parts.polls.end()

    async def __call__(self, request: Request) -> Response:
        request_id = f"{self._random.getrandbits(96):024X}"
        operation = "unknown"
        outcome: Response | Fault
        try:
            asked = self._asked(request)
            if isinstance(asked, Fault):
                outcome = asked
            else:
                reader, wanted = asked
                operation = wanted.name
                outcome = await self._do(reader, wanted, request)
        except Unavailable as reason:
            log.warning("store_unavailable", request_id=request_id, action=operation, reason=str(reason))
            outcome = fault("ServiceUnavailable")
        except Exception:
            log.exception("request_failed", request_id=request_id, action=operation)
            outcome = fault("InternalError")
        code = outcome.code if isinstance(outcome, Fault) else "OK"
        self._requests.add(1, operation, code)
        if isinstance(outcome, Fault):
            self._log_refusal(outcome, request, request_id, operation)
            outcome = _answer(documents.error(outcome, request_id, host_of(request)), outcome.status)
        outcome.headers = (("x-mns-request-id", request_id), ("x-mns-version", VERSION))
        return outcome

    def _asked(self, request: Request) -> tuple[Reader, ask.Asked] | Fault:
        """Who asks and what for, or why that is not answered. Of queues nothing is told before a signature holds."""
        parts = self._parts
        reader = authenticate(request, parts.credentials, parts.tokens, parts.clock.utc_ms())
        if isinstance(reader, Fault):
            return reader
        asked = ask.read(request)
        return asked if isinstance(asked, Fault) else (reader, asked)

    async def _do(self, reader: Reader, asked: ask.Asked, request: Request) -> Response | Fault:
        account = reader.credential.account
        queue = await self._parts.queues.find(account, asked.queue)
        if queue is None:
            return fault("QueueNotExist")
        if not self._parts.rights.allow(reader, asked, request, self._parts.clock.utc_ms()):
            return fault("AccessDenied")
        match asked.ask:
            case ask.Receive(limit, batch, wait_seconds):
                return _messages(await self._parts.inbox.receive(queue, limit, wait_seconds * 1000), batch)
            case ask.Peek(limit, batch):
                return _messages(await self._parts.inbox.peek(queue, limit), batch)
            case ask.Delete(handles, batch):
                return await self._delete(queue, handles, batch)
            case ask.ChangeVisibility(handle, hidden_seconds):
                changed = await self._parts.inbox.change_visibility(queue, handle, hidden_seconds * 1000)
                return changed if isinstance(changed, Fault) else _answer(documents.changed_visibility(*changed))

    async def _delete(self, queue: Queue, handles: Sequence[str], batch: bool) -> Response | Fault:
        answers = await self._parts.inbox.delete(queue, handles)
        failed = [(handle, why) for handle, why in zip(handles, answers, strict=True) if why is not None]
        if not failed:
            return Response(204, b"", "")
        if batch:
            return _answer(documents.errors(failed), 404)
        return failed[0][1]

    def _log_refusal(self, refusal: Fault, request: Request, request_id: str, operation: str) -> None:
        """One line with what names the request and nothing of what it said. An empty queue is no news."""
        if refusal.code == "MessageNotExist" or self._log_lines.take(self._parts.clock.steady_ms()):
            return
        log.info(
            "request_refused",
            request_id=request_id,
            action=operation,
            code=refusal.code,
            status=refusal.status,
            peer=request.peer,
        )


def _messages(items: Sequence[documents.Fields], batch: bool) -> Response | Fault:
    """What was found; an empty queue is a fault to MNS, and its SDKs expect it so."""
    if not items:
        return fault("MessageNotExist")
    return _answer(documents.messages(items) if batch else documents.message(items[0]))


def _answer(body: bytes, status: int = 200) -> Response:
    return Response(status, body, XML)


def make_queue_door(
    told: Told,
    records: Records,
    directory: IdentityDirectory,
    tokens: TokenMint,
    key: bytes,
    body_of: BodyOf,
    *,
    clock: Clock,
    random_source: random.Random,
    metrics: Metrics,
    recent: RecentlyTold,
) -> QueueDoor:
    """The door of one process. `key` seals receipt handles; with another one all that are out are void."""
    polls = Polls(told, clock, metrics)
    inbox = Inbox(told, polls, ReceiptHandles(key), body_of, clock, metrics, recent)
    parts = Parts(directory, tokens, SubscribedQueues(records), inbox, polls, PolicyRights(directory), clock)
    return QueueDoor(parts, random_source, metrics)
