"""Keeps a worker for every HTTP subscription, follows their changes, and clears away what the gone ones left."""

import asyncio
import ssl
from collections.abc import Mapping

import structlog

from heliograph.http_client.resolve import Lookup, SystemLookup
from heliograph.identity.seal import Seal, bound_to_record
from heliograph.push.post import Post, post
from heliograph.push.sender import Sender
from heliograph.push.settings import PushSettings
from heliograph.push.trial import Tried, try_subscription
from heliograph.push.worker import Figures, Worker
from heliograph.sms.clock import Clock
from heliograph.sms.subscription import Reached, Subscription, decode_subscription
from heliograph.store.port import Unavailable
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.records import Record, Records
from heliograph.store.told import SUBSCRIPTION, Told, subscriber_of
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)

#: Subscriptions are read again after this, should a hint have been lost; they are few.
_LOOK_AGAIN_SECONDS = 10.0

_PAGE = 500

#: Tellings dropped in one command.
_FORGET_MAX = 500


class PushEngine:
    """One per process. `work` and `changed` are hints and may be lost."""

    def __init__(
        self,
        records: Records,
        told: Told,
        seal: Seal,
        *,
        clock: Clock,
        metrics: Metrics,
        settings: PushSettings,
        recent: RecentlyTold,
        lookup: Lookup | None = None,
        tls: ssl.SSLContext | None = None,
        transport: Post = post,
    ) -> None:
        """`recent` is told what was pushed, by message."""
        self._records = records
        self._told = told
        self._seal = seal
        self._clock = clock
        self._settings = settings
        self._figures = Figures(metrics)
        self._recent = recent
        self._system = SystemLookup() if lookup is None else None
        self._lookup: Lookup = lookup or self._system or SystemLookup()
        self._tls = tls or ssl.create_default_context()
        self._transport = transport
        self._sender = Sender(clock, self._lookup, settings, self._tls, transport)
        self._workers: dict[str, Worker] = {}
        self._revisions: dict[str, int] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to push, and go on until `stop`."""
        self._task = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self, drain_seconds: float) -> None:
        """Take no more, wait for posts under way up to `drain_seconds`; what is not confirmed is pushed again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for name in list(self._workers):
            self._end(name, drain_seconds)
        await asyncio.gather(*self._ending, return_exceptions=True)
        if self._system is not None:
            self._system.close()

    def work(self, subscriber: str) -> None:
        """A hint that a subscriber has something due."""
        worker = self._workers.get(subscriber)
        if worker is not None:
            worker.work()

    def changed(self) -> None:
        """A hint that a subscription was made, changed or removed."""
        self._changed.set()

    async def test(self, account: str, subscription_id: str) -> Tried | None:
        """Post a sample to the URL of a subscription, paused or not; None where there is none such with a URL."""
        record = await self._records.record(SUBSCRIPTION, account, subscription_id)
        subscription = decode_subscription(record.body) if record is not None else None
        if record is None or subscription is None or subscription.kind is not Reached.HTTP:
            return None
        secret = self._secret(record, subscription)
        return await try_subscription(
            account, subscription, secret, self._sender, self._clock, self._settings.offset_minutes
        )

    async def _watch(self) -> None:
        while True:
            self._changed.clear()
            try:
                # Told first: of whom there is something now, and whose record is not there afterwards, is gone.
                told_to = await self._told.told_to()
                records = await self._read()
                self._follow(records)
                for name in told_to:
                    if name not in records:
                        await self._forget(name)
            except Unavailable:
                log.info("subscriptions_not_read", why="the store is unavailable")
            try:
                async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _read(self) -> dict[str, Record]:
        """Every subscription's record by its subscriber."""
        found: dict[str, Record] = {}
        after = ""
        while page := await self._records.records(SUBSCRIPTION, after=after, limit=_PAGE):
            found.update((subscriber_of(record.account, record.key), record) for record in page)
            after = f"{page[-1].account}/{page[-1].key}"
        return found

    def _follow(self, records: Mapping[str, Record]) -> None:
        """Start and end workers, so that they are those of the records."""
        for name in [name for name in self._revisions if name not in records]:
            self._end(name, self._settings.timeout_seconds)
            del self._revisions[name]
        for name, record in records.items():
            if self._revisions.get(name) == record.revision:
                continue
            self._end(name, self._settings.timeout_seconds)
            self._revisions[name] = record.revision
            worker = self._worker(name, record)
            if worker is not None:
                self._workers[name] = worker
                worker.start()

    def _worker(self, name: str, record: Record) -> Worker | None:
        """A worker for the subscription; None where nothing is pushed to it."""
        try:
            subscription: Subscription = decode_subscription(record.body)
            if subscription.kind is not Reached.HTTP or subscription.paused:
                return None
            secret = self._secret(record, subscription)
        except ValueError as error:
            log.error("subscription_unreadable", subscription=name, why=type(error).__name__)
            return None
        return Worker(
            name,
            subscription,
            secret,
            self._told,
            clock=self._clock,
            lookup=self._lookup,
            settings=self._settings,
            figures=self._figures,
            recent=self._recent,
            tls=self._tls,
            transport=self._transport,
        )

    def _secret(self, record: Record, subscription: Subscription) -> bytes:
        sealed = subscription.sealed_secret
        return self._seal.open(sealed, bound_to_record(record.kind, record.account, record.key)) if sealed else b""

    def _end(self, name: str, drain_seconds: float) -> None:
        worker = self._workers.pop(name, None)
        if worker is not None:
            task = asyncio.get_running_loop().create_task(worker.stop(drain_seconds))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _forget(self, name: str) -> None:
        forgotten = _FORGET_MAX
        while forgotten == _FORGET_MAX:
            forgotten = await self._told.forget(name, _FORGET_MAX)
