"""Answers reads from committed data, by key or along an index, never by a scan."""

import sqlite3
from collections.abc import Sequence

from heliograph.sms.message import Message
from heliograph.store.port import Stored, Timeline
from heliograph.store.sqlite.rows import (
    BODY_COLUMNS,
    MESSAGE_COLUMNS,
    MESSAGE_WIDTH,
    Row,
    body_of,
    id_list,
    message_of,
)

_BOTH = f"SELECT {MESSAGE_COLUMNS}, {BODY_COLUMNS} FROM message JOIN body ON body.id = message.id"
_GET = f"{_BOTH} WHERE message.id = ? AND account = ?"
_TIMELINE = _GET.replace(" FROM ", ", timeline FROM ", 1)
_BY_IDS = f"{_BOTH} WHERE message.id IN (SELECT value FROM json_each(?))"

_NEXT_WAKE = "SELECT min(wake_at) FROM message WHERE partition = ? AND wake_at IS NOT NULL"
_AWAITING = (
    f"SELECT {MESSAGE_COLUMNS} FROM message WHERE partition = ?1 AND wake_at IS NOT NULL "
    "AND (wake_at, id) > (?2, ?3) ORDER BY wake_at, id LIMIT ?4"
)


def get(connection: sqlite3.Connection, account: str, message_id: int) -> Stored | None:
    row = connection.execute(_GET, (message_id, account)).fetchone()
    return _stored(row) if row is not None else None


def timeline(connection: sqlite3.Connection, account: str, message_id: int) -> Timeline | None:
    row = connection.execute(_TIMELINE, (message_id, account)).fetchone()
    if row is None:
        return None
    return Timeline(message_of(row), body_of(row[MESSAGE_WIDTH:-1]), row[-1])


def find(
    connection: sqlite3.Connection, account: str, before: int, after: int, to: str, limit: int
) -> Sequence[Stored]:
    """A page by (account, id), or (account, recipient, id): a seek and `limit` steps, wherever in the list it is."""
    conditions, values = ["account = ?"], [account]
    bounds: list[int] = []
    if to:
        conditions.append("recipient = ?")
        values.append(to)
    if before:
        conditions.append("message.id < ?")
        bounds.append(before)
    if after:
        conditions.append("message.id > ?")
        bounds.append(after)
    order = "ASC" if after else "DESC"
    statement = f"{_BOTH} WHERE {' AND '.join(conditions)} ORDER BY message.id {order} LIMIT ?"
    rows = connection.execute(statement, (*values, *bounds, max(0, limit))).fetchall()
    if after:
        rows.reverse()
    return [_stored(row) for row in rows]


def by_ids(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Stored]:
    """The messages with these ids, in that order; those that are not there are left out."""
    found = {row[0]: _stored(row) for row in connection.execute(_BY_IDS, (id_list(ids),))}
    return [found[one] for one in ids if one in found]


def awaiting(connection: sqlite3.Connection, partition: int, after: tuple[int, int], limit: int) -> Sequence[Message]:
    """Along the index of what is not final: finished messages cost nothing."""
    return [message_of(row) for row in connection.execute(_AWAITING, (partition, *after, limit))]


def next_wake(connection: sqlite3.Connection, partition: int) -> int | None:
    (at,) = connection.execute(_NEXT_WAKE, (partition,)).fetchone()
    return at  # type: ignore[no-any-return]


def _stored(row: Row) -> Stored:
    return Stored(message_of(row), body_of(row[MESSAGE_WIDTH:]))
