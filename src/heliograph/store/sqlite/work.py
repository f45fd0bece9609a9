"""One write transaction: the messages it touches, stepped in memory and each written once.

Each kind of command loads the messages it needs, applies its events, and flushes before the next kind's savepoint; the
messages stay, so that the kinds of one transaction see each other's steps. Effects are performed here, by batch.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec

from heliograph.sms.events import (
    Dequeue,
    Doubted,
    Effect,
    Enqueue,
    Event,
    FailedOver,
    Leave,
    Query,
    Refer,
    Resent,
    Stray,
)
from heliograph.sms.failover import ALL_ABLE, Lanes
from heliograph.sms.lifecycle import step
from heliograph.sms.message import Message, Summary, summarise
from heliograph.sms.revision import CORRECTION, FIRST, revision_due, told_after
from heliograph.sms.roll_up import Parts, Tally, only_claimed, parts_of
from heliograph.sms.timeline import append, lines
from heliograph.store.sqlite.id_forms import NO_FORMS, IdForms
from heliograph.store.sqlite.lines import Lines, Queue
from heliograph.store.sqlite.rides import NO_RIDES, Rides
from heliograph.store.sqlite.rows import MESSAGE_COLUMNS, ManyRows, Row, encode_life, id_list, message_of
from heliograph.store.sqlite.subscribers import NOBODY, Subscribers
from heliograph.store.told import Kind

_LOAD = f"SELECT {MESSAGE_COLUMNS} FROM message WHERE id IN (SELECT value FROM json_each(?))"

# wake_at is indexed and most changes leave it alone: naming it would write the index anew each time.
_CHANGED = (
    "WITH changed (id, state, code, sent_at, received_at, life, lines{more}) AS (VALUES {{rows}}) UPDATE message SET "
    "state = changed.state, code = changed.code, sent_at = changed.sent_at, received_at = changed.received_at, "
    "life = changed.life, timeline = CAST(timeline || changed.lines AS BLOB){wake} "
    "FROM changed WHERE message.id = changed.id"
)
_CHANGE = ManyRows(_CHANGED.format(more="", wake=""), 7)
_CHANGE_AND_WAKE = ManyRows(_CHANGED.format(more=", wake_at", wake=", wake_at = changed.wake_at"), 8)

_MOVE = ManyRows(
    "WITH changed (id, lane) AS (VALUES {rows}) UPDATE message SET lane = changed.lane "
    "FROM changed WHERE message.id = changed.id",
    2,
)

_PUT = ManyRows("INSERT OR IGNORE INTO outbox VALUES {rows}", 7)
_TAKE = ManyRows.deleting("outbox", "partition, lane, priority, account, due, id, segment")
_LEAVE = ManyRows.deleting("inflight", "partition, id, segment, attempt")

# Of a message that is told already a repeat is the same row.
_TELL = ManyRows(
    "INSERT OR IGNORE INTO told (partition, subscriber, kind, message, revision, due, attempts, made_at, buried_at, "
    "state, code, sent_at, received_at) VALUES {rows}",
    13,
)

# A correction replaces the first report where that was given up, and waits for it where that is undone.
_UNBURY = (
    "DELETE FROM told WHERE partition = ? AND subscriber = ? AND kind = ? AND message = ? AND revision = ? "
    "AND buried_at > 0"
)
_IS_UNDONE = "SELECT 1 FROM told WHERE partition = ? AND subscriber = ? AND kind = ? AND message = ? AND revision = ?"

#: Counts of messages that went on begin so; the carrier left, the next one and why follow, with a blank between.
FAILOVER = "failover "

#: (lane, priority, account, due, id, segment)
Place = tuple[str, int, str, int, int, int]

#: A message as it is stored, what it adds to the figures, and its summary; None where nobody has asked yet.
Known = tuple[Message, Parts | None, Summary | None]


class Work:
    """The transaction under way. `now` is the store's clock, read once for all of it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        partition: int,
        now: int,
        recent: dict[int, Known],
        subscribers: Subscribers = NOBODY,
        lines: Lines | None = None,
        standing: Callable[[], Lanes] = lambda: ALL_ABLE,
        id_forms: IdForms = NO_FORMS,
        rides: Rides = NO_RIDES,
    ) -> None:
        """`standing()` tells how the carriers stand; it is asked once, and only where a message may go on."""
        self.connection = connection
        self.partition = partition
        self.now = now
        self.messages: dict[int, Message] = {}
        self.counts: Counter[str] = Counter()
        self.waiting: Counter[Queue] = Counter()
        """How many rows each queue of the outbox gained or lost."""
        self.claimed: Counter[str] = Counter()
        """By lane, how many segments were taken from it to be handed over."""
        self.lanes_due: set[str] = set()
        """Lanes that got a row which is due."""
        self.lanes_later: set[str] = set()
        """Lanes that got a row which is due later: whoever sleeps until the next one must know."""
        self.earliest_wake = 0
        self.told: Counter[tuple[str, str]] = Counter()
        """By (subscriber, undone or dead), how many tellings there are more or less."""
        self.queries: list[tuple[int, Query]] = []
        """By message, the hand-overs whose carrier is to be asked what became of them."""
        self.told_due: set[str] = set()
        """Subscribers for whom something came due."""
        self.subscriptions_changed = False
        self.lines = lines if lines is not None else Lines()
        """Whose turn it is, by lane."""
        self._standing = standing
        self._stood: Lanes | None = None
        self._subscribers = subscribers
        self._anybody = bool(subscribers)
        self._recent = recent
        self.id_forms = id_forms
        """What is known of the form of ids of carriers that learn it."""
        self.rides = rides
        """Owners of lanes that take new messages at once."""
        self.total = Tally()
        """What the messages of kinds that have ended change in the figures; written once, at the end."""
        self.tally = Tally()
        """Likewise of the kind under way."""
        self.known: dict[int, Known] = {}
        """The messages as they are stored, with what they add to the figures."""
        self.touched: set[int] = set()
        """Everything that was ever changed here, also by a kind that was rolled back."""
        self._wakes: dict[int, int] = {}
        self._begin_kind()
        self.begin()

    def _begin_kind(self) -> None:
        self._lines: dict[int, list[bytes]] = {}
        self._moved: set[int] = set()
        self._outbox: dict[Place, bool] = {}
        self._leaves: list[Row] = []
        self._queries: list[tuple[int, Query]] = []
        self._tells: list[Row] = []
        self._told: Counter[tuple[str, str]] = Counter()
        self._counted: Counter[str] = Counter()

    # --- messages ---

    def load(self, ids: Iterable[int]) -> None:
        """Have the messages of these ids at hand; those that do not exist stay away."""
        missing = []
        for message_id in ids:
            if message_id not in self.messages:
                known = self._recent.get(message_id)
                if known is not None:
                    self.add(*known)
                else:
                    missing.append(message_id)
        if missing:
            for row in self.connection.execute(_LOAD, (id_list(missing),)):
                self.add(message_of(row))

    def add(self, message: Message, parts: Parts | None = None, summary: Summary | None = None) -> None:
        """Have at hand a message that is stored just so, with what else is known of it."""
        self.messages[message.id] = message
        self.known[message.id] = message, parts, summary
        self._wakes[message.id] = message.wake_at

    def accepted_message(self, message: Message, summary: Summary) -> None:
        """Have at hand a message that was stored just now, and count it."""
        parts = parts_of(message, summary)
        self.add(message, parts, summary)
        self.tally.added(parts)

    def apply(self, message_id: int, event: Event) -> tuple[Effect, ...]:
        """Step a loaded message and note what must be written; an unknown id is counted. Returns the effects."""
        message = self.messages.get(message_id)
        if message is None:
            self._counted["unknown"] += 1
            return ()
        lanes = self.standing if message.life.failover is not None else ALL_ABLE
        after, effects = step(message, event, self.now, lanes)
        self.messages[message_id] = after
        self._lines.setdefault(message_id, []).extend(lines(event, after, effects, self.now))
        for effect in effects:
            self._perform(message, after, effect)
        return effects

    @property
    def standing(self) -> Lanes:
        """How the carriers stand, the same for the whole transaction."""
        if self._stood is None:
            self._stood = self._standing()
        return self._stood

    def set_wake(self, message: Message, wake_at: int) -> None:
        """Look at the message again then; no event, so no line in its timeline."""
        self.messages[message.id] = msgspec.structs.replace(message, wake_at=wake_at)
        self._lines.setdefault(message.id, [])

    def count(self, what: str, number: int = 1) -> None:
        """Add to a figure; it counts once the transaction is durable."""
        self._counted[what] += number

    def _perform(self, before: Message, after: Message, effect: Effect) -> None:
        if isinstance(effect, Leave):
            self._leaves.append((self.partition, before.id, effect.segment, effect.attempt))
        elif isinstance(effect, Refer):
            return  # The directory writes it: `settle` hands it over.
        elif isinstance(effect, Enqueue):
            self._outbox[place_of(after, effect.due, effect.segment)] = True
        elif isinstance(effect, Dequeue):
            due = before.life.segments[effect.segment - 1].due
            self._outbox[place_of(before, due, effect.segment)] = False
        elif isinstance(effect, Query):
            self._queries.append((before.id, effect))
        elif isinstance(effect, Stray):
            self._counted["stray"] += 1
        elif isinstance(effect, Doubted):
            self._counted["doubted"] += 1
        elif isinstance(effect, Resent):
            self._counted["resent"] += 1
        elif isinstance(effect, FailedOver):
            self._moved.add(before.id)
            self._counted[f"{FAILOVER}{effect.left} {effect.lane} {effect.why}"] += 1

    # --- the outbox ---

    def take(self, place: Place) -> None:
        """Take a row out of the outbox that is known to be there."""
        self._outbox[place] = False

    # --- writing ---

    def flush(self) -> None:
        """Write everything that changed since the last flush."""
        if self._lines:
            self._write_messages()
        if self._outbox:
            self._write_outbox()
        if self._leaves:
            _LEAVE.run(self.connection, self._leaves)
        if self._tells:
            self._write_tellings()
        self.queries += self._queries
        self.counts.update(self._counted)
        self.told.update(self._told)
        self._begin_kind()

    def begin(self) -> None:
        """A kind begins: what is counted from here on is forgotten again by `revert`."""
        self.total.add(self.tally)
        self.tally = Tally()
        self._before = (self.counts.copy(), self.waiting.copy(), self.told.copy())
        for ride in self.rides.values():
            ride.begin()

    def revert(self) -> None:
        """Forget what the kind did that was rolled back. What earlier kinds did is in the tables."""
        self.counts, self.waiting, self.told = self._before
        self.tally = Tally()
        for ride in self.rides.values():
            ride.revert()
        self.begin()
        self.touched.update(self._lines)
        self.messages.clear()
        self._recent = {}
        self.lines.read(self.connection, self.partition)
        self._begin_kind()

    def _write_messages(self) -> None:
        plain: list[Row] = []
        moved: list[Row] = []
        for message_id, written in self._lines.items():
            message, text = append(self.messages[message_id], written)
            self.messages[message_id] = message
            told = summarise(message)
            self._note(message, told)
            if self._anybody and not message.wake_at:
                message = self._report(message, told)
            row = (message_id, told.state, told.code, told.sent_at, told.received_at, encode_life(message.life), text)
            if message.wake_at == self._wakes[message_id]:
                plain.append(row)
            else:
                moved.append((*row, message.wake_at or None))
                self._wakes[message_id] = message.wake_at
                self.wakes_at(message.wake_at)
        self.touched.update(self._lines)
        if plain:
            _CHANGE.run(self.connection, plain)
        if moved:
            _CHANGE_AND_WAKE.run(self.connection, moved)
        if self._moved:
            _MOVE.run(self.connection, [(message_id, self.messages[message_id].lane) for message_id in self._moved])

    def _note(self, message: Message, summary: Summary) -> None:
        """Count what the change of a message means for the figures."""
        before, was, told = self.known[message.id]
        if told is None:
            told = summarise(before)
        if was is None:
            was = parts_of(before, told)
        parts = was if only_claimed(was, message, summary) else parts_of(message, summary)
        self.known[message.id] = message, parts, summary
        if parts == was:
            return
        self.tally.moved(was, parts)
        if summary.sent_at:
            if not told.sent_at:
                self.tally.took(parts, "submit", summary.sent_at - message.accepted_at)
            if summary.received_at and not told.received_at:
                self.tally.took(parts, "receipt", summary.received_at - summary.sent_at)

    def wakes_at(self, wake_at: int) -> None:
        """Note when the earliest of the messages written here must be looked at; 0 is never."""
        if wake_at and (not self.earliest_wake or wake_at < self.earliest_wake):
            self.earliest_wake = wake_at

    def _write_outbox(self) -> None:
        put: list[Row] = []
        taken: list[Row] = []
        for place, there in self._outbox.items():
            if there:
                put.append((self.partition, *place))
                self._queued(place)
            else:
                taken.append((self.partition, *place))
                self.waiting[place[:3]] -= 1
        if taken:
            _TAKE.run(self.connection, taken)
        if put:
            _PUT.run(self.connection, put)

    # --- subscribers ---

    def _report(self, message: Message, summary: Summary) -> Message:
        """Tell the account's subscribers of a final message where a report is due; the message that notes it."""
        revision = revision_due(message.life, summary, was_final=not self._wakes[message.id])
        subscribers = self._subscribers.reported(message, summary) if revision else ()
        if not subscribers and not (revision and message.life.receipt_for):
            return message
        said = (summary.state, summary.code, summary.sent_at, summary.received_at)
        for subscriber in subscribers:
            due: int | None = self.now
            if revision == CORRECTION:
                due = self._behind_first(subscriber, message.id)
            self._tells.append(
                (self.partition, subscriber, Kind.REPORT, message.id, revision, due, 0, self.now, 0, *said)
            )
        noted = msgspec.structs.replace(message.life, told=told_after(summary))
        message = self.messages[message.id] = msgspec.structs.replace(message, life=noted)
        return message

    def _behind_first(self, subscriber: str, message_id: int) -> int | None:
        """When a correction is due: None while the first report is undone."""
        first = (self.partition, subscriber, Kind.REPORT, message_id, FIRST)
        if self.connection.execute(_UNBURY, first).rowcount:
            self.tellings(subscriber, "dead", -1)
            self.count("told_replaced")
        return None if self.connection.execute(_IS_UNDONE, first).fetchone() is not None else self.now

    def heard(self, account: str, row_id: int) -> None:
        """Tell the account's subscribers of an inbound message, by the id of its row."""
        for subscriber in self._subscribers.of(account, Kind.INBOUND):
            self._tells.append(
                (self.partition, subscriber, Kind.INBOUND, row_id, FIRST, self.now, 0, self.now, 0, "", "", 0, 0)
            )

    def tellings(self, subscriber: str, which: str, number: int) -> None:
        """There are so many more tellings, `undone` or `dead`, for a subscriber."""
        self._told[subscriber, which] += number

    def _write_tellings(self) -> None:
        _TELL.run(self.connection, self._tells)
        for row in self._tells:
            self.tellings(row[1], "undone", 1)
            if row[5] is not None:
                self.told_due.add(row[1])

    # --- new messages ---

    def accepted(self, places: Sequence[Place]) -> None:
        """Put the outbox rows of new messages."""
        _PUT.run(self.connection, [(self.partition, *place) for place in places])
        for place in places:
            self._queued(place)

    def _queued(self, place: Place) -> None:
        """A row was put: count it, let its account take part, and note that its lane has work."""
        lane, priority, account, due = place[:4]
        self.waiting[place[:3]] += 1
        self.lines.of(lane).offer(priority, account, due)
        (self.lanes_due if due <= self.now else self.lanes_later).add(lane)


def place_of(message: Message, due: int, segment: int) -> Place:
    """Where the segment of a message stands in the outbox."""
    return message.lane, message.priority, message.account, due, message.id, segment
