"""The queues of the subscribers in the store's file: tellings leased, done, put off, given up and taken up again."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec

from heliograph.sms.data_coding import text_of
from heliograph.sms.message import State
from heliograph.sms.report import Heard, Outcome
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.rows import ManyRows, Row, id_list
from heliograph.store.sqlite.work import Work
from heliograph.store.told import ATTEMPTS_KEPT, SUBSCRIPTION, Attempt, Dead, Key, Kind, Owed, Telling


class Take(msgspec.Struct, frozen=True):
    subscriber: str
    limit: int
    hold_ms: int


class Done(msgspec.Struct, frozen=True):
    keys: Sequence[Key]
    held: bool = False


class PutOff(msgspec.Struct, frozen=True):
    keys: Sequence[Key]
    due: int


class Bury(msgspec.Struct, frozen=True):
    keys: Sequence[Key]


class Redrive(msgspec.Struct, frozen=True):
    subscriber: str
    keys: Sequence[Key] | None
    limit: int


class Forget(msgspec.Struct, frozen=True):
    subscriber: str
    limit: int


class Log(msgspec.Struct, frozen=True):
    subscriber: str
    attempts: Sequence[Attempt]


Asked: TypeAlias = Take | Done | PutOff | Bury | Redrive | Forget | Log
Asking: TypeAlias = Command[Asked]

_COLUMNS = "kind, message, revision, attempts, made_at, state, code, sent_at, received_at"
_OF_KEY = "partition = ? AND subscriber = ? AND kind = ? AND message = ? AND revision = ?"
_KEY_COLUMNS = "partition, subscriber, kind, message, revision"
_SAME_KEY = " AND ".join(f"told.{column} = given.{column}" for column in _KEY_COLUMNS.split(", "))

_DUE = (
    f"SELECT {_COLUMNS}, due FROM told WHERE partition = ? AND subscriber = ? AND due <= ? "
    "ORDER BY due, message, revision LIMIT ?"
)
_LEASE = ManyRows(
    f"WITH given ({_KEY_COLUMNS}, due) AS (VALUES {{rows}}) UPDATE told SET due = given.due, attempts = attempts + 1 "
    f"FROM given WHERE {_SAME_KEY}",
    6,
)
_GONE_COLUMNS = "subscriber, kind, message, revision, buried_at"
_DONE = ManyRows.deleting("told", _KEY_COLUMNS, returning=_GONE_COLUMNS)
_DONE_HELD = ManyRows.deleting("told", f"{_KEY_COLUMNS}, due", returning=_GONE_COLUMNS)
_FREE = ManyRows(
    f"WITH given ({_KEY_COLUMNS}, due) AS (VALUES {{rows}}) UPDATE told SET due = given.due FROM given "
    f"WHERE {_SAME_KEY} AND told.due IS NULL AND buried_at = 0",
    6,
)
_PUT_OFF = ManyRows(
    f"WITH given ({_KEY_COLUMNS}, lease_end, due) AS (VALUES {{rows}}) UPDATE told SET due = given.due FROM given "
    f"WHERE {_SAME_KEY} AND told.due = given.lease_end RETURNING subscriber, kind, message, revision",
    7,
)
_HAS_LATER = f"SELECT 1 FROM told WHERE {_OF_KEY} AND due IS NULL"
_REPLACED = f"DELETE FROM told WHERE {_OF_KEY} AND due = ?"
_BURIED = f"UPDATE told SET due = NULL, buried_at = ? WHERE {_OF_KEY} AND due = ?"
_REVIVE_ONE = f"UPDATE told SET due = ?, attempts = 0, buried_at = 0 WHERE {_OF_KEY} AND buried_at > 0"
_DEAD = (
    f"SELECT {_COLUMNS}, buried_at FROM told WHERE partition = ? AND subscriber = ? AND buried_at > 0 "
    "AND (buried_at, message) > (?, ?) ORDER BY buried_at, message LIMIT ?"
)
_ANY_OF = f"SELECT {_KEY_COLUMNS}, buried_at FROM told WHERE partition = ? AND subscriber = ? LIMIT ?"
_SUBSCRIBED = "SELECT 1 FROM record WHERE kind = ? AND account = ? AND key = ?"
_FORGET = ManyRows.deleting("told", _KEY_COLUMNS)

_COUNTS = "SELECT subscriber, buried_at > 0, count(*) FROM told WHERE partition = ? GROUP BY 1, 2"
_NEXT_DUE = "SELECT min(due) FROM told WHERE partition = ? AND subscriber = ? AND due IS NOT NULL"

_OWED = (
    "SELECT attempts, due, buried_at FROM told WHERE partition = ? AND subscriber = ? AND kind = ? AND message = ? "
    "ORDER BY revision DESC LIMIT 1"
)
_LAST_ATTEMPT = "SELECT ifnull(max(number), 0) FROM tell_attempt WHERE partition = ? AND subscriber = ?"
_LOG = ManyRows(
    "INSERT OR REPLACE INTO tell_attempt (partition, subscriber, slot, number, at, took_ms, kind, count, first, "
    "status, outcome) VALUES {rows}",
    11,
)
_ATTEMPTS = (
    "SELECT at, took_ms, kind, count, first, status, outcome, number FROM tell_attempt "
    "WHERE partition = ? AND subscriber = ?"
)
_FORGET_ATTEMPTS = "DELETE FROM tell_attempt WHERE partition = ? AND subscriber = ?"

_REPORTED = (
    "SELECT message.id, account, recipient, sender, task_id, segments, accepted_at, substr(text, 1, 20), given "
    "FROM message JOIN body ON body.id = message.id "
    "WHERE message.id IN (SELECT value FROM json_each(?))"
)
_HEARD = (
    "SELECT id, account, carrier, source, destination, received_at, data_coding, octets, total FROM inbound "
    "WHERE id IN (SELECT value FROM json_each(?))"
)
_PARTS = (
    "SELECT whole, octets FROM inbound WHERE whole IN (SELECT value FROM json_each(?)) AND total > 1 "
    "ORDER BY whole, number"
)

#: Where the counts of a subscriber stand: undone, and dead.
UNDONE, DEAD = "undone", "dead"


def tell(work: Work, directory: Directory, commands: Sequence[Asking]) -> None:
    """Each call in turn; what one took is not there for the next."""
    for command in commands:
        asked = command.payload
        if isinstance(asked, Take):
            command.answer = _take(work, asked)
            command.came = len(command.answer)
        elif isinstance(asked, Done):
            command.answer = _done(work, asked)
        elif isinstance(asked, PutOff):
            command.answer = _put_off(work, asked)
        elif isinstance(asked, Bury):
            command.answer = [_bury(work, key) for key in asked.keys]
        elif isinstance(asked, Redrive):
            command.answer = command.came = _redrive(work, asked)
        elif isinstance(asked, Log):
            _log(work, asked)
        else:
            command.answer = command.came = _forget(work, asked)


def rows_of(asked: Asked) -> int:
    """What a call counts for the length of a batch."""
    if isinstance(asked, Take | Forget):
        return asked.limit
    if isinstance(asked, Redrive):
        return asked.limit if asked.keys is None else len(asked.keys)
    if isinstance(asked, Log):
        return len(asked.attempts)
    return len(asked.keys)


def takes_what_is_there(asked: Asked) -> bool:
    """Whether that is only how many it has room for."""
    return isinstance(asked, Take | Forget) or (isinstance(asked, Redrive) and asked.keys is None)


def _take(work: Work, asked: Take) -> list[Telling]:
    due = work.connection.execute(_DUE, (work.partition, asked.subscriber, work.now, asked.limit)).fetchall()
    lease_end = work.now + asked.hold_ms
    _LEASE.run(work.connection, [(work.partition, asked.subscriber, *row[:3], lease_end) for row in due])
    leased = [(*row[:3], row[3] + 1, *row[4:9], lease_end) for row in due]
    return tellings(work.connection, asked.subscriber, leased)


def _done(work: Work, asked: Done) -> list[bool]:
    if asked.held:
        gone = _DONE_HELD.read(work.connection, [(*_row_of(work, key), key.lease_end) for key in asked.keys])
    else:
        gone = _DONE.read(work.connection, [_row_of(work, key) for key in asked.keys])
    for subscriber, _, _, _, buried_at in gone:
        work.tellings(subscriber, DEAD if buried_at else UNDONE, -1)
    _free_later(work, [row[:4] for row in gone])
    there = {row[:4] for row in gone}
    return [_named(key) in there for key in asked.keys]


def _free_later(work: Work, gone: Iterable[Row]) -> None:
    """The revision behind each of these may be told now."""
    behind = [(work.partition, *row[:3], row[3] + 1, work.now) for row in gone if row[1] == Kind.REPORT]
    if behind and _FREE.run(work.connection, behind):
        work.told_due.update(row[1] for row in behind)


def _put_off(work: Work, asked: PutOff) -> list[int]:
    rows = [(*_row_of(work, key), key.lease_end, asked.due) for key in asked.keys]
    moved = set(_PUT_OFF.read(work.connection, rows))
    if asked.due <= work.now:
        work.told_due.update(row[0] for row in moved)
    return [asked.due if _named(key) in moved else 0 for key in asked.keys]


def _bury(work: Work, key: Key) -> bool:
    row = _row_of(work, key)
    later = (*row[:-1], key.revision + 1)
    if work.connection.execute(_HAS_LATER, later).fetchone() is not None:
        held = work.connection.execute(_REPLACED, (*row, key.lease_end)).rowcount > 0
        if held:
            work.tellings(key.subscriber, UNDONE, -1)
            work.count("told_replaced")
            _free_later(work, [row[1:]])
        return held
    held = work.connection.execute(_BURIED, (work.now, *row, key.lease_end)).rowcount > 0
    if held:
        work.tellings(key.subscriber, UNDONE, -1)
        work.tellings(key.subscriber, DEAD, 1)
    return held


def _redrive(work: Work, asked: Redrive) -> int:
    if asked.keys is not None:
        rows = [_row_of(work, key) for key in asked.keys if key.subscriber == asked.subscriber]
    else:
        dead = work.connection.execute(_DEAD, (work.partition, asked.subscriber, 0, 0, asked.limit))
        rows = [(work.partition, asked.subscriber, *row[:3]) for row in dead.fetchall()]
    revived = sum(work.connection.execute(_REVIVE_ONE, (work.now, *row)).rowcount for row in rows)
    if revived:
        work.tellings(asked.subscriber, DEAD, -revived)
        work.tellings(asked.subscriber, UNDONE, revived)
        work.told_due.add(asked.subscriber)
    return revived


def _forget(work: Work, asked: Forget) -> int:
    account, _, key = asked.subscriber.partition("/")
    if work.connection.execute(_SUBSCRIBED, (SUBSCRIPTION, account, key)).fetchone() is not None:
        # It was gone when this was decided, and is there again under its name.
        return 0
    rows = work.connection.execute(_ANY_OF, (work.partition, asked.subscriber, asked.limit)).fetchall()
    _FORGET.run(work.connection, [row[:-1] for row in rows])
    for row in rows:
        work.tellings(asked.subscriber, DEAD if row[-1] else UNDONE, -1)
    if len(rows) < asked.limit:
        work.connection.execute(_FORGET_ATTEMPTS, (work.partition, asked.subscriber))
    return len(rows)


def _log(work: Work, asked: Log) -> None:
    (last,) = work.connection.execute(_LAST_ATTEMPT, (work.partition, asked.subscriber)).fetchone()
    rows: list[Row] = []
    for number, one in enumerate(asked.attempts, last + 1):
        place = (work.partition, asked.subscriber, number % ATTEMPTS_KEPT, number)
        rows.append((*place, one.at, one.took_ms, str(one.kind), one.count, one.first, one.status, one.outcome))
    _LOG.run(work.connection, rows)


def _row_of(work: Work, key: Key) -> Row:
    return (work.partition, *_named(key))


def _named(key: Key) -> Row:
    return (key.subscriber, str(key.kind), key.message, key.revision)


# --- reading ---


def peek(connection: sqlite3.Connection, partition: int, subscriber: str, now: int, limit: int) -> list[Telling]:
    rows = connection.execute(_DUE, (partition, subscriber, now, max(0, limit))).fetchall()
    return tellings(connection, subscriber, rows)


def dead(
    connection: sqlite3.Connection, partition: int, subscriber: str, after: tuple[int, int], limit: int
) -> list[Dead]:
    rows = connection.execute(_DEAD, (partition, subscriber, *after, max(0, limit))).fetchall()
    found = tellings(connection, subscriber, [(*row[:-1], 0) for row in rows])
    return [Dead(telling, row[-1]) for telling, row in zip(found, rows, strict=True)]


def attempts(connection: sqlite3.Connection, partition: int, subscriber: str, limit: int) -> list[Attempt]:
    rows = connection.execute(_ATTEMPTS, (partition, subscriber)).fetchall()
    rows.sort(key=lambda row: -row[-1])
    return [Attempt(row[0], row[1], Kind(row[2]), *row[3:]) for row in rows[: max(0, limit)]]


def owed(connection: sqlite3.Connection, partition: int, subscriber: str, message_id: int) -> Owed | None:
    row = connection.execute(_OWED, (partition, subscriber, str(Kind.REPORT), message_id)).fetchone()
    return Owed(*row) if row is not None else None


def next_due(connection: sqlite3.Connection, partition: int, subscriber: str) -> int | None:
    (due,) = connection.execute(_NEXT_DUE, (partition, subscriber)).fetchone()
    return due  # type: ignore[no-any-return]


def count_tellings(connection: sqlite3.Connection, partition: int) -> dict[tuple[str, str], int]:
    """By (subscriber, `UNDONE` or `DEAD`), how many there are."""
    rows = connection.execute(_COUNTS, (partition,))
    return {(subscriber, DEAD if is_dead else UNDONE): count for subscriber, is_dead, count in rows}


def tellings(connection: sqlite3.Connection, subscriber: str, rows: Sequence[Row]) -> list[Telling]:
    """The tellings of rows of `_COLUMNS` and their due time, with what they are about."""
    reported = _reported(connection, [row[1] for row in rows if row[0] == Kind.REPORT])
    heard = _heard(connection, [row[1] for row in rows if row[0] == Kind.INBOUND])
    found: list[Telling] = []
    for kind, message, revision, attempts, made_at, state, code, sent_at, received_at, due in rows:
        about: Outcome | Heard
        if kind == Kind.REPORT:
            account, to, sender, task_id, segments, *asked = reported[message]
            about = Outcome(account, to, sender, task_id, segments, State(state), code, sent_at, received_at, *asked)
        else:
            about = heard[message]
        found.append(Telling(Key(subscriber, Kind(kind), message, revision, due), attempts, made_at, about))
    return found


def _reported(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Row]:
    rows = connection.execute(_REPORTED, (id_list(ids),)) if ids else ()
    return {row[0]: row[1:] for row in rows}


def _heard(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Heard]:
    rows = connection.execute(_HEARD, (id_list(ids),)).fetchall() if ids else []
    several = [row[0] for row in rows if row[-1] > 1]
    joined: dict[int, bytes] = {}
    for whole, octets in connection.execute(_PARTS, (id_list(several),)) if several else ():
        joined[whole] = joined.get(whole, b"") + octets
    found = {}
    for row_id, account, carrier, source, destination, received_at, data_coding, octets, _ in rows:
        said = joined.get(row_id, octets)
        text = text_of(said, data_coding)
        shown = said.hex().upper() if text is None else text
        found[row_id] = Heard(account, carrier, source, destination, shown, received_at, said, data_coding)
    return found
