"""One write transaction: the messages it touches, stepped in memory and each written once.

Each kind of command loads the messages it needs, applies its events, and flushes before the next kind's savepoint; the
messages stay, so that the kinds of one transaction see each other's steps. Effects are performed here, by batch.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from heliograph.sms.events import Dequeue, Doubted, Effect, Enqueue, Event, Leave, Refer, Resent, Stray
from heliograph.sms.lifecycle import step
from heliograph.sms.message import Message, summarise
from heliograph.sms.timeline import append, line
from heliograph.store.sqlite.rows import MESSAGE_COLUMNS, ManyRows, Row, encode_life, id_list, message_of

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

_PUT = ManyRows("INSERT OR IGNORE INTO outbox VALUES {rows}", 6)
_TAKE = ManyRows.deleting("outbox", "partition, lane, priority, due, id, segment")
_LEAVE = ManyRows.deleting("inflight", "partition, id, segment, attempt")

#: (lane, priority, due, id, segment)
Place = tuple[str, int, int, int, int]


class Work:
    """The transaction under way. `now` is the store's clock, read once for all of it."""

    def __init__(self, connection: sqlite3.Connection, partition: int, now: int, recent: dict[int, Message]) -> None:
        self.connection = connection
        self.partition = partition
        self.now = now
        self.messages: dict[int, Message] = {}
        self.counts: Counter[str] = Counter()
        self.lanes: Counter[str] = Counter()
        """By lane, how many rows its outbox gained or lost."""
        self.lanes_due: set[str] = set()
        """Lanes that got a row which is due."""
        self.earliest_wake = 0
        self._recent = recent
        self.touched: set[int] = set()
        """Everything that was ever changed here, also by a kind that was rolled back."""
        self._wakes: dict[int, int] = {}
        self._begin_kind()

    def _begin_kind(self) -> None:
        self._lines: dict[int, list[bytes]] = {}
        self._outbox: dict[Place, bool] = {}
        self._leaves: list[Row] = []
        self._counted: Counter[str] = Counter()

    # --- messages ---

    def load(self, ids: Iterable[int]) -> None:
        """Have the messages of these ids at hand; those that do not exist stay away."""
        missing = []
        for message_id in ids:
            if message_id not in self.messages:
                known = self._recent.get(message_id)
                if known is not None:
                    self.add(known)
                else:
                    missing.append(message_id)
        if missing:
            for row in self.connection.execute(_LOAD, (id_list(missing),)):
                self.add(message_of(row))

    def add(self, message: Message) -> None:
        """Have at hand a message that is stored just so."""
        self.messages[message.id] = message
        self._wakes[message.id] = message.wake_at

    def apply(self, message_id: int, event: Event) -> tuple[Effect, ...]:
        """Step a loaded message and note what must be written; an unknown id is counted. Returns the effects."""
        message = self.messages.get(message_id)
        if message is None:
            self._counted["unknown"] += 1
            return ()
        after, effects = step(message, event, self.now)
        self.messages[message_id] = after
        self._lines.setdefault(message_id, []).append(line(event, after, effects, self.now))
        for effect in effects:
            self._perform(message, effect)
        return effects

    def set_wake(self, message: Message, wake_at: int) -> None:
        """Look at the message again then; no event, so no line in its timeline."""
        self.messages[message.id] = msgspec.structs.replace(message, wake_at=wake_at)
        self._lines.setdefault(message.id, [])

    def count(self, what: str, number: int = 1) -> None:
        """Add to a figure; it counts once the transaction is durable."""
        self._counted[what] += number

    def _perform(self, before: Message, effect: Effect) -> None:
        if isinstance(effect, Leave):
            self._leaves.append((self.partition, before.id, effect.segment, effect.attempt))
        elif isinstance(effect, Refer):
            return  # The directory writes it: `settle` hands it over.
        elif isinstance(effect, Enqueue):
            self._outbox[before.lane, before.priority, effect.due, before.id, effect.segment] = True
        elif isinstance(effect, Dequeue):
            due = before.life.segments[effect.segment - 1].due
            self._outbox[before.lane, before.priority, due, before.id, effect.segment] = False
        elif isinstance(effect, Stray):
            self._counted["stray"] += 1
        elif isinstance(effect, Doubted):
            self._counted["doubted"] += 1
        elif isinstance(effect, Resent):
            self._counted["resent"] += 1

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
        self.counts.update(self._counted)
        self._begin_kind()

    def revert(self) -> None:
        """Forget what the kind did that was rolled back. What earlier kinds did is in the tables."""
        self.touched.update(self._lines)
        self.messages.clear()
        self._recent = {}
        self._begin_kind()

    def _write_messages(self) -> None:
        plain: list[Row] = []
        moved: list[Row] = []
        for message_id, lines in self._lines.items():
            message, text = append(self.messages[message_id], lines)
            self.messages[message_id] = message
            told = summarise(message)
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

    def wakes_at(self, wake_at: int) -> None:
        """Note when the earliest of the messages written here must be looked at; 0 is never."""
        if wake_at and (not self.earliest_wake or wake_at < self.earliest_wake):
            self.earliest_wake = wake_at

    def _write_outbox(self) -> None:
        put: list[Row] = []
        taken: list[Row] = []
        for place, there in self._outbox.items():
            (put if there else taken).append((self.partition, *place))
            self.lanes[place[0]] += 1 if there else -1
            if there and place[2] <= self.now:
                self.lanes_due.add(place[0])
        if taken:
            _TAKE.run(self.connection, taken)
        if put:
            _PUT.run(self.connection, put)

    def accepted(self, rows: Sequence[Row]) -> None:
        """Put the outbox rows of new messages: (partition, lane, priority, due, id, segment)."""
        _PUT.run(self.connection, rows)
        for row in rows:
            self.lanes[row[1]] += 1
            if row[3] <= self.now:
                self.lanes_due.add(row[1])
