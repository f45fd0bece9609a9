"""The directory from a carrier's id to our attempt, and the place where receipts without an attempt wait (I5).

A response and a receipt meet in one row under (carrier, key): whichever comes second applies the receipt. Elsewhere
both upsert the row and read it back; this adapter has one writer, so reading first inside the transaction is the same.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import FINAL, Message, State
from heliograph.store.port import Receipt
from heliograph.store.sqlite.rows import ManyRows, Row

#: One bucket: carriers count upwards, so that new keys append to one leaf. In sixteen each commit writes sixteen.
BUCKETS = 1

#: Different receipts kept under one id. A carrier sends two or three; one that never stops must not fill a row.
RECEIPTS_MAX = 8

#: Generations of one id that are still compared: a carrier that gives every message the same id must not cost more
#: with each.
GENERATIONS_READ = 8

_COLUMNS = "carrier, key, generation, message, segment, attempt, recipient, state, code, received_at, raw, more, said"

_FIND = ManyRows(
    "WITH wanted (bucket, carrier, key) AS (VALUES {rows}) "
    f"SELECT {', '.join('r.' + c for c in _COLUMNS.split(', '))} FROM wanted CROSS JOIN carrier_ref AS r "
    "ON r.bucket = wanted.bucket AND r.carrier = wanted.carrier AND r.key = wanted.key AND r.generation > "
    "(SELECT max(generation) FROM carrier_ref AS g WHERE g.bucket = wanted.bucket AND g.carrier = wanted.carrier "
    f"AND g.key = wanted.key) - {GENERATIONS_READ}",
    3,
)

_WRITE = ManyRows(
    f"INSERT INTO carrier_ref (bucket, {_COLUMNS}) VALUES {{rows}} "
    "ON CONFLICT (bucket, carrier, key, generation) DO UPDATE SET message = excluded.message, "
    "segment = excluded.segment, attempt = excluded.attempt, recipient = excluded.recipient, state = excluded.state, "
    "code = excluded.code, received_at = excluded.received_at, raw = excluded.raw, more = excluded.more, "
    "said = excluded.said",
    14,
)

#: Receipts without an attempt that are compared for one doubt: above the parts of the longest text (23 in UCS-2).
WAITING_READ = 32

_WAITING = (
    f"SELECT {_COLUMNS} FROM carrier_ref "
    "WHERE message IS NULL AND carrier = ? AND recipient = ? AND received_at >= ? "
    f"ORDER BY received_at LIMIT {WAITING_READ}"
)


_WAITING_IN = f"SELECT {_COLUMNS} FROM carrier_ref WHERE message IS NULL AND carrier = ? LIMIT ?"


class Seen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A receipt as the directory keeps it."""

    state: State
    code: str
    received_at: int
    raw: bytes = b""
    words: CarrierWords = CarrierWords()


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Seen]).decode
_decode_words = msgspec.json.Decoder(CarrierWords).decode


@dataclass(slots=True)
class Entry:
    """One generation of a carrier's id. `message` is None while no attempt is known for it."""

    carrier: str
    key: str
    generation: int
    message: int | None = None
    segment: int = 0
    attempt: int = 0
    recipient: str = ""
    receipts: list[Seen] = field(default_factory=list)

    def is_for(self, message_id: int, segment: int, attempt: int) -> bool:
        return (self.message, self.segment, self.attempt) == (message_id, segment, attempt)

    def agrees(self, recipient: str) -> bool:
        """Whether the recipient may be the same: a carrier may leave it out of a receipt."""
        return not recipient or not self.recipient or recipient == self.recipient

    def since(self, claimed_at: int) -> list[Seen]:
        """Its receipts, without those from before the hand-over: they are an older message's of the same id."""
        return [seen for seen in self.receipts if seen.received_at >= claimed_at]

    def verdict(self, claimed_at: int) -> tuple[State, str]:
        """What its receipts since then come to: proof of delivery, else the last final state, else the last."""
        seen = self.since(claimed_at)
        final = [one for one in seen if one.state in FINAL] or seen
        decided = next((one for one in final if one.state is State.DELIVERED), final[-1])
        return decided.state, decided.code

    def keep(self, receipt: Receipt) -> bool:
        """Keep a receipt; False for one that says what an earlier one said: the carrier repeats itself."""
        seen = Seen(receipt.state, receipt.code, receipt.received_at, receipt.raw, receipt.words)
        said = [s for s in self.receipts if s.state is seen.state and s.code == seen.code]
        if not said:
            if len(self.receipts) == RECEIPTS_MAX:
                self.receipts.remove(_least(self.receipts))
            self.receipts.append(seen)
        elif self.message is None and said[0].received_at < seen.received_at:
            # Under an id used again the same words are a new message's: the row waits from the later one on.
            self.receipts.remove(said[0])
            self.receipts.append(seen)
        return not said


class Directory:
    """The rows of the directory that a transaction reads and writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: dict[tuple[str, str], list[Entry]] = {}
        self._changed: dict[tuple[str, str, int], Entry] = {}

    def load(self, keys: Iterable[tuple[str, str]]) -> None:
        """Have at hand what is known under these (carrier, key)."""
        missing = {key for key in keys if key not in self._rows}
        if not missing:
            return
        for key in missing:
            self._rows[key] = []
        for row in _FIND.read(self._connection, [(bucket_of(*key), *key) for key in missing]):
            entry = _entry_of(row)
            self._rows[entry.carrier, entry.key].append(entry)
        for key in missing:
            self._rows[key].sort(key=lambda entry: -entry.generation)

    def bind(self, message: Message, segment: int, attempt: int, carrier: str, key: str) -> list[Seen]:
        """Write that this attempt has the id `key`; returns the receipts that waited there for it, oldest first."""
        rows = self._rows[carrier, key]
        if any(entry.is_for(message.id, segment, attempt) for entry in rows):
            return []
        claimed_at = _claimed_at(message, segment, attempt)
        for entry in rows:
            if entry.message is None and entry.agrees(message.to) and entry.since(claimed_at):
                self.give(entry, message, segment, attempt)
                return entry.since(claimed_at)
        self.give(self._next_generation(carrier, key), message, segment, attempt)
        return []

    def waits_for(self, message: Message, segment: int, attempt: int, carrier: str, key: str) -> Entry | None:
        """A receipt that waits under this key, came since the hand-over, and names the message's recipient."""
        claimed_at = _claimed_at(message, segment, attempt)
        for entry in self._rows[carrier, key]:
            if entry.message is None and entry.recipient == message.to and entry.since(claimed_at):
                return entry
        return None

    def give(self, entry: Entry, message: Message, segment: int, attempt: int) -> None:
        """The row is this attempt's from now on."""
        entry.message, entry.segment, entry.attempt, entry.recipient = message.id, segment, attempt, message.to
        self._change(entry)

    def share(self, entry: Entry, carrier: str, key: str) -> None:
        """Another row of the same attempt, under this key, has the same receipts: a repeat is one under either."""
        for other in self._rows[carrier, key]:
            if entry.message is not None and other.is_for(entry.message, entry.segment, entry.attempt):
                other.receipts = list(entry.receipts)
                self._change(other)

    def owner_of(self, receipt: Receipt) -> Entry | None:
        """The newest row that an attempt has and whose recipient agrees."""
        rows = self._rows[receipt.carrier, receipt.key]
        return next((e for e in rows if e.message is not None and e.agrees(receipt.to)), None)

    def disputed(self, receipt: Receipt) -> bool:
        """Whether an attempt has the id but speaks of another recipient."""
        return any(e.message is not None for e in self._rows[receipt.carrier, receipt.key])

    def keep(self, entry: Entry, receipt: Receipt) -> bool:
        """Keep a receipt in a row; False for a repeated one."""
        before = list(entry.receipts)
        news = entry.keep(receipt)
        if entry.receipts != before:
            self._change(entry)
        return news

    def wait(self, receipt: Receipt) -> bool:
        """Let a receipt wait for its attempt; False for a repeated one."""
        rows = self._rows[receipt.carrier, receipt.key]
        entry = next((e for e in rows if e.message is None and e.agrees(receipt.to)), None)
        if entry is None:
            entry = self._next_generation(receipt.carrier, receipt.key)
        entry.recipient = entry.recipient or receipt.to
        return self.keep(entry, receipt)

    def waiting_for(self, carrier: str, recipient: str, since: int) -> list[Entry]:
        """Rows of receipts without an attempt for this recipient, received from `since` on; at most `WAITING_READ`."""
        found = [_entry_of(row) for row in self._connection.execute(_WAITING, (carrier, recipient, since))]
        known: list[Entry] = []
        self.load((entry.carrier, entry.key) for entry in found)
        for entry in found:
            # The transaction may have given the row away already: its own copy counts.
            rows = self._rows[entry.carrier, entry.key]
            known += [e for e in rows if e.generation == entry.generation and e.message is None and e.since(since)]
        return known

    def waiting_in(self, carrier: str, limit: int) -> list[Entry]:
        """Rows of receipts without an attempt of one carrier, as they are in the tables: flush before."""
        found = [_entry_of(row) for row in self._connection.execute(_WAITING_IN, (carrier, limit))]
        self.load((entry.carrier, entry.key) for entry in found)
        places = {(entry.key, entry.generation) for entry in found}
        keys = {entry.key for entry in found}
        return [e for key in keys for e in self._rows[carrier, key] if (e.key, e.generation) in places]

    def flush(self) -> None:
        """Write what changed."""
        if self._changed:
            _WRITE.run(self._connection, [_row_of(entry) for entry in self._changed.values()])
            self._changed = {}

    def revert(self) -> None:
        """Forget everything: the tables are the truth again."""
        self._rows, self._changed = {}, {}

    def _next_generation(self, carrier: str, key: str) -> Entry:
        rows = self._rows[carrier, key]
        entry = Entry(carrier, key, rows[0].generation + 1 if rows else 0)
        rows.insert(0, entry)
        return entry

    def _change(self, entry: Entry) -> None:
        self._changed[entry.carrier, entry.key, entry.generation] = entry


def bucket_of(carrier: str, key: str) -> int:
    """The first part of a row's key."""
    return crc32(f"{carrier}\0{key}".encode()) % BUCKETS


def _claimed_at(message: Message, segment: int, attempt: int) -> int:
    attempts = message.life.segments[segment - 1].attempts
    return next((a.claimed_at for a in attempts if a.number == attempt), 0)


def _least(receipts: list[Seen]) -> Seen:
    """What gives way when a row is full: the oldest that is no verdict, else the oldest that proves no delivery."""
    for seen in receipts:
        if seen.state not in FINAL:
            return seen
    return next((seen for seen in receipts if seen.state is not State.DELIVERED), receipts[0])


def _entry_of(row: Row) -> Entry:
    carrier, key, generation, message, segment, attempt, recipient, state, code, received_at, raw, more, said = row
    words = _decode_words(said) if said else CarrierWords()
    latest = [Seen(State(state), code, received_at, raw, words)] if state else []
    receipts = [*(_decode(more) if more else ()), *latest]
    return Entry(carrier, key, generation, message, segment, attempt, recipient, receipts)


def _row_of(entry: Entry) -> Row:
    latest = entry.receipts[-1] if entry.receipts else None
    more = _encode(entry.receipts[:-1]) if len(entry.receipts) > 1 else None
    receipt = (latest.state, latest.code, latest.received_at, latest.raw) if latest else ("", "", 0, b"")
    # Once a message has it, the words are with the message.
    said = _encode(latest.words) if latest and entry.message is None else None
    return (
        bucket_of(entry.carrier, entry.key),
        entry.carrier,
        entry.key,
        entry.generation,
        entry.message,
        entry.segment,
        entry.attempt,
        entry.recipient,
        *receipt,
        more,
        said,
    )
