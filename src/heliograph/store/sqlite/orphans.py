"""Receipts without a message in the store's file: pages along an index that only they are in, and their end."""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State
from heliograph.sms.orphan_guess import Handed
from heliograph.store.orphans import Orphan, Place
from heliograph.store.sqlite.command import Command
from heliograph.store.sqlite.directory import Directory, bucket_of
from heliograph.store.sqlite.rows import ManyRows, Row
from heliograph.store.sqlite.work import Work

#: Forget what came before this time, and at most so many.
Forget: TypeAlias = Command[tuple[int, int]]

_COLUMNS = "received_at, carrier, key, generation, recipient, state, code, said, raw"
_PAGE = (
    f"SELECT {_COLUMNS} FROM carrier_ref WHERE message IS NULL "
    "AND (received_at, carrier, key, generation) < (?, ?, ?, ?) "
    "ORDER BY received_at DESC, carrier DESC, key DESC, generation DESC LIMIT ?"
)
_OF = (
    f"SELECT {_COLUMNS} FROM carrier_ref WHERE message IS NULL AND carrier = ? AND recipient = ? AND received_at >= ? "
    "ORDER BY received_at LIMIT ?"
)
_FORGET = (
    "DELETE FROM carrier_ref WHERE (bucket, carrier, key, generation) IN (SELECT bucket, carrier, key, generation "
    "FROM carrier_ref WHERE message IS NULL AND received_at < ? ORDER BY received_at LIMIT ?)"
)

_HANDED = ManyRows(
    "WITH wanted (bucket, carrier, key) AS (VALUES {rows}) "
    "SELECT r.carrier, r.key, r.message, r.recipient FROM wanted CROSS JOIN carrier_ref AS r "
    "ON r.bucket = wanted.bucket AND r.carrier = wanted.carrier AND r.key = wanted.key AND r.message IS NOT NULL",
    3,
)

#: Above every place: the list begins at its newest.
_TOP = Place(2**63 - 1, "", "", 0)

_words = msgspec.json.Decoder(CarrierWords).decode


def orphans(connection: sqlite3.Connection, before: Place | None, limit: int) -> Sequence[Orphan]:
    return [_orphan(row) for row in connection.execute(_PAGE, (*(before or _TOP), limit))]


def orphans_of(connection: sqlite3.Connection, carrier: str, to: str, since: int, limit: int) -> Sequence[Orphan]:
    return [_orphan(row) for row in connection.execute(_OF, (carrier, to, since, limit))]


def handed(connection: sqlite3.Connection, keys: Sequence[tuple[str, str]]) -> Sequence[Handed]:
    return [Handed(*row) for row in _HANDED.read(connection, [(bucket_of(*key), *key) for key in keys])]


def forget(work: Work, directory: Directory, commands: Sequence[Forget]) -> None:
    """Each call in turn. What the transaction knows of the directory is read anew after it."""
    for command in commands:
        command.answer = command.came = work.connection.execute(_FORGET, command.payload).rowcount
        work.count("orphan_forgotten", command.answer)
    directory.revert()


def _orphan(row: Row) -> Orphan:
    received_at, carrier, key, generation, to, state, code, said, raw = row
    words = _words(said) if said else CarrierWords()
    return Orphan(Place(received_at, carrier, key, generation), to, State(state), code, words, raw)
