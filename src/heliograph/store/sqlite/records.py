"""Administrative records in the store's file: read by key, changed in the same transactions as everything else."""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

from heliograph.store.port import Nonce
from heliograph.store.records import BODY_OCTETS_MAX, Change, Conflict, Record
from heliograph.store.sqlite.accept import burn
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory
from heliograph.store.sqlite.work import Work
from heliograph.store.told import SUBSCRIPTION

Changing: TypeAlias = Command[tuple[Sequence[Change], Nonce | None]]

_COLUMNS = "kind, account, key, body, revision"
_ONE = f"SELECT {_COLUMNS} FROM record WHERE kind = ? AND account = ? AND key = ?"
_OF_ACCOUNT = f"SELECT {_COLUMNS} FROM record WHERE kind = ? AND account = ? AND key > ? ORDER BY key LIMIT ?"
_OF_ALL = f"SELECT {_COLUMNS} FROM record WHERE kind = ? AND (account, key) > (?, ?) ORDER BY account, key LIMIT ?"
_REVISION = "SELECT revision FROM record WHERE kind = ? AND account = ? AND key = ?"
_PUT = (
    "INSERT INTO record (kind, account, key, body, revision) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (kind, account, key) DO UPDATE SET body = excluded.body, revision = excluded.revision"
)
_REMOVE = "DELETE FROM record WHERE kind = ? AND account = ? AND key = ?"


def change(work: Work, directory: Directory, commands: Sequence[Changing]) -> None:
    """Each call in turn and whole: the revisions of all its records are compared before any of them is written."""
    nonces: list[Nonce] = []
    for command in commands:
        changes, nonce = command.payload
        revisions = [_revision(work.connection, one) for one in changes]
        late = next((one for one, at in zip(changes, revisions, strict=True) if one.made_from not in (None, at)), None)
        if late is not None:
            command.error = Conflict(late.kind, late.account, late.key)
            continue
        command.answer = [_write(work.connection, one) for one in changes]
        if any(one.kind == SUBSCRIPTION for one in changes):
            work.subscriptions_changed = True
        if nonce is not None:
            nonces.append(nonce)
    burn(work, nonces)


def _revision(connection: sqlite3.Connection, one: Change) -> int:
    row = connection.execute(_REVISION, (one.kind, one.account, one.key)).fetchone()
    return row[0] if row is not None else 0


def _write(connection: sqlite3.Connection, one: Change) -> int:
    """Read once more: an earlier change of the same call may have been to this record."""
    if one.body is None:
        connection.execute(_REMOVE, (one.kind, one.account, one.key))
        return 0
    revision = _revision(connection, one) + 1
    connection.execute(_PUT, (one.kind, one.account, one.key, one.body, revision))
    return revision


def check(changes: Sequence[Change]) -> None:
    """Refuse what no record could hold. Raises ValueError."""
    for one in changes:
        if one.body is not None and len(one.body) > BODY_OCTETS_MAX:
            raise ValueError(f"A {one.kind} of {len(one.body)} octets is above {BODY_OCTETS_MAX}.")


def octets_of(changes: Sequence[Change]) -> int:
    """About what a waiting call holds in memory."""
    return sum(500 + len(one.body or b"") for one in changes)


def record(connection: sqlite3.Connection, kind: str, account: str, key: str) -> Record | None:
    row = connection.execute(_ONE, (kind, account, key)).fetchone()
    return Record(*row) if row is not None else None


def records(connection: sqlite3.Connection, kind: str, account: str | None, after: str, limit: int) -> Sequence[Record]:
    if account is not None:
        rows = connection.execute(_OF_ACCOUNT, (kind, account, after, limit))
    else:
        of, _, key = after.partition("/")
        rows = connection.execute(_OF_ALL, (kind, of, key, limit))
    return [Record(*row) for row in rows]
