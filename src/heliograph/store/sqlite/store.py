"""The door of the embedded store: the calls of the port, each a command for the next transaction or a read."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from heliograph.sms.block_list import Block, BlockChange
from heliograph.sms.clock import Clock
from heliograph.sms.failover import ALL_ABLE, Lanes
from heliograph.sms.message import Body, Message
from heliograph.sms.orphan_guess import Handed
from heliograph.sms.roll_up import MINUTE_MS
from heliograph.sms.search.match import Wanted
from heliograph.sms.statistics import OutcomeRow, TimeRow
from heliograph.store.conversions import Conversion, ConversionDay, ConversionRate
from heliograph.store.holds import Hold, Limit, Refusals
from heliograph.store.orphans import Orphan, Place
from heliograph.store.port import (
    Claim,
    Claimant,
    Inbound,
    Inquiry,
    Mark,
    Nonce,
    Receipt,
    Recovery,
    Rerouted,
    Settlement,
    Stored,
    Timeline,
    Unavailable,
)
from heliograph.store.records import Change, Record
from heliograph.store.refused_calls import RefusedCall, Sought
from heliograph.store.roll_ups import MINUTES_KEPT, DayKey, DayRow, Span, Undone
from heliograph.store.searches import EXAMINED_MAX, Found, Standing
from heliograph.store.sqlite import (
    balances,
    blocks,
    conversions,
    orphans,
    reads,
    records,
    refused_calls,
    reroute,
    reserve,
    roll_ups,
    statistics,
    told,
)
from heliograph.store.sqlite.accept import check, nonces_of, octets_of
from heliograph.store.sqlite.bounds import Bounds, Room, backlog_trouble
from heliograph.store.sqlite.cancel import Wish as Withdrawn
from heliograph.store.sqlite.claim import PriceOf, Wish, no_price
from heliograph.store.sqlite.figures import Figures
from heliograph.store.sqlite.group_commit import GroupCommit
from heliograph.store.sqlite.id_forms import IdForms
from heliograph.store.sqlite.inquiries import inquiries
from heliograph.store.sqlite.lines import Lines, alike
from heliograph.store.sqlite.pace import Mode, Pace
from heliograph.store.sqlite.reserve import Taken
from heliograph.store.sqlite.search import Searcher
from heliograph.store.sqlite.store_file import StoreFile
from heliograph.store.sqlite.work import Work
from heliograph.store.told import ATTEMPTS_KEPT, Attempt, Dead, Key, Owed, Telling, Waiting
from heliograph.telemetry.metrics import Metrics

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

#: About what a waiting call holds besides its texts.
_CALL_OCTETS = 500


def _nobodys(number: str) -> str:
    """An account that has no subscribers: inbound messages are kept, and nobody is told."""
    return ""


def _learns_nothing(carrier: str) -> bool:
    """Every carrier's form of ids is set."""
    return False


class SqliteMessageStore:
    """`MessageStore`, `Searches`, `Records`, `Told`, `Conversions`, `Blocks`, `Usage`, `Balances`, `RollUps`,
    `Orphans`, `RefusedCalls`: one file.

    It belongs to one process.

    `crash_points` is called before each step of a transaction ("begin", each kind's name, "commit"), after it is
    durable and before anybody is told ("committed"), and before a reopened file is used ("reopen", "confirm"). An
    Exception raised there is a failure of that step. Anything else is the end of the process: the store falls silent,
    no call is answered any more, and `abandon` frees the folder for the next one.

    `on_work(lane)` is a hint after a commit that let segments wait in a lane, `on_wake(at)` one after a commit that
    brought the next `wake` forward, `on_told(subscriber)` one after a commit that brought something to tell,
    `on_inquiries(inquiries)` one after a commit that named hand-overs whose carrier is to be asked for a receipt.
    `inbound_account(number)` says whose a number is that people write to, `weight(account)` how many turns an account
    has for one of another where both wait for a carrier, `price_of(lane, digits, country)` what a carrier charges for
    a segment. `standing()` tells how the carriers stand, for messages that may go on to another, `learning(carrier)`
    whether its form of ids is learnt. `stopwatch` reads seconds from any zero, for measuring only.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        metrics: Metrics,
        partition: int = 0,
        mode: Mode = "auto",
        on_work: Callable[[str], None] | None = None,
        on_wake: Callable[[int], None] | None = None,
        on_told: Callable[[str], None] | None = None,
        on_inquiries: Callable[[Sequence[Inquiry]], None] | None = None,
        inbound_account: Callable[[str], str] = _nobodys,
        standing: Callable[[], Lanes] = lambda: ALL_ABLE,
        weight: Callable[[str], int] = alike,
        price_of: PriceOf = no_price,
        learning: Callable[[str], bool] = _learns_nothing,
        bounds: Bounds | None = None,
        crash_points: Callable[[str], None] | None = None,
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        point = self._step if crash_points is not None else _pass_by
        self._crash_points = crash_points
        self._clock = clock
        self._partition = partition
        self._bounds = bounds or Bounds()
        self._on_work = on_work
        self._on_wake = on_wake
        self._on_told = on_told
        self._on_inquiries = on_inquiries
        self._figures = Figures(metrics)
        self._pace = Pace(mode)
        self._room = Room(folder, self._bounds)
        self._file = StoreFile(
            folder,
            clock,
            partition,
            point,
            self._figures.counted,
            inbound_account,
            Lines(weight),
            standing,
            price_of,
            IdForms(learning),
        )
        self._commits = GroupCommit(self._file, self._pace, self._figures, point, stopwatch, self._durable)
        self._searcher = Searcher(self._file, partition)
        self._next_wake = 0
        self._open = False
        self._by_account: dict[str, list[int]] = {}
        """Of each account that has any: calls to accept that wait for their commit, and the octets they hold."""
        self._figures.watch_told(metrics, lambda: self._file.told)
        self._figures.watch(metrics, lambda: self._file.backlog.by_lane, self._wait_seconds)

    # --- life ---

    async def start(self) -> Recovery:
        """As the port says. Raises `InUse`, `NewerSchema` too."""
        recovery = self._file.open()
        try:
            self._commits.probe()
        except sqlite3.Error as error:
            self._file.close()
            raise Unavailable(f"the store cannot write: {error}") from error
        self._open = True
        return recovery

    async def close(self) -> None:
        if self._open:
            self._open = False
            await self._commits.drain()
            self._searcher.close()
            self._file.close()

    def abandon(self) -> None:
        """Let go of the folder without committing what waits, as the end of the process would."""
        self._open = False
        self._commits.abandon()
        self._searcher.close()
        self._file.close()

    def trouble(self) -> str:
        """Why messages are not taken now, in words; empty while they are."""
        if not self._open:
            return "the store is closed"
        return self._file.trouble or self._bound_reached(0, set())[1]

    # --- commands ---

    async def accept(
        self,
        messages: Sequence[tuple[Message, Body]],
        nonce: Nonce | None = None,
        holds: Sequence[Sequence[Hold]] = (),
    ) -> Refusals:
        if not messages:
            return {}
        check(messages, holds)
        size = octets_of(messages)
        account = messages[0][0].account
        self._admit(size, {message.lane for message, _ in messages}, account)
        self._admit_in_time(messages)
        waits = self._by_account.setdefault(account, [0, 0])
        waits[0] += 1
        waits[1] += size
        try:
            taken: Taken | None = await self._submit("accept", (messages, nonce, holds), len(messages), size)
        finally:
            waits[0] -= 1
            waits[1] -= size
            if not waits[0]:
                self._by_account.pop(account, None)
        return taken.refused if taken is not None else {}

    async def claim(self, lane: str, owner: str, segments_max: int) -> Sequence[Claim]:
        if segments_max <= 0:
            return ()
        claims: Sequence[Claim] = await self._submit("claim", Wish(lane, owner, segments_max), segments_max, room=True)
        return claims

    def stand_by(self, lane: str, claimant: Claimant | None) -> None:
        self._commits.stand_by(lane, claimant)

    async def cancel(self, account: str, message_ids: Sequence[int], nonce: Nonce | None = None) -> Sequence[bool]:
        answer: Sequence[bool] = await self._submit("cancel", Withdrawn(account, message_ids, nonce), len(message_ids))
        return answer

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        if settlements:
            await self._submit("settle", settlements, len(settlements))

    async def receipts(self, receipts: Sequence[Receipt]) -> None:
        if receipts:
            size = sum(_CALL_OCTETS + len(receipt.raw) for receipt in receipts)
            await self._submit("receipts", receipts, len(receipts), size)

    async def inbound(self, messages: Sequence[Inbound]) -> None:
        if messages:
            size = sum(_CALL_OCTETS + len(message.pdu) for message in messages)
            await self._submit("inbound", messages, len(messages), size)

    async def wake(self, limit: int) -> int:
        if limit <= 0:
            return 0
        self._next_wake = 0
        woken: int = await self._submit("wake", limit, limit, room=True)
        return woken

    async def reroute(self, lane: str, limit: int, behind: Mark | None = None) -> Rerouted:
        if limit <= 0:
            return Rerouted(0, 0, behind)
        found: Rerouted = await self._submit("reroute", reroute.Wish(lane, limit, behind), limit, room=True)
        return found

    async def change(self, changes: Sequence[Change], nonce: Nonce | None = None) -> Sequence[int]:
        if not changes and nonce is None:
            return ()
        records.check(changes)
        payload = (changes, nonce)
        revisions: Sequence[int] = await self._submit("records", payload, len(changes), records.octets_of(changes))
        return revisions

    async def block(self, change: BlockChange, nonce: Nonce | None = None) -> int:
        if not change.numbers:
            return 0
        blocks.check(change)
        size = _CALL_OCTETS + 80 * len(change.numbers)
        changed: int = await self._submit("blocks", (change, nonce), len(change.numbers), size)
        return changed

    async def add_balance(self, account: str, micro: int, entry: str, nonce: Nonce | None = None) -> int:
        left: int = await self._submit("balances", (account, micro, entry, nonce), 1)
        return left

    async def convert(self, conversion: Conversion, nonce: Nonce | None = None) -> None:
        self._admit(conversions.CALL_OCTETS, set())
        await self._submit("conversions", (conversion, nonce), 1, conversions.CALL_OCTETS)

    async def convert_rate(self, rate: ConversionRate, nonce: Nonce | None = None) -> None:
        self._admit(conversions.CALL_OCTETS, set())
        await self._submit("conversions", (rate, nonce), 1, conversions.CALL_OCTETS)

    async def keep_refused(self, calls: Sequence[RefusedCall]) -> None:
        if not calls:
            return
        refused_calls.check(calls)
        size = sum(_CALL_OCTETS + len(one.body) for one in calls)
        self._admit(size, set())
        await self._submit("refused_calls", calls, len(calls), size)

    async def take(self, subscriber: str, limit: int, hold_ms: int) -> Sequence[Telling]:
        if limit <= 0:
            return ()
        taken: Sequence[Telling] = await self._tell(told.Take(subscriber, limit, hold_ms))
        return taken

    async def done(self, keys: Sequence[Key], *, held: bool = False) -> Sequence[bool]:
        answer: Sequence[bool] = await self._tell(told.Done(keys, held)) if keys else ()
        return answer

    async def put_off(self, keys: Sequence[Key], due: int) -> Sequence[int]:
        answer: Sequence[int] = await self._tell(told.PutOff(keys, due)) if keys else ()
        return answer

    async def bury(self, keys: Sequence[Key]) -> Sequence[bool]:
        answer: Sequence[bool] = await self._tell(told.Bury(keys)) if keys else ()
        return answer

    async def redrive(self, subscriber: str, keys: Sequence[Key] | None = None, *, limit: int = 1_000) -> int:
        answer: int = await self._tell(told.Redrive(subscriber, keys, limit))
        return answer

    async def forget(self, subscriber: str, limit: int) -> int:
        answer: int = await self._tell(told.Forget(subscriber, limit)) if limit > 0 else 0
        return answer

    async def log(self, subscriber: str, attempts: Sequence[Attempt]) -> None:
        if attempts:
            await self._tell(told.Log(subscriber, attempts))

    async def _tell(self, asked: told.Asked) -> Any:
        return await self._submit("tell", asked, told.rows_of(asked), room=told.takes_what_is_there(asked))

    async def _submit(
        self, kind: str, payload: object, rows: int, size: int = _CALL_OCTETS, *, room: bool = False
    ) -> Any:
        if not self._open:
            raise Unavailable("the store is closed")
        return await self._commits.submit(kind, payload, rows, size, room=room)

    # --- reads ---

    async def get(self, account: str, message_id: int) -> Stored | None:
        return self._read(reads.get, account, message_id)

    async def timeline(self, account: str, message_id: int) -> Timeline | None:
        return self._read(reads.timeline, account, message_id)

    async def find(
        self, account: str, *, before: int = 0, after: int = 0, to: str = "", limit: int = 50
    ) -> Sequence[Stored]:
        return self._read(reads.find, account, before, after, to, limit)

    async def record(self, kind: str, account: str, key: str) -> Record | None:
        return self._read(records.record, kind, account, key)

    async def records(self, kind: str, account: str | None = None, *, after: str = "", limit: int) -> Sequence[Record]:
        return self._read(records.records, kind, account, after, limit)

    async def blocked(
        self, account: str, *, sender: str | None = None, after: tuple[str, str] = ("", ""), limit: int
    ) -> Sequence[Block]:
        return self._read(blocks.blocked, account, sender, after, limit)

    async def used(self, account: str, limit: Limit, subject: str = "") -> int:
        key = (account, limit, subject)
        return self._read(reserve.used, self._partition, key, self._clock.steady_ms())

    def prepaid(self, account: str) -> bool:
        return account in self._file.prepaid

    async def balance(self, account: str) -> int | None:
        return self._read(balances.balance, account)

    async def days(
        self, first: int, last: int, account: str | None = None, *, after: DayKey | None = None, limit: int
    ) -> Sequence[DayRow]:
        return self._read(roll_ups.days, self._partition, first, last, account, after, limit)

    async def search(
        self,
        account: str,
        wanted: Wanted,
        *,
        before: int = 0,
        after: int = 0,
        limit: int = 50,
        examined_max: int = EXAMINED_MAX,
    ) -> Found:
        return await self._searcher.search(account, wanted, before, after, limit, examined_max, self.minutes_since())

    def minutes_since(self) -> int:
        return self._clock.steady_ms() // MINUTE_MS - MINUTES_KEPT

    async def minutes(self, account: str, wanted: Wanted, first: int, last: int, width: int) -> Sequence[Standing]:
        return await self._searcher.counted("minute", account, wanted, first, last, width)

    async def days_counted(self, account: str, wanted: Wanted, first: int, last: int, width: int) -> Sequence[Standing]:
        return await self._searcher.counted("day", account, wanted, first, last, width)

    async def outcomes(self, span: Span) -> Sequence[OutcomeRow]:
        return self._read(statistics.outcomes, self._partition, span)

    async def times(self, span: Span, *, apart: bool = True) -> Sequence[TimeRow]:
        return self._read(statistics.times, self._partition, span, apart)

    async def undone(self, account: str | None = None, carrier: str | None = None) -> Undone:
        file = self._file
        return self._read(statistics.undone, self._partition, file.lines, file.backlog, account, carrier)

    async def conversion_days(self, account: str, *, before: int = 0, limit: int) -> Sequence[ConversionDay]:
        return self._read(conversions.conversion_days, self._partition, account, before, limit)

    async def next_due(self, lane: str) -> int | None:
        return self._read(self._file.lines.next_due, self._partition, lane)

    async def awaiting(self, after: tuple[int, int] = (0, 0), limit: int = 500) -> Sequence[Message]:
        return self._read(reads.awaiting, self._partition, after, limit)

    def backlog(self) -> Mapping[str, int]:
        return self._file.backlog.by_lane

    async def next_wake(self) -> int | None:
        at = self._read(reads.next_wake, self._partition)
        self._next_wake = at or 0
        return at

    async def peek(self, subscriber: str, limit: int) -> Sequence[Telling]:
        return self._read(told.peek, self._partition, subscriber, self._clock.steady_ms(), limit)

    async def dead(self, subscriber: str, *, after: tuple[int, int] = (0, 0), limit: int = 50) -> Sequence[Dead]:
        return self._read(told.dead, self._partition, subscriber, after, limit)

    async def attempts(self, subscriber: str, limit: int = ATTEMPTS_KEPT) -> Sequence[Attempt]:
        return self._read(told.attempts, self._partition, subscriber, limit)

    async def waiting(self, subscriber: str) -> Waiting:
        counts = self._file.told
        return Waiting(counts[subscriber, told.UNDONE], counts[subscriber, told.DEAD])

    async def owed(self, subscriber: str, message_id: int) -> Owed | None:
        return self._read(told.owed, self._partition, subscriber, message_id)

    async def next_told(self, subscriber: str) -> int | None:
        return self._read(told.next_due, self._partition, subscriber)

    async def told_to(self) -> Sequence[str]:
        return sorted({subscriber for (subscriber, _), count in self._file.told.items() if count})

    async def orphans(self, *, before: Place | None = None, limit: int) -> Sequence[Orphan]:
        return self._read(orphans.orphans, before, limit)

    async def orphans_of(self, carrier: str, to: str, since: int, limit: int) -> Sequence[Orphan]:
        return self._read(orphans.orphans_of, carrier, to, since, limit)

    async def handed(self, keys: Sequence[tuple[str, str]]) -> Sequence[Handed]:
        return self._read(orphans.handed, keys)

    async def forget_orphans(self, before: int, limit: int) -> int:
        forgotten: int = await self._submit("orphans", (before, limit), limit, room=True) if limit > 0 else 0
        return forgotten

    async def refused_calls(self, account: str, sought: Sought, limit: int) -> Sequence[RefusedCall]:
        return self._read(refused_calls.page, account, sought, limit)

    async def refused_call(self, request_id: str) -> RefusedCall | None:
        return self._read(refused_calls.one, request_id)

    async def used_nonces(self) -> Sequence[Nonce]:
        return self._read(nonces_of, self._clock.steady_ms())

    def _read(
        self, read: Callable[Concatenate[sqlite3.Connection, Asked], Answer], *asked: Asked.args, **named: Asked.kwargs
    ) -> Answer:
        """What `read` finds in committed data. Raises `Unavailable`."""
        try:
            return read(self._file.reading(), *asked, **named)
        except sqlite3.Error as error:
            raise Unavailable(f"the store cannot be read: {error}") from error

    # --- steps, hints and bounds ---

    def _step(self, step: str) -> None:
        assert self._crash_points is not None
        try:
            self._crash_points(step)
        except Exception:
            raise
        except BaseException:
            self._commits.abandon()
            raise

    def _durable(self, work: Work) -> None:
        if self._on_work is not None:
            for lane in work.lanes_due | work.lanes_later:
                self._on_work(lane)
        if self._on_told is not None:
            for subscriber in work.told_due:
                self._on_told(subscriber)
        if work.queries and self._on_inquiries is not None:
            with contextlib.suppress(Unavailable):
                self._on_inquiries(self._read(inquiries, work))
        at = work.earliest_wake
        if at and (not self._next_wake or at < self._next_wake):
            self._next_wake = at
            if self._on_wake is not None:
                self._on_wake(at)

    def _wait_seconds(self) -> float:
        return self._pace.wait_seconds(self._commits.rows)

    def _admit(self, size: int, lanes: set[str], account: str = "") -> None:
        """Refuse what clients send once a bound is reached. Raises `Unavailable`."""
        if not self._open:
            return
        bound, reason = self._bound_reached(size, lanes, account)
        if bound:
            self._figures.refused(bound)
            raise Unavailable(reason)

    def _admit_in_time(self, messages: Sequence[tuple[Message, Body]]) -> None:
        """Refuse what its lane would hand over after its validity only. Raises `Unavailable`."""
        file, now = self._file, self._clock.steady_ms()
        for message, _ in messages:
            wait = file.drains.wait_ms(file.backlog, message.lane, message.priority, message.account, now)
            if wait and now + wait > message.validity_until:
                self._figures.refused("validity")
                left = (message.validity_until - now) // 1000
                raise Unavailable(
                    f"lane {message.lane} would take {wait // 1000} s, and the message is valid for {left} s"
                )

    def _bound_reached(self, size: int, lanes: set[str], account: str = "") -> tuple[str, str]:
        """The name of a bound that an accept of `size` octets would pass, and why in words; empty where none is."""
        bounds, commits = self._bounds, self._commits
        if commits.commands >= bounds.waiting_commands_max:
            return "commands", f"{commits.commands:,} calls wait already"
        if commits.octets + size > bounds.waiting_bytes_max:
            return "bytes", f"calls that wait hold {commits.octets >> 20} MiB already"
        calls, octets = self._by_account.get(account, (0, 0))
        if calls and calls >= bounds.waiting_commands_max * bounds.account_share:
            return "account", f"{calls:,} calls of the account wait already"
        if calls and octets + size > bounds.waiting_bytes_max * bounds.account_share:
            return "account", f"calls of the account that wait hold {octets >> 20} MiB already"
        wait = self._wait_seconds()
        if wait > bounds.wait_seconds_max:
            return "wait", f"a commit would take {wait:.1f} s"
        bound, reason = backlog_trouble(bounds, self._file.backlog, lanes, account)
        if bound:
            return bound, reason
        reason = self._room.trouble(self._clock.steady_ms())
        return ("disk", reason) if reason else ("", "")


def _pass_by(step: str) -> None:
    """Nothing happens at any step."""
