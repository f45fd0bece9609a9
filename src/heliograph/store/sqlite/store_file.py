"""The store's file while this process owns it: opened, taken over, written, and reopened after a failure."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from heliograph.sms.clock import Clock
from heliograph.sms.failover import Lanes
from heliograph.store.port import Recovery, Unavailable
from heliograph.store.sqlite import balances, blocks
from heliograph.store.sqlite.accept import Acceptor, request_ids
from heliograph.store.sqlite.cancel import cancel
from heliograph.store.sqlite.claim import PriceOf, claim, no_price
from heliograph.store.sqlite.connections import Connections, move, prepare_folder
from heliograph.store.sqlite.conversions import convert
from heliograph.store.sqlite.drain import DrainRates
from heliograph.store.sqlite.id_forms import NO_FORMS, IdForms
from heliograph.store.sqlite.inbound import Hearer
from heliograph.store.sqlite.lines import Backlog, Lines, count_waiting
from heliograph.store.sqlite.lock import FolderLock
from heliograph.store.sqlite.migrate import forget_statistics, migrate
from heliograph.store.sqlite.orphans import forget
from heliograph.store.sqlite.receipts import receipts
from heliograph.store.sqlite.records import change
from heliograph.store.sqlite.recover import Withdrawals, confirm, take_over
from heliograph.store.sqlite.refused_calls import keep
from heliograph.store.sqlite.reroute import reroute
from heliograph.store.sqlite.reserve import Charge
from heliograph.store.sqlite.rides import NO_RIDES, Rides
from heliograph.store.sqlite.roll_ups import write_tally
from heliograph.store.sqlite.settle import settle
from heliograph.store.sqlite.subscribers import NOBODY, Subscribers, read_subscribers
from heliograph.store.sqlite.told import count_tellings, tell
from heliograph.store.sqlite.transaction import Batch, Kind, Point, run
from heliograph.store.sqlite.wake import wake
from heliograph.store.sqlite.work import Known, Work

#: While the disk fails, opening is tried this often, when something is asked of the store.
REOPEN_EVERY_MS = 200

#: Messages that live, kept as last written: most are claimed, answered and receipted within seconds of their accept,
#: and need not be read again. About 1.5 KiB each.
RECENT_MAX = 16_384


class StoreFile:
    """One file, one owner. Every method but `commit`, `checkpoint` and `move` runs on the loop's thread."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        partition: int,
        point: Point,
        counted: Callable[[Counter[str]], None],
        inbound_account: Callable[[str], str],
        lines: Lines,
        standing: Callable[[], Lanes],
        price_of: PriceOf = no_price,
        id_forms: IdForms = NO_FORMS,
    ) -> None:
        """`counted` is told what a durable transaction has counted."""
        self._folder = folder
        self._counted = counted
        self._clock = clock
        self._partition = partition
        self._point = point
        self._inbound_account = inbound_account
        self.lines = lines
        self._standing = standing
        self._price_of = price_of
        self._id_forms = id_forms
        self._subscribers = NOBODY
        self._lock = FolderLock(folder)
        self._connections: Connections | None = None
        self._path = folder
        self._token = 0
        self._kinds: Mapping[str, Kind] = {}
        self._recent: dict[int, Known] = {}
        self._withdrawals = Withdrawals()
        self._tried_at = 0
        self.trouble = ""
        """Why it cannot be written now, in words; empty while it can."""
        self.moving = False
        """Whether `move` is under way: nothing is reopened meanwhile, for that wants the file alone."""
        self.committing = False
        """Whether the writer's connection is with the other thread."""
        self.blocking: set[str] = set()
        """Accounts that have a block list."""
        self.prepaid: set[str] = set()
        """Accounts that have a balance."""
        self.backlog = Backlog()
        """How many segments wait in the outbox."""
        self.drains = DrainRates()
        """How fast they leave it."""
        self.told: Counter[tuple[str, str]] = Counter()
        """By (subscriber, undone or dead), how many tellings there are."""

    # --- open and close ---

    def open(self) -> Recovery:
        """Take the lock, migrate, take over. Raises `InUse`, `NewerSchema`, `Unavailable`."""
        try:
            self._path = prepare_folder(self._folder)
            self._lock.take()
            self._connections = Connections(self._path)
            migrate(self._connections.writer)
            forget_statistics(self._connections.writer)
            self._subscribers = read_subscribers(self._connections.writer)
            self._id_forms.read(self._connections.writer)
            work = self._begin()
            self._token, recovery = take_over(work)
            write_tally(work)
            self._count(work)
            self.blocking |= blocks.accounts(work.connection)
            self.prepaid |= balances.accounts(work.connection)
            self._connections.writer.execute("COMMIT")
            self._counted(work.counts)
        except BaseException as error:
            self.close()
            if isinstance(error, sqlite3.Error | OSError):
                raise Unavailable(f"the store cannot be opened: {error}") from error
            raise
        blocker = blocks.Blocker(self.blocking)
        self._kinds = {
            "settle": settle,
            "receipts": receipts,
            "wake": wake,
            "reroute": reroute,
            "accept": Acceptor(self._token, self.blocking, self._price_of).apply,
            "cancel": cancel,
            "claim": partial(claim, price_of=self._price_of),
            "inbound": Hearer(self._inbound_account, blocker.change).apply,
            "tell": tell,
            "records": change,
            "conversions": convert,
            "blocks": blocker.apply,
            "balances": balances.Cashier(self.prepaid).apply,
            "orphans": forget,
            "refused_calls": keep,
        }
        return recovery

    def close(self) -> None:
        """Close the file and give the lock back. What is not committed is gone."""
        self._disconnect()
        self._lock.release()

    # --- writing ---

    def run(self, batch: Batch, rides: Rides = NO_RIDES) -> Work:
        """Apply a batch in a transaction and leave it open. Raises `TransactionLost`."""
        work = self._work(self._subscribers, rides)
        run(work, self._kinds, batch, self._point)
        return work

    def commit(self) -> None:
        """Commit and sync the open transaction. May run on another thread. Raises sqlite3.Error."""
        assert self._connections is not None
        self._connections.writer.execute("COMMIT")

    def move(self) -> None:
        """Move what the WAL has into the file while commits go on; runs on a thread of its own. Raises sqlite3.Error.

        The WAL is not begun anew by this, since commits write on at its end; but little is left for `checkpoint`. The
        connection lives no longer than the call: no other thread can close it meanwhile.
        """
        move(self._path)

    def checkpoint(self) -> int:
        """Move the WAL into the file, so that the next commit writes it from its beginning; how many pages it had."""
        assert self._connections is not None
        _, pages, _ = self._connections.writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(pages)

    def keep(self, work: Work) -> None:
        """The transaction is durable: what it knew is known from now on."""
        self.backlog.add(work.waiting)
        for lane in {lane for lane, *_ in work.waiting}:
            self.drains.note(lane, work.claimed[lane], self.backlog.by_lane[lane], work.now)
        self.told.update(work.told)
        if work.subscriptions_changed:
            self._subscribers = read_subscribers(work.connection)
        self._counted(work.counts)
        recent = self._recent
        for message_id in work.touched - work.messages.keys():
            recent.pop(message_id, None)
        for message_id, message in work.messages.items():
            recent.pop(message_id, None)
            if message.wake_at:
                recent[message_id] = message, *work.known[message_id][1:]
        while len(recent) > RECENT_MAX:
            del recent[next(iter(recent))]

    def probe(self, count: int) -> None:
        """Commit and sync the smallest change `count` times: for measuring what a sync costs."""
        assert self._connections is not None
        for _ in range(count):
            self._connections.writer.execute("UPDATE fence SET token = token WHERE partition = ?", (self._partition,))

    # --- reading ---

    def reading(self) -> sqlite3.Connection:
        """A connection that sees committed data only. Raises `Unavailable` while there is none.

        Between transactions that is the writer's own: its pages stay warm, while the other's are dropped by every
        commit (10 against 15 µs a read). During a commit on the other thread it is the other one.
        """
        if self._connections is None:
            raise Unavailable(self.trouble or "the store is closed")
        return self._connections.reader if self.committing else self._connections.writer

    def searching(self) -> Connections:
        """The connections, for a search on its own thread. Raises `Unavailable` while there are none."""
        if self._connections is None:
            raise Unavailable(self.trouble or "the store is closed")
        return self._connections

    # --- failure ---

    def fail(
        self,
        reason: str,
        accepted: Mapping[int, str] = MappingProxyType({}),
        claimed: Sequence[tuple[int, int, int]] = (),
        charges: Mapping[int, Sequence[Charge]] = MappingProxyType({}),
    ) -> dict[int, str]:
        """A commit's outcome is unknown, or the disk failed: close, and open again at once if that can be had.

        `accepted` and `claimed` are what the lost commit may have written, `charges` what those accepts took from their
        limits. Returns the request_ids of those accepts that are there and durable; the rest, and all where this fails,
        is withdrawn before anything is claimed.
        """
        self.trouble = reason
        self._disconnect()
        self._withdrawals.claimed.update(claimed)
        self._withdrawals.charges.update(charges)
        found: dict[int, str] = {}
        if not self._reopened():
            self._withdrawals.accepted.update(accepted)
            return found
        try:
            found = {i: r for i, r in request_ids(self.reading(), list(accepted)).items() if accepted[i] == r}
        except sqlite3.Error as error:
            self.trouble = str(error)
        if self.trouble or not self._confirmed():
            self._withdrawals.accepted.update(accepted)
            return {}
        return found

    def usable(self) -> bool:
        """Whether a transaction may begin; after a failure this tries to open the file again, now and then."""
        if self._connections is not None:
            return True
        now = self._clock.steady_ms()
        if now - self._tried_at < REOPEN_EVERY_MS:
            return False
        return self._reopened() and self._confirmed()

    def _reopened(self) -> bool:
        self._tried_at = self._clock.steady_ms()
        if self.moving:
            return False
        try:
            self._point("reopen")
            self._connections = Connections(self._path)
            # Frames of the lost commit may be in the system's cache and not on the disk, where a later sync would pass
            # over them: writing them into the file and syncing that makes durable whatever can be read.
            self._connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except Exception as error:
            self._gone(error)
            return False
        self.trouble = ""
        return True

    def _confirmed(self) -> bool:
        assert self._connections is not None
        try:
            self._subscribers = read_subscribers(self._connections.writer)
            # Of an accept that was answered with an error nobody has the id: there is nobody to tell.
            work = self._begin(NOBODY)
            ours = confirm(work, self._token, self._withdrawals)
            write_tally(work)
            self._count(work)
            self._point("confirm")
            self._connections.writer.execute("COMMIT")
        except Exception as error:
            self._gone(error)
            return False
        if not ours:
            self._gone(Unavailable("another process has taken over this partition"))
            return False
        self._withdrawals.clear()
        self._counted(work.counts)
        return True

    def _gone(self, error: Exception) -> None:
        self.trouble = str(error) or type(error).__name__
        self._disconnect()

    def _disconnect(self) -> None:
        # Anything known of messages may be what was lost.
        self._recent = {}
        if self._connections is not None:
            self._connections.close()
            self._connections = None

    # --- transactions ---

    def _count(self, work: Work) -> None:
        """Count what waits, from the tables."""
        self.backlog = Backlog(count_waiting(work.connection, self._partition))
        self.lines.read(work.connection, self._partition)
        self.told = Counter(count_tellings(work.connection, self._partition))

    def _work(self, subscribers: Subscribers, rides: Rides = NO_RIDES) -> Work:
        assert self._connections is not None
        now = self._clock.steady_ms()
        known = (self._recent, subscribers, self.lines, self._standing, self._id_forms, rides)
        return Work(self._connections.writer, self._partition, now, *known)

    def _begin(self, subscribers: Subscribers | None = None) -> Work:
        work = self._work(self._subscribers if subscribers is None else subscribers)
        work.connection.execute("BEGIN IMMEDIATE")
        return work
